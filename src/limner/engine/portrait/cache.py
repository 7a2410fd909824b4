"""Picture bytes → what was made of them before: dataclasses of arrays, kept on disk by content and a few in memory.

Nothing read back is ever executed: an entry is an .npz of plain arrays (`allow_pickle=False`) and a JSON tree, checked against the
dataclass's own type hints. Whatever does not fit (damaged, half written, from another version) counts as absent and is written anew.
Several processes may share a directory: entries appear by an atomic rename and are never changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import types
import typing
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

T = TypeVar("T")

LIMIT_BYTES = 2 << 30
LARGEST_ENTRY_BYTES = 512 << 20
IN_MEMORY = 4
TREE = "tree"  # name of the JSON among an entry's arrays


class Cache(Generic[T]):
    """Keeps values of one dataclass. Values are shared between callers: treat them as read-only.

    `directory` None keeps them in memory only. `version` belongs to the key; see `engine_version()`.
    """

    def __init__(
        self, kind: type[T], directory: Path | None, version: str, *, limit_bytes: int = LIMIT_BYTES, in_memory: int = IN_MEMORY
    ) -> None:
        self.kind = kind
        self.directory = directory
        self.version = version
        self.limit_bytes = limit_bytes
        self.in_memory = in_memory
        self._recent: OrderedDict[str, T] = OrderedDict()

    def key(self, data: bytes) -> str:
        """The name of the entry for these bytes."""
        return hashlib.sha256(f"{self.kind.__qualname__}/{self.version}/".encode() + hashlib.sha256(data).digest()).hexdigest()

    def get_or_make(self, data: bytes, make: Callable[[], T]) -> T:
        """The kept value for these bytes, or `make()`, which is then kept. Raises only what `make` raises."""
        value = self.get(data)
        if value is None:
            value = make()
            self.put(data, value)
        return value

    def get(self, data: bytes) -> T | None:
        key = self.key(data)
        if key in self._recent:
            self._recent.move_to_end(key)
            return self._recent[key]
        if self.directory is None:
            return None
        path = self.directory / f"{key}.npz"
        try:
            value: T = read(path, self.kind)
            os.utime(path)  # the least recently used entries are dropped first
        except Exception:  # a damaged file can fail in any way, and none of them may cost a session
            return None
        self._remember(key, value)
        return value

    def put(self, data: bytes, value: T) -> None:
        """Keep a value. A full or read-only disk is no error: the value is then kept in memory only."""
        key = self.key(data)
        self._remember(key, value)
        if self.directory is None:
            return
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            write(self.directory / f"{key}.npz", value)
            self._drop_oldest()
        except OSError:
            return

    def _remember(self, key: str, value: T) -> None:
        self._recent[key] = value
        self._recent.move_to_end(key)
        while len(self._recent) > self.in_memory:
            self._recent.popitem(last=False)

    def _drop_oldest(self) -> None:
        assert self.directory is not None
        entries = []
        for path in [*self.directory.glob("*.npz"), *self.directory.glob("*.part")]:
            try:
                status = path.stat()
            except FileNotFoundError:  # another process was quicker
                continue
            entries.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries)[:-1]:  # never the newest
            if total <= self.limit_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


@cache
def engine_version() -> str:
    """Changes whenever code or data of the engine change, so that a new version never reads what an old one made."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    for path in sorted((root.parent / "data").rglob("*.*")):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()[:16]


def write(path: Path, value: object) -> None:
    """Write a dataclass to `path`, all or nothing."""
    arrays: dict[str, Any] = {}
    tree = _encode(value, arrays)
    arrays[TREE] = np.frombuffer(json.dumps(tree).encode(), np.uint8)
    handle, temporary = tempfile.mkstemp(suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(path: Path, kind: type[T]) -> T:
    """The `kind` that was written to `path`. Raises some exception if the file is not exactly one of those."""
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST_ENTRY_BYTES:
            raise ValueError("larger than any entry")
    with np.load(path, allow_pickle=False) as arrays:
        tree = json.loads(arrays[TREE].tobytes())
        value: T = _decode(tree, kind, arrays)
    return value


def _encode(value: Any, arrays: dict[str, Any]) -> Any:
    """→ JSON; arrays are put aside and named by their number."""
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise TypeError("an array of objects can not be kept")
        arrays[f"a{len(arrays)}"] = value
        return {"array": f"a{len(arrays) - 1}"}
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value):
        return {f.name: _encode(getattr(value, f.name), arrays) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_encode(item, arrays) for item in value]
    if isinstance(value, dict):
        return {name: _encode(item, arrays) for name, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} can not be kept")


def _decode(tree: Any, hint: Any, arrays: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if tree is None and type(None) in args:
            return None
        (hint,) = [arg for arg in args if arg is not type(None)]
        return _decode(tree, hint, arrays)
    if origin is np.ndarray or hint is np.ndarray:
        return arrays[tree["array"]]
    if is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        names = [f.name for f in fields(hint)]
        if sorted(tree) != sorted(names):
            raise ValueError(f"not a {hint.__name__} of this version")
        return hint(**{name: _decode(tree[name], hints[name], arrays) for name in names})
    if origin is tuple:
        if not isinstance(tree, list) or (args[-1] is not Ellipsis and len(args) != len(tree)):
            raise ValueError("wrong length")
        inner = [args[0]] * len(tree) if args[-1] is Ellipsis else args
        return tuple(_decode(item, each, arrays) for item, each in zip(tree, inner, strict=True))
    if origin is list:
        return [_decode(item, args[0], arrays) for item in tree]
    if origin is dict:
        return {name: _decode(item, args[1], arrays) for name, item in tree.items()}
    if hint is float and type(tree) in (int, float):
        return float(tree)
    if hint in (bool, int, str) and type(tree) is hint:
        return tree
    raise ValueError(f"{tree!r} where {hint} was kept")
