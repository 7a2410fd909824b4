"""What Prometheus reads at /metrics. One registry a host, so that tests and several hosts in one process do not meet."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from limner.media.producer import Produced, Sounded

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.1, 0.2, 0.5, 1.0)
WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 2.5, 5.0, 10.0)


class Metrics:
    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.sessions = Gauge("limner_sessions", "Sessions alive, by phase.", ["phase"], registry=registry)
        self.viewers = Gauge("limner_viewers", "Peer connections that stand.", registry=registry)
        self.workers = Gauge("limner_workers", "Worker processes meant to be there, in a session or not.", registry=registry)
        self.warm = Gauge("limner_workers_warm", "Workers ready for a session.", registry=registry)
        self.started = Counter("limner_sessions_started", "Sessions made.", registry=registry)
        self.ended = Counter("limner_sessions_ended", "Sessions over.", ["reason"], registry=registry)
        self.refused = Counter("limner_refusals", "Connections refused.", ["code"], registry=registry)
        self.worker_deaths = Counter("limner_worker_deaths", "Workers that died in a session.", registry=registry)
        self.pictures = Counter("limner_pictures", "Pictures encoded.", registry=registry)
        self.dropped = Counter("limner_pictures_dropped", "Pictures left out because their tick was late.", registry=registry)
        self.viewer_dropped = Counter(
            "limner_viewer_pictures_dropped", "Pictures one viewer missed because its connection is too slow.", registry=registry
        )
        self.skipped = Counter("limner_ticks_skipped", "Ticks left out in picture and sound.", registry=registry)
        self.bytes = Counter("limner_media_bytes", "Encoded bytes, before the copies for more viewers.", ["kind"], registry=registry)
        self.late = Histogram("limner_tick_late_seconds", "How late ticks began.", buckets=SECONDS, registry=registry)
        self.engine = Histogram("limner_engine_seconds", "Sound to picture, a tick.", buckets=SECONDS, registry=registry)
        self.encode = Histogram("limner_encode_seconds", "Encoding, a tick.", buckets=SECONDS, registry=registry)
        self.uplink = Histogram("limner_uplink_in_hand_seconds", "Microphone sound waiting.", buckets=SECONDS, registry=registry)
        self.analysis = Histogram("limner_portrait_seconds", "Portrait received to acknowledged.", buckets=WAITS, registry=registry)
        self.first_picture = Histogram(
            "limner_first_picture_seconds", "Socket open to first picture sent.", buckets=WAITS, registry=registry
        )
        self.bitrate = Gauge("limner_bitrate_target", "Video bit rate asked of the encoders, mean of sessions, bit/s.", registry=registry)
        self.loss = Gauge("limner_loss_ratio", "Packets lost on the way to viewers, mean of their last reports.", registry=registry)
        self.av_offset = Gauge(
            "limner_av_offset_seconds",
            "Media time of the last picture sent minus that of the last sound, mean; -0.06 to -0.02 is meant, see media/producer.py.",
            registry=registry,
        )

    def sounded(self, tick: Sounded) -> None:
        """The sound of one tick of one session."""
        self.bytes.labels("sound").inc(sum(map(len, tick.packets)))

    def produced(self, tick: Produced) -> None:
        """The rest of that tick."""
        self.late.observe(tick.late_s)
        self.engine.observe(tick.engine_s)
        self.encode.observe(tick.encode_s)
        self.uplink.observe(tick.uplink_ms / 1000)
        self.pictures.inc(len(tick.pictures))
        self.dropped.inc(tick.dropped)
        self.skipped.inc(tick.skipped)
        self.bytes.labels("picture").inc(sum(len(picture.data) for picture in tick.pictures.values()))

    def text(self) -> bytes:
        return generate_latest(self.registry)
