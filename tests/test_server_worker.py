"""Portraits that take the drawing process long to load: the last one counts, drawn as the session is, and none outlives its session."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from limner.engine.render.base import Renderer
from limner.engine.render.testcard import Testcard
from limner.engine.types import Behaviour
from limner.media.clock import TickClock
from limner.server import worker as w
from limner.server.channel import Channel

FIRST, SECOND = Path("first"), Path("second")


class Loading:
    """Loads that end when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Path | None]] = []  # renderer, rig
        self.may_end = {FIRST: threading.Event(), SECOND: threading.Event()}
        self.made: dict[Path | None, Renderer] = {}

    def __call__(self, renderer: str, rig: Path | None) -> Renderer:
        self.asked.append((renderer, rig))
        made = self.made[rig] = Testcard()
        if rig is not None:
            assert self.may_end[rig].wait(60)
        return made

    def end(self, rig: Path) -> None:
        """This one ends now, and with it its thread."""
        before = {thread for thread in threading.enumerate() if "_load" in thread.name}
        self.may_end[rig].set()
        deadline = time.monotonic() + 60
        while len({thread for thread in before if thread.is_alive()}) == len(before) and time.monotonic() < deadline:
            time.sleep(0.001)


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> Loading:
    made = Loading()
    monkeypatch.setattr(w, "load_renderer", made)
    return made


@pytest.fixture
def worker(loading: Loading) -> Iterator[w.Worker]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        made = w.Worker(Channel(theirs))
        made.handle(w.Open("mesh-high", None, 1, Behaviour()))
        yield made
        for event in loading.may_end.values():
            event.set()


def changed_to(worker: w.Worker) -> list[Renderer]:
    """What the next tick begins to draw with."""
    assert worker.producer is not None
    seen: list[Renderer] = []

    def note(renderer: Renderer, fade_ticks: int = 0) -> None:
        seen.append(renderer)

    worker.producer.engine.set_renderer = note  # type: ignore[method-assign]
    now = time.monotonic()
    worker.clock = TickClock(now, now)
    worker.tick()
    return seen


def test_another_portrait_is_drawn_as_the_session_is(worker: w.Worker, loading: Loading) -> None:
    worker.handle(w.SetPortrait(FIRST))
    loading.end(FIRST)
    assert changed_to(worker) == [loading.made[FIRST]]
    assert loading.asked[-1] == ("mesh-high", FIRST)
    assert not changed_to(worker)


def test_the_last_portrait_counts_though_an_earlier_one_takes_longer(worker: w.Worker, loading: Loading) -> None:
    worker.handle(w.SetPortrait(FIRST))
    worker.handle(w.SetPortrait(SECOND))
    loading.end(SECOND)
    loading.end(FIRST)
    assert changed_to(worker) == [loading.made[SECOND]]


@pytest.mark.parametrize("ends", ["between", "after"])
def test_a_portrait_is_never_shown_to_the_next_session(worker: w.Worker, loading: Loading, ends: str) -> None:
    worker.handle(w.SetPortrait(FIRST))
    if ends == "between":
        loading.end(FIRST)
    worker.handle(w.Forget())
    worker.handle(w.Open("mesh-high", None, 2, Behaviour()))
    if ends == "after":
        loading.end(FIRST)
    assert not changed_to(worker)
