"""Files that are read for many clients: each in its turn and with its own time, and nobody pays for somebody else's."""

from __future__ import annotations

import asyncio
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from limner.errors import AtCapacity, AudioUndecodable, NotAnImage
from limner.server import intake as module
from limner.server.folder import LOCK, PREFIX, Folder
from limner.server.intake import Intake
from limner.server.reader import Analyse, Analysed, Decode, Decoded, Failed, Reader, Setup
from tests.test_server_session_worker import FakeChild
from tests.wire import LIMIT_S, until


class FakeReader(FakeChild):
    """A process that answers when it is told to."""

    def __init__(self, killed: Callable[[], None]) -> None:
        super().__init__()
        self.process.kill = killed  # type: ignore[method-assign]

    @property
    def files(self) -> list[Any]:
        return [message for message in self.told if isinstance(message, Analyse | Decode)]


class Case:
    """An intake whose processes are made here."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.readers: list[FakeReader] = []
        monkeypatch.setattr("limner.server.intake.Child.spawn", self.spawn)
        self.intake = Intake("testcard", folder)

    async def spawn(self, module: str) -> FakeReader:
        made = FakeReader(lambda: made.die())
        self.readers.append(made)
        return made

    def answer(self, request: Analyse | Decode, file: Path | None = None) -> None:
        sound = file or Path("none")
        answer = Analysed(request.request, None, ()) if isinstance(request, Analyse) else Decoded(request.request, sound, 1)
        self.readers[-1].on_message(answer)

    async def asked(self, count: int, reader: int = -1) -> list[Any]:
        """So many files have come to the last process, and no more do."""
        await until(lambda: bool(self.readers) and len(self.readers[reader].files) >= count)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(self.readers[reader].files) == count
        return self.readers[reader].files


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    made = Case(tmp_path, monkeypatch)
    yield made
    made.intake._folder.remove()


async def test_one_portrait_and_one_sound_at_a_time(case: Case) -> None:
    portraits = [asyncio.create_task(case.intake.analyse(bytes([n]))) for n in range(2)]
    sound = asyncio.create_task(case.intake.decode(b"sound"))
    first = await case.asked(2)
    assert [type(file) for file in first] == [Analyse, Decode]
    case.answer(first[1])
    await sound
    case.answer(first[0])
    await portraits[0]
    case.answer((await case.asked(3))[2])
    await portraits[1]
    await case.intake.close()


async def test_who_leaves_before_its_turn_costs_nothing_and_after_it_no_more_than_its_own(case: Case, tmp_path: Path) -> None:
    sounds = [asyncio.create_task(case.intake.decode(bytes([n]))) for n in range(3)]
    first = (await case.asked(1))[0]
    for leaving in sounds[:2]:
        leaving.cancel()
    await asyncio.gather(*sounds[:2], return_exceptions=True)
    assert len(await case.asked(1)) == 1  # the first one is still being read
    file = tmp_path / "sound.npy"
    file.touch()
    case.answer(first, file)
    last = (await case.asked(2))[1]
    assert last.data == b"\2"
    assert not file.exists()
    case.answer(last)
    await sounds[2]
    await case.intake.close()


async def test_a_file_is_read_again_when_another_one_killed_the_process(case: Case) -> None:
    bad, good = asyncio.create_task(case.intake.analyse(b"bad")), asyncio.create_task(case.intake.decode(b"good"))
    await case.asked(2)
    case.readers[0].die()
    newcomer = asyncio.create_task(case.intake.decode(b"newcomer"))
    await until(lambda: len(case.readers) == 2)
    assert [file.data for file in await case.asked(1)] == [b"bad"]  # alone
    case.readers[1].die()
    await until(lambda: len(case.readers) == 3)
    (again,) = await case.asked(1)
    assert again.data == b"good"
    case.answer(again)
    await good
    case.answer((await case.asked(2))[1])
    await newcomer
    assert isinstance(bad.exception(), NotAnImage)
    await case.intake.close()


async def test_a_file_that_takes_too_long_is_given_up_and_not_tried_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT_S", 0.05)
    with pytest.raises(AudioUndecodable):
        await case.intake.decode(b"endless")
    assert case.readers[0].gone.is_set()
    assert len(case.readers) == 1
    await case.intake.close()


async def test_the_end_does_not_wait_for_files(case: Case) -> None:
    reading = asyncio.create_task(case.intake.analyse(b"one"))
    await case.asked(1)
    async with asyncio.timeout(LIMIT_S):
        await case.intake.close()
        await asyncio.gather(reading, return_exceptions=True)
    assert not case.intake.folder.exists()


def test_a_full_disk_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, sound: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    class Answers:
        def __init__(self) -> None:
            self.given: list[Any] = []

        def send(self, answer: object) -> None:
            self.given.append(answer)

    monkeypatch.setattr(np, "save", full)
    monkeypatch.setattr("limner.media.decode.decode_audio", lambda data: np.zeros((9, 2), np.int16))
    answers = Answers()
    process = Reader(answers)  # type: ignore[arg-type]
    process.setup = Setup("testcard", tmp_path, "auto", tmp_path)
    process.do(Decode(7, b"sound"))
    (answer,) = answers.given
    assert isinstance(answer, Failed) and isinstance(answer.error, AtCapacity)
    assert not [*tmp_path.iterdir()]


def test_what_a_killed_server_left_is_cleared_and_what_a_living_one_has_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, other = tmp_path / f"{PREFIX}left", tmp_path / f"{PREFIX}other"
    for folder in (left, other):
        folder.mkdir()
        (folder / "big.rig").touch()
    (left / LOCK).touch()
    living = Folder()
    assert not left.exists()
    assert other.exists()  # no folder of ours
    second = Folder()
    assert living.path.exists() and second.path.exists()
    for made in (living, second):
        made.remove()
        made.remove()
    assert [*tmp_path.iterdir()] == [other]
