"""Messages between the front process and its children: pickled objects with a length before them, over a socket pair.

Both ends are this same program on this same machine, so pickle is as safe as the program itself. Nothing a client sent is unpickled.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from limner.threads import ONE_THREAD

log = logging.getLogger(__name__)

HEADER = struct.Struct("!I")
BUFFER = 1 << 20  # bytes
END_LIMIT_S = 3.0  # a child that does not end by itself in this time is killed


def pack(message: object) -> bytes:
    body = pickle.dumps(message, protocol=5)
    return HEADER.pack(len(body)) + body


class Channel:
    """The child's end: blocking writes, reads of whatever is there."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._buffer = bytearray()

    @classmethod
    def inherited(cls) -> Channel:
        """The end that `Child.spawn` left open, its number as the last argument of the command line."""
        left = int(sys.argv[-1])
        sock = socket.socket(fileno=os.dup(left))  # the lowest free number: `select` takes none above 1023, and a busy front has thousands
        os.close(left)
        return cls(sock)

    def send(self, message: object) -> None:
        """Blocks while the other end is behind. OSError when it is gone."""
        self.sock.sendall(pack(message))

    def receive(self) -> list[Any]:
        """Waits for data and gives all messages that are complete by then. EOFError when the other end is gone."""
        data = self.sock.recv(BUFFER)
        if not data:
            raise EOFError
        self._buffer += data
        messages = []
        start = 0
        while len(self._buffer) - start >= HEADER.size:
            (size,) = HEADER.unpack_from(self._buffer, start)
            if len(self._buffer) - start - HEADER.size < size:
                break
            messages.append(pickle.loads(memoryview(self._buffer)[start + HEADER.size : start + HEADER.size + size]))
            start += HEADER.size + size
        del self._buffer[:start]
        return messages


class Child:
    """The front's end, and the process behind it. A child sees its socket close when the front ends, however that happens, and ends too."""

    def __init__(self, process: subprocess.Popen[bytes], writer: asyncio.StreamWriter) -> None:
        self.process = process
        self.writer = writer
        self.gone = asyncio.Event()
        self.on_message: Callable[[Any], None] = lambda message: None
        self.on_gone: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def spawn(cls, module: str) -> Child:
        """Starts a process that calls `module.main()`."""
        ours, theirs = socket.socketpair()
        for sock in (ours, theirs):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        with theirs:
            process = subprocess.Popen(  # noqa: ASYNC220 - a fork and exec, no waiting
                # Not -m: the module would be there twice, as __main__ and by its name, and its classes with it.
                [sys.executable, "-c", f"from {module} import main; main()", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is the front's to handle
                env={**ONE_THREAD, **os.environ},
            )
        try:
            reader, writer = await asyncio.open_connection(sock=ours, limit=BUFFER)
        except BaseException:  # cancelled: nobody else knows of it yet
            process.kill()
            process.wait()
            ours.close()
            raise
        child = cls(process, writer)
        child._task = asyncio.create_task(child._read(reader))
        return child

    @property
    def pid(self) -> int:
        return self.process.pid

    def send(self, message: object) -> None:
        """Never blocks. Lost if the child is gone, of which `on_gone` tells."""
        if not self.gone.is_set():
            self.writer.write(pack(message))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                (size,) = HEADER.unpack(await reader.readexactly(HEADER.size))
                self.on_message(pickle.loads(await reader.readexactly(size)))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except Exception:
            log.exception("a message of process %d could not be handled", self.pid)
        finally:
            self.gone.set()
            self.writer.close()
            self.on_gone()

    async def close(self) -> None:
        """Ends the process and waits for it. Idempotent."""
        self.on_gone = lambda: None
        self.writer.close()
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, self.process.wait, END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            await loop.run_in_executor(None, self.process.wait)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()
