"""Who watches a session: its own client and viewers, each over a peer connection, all from one encode."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from limner.engine.types import TICK_HZ
from limner.errors import AtCapacity
from limner.media.bitrate import RateControl
from limner.media.candidates import Network
from limner.media.encoder import BITRATE
from limner.media.producer import Produced, Sounded
from limner.media.sender import ntp_now
from limner.media.webrtc import Peer, PeerEvents
from limner.server.metrics import Metrics
from limner.server.worker import Heard, SetBitrate, WantKey, Watch

log = logging.getLogger(__name__)

MAX_PEERS = 64


class Audience:
    """tell: gives a message to the session's worker, if it has one. begun: called once, when the first peer stands."""

    def __init__(self, network: Network, metrics: Metrics, *, tell: Callable[[object], None], begun: Callable[[], None]) -> None:
        self.peers: set[Peer] = set()
        self._ending: set[asyncio.Task[None]] = set()  # connections that take a moment to end
        self.bitrate = BITRATE
        self.epoch_s: float | None = None  # monotonic time of tick 0: when the first peer stood
        self._epoch_ntp = 0
        self._network = network
        self._metrics = metrics
        self._tell = tell
        self._begun = begun
        self._sent = 0.0  # bit/s of picture, over the last second or so
        self._rates: dict[Peer, RateControl] = {}

    async def connect(self, offer: str, *, uplink: bool, on_connected: Callable[[Peer], None]) -> tuple[Peer, str]:
        """An offer's SDP → a peer and the answer's SDP. uplink: this client's microphone drives the face. ProtocolError, AtCapacity."""
        if len(self.peers) >= MAX_PEERS:
            raise AtCapacity("This session has as many viewers as it can take; try again later.")

        def connected(peer: Peer) -> None:
            self._connected(peer)
            on_connected(peer)

        events = PeerEvents(
            connected=connected,
            closed=self._closed,
            key_wanted=lambda: self._tell(WantKey()),
            bitrate=self._estimated,
            ntp_of=self._ntp_of,
        )
        if uplink:
            events.heard = lambda rtp_time, data: self._tell(Heard(rtp_time, data))
        peer = Peer(self._network, events)
        self.peers.add(peer)
        try:
            return peer, await peer.answer(offer)
        except BaseException:
            await peer.close()
            raise

    def sound(self, sounded: Sounded) -> None:
        """The sound of one tick, to everybody."""
        for peer in self.peers:
            peer.sound(sounded.tick, sounded.packets)
        self._metrics.sounded(sounded)

    def show(self, produced: Produced) -> None:
        """The picture of one tick, to everybody."""
        for peer in self.peers:
            for codec, picture in produced.pictures.items():
                dropped = peer.picture(codec, produced.tick, picture)
                self._metrics.viewer_dropped.inc(dropped)
        self._sent += (sum(len(picture.data) for picture in produced.pictures.values()) * 8 * TICK_HZ - self._sent) / TICK_HZ

    def tell_worker(self) -> None:
        """What a worker needs to know of us: at its start, and when it changes."""
        if self.bitrate != BITRATE:
            self._tell(SetBitrate(self.bitrate))
        self._tell(Watch(frozenset(peer.codec for peer in self.peers if peer.connected and peer.codec)))
        self._tell(WantKey())

    def leave(self, peer: Peer) -> None:
        """Ends one connection, in the background; `close` waits for that, too."""
        ending = asyncio.create_task(peer.close())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """Ends all connections. Returns when all have ended, also those that were about to."""
        for peer in [*self.peers]:
            self.leave(peer)
        while self._ending:
            await asyncio.wait(self._ending)

    def _connected(self, peer: Peer) -> None:
        self._rates[peer] = RateControl(time.monotonic())
        self._metrics.viewers.inc()
        if self.epoch_s is None:
            self.epoch_s, self._epoch_ntp = time.monotonic(), ntp_now()
            self._begun()
        self.tell_worker()

    def _closed(self, peer: Peer) -> None:
        if self._rates.pop(peer, None) is not None:
            self._metrics.viewers.dec()
        self.peers.discard(peer)
        self.leave(peer)
        self._follow_weakest()
        self.tell_worker()

    def _estimated(self, peer: Peer, bitrate: int) -> None:
        rate = self._rates.get(peer)
        if rate is not None and rate.estimate(time.monotonic(), bitrate, self._sent) is not None:
            self._follow_weakest()

    def _follow_weakest(self) -> None:
        """One encode for all: as much as the weakest viewer takes."""
        lowest = min((rate.bitrate for rate in self._rates.values()), default=self.bitrate)
        if lowest != self.bitrate:
            log.info("%d kbit/s for %d viewers", lowest // 1000, len(self._rates))
            self.bitrate = lowest
            self._tell(SetBitrate(lowest))

    def ntp_s(self, tick: int) -> float:
        """The moment of a tick on the clock of the reports that viewers get, in seconds."""
        return self._epoch_ntp / (1 << 32) + tick / TICK_HZ

    def _ntp_of(self, media_s: float) -> int:
        return self._epoch_ntp + int(media_s * (1 << 32))
