"""The processes behind the server: files are read in one of them, and its death is an answer, not an end."""

from __future__ import annotations

import base64
import fcntl
import pickle
import resource
import select
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import limner
from limner.errors import AudioError, BadBackground, PortraitError, WorkerLost
from limner.server import channel
from limner.server.channel import Child
from limner.server.intake import Intake
from limner.server.placement import Pool
from limner.server.reader import Analyse, Setup
from limner.server.reader import analyse as read
from limner.server.worker import Forget
from tests.wire import beep_wav, picture, until

pytestmark = pytest.mark.loopback


def test_messages_survive_any_cutting_of_the_stream() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        end = channel.Channel(theirs)
        sent = [Forget(), ["x" * 1000], np.arange(5)]
        stream = b"".join(channel.pack(message) for message in sent)
        received = []
        for at in range(0, len(stream), 7):
            ours.sendall(stream[at : at + 7])
            received += end.receive()
        assert received[0] == sent[0]
        assert received[1] == sent[1]
        assert np.array_equal(received[2], np.arange(5))
        ours.close()
        with pytest.raises(EOFError):
            end.receive()


def test_a_child_of_a_front_with_thousands_of_sockets_can_wait_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < 2000:
        pytest.skip("this machine gives a process fewer than 2000 open files: ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    ours, theirs = socket.socketpair()
    try:
        with ours, theirs:
            number = fcntl.fcntl(theirs.fileno(), fcntl.F_DUPFD, 1500)
            monkeypatch.setattr("sys.argv", ["-c", str(number)])
            end = channel.Channel.inherited()
            with end.sock:
                ours.sendall(channel.pack(Forget()))
                assert select.select([end.sock], [], [], 60)[0]
                assert end.receive() == [Forget()]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


async def test_files_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    intake = Intake("testcard", tmp_path)
    try:
        sound = await intake.decode(base64.b64decode(beep_wav(0.5)))
        assert sound.duration_ms == 500
        assert np.load(sound.sound).shape == (24_000, 2)
        assert (await intake.analyse(base64.b64decode(picture()))).rig is None
        with pytest.raises(AudioError):
            await intake.decode(b"rubbish")
        with pytest.raises(PortraitError):
            await intake.analyse(b"rubbish")
    finally:
        await intake.close()


def test_a_portrait_stands_before_what_was_asked_for(tmp_path: Path) -> None:
    portrait = (Path(limner.__file__).parent / "data/demo/portrait.jpg").read_bytes()
    setup = Setup("mesh", tmp_path / "cache", "auto", tmp_path)

    def corner(**before: Any) -> tuple[int, Path]:
        """Luma of the background's corner, and where the rig lies."""
        path = read(Analyse(1, portrait, **before), setup).rig
        assert path is not None
        return int(pickle.loads(path.read_bytes()).plate[0, 0]), path

    white, green, own = corner(background="#ffffff"), corner(background="green"), corner()
    assert (white[0], abs(green[0] - 115) < 8) == (235, True)
    assert len({white[1], green[1], own[1]}) == 3 and own[0] not in (white[0], green[0])
    assert corner(behind=base64.b64decode(picture()))[0] not in (white[0], own[0])
    with pytest.raises(BadBackground, match="green"):
        corner(background="a meadow")


async def test_a_file_that_kills_its_reader_fails_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    intake, spawn, started = Intake("testcard", tmp_path), Child.spawn, list[int]()

    async def doomed(module: str) -> Child:
        child = await spawn(module)
        started.append(child.pid)
        child.process.kill()
        return child

    try:
        with monkeypatch.context() as patch:
            patch.setattr(Child, "spawn", doomed)
            with pytest.raises(AudioError):
                await intake.decode(base64.b64decode(beep_wav(0.1)))
        assert len(started) == 2  # the second time alone: it was not for another file's sake
        assert (await intake.decode(base64.b64decode(beep_wav(0.1)))).duration_ms == 100
    finally:
        await intake.close()


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
async def test_a_child_computes_with_one_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)  # a command that ran in this process has set it
    (tmp_path / "counting.py").write_text("import os, sys, numpy\ndef main():\n    sys.exit(len(os.listdir('/proc/self/task')))\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = await Child.spawn("counting")
    await child.gone.wait()
    assert child.process.wait() == 1


async def no_rig() -> Path | None:
    return None


async def test_a_pool_keeps_its_number() -> None:
    pool = Pool(2, "testcard", no_rig)
    pool.start()
    try:
        child = await pool.acquire()
        pool.release(child)
        await until(lambda: pool.warm == 2)
        victim = await pool.acquire()
        victim.process.kill()
        await victim.gone.wait()
        pool.release(victim)
        await until(lambda: pool.warm == 2)
    finally:
        await pool.close()


async def test_workers_that_cannot_start_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limner.server.placement.RETRY_S", 0.0)
    pool = Pool(1, "no such renderer", no_rig)
    pool.start()
    try:
        with pytest.raises(WorkerLost):
            await pool.wait_warm()
    finally:
        await pool.close()
