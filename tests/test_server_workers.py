"""Worker processes that die or hang: the picture comes back on the same connection, the speech goes on, nobody else notices."""

from __future__ import annotations

import base64
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from limner.engine.types import SOUND_HZ, TICK_SAMPLES
from limner.media.producer import ON_ITS_WAY_TICKS, Sounded
from limner.protocol import messages
from limner.server import session_worker
from limner.server.host import Host
from limner.server.session import Session
from tests.wire import Talker, beep_wav, picture, rising_wav, serving, session_of, until

pytestmark = pytest.mark.loopback
DEMO = Path(__file__).parents[1] / "src/limner/data/demo/portrait.jpg"


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[tuple[str, Host]]:
    """A server with two places and all workers warm."""
    async with serving(tmp_path, workers=3) as running:
        await until(lambda: running[1].pool.warm == 3)
        yield running


def hit(session: Session, how: signal.Signals) -> int:
    """Its worker gets this signal → the pid."""
    assert session.worker.child is not None
    os.kill(session.worker.child.pid, how)
    return session.worker.child.pid


def running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def files(host: Host, pattern: str) -> list[Path]:
    """Rigs and sounds that are kept."""
    return [*host.intake.folder.glob(pattern)]


def given_out(session: Session) -> list[tuple[str, int]]:
    """From now on: the clip and the samples of it, tick by tick, whichever worker they come from."""
    ticks: list[tuple[str, int]] = []
    send = session.audience.sound

    def watched(sounded: Sounded) -> None:
        if sounded.playing is not None:
            ticks.append(sounded.playing)
        send(sounded)

    session.audience.sound = watched  # type: ignore[method-assign]
    return ticks


def check_goes_on(ticks: list[tuple[str, int]], times: int) -> None:
    """A clip was given out without a gap; `times` it went back to what no client had got."""
    steps = np.diff([samples for _, samples in ticks])
    back = TICK_SAMPLES - ON_ITS_WAY_TICKS * TICK_SAMPLES
    assert [int(step) for step in steps if step != TICK_SAMPLES] == [back] * times


async def drawn_again(it: Talker, session: Session, pid: int) -> None:
    """Pictures of another process have come."""
    await until(lambda: session.worker.child is not None and session.worker.child.pid != pid)
    last = it.readings[-1].tick
    await it.wait_for(lambda: it.readings[-1].tick > last + 10)


async def test_a_clip_goes_on_where_it_was_heard(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address, events="1") as it, Talker(address, events="1") as other:
        await it.connect()
        await other.connect()
        session, neighbour = session_of(host, it), session_of(host, other)
        assert neighbour.worker.child is not None
        neighbours = neighbour.worker.child.pid
        ticks = given_out(session)
        await other.send(type="audio", audio_data=beep_wav(4), id="beside")
        for name in ("playing", "waiting"):
            await it.send(type="audio", audio_data=rising_wav(), id=name)
        await it.wait_for(lambda: len(it.places) > 50)
        pid = hit(session, signal.SIGKILL)
        await drawn_again(it, session, pid)
        before = max(it.places)
        await it.wait_for(lambda: max(it.places[-20:]) > before + 1)
        check_goes_on(ticks, 1)
        assert -np.diff(it.places).min() < 0.1, "a part of it was heard twice"
        assert [message.id for message in it.of(messages.SpeechStarted)] == ["playing"]
        assert not it.of(messages.SpeechEnded)

        await it.send(type="interrupt")
        answer = await it.expect(messages.Interrupted)
        assert answer.id == "playing"
        assert answer.played_ms == (ticks[-1][1] - ON_ITS_WAY_TICKS * TICK_SAMPLES) * 1000 // SOUND_HZ
        ended = [await it.expect(messages.SpeechEnded, after=n) for n in range(2)]
        assert [(end.id, end.played_ms) for end in ended] == [("playing", answer.played_ms), ("waiting", 0)]

        beside = await other.expect(messages.SpeechEnded)
        assert (beside.id, beside.played_ms, beside.interrupted) == ("beside", 4000, False)
        assert neighbour.worker.child.pid == neighbours
        assert not files(host, "*.npy")


async def test_streamed_speech_goes_on_too(live: tuple[str, Host]) -> None:
    address, host = live
    sound = base64.b64decode(rising_wav())[-24_000 * 2 * 60 :]  # the samples of the file

    def chunk(start_s: float, stop_s: float) -> dict[str, object]:
        piece = base64.b64encode(sound[round(start_s * 24_000) * 2 : round(stop_s * 24_000) * 2]).decode()
        return {"type": "audio_chunk", "id": "tts", "sample_rate": 24_000, "audio_data": piece}

    async with Talker(address) as it:
        await it.connect()
        for n in range(4):
            await it.send(**chunk(n / 2, (n + 1) / 2))
        await it.wait_for(lambda: len(it.places) > 25)
        pid = hit(session_of(host, it), signal.SIGKILL)
        await drawn_again(it, session_of(host, it), pid)
        await it.send(**chunk(2, 3), last=True)
        ended = await it.expect(messages.SpeechEnded)
        assert (ended.id, ended.played_ms, ended.interrupted) == ("tts", 3000, False)
        await it.wait_for(lambda: max(it.places) > 2.5)
        assert len(it.of(messages.SpeechStarted)) == 1


async def test_it_can_happen_again(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address, events="1") as it:
        await it.send(type="set_image", image_data=picture())
        await it.connect()
        ticks = given_out(session_of(host, it))
        await it.send(type="audio", audio_data=rising_wav(), id="one")
        for n in range(2):
            await it.wait_for(lambda n=n: len(it.places) > 25 * (n + 1))  # type: ignore[misc]
            pid = hit(session_of(host, it), signal.SIGKILL)
            await drawn_again(it, session_of(host, it), pid)
        before = max(it.places)
        await it.wait_for(lambda: max(it.places) > before + 0.5)
        check_goes_on(ticks, 2)


async def test_a_worker_that_hangs_is_replaced(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_worker, "SILENT_CHECKS", 2)
    address, host = live
    async with Talker(address) as it:
        await it.connect()
        session = session_of(host, it)
        pid = hit(session, signal.SIGSTOP)
        await drawn_again(it, session, pid)
        await until(lambda: not running(pid))


async def test_a_worker_that_hung_before_anybody_wanted_it_is_replaced(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_worker, "OPENING_CHECKS", 2)
    address, host = live
    await until(lambda: host.pool.warm == 3)
    stopped = host.pool._warm[0].pid
    os.kill(stopped, signal.SIGSTOP)
    async with Talker(address) as it:
        await it.connect()
        assert len(it.readings) > 0
        assert not running(stopped)


async def test_a_session_whose_workers_die_all_the_time_ends_with_a_word(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_worker, "MAX_RESTARTS", 1)
    address, host = live
    async with Talker(address) as it, Talker(address) as other:
        await it.connect()
        await other.connect()
        session = session_of(host, it)
        pid = hit(session, signal.SIGKILL)
        await drawn_again(it, session, pid)
        hit(session, signal.SIGKILL)
        ended = await it.expect(messages.GenerationEnded)
        assert "connect again" in ended.reason
        seen = len(other.readings)
        await other.wait_for(lambda: len(other.readings) > seen + 5)


async def test_a_rig_stays_as_long_as_somebody_may_need_it(tmp_path: Path) -> None:
    async with serving(tmp_path, renderer="mesh", workers=2, max_sessions=1) as (address, host), Talker(address) as it:
        await it.send(type="set_image", image_data=base64.b64encode(DEMO.read_bytes() + b"\0").decode())
        assert (await it.expect(messages.SetImageAck)).success
        for rig in files(host, "*.rig"):  # as many other portraits as are kept have come since
            rig.unlink()
        session = session_of(host, it)
        await session.worker.open()
        pid = hit(session, signal.SIGKILL)
        await until(lambda: session.worker.child is not None and session.worker.child.pid != pid)
        await session.worker.open()
        assert session.worker.child is not None and not session.worker.child.gone.is_set()
        await until(lambda: host.pool.warm == 1)
        assert len(files(host, "*.kept")) == 2  # the default's, and the session's
        await it.ws.close()
        await until(lambda: len(files(host, "*.kept")) == 1)
