"""One encode for all who watch; the weakest line sets its rate, and only while it is there; metrics tell what was left out."""

from __future__ import annotations

import asyncio

import pytest

from limner.media.bitrate import DOWN_AFTER_S, SETTLE_S
from limner.media.candidates import Network
from limner.media.encoder import BITRATE, Picture
from limner.media.producer import Produced, Sounded
from limner.media.webrtc import Peer, PeerEvents
from limner.server import audience
from limner.server.audience import Audience
from limner.server.metrics import Metrics
from limner.server.worker import SetBitrate, WantKey, Watch


class FakePeer:
    """A peer whose connection stands as soon as it is told to."""

    def __init__(self, network: Network, events: PeerEvents) -> None:
        self.events = events
        self.codec = "vp8"
        self.connected = False
        self.got: list[tuple[str, int, Picture]] = []
        self.heard: list[int] = []
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def answer(self, offer: str) -> str:
        self.codec = offer
        return "answer"

    def stand(self) -> None:
        self.connected = True
        self.events.connected(self)  # type: ignore[arg-type]

    def leave(self) -> None:
        self.connected = False
        self.events.closed(self)  # type: ignore[arg-type]

    async def close(self) -> None:
        await self.may_end.wait()

    def picture(self, codec: str, tick: int, picture: Picture) -> int:
        if codec == self.codec:
            self.got.append((codec, tick, picture))
        return 0 if codec == "vp8" else 3

    def sound(self, tick: int, packets: list[bytes]) -> None:
        self.heard.append(tick)


class Room:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(audience, "Peer", FakePeer)
        self.now = 100.0
        monkeypatch.setattr("limner.server.audience.time.monotonic", lambda: self.now)
        self.told: list[object] = []
        self.begun: list[bool] = []
        self.metrics = Metrics()
        self.audience = Audience(Network(), self.metrics, tell=self.told.append, begun=lambda: self.begun.append(True))

    async def enter(self, codec: str = "vp8") -> FakePeer:
        peer, _ = await self.audience.connect(codec, uplink=False, on_connected=_nothing)
        assert isinstance(peer, FakePeer)
        peer.stand()
        return peer

    def says(self, peer: FakePeer, bitrate: int, seconds: float) -> None:
        """This viewer's estimates, ten a second, while pictures go out at the rate asked for."""
        for _ in range(round(10 * seconds)):
            self.now += 0.1
            for tick in range(25):
                self.audience.show(Produced(tick, {"vp8": Picture(bytes(self.audience.bitrate // 200), key=False)}))
            peer.events.bitrate(peer, bitrate)  # type: ignore[arg-type]


def _nothing(peer: Peer) -> None:
    pass


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(monkeypatch)


def kinds(told: list[object], kind: type) -> int:
    return sum(isinstance(message, kind) for message in told)


async def test_all_get_the_same_encode_and_who_comes_gets_a_key_frame(room: Room) -> None:
    first = await room.enter()
    assert room.begun == [True] and kinds(room.told, WantKey) == 1
    second = await room.enter()
    assert room.begun == [True] and kinds(room.told, WantKey) == 2  # the clock begins once
    picture = Picture(b"one", key=True)
    room.audience.show(Produced(7, {"vp8": picture}))
    room.audience.sound(Sounded(8, [b"a", b"b"]))
    assert first.got == second.got == [("vp8", 7, picture)]
    assert first.got[0][2] is second.got[0][2]
    assert first.heard == second.heard == [8]


async def test_the_worker_encodes_what_is_watched(room: Room) -> None:
    await room.enter()
    other = await room.enter("h264")
    watched = [message.codecs for message in room.told if isinstance(message, Watch)]
    assert watched == [frozenset({"vp8"}), frozenset({"vp8", "h264"})]
    other.leave()
    assert [message.codecs for message in room.told if isinstance(message, Watch)][-1] == frozenset({"vp8"})


async def test_the_weakest_line_sets_the_rate_while_it_is_there(room: Room) -> None:
    await room.enter()
    weak = await room.enter()
    room.says(weak, 700_000, SETTLE_S + DOWN_AFTER_S + 1)
    assert [message.bitrate for message in room.told if isinstance(message, SetBitrate)][:1] == [595_000]
    weak.leave()
    assert room.audience.bitrate == BITRATE
    assert [message.bitrate for message in room.told if isinstance(message, SetBitrate)][-1] == BITRATE


async def test_the_end_waits_for_connections_that_were_about_to_end(room: Room) -> None:
    peer = await room.enter()
    peer.may_end.clear()
    peer.leave()
    ending = asyncio.create_task(room.audience.close())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not ending.done()
    peer.may_end.set()
    await ending


def value(metrics: Metrics, name: str, **labels: str) -> float:
    found = metrics.registry.get_sample_value(name, labels)
    assert found is not None
    return found


async def test_what_is_left_out_is_counted(room: Room) -> None:
    await room.enter("h264")
    room.audience.show(Produced(1, {"h264": Picture(b"abc", key=False)}))
    assert value(room.metrics, "limner_viewer_pictures_dropped_total") == 3
    room.metrics.produced(Produced(1, {"vp8": Picture(b"abcd", key=True)}, late_s=0.002))
    room.metrics.produced(Produced(2, dropped=True, late_s=0.1))
    room.metrics.produced(Produced(30, {"vp8": Picture(b"abcd", key=True)}, skipped=27))
    room.audience.sound(Sounded(3, [b"12", b"345"]))
    expected: dict[str, float] = {
        "limner_pictures_total": 2,
        "limner_pictures_dropped_total": 1,
        "limner_ticks_skipped_total": 27,
        "limner_tick_late_seconds_count": 3,
    }
    assert {name: value(room.metrics, name) for name in expected} == expected
    assert value(room.metrics, "limner_media_bytes_total", kind="sound") == 5
    assert value(room.metrics, "limner_media_bytes_total", kind="picture") == 8
    assert value(room.metrics, "limner_tick_late_seconds_bucket", le="0.06") == 2
