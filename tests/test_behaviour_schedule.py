"""Schedule: what a behaviour asks for comes, smoothly, as often as asked."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.behaviour.pose import FIELDS
from limner.engine.behaviour.prompt import parse
from limner.engine.behaviour.schedule import Schedule
from limner.engine.types import SHAPE, Behaviour

SECOND = 25


def schedule(text: str = "", seed: int = 0) -> Schedule:
    return Schedule(parse(text, enhance=False), np.random.default_rng(seed))


def run(plan: Schedule, ticks: int) -> np.ndarray:
    """(ticks, shapes + FIELDS)."""
    return np.array([(*i.shapes, *(getattr(i, name) for name in FIELDS)) for i in (plan.step() for _ in range(ticks))])


def column(name: str) -> int:
    return SHAPE[name] if name in SHAPE else len(SHAPE) + FIELDS.index(name)


def test_nothing_asked_is_nothing_done() -> None:
    out = run(schedule(), 100)
    assert not out[:, : len(SHAPE)].any()
    assert (out[:, column("energy")] == 0.5).all()


@pytest.mark.parametrize(("text", "field"), [("shrug", "shoulder_y"), ("nod", "pitch")])
def test_what_is_asked_for_comes_at_once_and_then_by_the_clock(text: str, field: str) -> None:
    for seed in range(4):
        plan = schedule(seed=seed)
        run(plan, 10)
        plan.set(parse(text, enhance=False))
        moved = np.abs(run(plan, 60 * SECOND)[:, column(field)]) > 0.02
        assert moved[: 2 * SECOND].any()
        assert moved[3 * SECOND :].any()


def test_a_wink_of_ordinary_strength_shuts_the_eye() -> None:
    out = run(schedule("wink"), 2 * SECOND)
    assert max(out[:, column("eyeBlinkLeft")].max(), out[:, column("eyeBlinkRight")].max()) > 0.9


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_expression_is_reached_within_600_ms_and_left_again(name: str) -> None:
    plan = schedule()
    run(plan, 10)
    plan.set(Behaviour(emotions={name: 1.0}))
    rising = run(plan, 3 * SECOND)[:, : len(SHAPE)]
    assert np.abs(rising[14] - rising[-1]).max() < 0.08 * max(1e-6, np.abs(rising[-1]).max())
    assert np.abs(np.diff(rising, axis=0)).max() < 0.2
    plan.set(Behaviour())
    assert np.abs(run(plan, 3 * SECOND)[-1, : len(SHAPE)]).max() < 1e-3


@pytest.mark.parametrize("name", GESTURES)
def test_every_gesture_comes_and_ends(name: str) -> None:
    plan = schedule()
    rest = run(plan, 1)[0]
    plan.set(Behaviour(gestures=[{"name": name, "once": True, "strength": 1.0}]))
    out = np.abs(run(plan, 6 * SECOND) - rest)
    assert out.max() > 0.02
    assert np.flatnonzero(out.max(axis=1) > 0.015)[0] < SECOND, "who asks for it wants to see it"
    assert out[5 * SECOND :].max() < 1e-3


def test_nods_come_as_often_as_asked_but_not_like_a_clock() -> None:
    pitch = run(schedule("nod every 4 seconds"), 240 * SECOND)[:, column("pitch")]
    down = pitch < -1.5
    at = np.flatnonzero(down[1:] & ~down[:-1]) / SECOND
    starts = at[np.diff(at, prepend=-9) > 1]
    gaps = np.diff(starts)
    assert gaps.mean() == pytest.approx(4, abs=0.5)
    assert gaps.std() > 0.3


def test_two_gestures_do_not_fall_on_each_other() -> None:
    out = run(schedule("nod often and shake your head often"), 60 * SECOND)
    both = (np.abs(out[:, column("pitch")]) > 0.3) & (np.abs(out[:, column("yaw")]) > 0.3)
    assert both.mean() < 0.02
    assert (np.abs(out[:, column("pitch")]) > 1).any() and (np.abs(out[:, column("yaw")]) > 1).any()


def test_a_lasting_smile_lasts() -> None:
    smile = run(schedule("smile throughout"), 30 * SECOND)[:, column("mouthSmileLeft")]
    assert smile.min() > 0.25 and np.ptp(smile) < 0.01


def test_twice_is_twice() -> None:
    lids = run(schedule("wink twice"), 10 * SECOND)[:, column("eyeBlinkLeft")] > 0.4
    assert (lids[1:] & ~lids[:-1]).sum() == 2


def test_a_new_prompt_ends_a_gesture_without_a_jump() -> None:
    plan = schedule("close your eyes once")
    steps = [run(plan, 1)[0] for _ in range(25)]
    assert steps[-1][column("eyeBlinkLeft")] > 0.6
    plan.set(Behaviour())
    after = np.array([steps[-1], *run(plan, 20)])[:, column("eyeBlinkLeft")]
    assert np.abs(np.diff(after)).max() < 0.2
    assert after[-1] < 0.02


def test_what_to_avoid_is_left_out() -> None:
    out = run(schedule("don't nod, blink or raise your eyebrows"), 2)[0]
    assert out[column("nods")] == 0 and out[column("brows")] == 0 and out[column("blink_rate")] < 0.5
    assert run(schedule("without smiling"), 2)[0][column("mouthNeutral")] == 1


def test_a_wandering_gaze_wanders_and_a_fixed_one_does_not() -> None:
    wander = run(schedule("look around"), 30 * SECOND)[:, column("gaze_x")]
    assert wander.std() > 0.1
    assert not run(schedule("look at the camera"), 30 * SECOND)[:, column("gaze_x")].any()


def test_many_emotions_do_not_add_up_to_a_grimace() -> None:
    everything = Schedule(Behaviour(emotions=dict.fromkeys(EXPRESSIONS, 1.0)), np.random.default_rng(0))
    assert np.abs(run(everything, 50)[-1, : len(SHAPE)]).max() < 1.0


def test_unknown_names_are_ignored() -> None:
    strange = Behaviour(
        emotions={"no such": 1.0}, gestures=[{"name": "no such", "every_s": 1.0}, {"name": "nod", "every_s": 3.0, "strength": 1.0}]
    )
    out = run(Schedule(strange, np.random.default_rng(0)), 10 * SECOND)
    assert np.isfinite(out).all() and out[:, column("pitch")].min() < -2


def test_same_seed_same_plan() -> None:
    text = "nod often, wink sometimes, look around"
    np.testing.assert_array_equal(run(schedule(text, 1), 500), run(schedule(text, 1), 500))
    assert np.abs(run(schedule(text, 1), 500) - run(schedule(text, 2), 500)).max() > 0.1


class TestSequence:
    def test_one_mood_follows_the_other(self) -> None:
        out = run(schedule("sad for 2 seconds, then happy"), 5 * SECOND)[:, column("mouthFrownLeft")]
        assert out[SECOND] > 0.2 and out[-1] < -0.2
        assert 2.0 < np.flatnonzero(out < 0)[0] / SECOND < 2.6

    def test_a_gradual_change_takes_its_time_and_does_not_jump(self) -> None:
        out = run(schedule("start calm, then gradually become excited"), 14 * SECOND)[:, column("browOuterUpLeft")]
        assert out[4 * SECOND] < 0.5 * out[-1] < out[8 * SECOND] and np.abs(np.diff(out)).max() < 0.02

    def test_a_greeting_ends_with_the_speech(self) -> None:
        plan = schedule("First smile, then look sad after the greeting")
        heard = [plan.step(pause_s) for pause_s in [9.0] * 50 + [0.0] * 100 + [k / SECOND for k in range(60)]]
        frown = np.array([i.shapes[SHAPE["mouthFrownLeft"]] for i in heard])
        assert frown[49] < -0.1 and frown[150] < -0.1 and frown[-1] > 0.2

    def test_a_new_prompt_ends_it(self) -> None:
        plan = schedule("sad for 2 seconds, then happy")
        run(plan, 10)
        plan.set(Behaviour())
        assert np.abs(run(plan, 4 * SECOND)[-1, : len(SHAPE)]).max() < 1e-3


def test_a_mood_can_come_and_go() -> None:
    brows = run(schedule("look surprised every 10 seconds"), 60 * SECOND)[:, column("browOuterUpLeft")] > 0.3
    assert 4 <= (brows[1:] & ~brows[:-1]).sum() <= 8 and brows.mean() < 0.35


@pytest.mark.parametrize(
    ("text", "moved", "at_rest"),
    [
        ("wink with your right eye", "eyeBlinkRight", "eyeBlinkLeft"),
        ("wink with your left eye", "eyeBlinkLeft", "eyeBlinkRight"),
        ("raise your right eyebrow", "browOuterUpRight", "browOuterUpLeft"),
        ("smirk on the right side", "mouthSmileRight", "mouthSmileLeft"),
    ],
)
def test_one_side_moves_when_it_is_named(text: str, moved: str, at_rest: str) -> None:
    out = run(schedule(text), 12 * SECOND)
    assert np.abs(out[:, column(moved)]).max() > 0.3 and not out[:, column(at_rest)].any()


def test_heads_tilt_to_the_side_that_is_named() -> None:
    """+ is the left of who is shown."""
    left, right = (
        run(schedule(f"tilt your head to the {side} every 4 seconds"), 60 * SECOND)[:, column("roll")] for side in ("left", "right")
    )
    assert left.max() > 2 and left.min() > -0.1 and right.min() < -2 and right.max() < 0.1


def test_what_holds_only_while_listening() -> None:
    plan = schedule("While listening, be sad; when speaking, be happy")
    spoken = [plan.step(0.0) for _ in range(2 * SECOND)][-1]
    heard = [plan.step(5.0) for _ in range(2 * SECOND)][-1]
    assert spoken.shapes[SHAPE["mouthFrownLeft"]] < -0.1 < 0.2 < heard.shapes[SHAPE["mouthFrownLeft"]]


class TestInStepWithSpeech:
    """Speech for 2 s, a pause of .6 s, speech for 2 s, then silence."""

    PAUSES = (*[0.0] * 2 * SECOND, *np.arange(1, 16) / SECOND, *[0.0] * 2 * SECOND, *np.arange(1, 4 * SECOND) / SECOND)

    def moves(self, text: str) -> list[int]:
        """The ticks at which the head or the lids leave their rest."""
        plan = Schedule(parse(text, enhance=False), np.random.default_rng(0))
        for _ in range(4 * SECOND):
            still = plan.step(60.0)
        out = []
        for pause_s in self.PAUSES:
            now = plan.step(float(pause_s))
            out.append(max(abs(now.pitch - still.pitch), float(np.abs(now.shapes - still.shapes).max())) > 0.05)
        return [t for t in range(len(out)) if out[t] and not any(out[max(0, t - 10) : t])]

    def test_at_the_end_of_each_sentence(self) -> None:
        first, second = self.moves("nod at the end of each sentence")
        assert 2 * SECOND <= first < 3 * SECOND
        assert 4.6 * SECOND <= second < 5.6 * SECOND

    def test_when_the_speech_is_over(self) -> None:
        (only,) = self.moves("blink when you finish speaking")
        assert only >= 5.5 * SECOND

    def test_when_it_begins(self) -> None:
        first, second = self.moves("blink when you start speaking")
        assert first < 0.5 * SECOND and 2.6 * SECOND <= second < 3.2 * SECOND

    def test_nothing_comes_where_nobody_speaks(self) -> None:
        plan = Schedule(parse("nod at the end of each sentence", enhance=False), np.random.default_rng(0))
        assert not any(plan.step(60.0).pitch for _ in range(20 * SECOND))
