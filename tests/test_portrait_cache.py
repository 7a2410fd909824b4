"""Kept values come back as they were, and nothing found on disk can do harm."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from limner.engine.portrait.cache import Cache, engine_version, read, write
from limner.engine.types import F32, U8, Portrait


@dataclass(frozen=True)
class Inner:
    points: F32
    name: str


@dataclass(frozen=True)
class Outer:
    picture: U8
    inner: Inner
    pair: tuple[Inner, Inner]
    notes: tuple[str, ...]
    sizes: dict[str, float]
    count: int
    scale: float
    on: bool
    maybe: Inner | None
    never: F32 | None


def inner(seed: int) -> Inner:
    return Inner(np.random.default_rng(seed).standard_normal((5, 3), np.float32), f"Inné {seed}")


def outer() -> Outer:
    picture = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    return Outer(picture, inner(1), (inner(2), inner(3)), ("a", "b"), {"x": 1.5}, 7, 2.0, True, inner(4), None)


def same(a: object, b: object) -> bool:
    """Equal in every field, type and dtype."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all())
    if isinstance(a, (Outer, Inner, Portrait)):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and a == b


def entry(directory: Path) -> Path:
    (path,) = directory.glob("*.npz")
    return path


def test_a_value_comes_back_as_it_was_in_another_process(tmp_path: Path) -> None:
    Cache(Outer, tmp_path, "1").put(b"picture", outer())
    again = Cache(Outer, tmp_path, "1").get(b"picture")  # nothing in this one's memory
    assert again is not None and same(again, outer())
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


def test_it_is_made_once_per_content_and_version(tmp_path: Path) -> None:
    made = []

    def make() -> Outer:
        made.append(1)
        return outer()

    for version, data in (("1", b"a"), ("1", b"a"), ("1", b"b"), ("2", b"a"), ("1", b"a")):
        Cache(Outer, tmp_path, version).get_or_make(data, make)
    assert len(made) == 3


def test_memory_holds_the_last_few_and_needs_no_disk() -> None:
    cache = Cache(Outer, None, "1", in_memory=2)
    first, second, third = outer(), outer(), outer()
    cache.put(b"1", first)
    cache.put(b"2", second)
    assert cache.get(b"1") is first
    cache.put(b"3", third)
    assert cache.get(b"1") is first and cache.get(b"2") is None and cache.get(b"3") is third


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty", "other version", "pickle"])
def test_a_damaged_entry_is_absent_and_written_anew(tmp_path: Path, damage: str) -> None:
    Cache(Outer, tmp_path, "1").put(b"picture", outer())
    path = entry(tmp_path)
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        at = whole.index(outer().picture.tobytes()) + 3
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
    elif damage == "text":
        path.write_text("not an archive")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "other version":
        write(path, inner(1))
    else:
        with path.open("wb") as file:
            np.savez(file, tree=np.array([Trap()], object))
    cache = Cache(Outer, tmp_path, "1")
    assert cache.get(b"picture") is None
    assert same(cache.get_or_make(b"picture", outer), outer())
    again = Cache(Outer, tmp_path, "1").get(b"picture")
    assert again is not None and same(again, outer())


class Trap:
    """Would fail the test if it were ever unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("an entry was executed",))


def test_the_trap_would_spring() -> None:
    with pytest.raises(pytest.fail.Exception):
        pickle.loads(pickle.dumps(Trap()))


def test_the_directory_stays_within_its_size(tmp_path: Path) -> None:
    write(tmp_path / "one.npz", outer())
    size = (tmp_path / "one.npz").stat().st_size
    (tmp_path / "one.npz").unlink()
    (tmp_path / "left over.part").write_bytes(bytes(size))
    os.utime(tmp_path / "left over.part", ns=(0, 0))
    cache = Cache(Outer, tmp_path, "1", limit_bytes=int(size * 3.5), in_memory=0)
    for i in range(3):
        cache.put(bytes([i]), outer())
        os.utime(tmp_path / f"{cache.key(bytes([i]))}.npz", ns=(i + 1, i + 1))
    assert cache.get(bytes([0])) is not None  # used: now the newest
    cache.put(bytes([3]), outer())
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {f"{cache.key(bytes([i]))}.npz" for i in (0, 2, 3)}


def test_a_disk_that_refuses_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(Outer, tmp_path / "file", "1")  # no directory can be made there
    assert same(cache.get_or_make(b"picture", outer), outer())
    assert cache.get(b"picture") is not None


def test_objects_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write(tmp_path / "x.npz", Inner(np.array([Trap()], object), "x"))
    assert list(tmp_path.iterdir()) == []


def test_a_portrait_fits(tmp_path: Path) -> None:
    tiny = np.zeros((2, 2), np.uint8)
    made = Portrait(tiny, tiny, tiny, tiny, np.zeros((478, 3), np.float32), 1.5, 2, ("2 faces found; using the largest.",))
    write(tmp_path / "p.npz", made)
    assert same(read(tmp_path / "p.npz", Portrait), made)


def test_the_version_is_stable_within_a_run() -> None:
    assert engine_version() == engine_version() and len(engine_version()) == 16
