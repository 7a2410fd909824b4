"""A session's process at the moments at which it can be missed: dead before anybody listened, dead after who opened it had gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from limner.engine.types import Behaviour
from limner.server.placement import Pool
from limner.server.session_worker import SessionWorker
from limner.server.worker import Open, Opened
from tests.wire import until


class FakeProcess:
    def kill(self) -> None:
        pass


class FakeChild:
    """A process that says what it is told to."""

    pid = 0

    def __init__(self) -> None:
        self.process = FakeProcess()
        self.gone = asyncio.Event()
        self.told: list[object] = []
        self.on_message: Callable[[Any], None] = lambda message: None
        self.on_gone: Callable[[], None] = lambda: None

    def send(self, message: object) -> None:
        self.told.append(message)

    def die(self) -> None:
        self.gone.set()
        self.on_gone()

    async def close(self) -> None:
        pass


class FakePool:
    def __init__(self) -> None:
        self.children: list[FakeChild] = []
        self.released: list[FakeChild] = []

    async def acquire(self) -> FakeChild:
        self.children.append(FakeChild())
        return self.children[-1]

    def release(self, child: FakeChild) -> None:
        child.on_message, child.on_gone = lambda message: None, lambda: None
        self.released.append(child)


class Case:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pool = FakePool()
        self.lost = 0
        self.die_early = False
        self.worker = SessionWorker(
            "s",
            self.pool,  # type: ignore[arg-type]
            who=self.who,
            taken=lambda: None,
            heard=lambda message: None,
            lost=self.count,
            given_up=lambda: None,
        )

    async def who(self) -> Open:
        if self.die_early:
            self.die_early = False
            self.pool.children[-1].die()
        return Open("testcard", None, 1, Behaviour())

    def count(self) -> None:
        self.lost += 1


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(monkeypatch)


async def test_one_that_died_before_anybody_listened_is_replaced(case: Case) -> None:
    case.die_early = True
    await case.worker.open()
    await until(lambda: len(case.pool.children) == 2)
    case.pool.children[1].on_message(Opened())
    assert (case.lost, case.pool.released) == (1, case.pool.children[:1])
    await case.worker.close()


async def test_one_that_dies_after_who_opened_it_had_gone_is_replaced(case: Case) -> None:
    opening = asyncio.create_task(case.worker.open())
    await until(lambda: bool(case.pool.children) and bool(case.pool.children[0].told))
    opening.cancel()  # a client whose line broke
    await asyncio.gather(opening, return_exceptions=True)
    case.pool.children[0].on_message(Opened())
    case.pool.children[0].die()
    await until(lambda: len(case.pool.children) == 2)
    await case.worker.close()


async def test_a_pool_keeps_no_dead_one_that_nobody_saw_die(tmp_path: Path) -> None:
    async def rig() -> Path | None:
        return None

    pool, dead = Pool(0, "testcard", rig), FakeChild()
    dead.gone.set()  # between the end of its session and its turn in the pool
    await pool._ready(dead)  # type: ignore[arg-type]
    assert pool.warm == 0
    await pool.close()
