"""Face, head and blend: alive within human ranges, different for each seed, and speech keeps its closures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.behaviour.prompt import parse
from limner.engine.behaviour.schedule import Schedule
from limner.engine.motion.blend import GAZE_LIMIT, HIGHEST, LOWEST, OPENING, PITCH_LIMIT, ROLL_LIMIT, YAW_LIMIT, blend
from limner.engine.motion.face import Face
from limner.engine.motion.head import Head
from limner.engine.motion.melody import Melody
from limner.engine.types import SHAPE, SHAPES, Behaviour, Coming, Features, Intent, Motion, shape_weights

MINUTE = 25 * 60
IDLE = Features(pause_s=60.0)
TALK = Features(loudness=0.6, speech=0.95, level=0.1, voiced=0.8, arousal=0.5)

SYLLABLE = (0.02, 0.05, 0.1, 0.1, 0.08, 0.04)  # level


def spoken(features: Features, tick: int) -> Features:
    """Speech has syllables, four a second."""
    if features.speech <= 0.5:
        return features
    level, coming = (SYLLABLE[k % len(SYLLABLE)] for k in (tick, tick + LOOKAHEAD_TICKS))
    return replace(features, level=level, coming=Coming(coming, features.accent))


def faces(seed: int, ticks: int, features: Features = IDLE, intent: Intent | None = None) -> list[Motion]:
    face = Face(np.random.default_rng(seed))
    return [face.step(features, intent or Intent()) for _ in range(ticks)]


def heads(seed: int, ticks: int, features: Features = IDLE, intent: Intent | None = None) -> list[Motion]:
    head = Head(np.random.default_rng(seed))
    return [head.step(spoken(features, k), intent or Intent()) for k in range(ticks)]


def lids(motions: list[Motion]) -> np.ndarray:
    return np.array([m.shapes[SHAPE["eyeBlinkLeft"]] for m in motions])


def angles(motions: list[Motion]) -> np.ndarray:
    return np.array([(m.pitch, m.yaw, m.roll) for m in motions])


def blinks(motions: list[Motion]) -> np.ndarray:
    """Ticks at which the lids begin to close."""
    shut = lids(motions) > 0.3
    return np.flatnonzero(shut[1:] & ~shut[:-1]) + 1


def sentence(rising: bool) -> list[Features]:
    """Two seconds of a voice about 150 Hz that ends high, or low."""
    end = [150.0 * 1.06 ** (k if rising else -k) for k in range(7)]
    return [Features(speech=1.0, loudness=0.5, voiced=1.0, pitch_hz=hz) for hz in [150.0] * 43 + end]


class TestMelody:
    @pytest.mark.parametrize("rising", [True, False])
    def test_a_question_is_known_once_when_it_has_ended(self, rising: bool) -> None:
        melody, asked = Melody(), []
        for features in sentence(rising) + [Features(pause_s=k / 25) for k in range(1, 50)] + sentence(False):
            melody.step(features)
            asked.append(melody.asked)
        assert sum(asked) == (1 if rising else 0)
        assert not any(asked[:50]), "not before it has ended"

    def test_silence_and_whispers_ask_nothing(self) -> None:
        melody = Melody()
        for features in [Features(speech=1.0, loudness=0.4)] * 60 + [Features(pause_s=k / 25) for k in range(1, 30)]:
            melody.step(features)
            assert not melody.asked and melody.height == 0


class TestFace:
    def test_blinks_have_human_rate_length_and_spread(self) -> None:
        motions = faces(1, 10 * MINUTE)
        at = blinks(motions)
        assert 12 < len(at) / 10 < 26
        gaps_s = np.diff(at) / 25
        assert gaps_s.min() > 0.3
        assert gaps_s.std() / gaps_s.mean() > 0.35, "blinks must not be regular"
        closed = lids(motions) > 0.5
        assert 0.06 <= closed.sum() / len(at) / 25 <= 0.2
        assert lids(motions).max() > 0.9

    def test_the_gaze_rests_on_the_viewer_and_jumps(self) -> None:
        gaze = np.array([(m.gaze_x, m.gaze_y) for m in faces(2, 5 * MINUTE)])
        assert np.abs(gaze).mean() < 0.08
        assert (np.abs(gaze).max(axis=1) < 0.03).mean() > 0.3
        speed = np.abs(np.diff(gaze, axis=0)).max(axis=1)
        assert (speed < 0.002).mean() > 0.6, "fixations are still"
        assert speed.max() > 0.05, "and saccades are quick"

    def test_who_begins_to_speak_often_looks_away_first(self) -> None:
        away = 0
        for seed in range(40):
            face = Face(np.random.default_rng(seed))
            for _ in range(19):  # its eyes are still on the viewer, as at the start
                face.step(IDLE, Intent())
            away += max(abs(face.step(TALK, Intent()).gaze_x) for _ in range(5)) > 0.11
        assert 6 <= away <= 30

    def test_blinks_are_not_all_alike(self) -> None:
        shut = lids(faces(5, 10 * MINUTE))
        lengths = [len(run) for run in np.split(shut, np.flatnonzero(np.diff((shut > 0.3).astype(int))) + 1) if run[0] > 0.3]
        assert len(set(lengths)) >= 3
        assert 0.02 < np.mean([run.max() < 0.87 for run in np.split(shut, np.flatnonzero(shut == 0)) if len(run) > 2]) < 0.3

    def test_a_gaze_shifts_in_runs_and_rests_longer_on_the_viewer(self) -> None:
        gaze = np.array([m.gaze_x for m in faces(6, 10 * MINUTE, TALK)])
        at = np.flatnonzero((np.abs(np.diff(gaze)) > 0.03)[1:] & ~(np.abs(np.diff(gaze)) > 0.03)[:-1])
        rests = [(b - a, abs(gaze[b])) for a, b in zip(at, at[1:], strict=False)]
        on, off = ([ticks for ticks, where in rests if (where < 0.06) == near] for near in (True, False))
        assert np.mean(on) > 1.8 * np.mean(off)
        assert np.mean(np.abs(gaze) < 0.06) > 0.45, "mostly at the viewer"

    def test_a_face_that_listens_plays_a_little(self) -> None:
        shapes = np.array([m.shapes for m in faces(7, 2 * MINUTE)])
        corner = shapes[:, SHAPE["mouthSmileLeft"]]
        assert np.ptp(corner) > 0.12 and np.median(corner) < 0.12
        assert shapes[:, SHAPE["mouthPressLeft"]].max() > 0.2
        assert shapes[:, [SHAPE[name] for name in OPENING]].max() == 0, "lips stay shut"
        sad = np.array([m.shapes for m in faces(7, 2 * MINUTE, intent=Intent(shapes=shape_weights(mouthNeutral=1.0)))])
        assert sad[:, SHAPE["mouthSmileLeft"]].max() < 0.13, "no smile where a mood takes it away"
        still = np.array([m.shapes for m in faces(7, 2 * MINUTE, intent=Intent(energy=0.04))])
        assert np.ptp(still[:, SHAPE["mouthPressLeft"]]) < 0.1

    def test_the_gaze_stays_near(self) -> None:
        assert max(max(abs(m.gaze_x), abs(m.gaze_y)) for m in faces(4, 10 * MINUTE, TALK)) <= 0.35

    def test_brows_follow_accents(self) -> None:
        face = Face(np.random.default_rng(3))
        up = []
        for k in range(20 * 25):
            accent = Features(accent=0.9 if k % 25 == 0 else 0.0, speech=1.0)
            up.append(face.step(accent, Intent()).shapes[SHAPE["browInnerUp"]])
        raised = np.array(up).reshape(20, 25).max(axis=1) > 0.08
        assert 3 <= raised.sum() <= 17, "now and then, not every time and not never"
        assert max(m.shapes[SHAPE["browInnerUp"]] for m in faces(3, 500)) < 0.15

    def test_brows_rise_after_a_question_and_with_a_high_voice(self) -> None:
        asked: list[float] = []
        told: list[float] = []
        silence = [Features(pause_s=k / 25) for k in range(1, 25)]
        for seed in range(20):
            for rising, peaks in ((True, asked), (False, told)):
                face = Face(np.random.default_rng(seed))
                brows = [face.step(f, Intent()).shapes[SHAPE["browInnerUp"]] for f in sentence(rising) + silence]
                peaks.append(max(brows[-20:]))
        assert np.mean(np.array(asked) > 0.2) > 0.5 and np.mean(told) < 0.75 * np.mean(asked)
        low, high = ([Features(speech=1.0, voiced=1.0, pitch_hz=hz) for _ in range(12)] for hz in (140.0, 230.0))
        heights = []
        for seed in range(20):
            face = Face(np.random.default_rng(seed))
            heights.append([face.step(f, Intent()).shapes[SHAPE["browInnerUp"]] for f in low * 8 + high])
        mean = np.mean(heights, axis=0)
        assert mean[-1] > mean[:96].mean() + 0.1 and mean[-1] > mean[:96].max()

    def test_brows_can_be_forbidden(self) -> None:
        motions = faces(3, 500, Features(accent=1.0, speech=1.0), Intent(brows=0.0))
        assert max(m.shapes[SHAPE["browInnerUp"]] for m in motions) == 0

    def test_calm_lids_are_slow(self) -> None:
        def shut_s(slack: float) -> float:
            motions = faces(5, 5 * MINUTE, intent=Intent(slack=slack))
            return float((lids(motions) > 0.3).sum() / len(blinks(motions)) / 25)

        assert shut_s(0.85) > 1.2 * shut_s(0.0)


class TestHead:
    def test_speech_makes_it_livelier_than_rest(self) -> None:
        rest, talk = angles(heads(1, 4 * MINUTE)), angles(heads(1, 4 * MINUTE, TALK))
        assert 1.5 < talk.std(axis=0).mean() / rest.std(axis=0).mean() < 5
        # Tenth to ninetieth percentile of 28 real speakers (training/life.py).
        assert (talk.std(axis=0) > (1.6, 1.7, 0.9)).all() and (talk.std(axis=0) < (5.7, 9.5, 6.6)).all()
        assert (rest.std(axis=0) > 0.2).all(), "never frozen"

    def test_it_moves_slowly(self) -> None:
        """Of the power of real heads' angles .92 (pitch) to .97 (roll) lie below 1.5 Hz, medians of 33 clips; quartiles begin at .86."""
        line = angles(heads(2, 8 * MINUTE, TALK))
        power = np.abs(np.fft.rfft(line - line.mean(axis=0), axis=0)) ** 2
        hz = np.fft.rfftfreq(len(line), 1 / 25)
        assert (power[hz < 1.5].sum(axis=0) / power.sum(axis=0) > 0.86).all()
        assert (power[hz < 0.1].sum(axis=0) / power.sum(axis=0) < 0.6).all()

    def test_energy_scales_it_and_stillness_is_still(self) -> None:
        still, lively = (angles(heads(3, 2 * MINUTE, TALK, Intent(energy=e))).std() for e in (0.0, 1.0))
        assert lively > 2.5 * still

    @pytest.mark.parametrize("prompt", ["speak like a newsreader", "calm"])
    def test_a_calm_manner_can_be_seen(self, prompt: str) -> None:
        """Speed of the head beside an ordinary one's, with the same sound."""

        def speed(energy: float) -> float:
            return float(
                np.mean([np.linalg.norm(np.diff(angles(heads(s, MINUTE, TALK, Intent(energy=energy))), axis=0), axis=1) for s in (0, 1)])
            )

        assert speed(parse(prompt).energy) < 0.8 * speed(0.5)

    def test_it_moves_where_syllables_begin(self) -> None:
        """One syllable a second, heard ahead: faster while it begins than long after, and not only when it has begun."""
        ratios, leads = [], []
        for seed in range(4):
            head = Head(np.random.default_rng(seed))
            coming = [Coming(0.1 if (k + LOOKAHEAD_TICKS) % 25 < 8 else 0.02) for k in range(2 * MINUTE)]
            line = [head.step(replace(TALK, coming=c), Intent()) for c in coming]
            speed = np.linalg.norm(np.diff(angles(line), axis=0), axis=1)[9:-1][: 118 * 25].reshape(-1, 25).mean(axis=0)  # from -15 ticks
            ratios.append(speed[14:19].mean() / speed[:12].mean())
            leads.append(int(np.argmax(speed)) - 15)
        assert np.mean(ratios) > 1.2
        assert np.median(leads) <= 2  # at most 80 ms after the syllable is heard

    def test_a_nod_comes_with_an_accent(self) -> None:
        def dip(nods: float) -> float:
            """Mean change of pitch over the .44 s after an accent, degrees."""
            accents = [Features(coming=Coming(accent=float(k % 25 == 0)), speech=1, loudness=0.5) for k in range(4000)]
            means = []
            for seed in range(3):
                head = Head(np.random.default_rng(seed))
                pitch = np.array([head.step(f, Intent(energy=1, nods=nods)).pitch for f in accents])
                means.append((pitch[35::25] - pitch[24:-25:25]).mean())
            return float(np.mean(means))

        assert dip(1.0) < -0.4 and abs(dip(0.0)) < 0.4

    def test_it_settles_where_a_sentence_ends_and_then_listens(self) -> None:
        """A second after the last word the chin is up and the head moves little; then a slight tilt."""
        up, slower, tilted = [], [], []
        for seed in range(60):
            head = Head(np.random.default_rng(seed))
            line = [head.step(spoken(replace(TALK, accent=float(k % 12 == 0)), k), Intent()) for k in range(100)]
            line += [head.step(Features(pause_s=k / 25), Intent()) for k in range(1, 130)]
            speed = np.linalg.norm(np.diff(angles(line), axis=0), axis=1)
            up.append(line[130].pitch)
            slower.append(speed[128:150].mean() / speed[50:100].mean())
            tilted.append(abs(np.mean([m.roll for m in line[200:]])))
        assert np.mean(up) > 0.4
        assert np.median(slower) < 0.4
        assert np.mean(tilted) > 1

    def test_it_slows_down_in_pauses(self) -> None:
        """Real heads are 1.6 times as fast in speech as in pauses, with the noise of finding them."""
        ratios = []
        for seed in range(8):
            head, line = Head(np.random.default_rng(seed)), []
            for k in range(MINUTE):
                quiet = k % 75 - 55  # ticks of a pause of .8 s after 2.2 s of speech
                line.append(head.step(spoken(TALK, k) if quiet < 0 else Features(pause_s=(quiet + 1) / 25), Intent()))
            speed = np.linalg.norm(np.diff(angles(line), axis=0), axis=1)
            pause = np.arange(1, MINUTE) % 75 >= 55
            ratios.append(speed[~pause].mean() / speed[pause].mean())
        assert 1.4 < np.mean(ratios) < 3.5

    def test_its_speed_is_that_of_real_heads(self) -> None:
        """Tenth to ninetieth percentile of 33 talking clips: 9 to 36 degrees a second (training/life.py)."""
        speed = [25 * np.sqrt((np.diff(angles(heads(s, MINUTE, TALK)), axis=0) ** 2).sum(axis=1)).mean() for s in range(3)]
        assert 9 < np.mean(speed) < 36
        rest = 25 * np.sqrt((np.diff(angles(heads(1, MINUTE)), axis=0) ** 2).sum(axis=1)).mean()
        assert 0.5 < rest < 5, "calm enough to look at for long, never frozen"

    def test_its_speed_comes_in_bursts_as_that_of_real_heads(self) -> None:
        """Ninetieth percentile of speed over its median: 2.0 to 3.2 in real clips; steady noise has 1.8."""
        ratios = []
        for seed in range(4):
            speed = np.sqrt((np.diff(angles(heads(seed, MINUTE, TALK)), axis=0) ** 2).sum(axis=1))
            ratios.append(np.percentile(speed, 90) / np.median(speed))
        assert 2.0 < np.mean(ratios) < 3.2

    def test_it_is_never_frozen_and_stays_in_reach_for_ten_minutes(self) -> None:
        for features in (IDLE, TALK):
            line = angles(heads(8, 10 * MINUTE, features))
            moved = np.ptp(line.reshape(-1, 50, 3), axis=1).max(axis=1)  # within two seconds
            assert moved.min() > 0.15
            thirds = line.reshape(3, -1, 3).mean(axis=1)
            assert np.ptp(thirds, axis=0).max() < 2.0, "no drift"
            assert np.percentile(np.abs(line), 99) < 13, "beyond that the limits of a picture bend it"

    def test_an_excited_voice_moves_it_more(self) -> None:
        flat, excited = (angles(heads(2, 4 * MINUTE, replace(TALK, arousal=a))).std() for a in (0.0, 1.0))
        assert 1.2 < excited / flat < 2.5

    def test_who_is_told_not_to_move_hardly_does(self) -> None:
        assert angles(heads(1, 2 * MINUTE, TALK, Intent(energy=0.02))).std(axis=0).max() < 0.6

    def test_after_a_question_it_rises_more(self) -> None:
        ends = []
        for rising in (True, False):
            pitch = []
            for seed in range(60):
                head = Head(np.random.default_rng(seed))
                line = [head.step(f, Intent(energy=0.2, nods=0)) for f in sentence(rising)]
                line += [head.step(Features(pause_s=k / 25), Intent(energy=0.2)) for k in range(1, 40)]
                pitch.append(line[80].pitch)
            ends.append(np.mean(pitch))
        assert ends[0] > ends[1] + 0.4 > 0.4

    def test_breath_has_a_human_rate(self) -> None:
        breath = np.array([m.breath for m in heads(6, 5 * MINUTE)])
        assert 0 <= breath.min() < 0.05 and 0.95 < breath.max() <= 1
        mid = breath - 0.5
        assert 10 < ((mid[1:] > 0) & (mid[:-1] <= 0)).sum() / 5 < 19

    def test_the_chest_goes_along_a_little_later(self) -> None:
        motions = heads(7, 4 * MINUTE, TALK)
        x, chest = np.array([m.x for m in motions]), np.array([m.shoulder_x for m in motions])

        def agreement(lag: int) -> float:
            return float(np.corrcoef(x[100:-100], chest[100 + lag : len(chest) - 100 + lag])[0, 1])

        lags = list(range(-25, 50))
        assert 1 <= lags[int(np.argmax([agreement(lag) for lag in lags]))] <= 6
        assert 0.4 < chest.std() / x.std() < 0.9


@pytest.mark.parametrize("make", [faces, heads])
def test_same_seed_same_motion_and_no_two_seeds_alike(make: object) -> None:
    assert callable(make)

    def lines(seed: int) -> np.ndarray:
        return np.array([(*m.shapes, m.yaw, m.pitch, m.roll, m.gaze_x, m.gaze_y, m.breath) for m in make(seed, MINUTE)])

    np.testing.assert_array_equal(lines(1), lines(1))
    assert np.abs(lines(1) - lines(2)).max() > 0.3


def test_idle_never_repeats() -> None:
    """No stretch of ten seconds of five minutes looks like another."""
    line = angles(heads(4, 5 * MINUTE))
    windows = [line[k : k + 250].ravel() for k in range(0, len(line) - 250, 250)]
    closest = min(float(np.abs(a - b).mean()) for i, a in enumerate(windows) for b in windows[i + 1 :])
    assert closest > 0.05


class TestBlend:
    def test_lips_that_meet_stay_together_whatever_the_mood(self) -> None:
        gasp = Intent(shapes=shape_weights(jawOpen=0.4, mouthUpperUp=0.4, mouthLowerDown=0.3, mouthSmile=0.8))
        closed = shape_weights(jawOpen=0.2, mouthClose=1.0)
        shapes = blend(closed, Motion(), Motion(), gasp).shapes
        assert shapes[SHAPE["mouthClose"]] == 1
        assert shapes[SHAPE["jawOpen"]] == pytest.approx(0.2)
        assert shapes[SHAPE["mouthUpperUpLeft"]] == 0 and shapes[SHAPE["mouthSmileLeft"]] == pytest.approx(0.8)

    @pytest.mark.parametrize("name", [*EXPRESSIONS, *(name for name, gesture in GESTURES.items() if gesture.hold is not None)])
    def test_no_mood_parts_lips_that_meet_or_hides_a_vowel(self, name: str) -> None:
        """At full strength: p stays shut, and wide, round and open vowels stay as far apart as half of what they are without it."""
        behaviour = Behaviour({name: 1.0}) if name in EXPRESSIONS else Behaviour(gestures=[{"name": name, "every_s": 0.0, "strength": 1.0}])
        plan = Schedule(behaviour, np.random.default_rng(0))
        intent = [plan.step() for _ in range(30)][-1]
        said = {
            "p": shape_weights(jawOpen=0.12, mouthClose=1.0, mouthPress=0.3),
            "a": shape_weights(jawOpen=0.5, mouthLowerDown=0.3, mouthUpperUp=0.2),
            "i": shape_weights(jawOpen=0.12, mouthStretch=0.5, mouthLowerDown=0.2),
            "u": shape_weights(jawOpen=0.1, mouthPucker=0.8, mouthFunnel=0.3),
        }
        look = {sound: blend(lips, Motion(), Motion(), intent).shapes for sound, lips in said.items()}
        assert look["p"][SHAPE["mouthClose"]] == 1
        assert look["p"][SHAPE["jawOpen"]] == pytest.approx(0.12, abs=0.03)
        assert max(look["p"][SHAPE[name]] for name in OPENING if name != "jawOpen") < 0.02

        def width(shapes: np.ndarray) -> float:
            way = {"mouthStretchLeft": 0.11, "mouthSmileLeft": 0.13, "mouthPucker": -0.18, "mouthFunnel": -0.1}
            return sum(k * max(0.0, float(shapes[SHAPE[shape]])) for shape, k in way.items())

        plain = {sound: blend(lips, Motion(), Motion(), Intent()).shapes for sound, lips in said.items()}
        assert width(look["i"]) - width(look["u"]) > 0.5 * (width(plain["i"]) - width(plain["u"]))
        assert look["a"][SHAPE["jawOpen"]] - look["i"][SHAPE["jawOpen"]] > 0.5 * (
            plain["a"][SHAPE["jawOpen"]] - plain["i"][SHAPE["jawOpen"]]
        )

    def test_a_rounded_vowel_is_round_in_a_smile(self) -> None:
        happy = Intent(shapes=shape_weights(mouthSmile=0.8))
        rounded = blend(shape_weights(mouthPucker=0.8), Motion(), Motion(), happy).shapes
        assert rounded[SHAPE["mouthPucker"]] == pytest.approx(0.8)
        assert rounded[SHAPE["mouthSmileLeft"]] < 0.5

    def test_a_rounded_mouth_is_not_narrowed_twice(self) -> None:
        """What takes the portrait's own smile narrows the mouth, and so does rounding."""
        sad = Intent(shapes=shape_weights(mouthNeutral=1.0))
        wide, rounded = (blend(shape_weights(mouthPucker=pucker), Motion(), Motion(), sad).shapes for pucker in (0.0, 0.8))
        assert wide[SHAPE["mouthNeutral"]] == 1 and 0.4 < rounded[SHAPE["mouthNeutral"]] < 0.7

    def test_nothing_leaves_its_limits(self) -> None:
        rng = np.random.default_rng(0)
        for _ in range(200):
            wild = rng.normal(0, 60, 6)
            motion = blend(
                rng.uniform(0, 1, len(SHAPES)).astype(np.float32),
                Motion(shapes=rng.uniform(0, 1, len(SHAPES)).astype(np.float32), gaze_x=wild[0], gaze_y=wild[1]),
                Motion(yaw=wild[2], pitch=wild[3], roll=wild[4]),
                Intent(shapes=rng.uniform(-1, 1, len(SHAPES)).astype(np.float32), gaze_x=wild[5]),
            )
            assert (motion.shapes >= LOWEST).all() and (motion.shapes <= HIGHEST).all()
            assert abs(motion.yaw) <= YAW_LIMIT and abs(motion.pitch) <= PITCH_LIMIT and abs(motion.roll) <= ROLL_LIMIT
            assert abs(motion.gaze_x) <= GAZE_LIMIT and abs(motion.gaze_y) <= GAZE_LIMIT

    def test_the_eyes_stay_on_the_viewer_when_the_head_turns(self) -> None:
        turned = blend(shape_weights(), Motion(), Motion(yaw=6.0), Intent())
        assert turned.gaze_x < -0.1
        raised = blend(shape_weights(), Motion(), Motion(pitch=4.0), Intent())
        assert raised.gaze_y > 0.06

    def test_the_upper_lid_follows_the_eye_up_and_down(self) -> None:
        low, level, high = (blend(shape_weights(), Motion(gaze_y=y), Motion(), Intent()) for y in (0.4, 0.0, -0.4))
        assert low.shapes[SHAPE["eyeBlinkLeft"]] == pytest.approx(0.36 * low.gaze_y)
        assert level.shapes[SHAPE["eyeBlinkLeft"]] == level.shapes[SHAPE["eyeWideLeft"]] == 0
        assert high.shapes[SHAPE["eyeWideLeft"]] == pytest.approx(-0.9 * high.gaze_y)

    def test_emotions_change_how_the_mouth_speaks(self) -> None:
        vowel, shut = shape_weights(jawOpen=0.5, mouthStretch=0.2), shape_weights(jawOpen=0.2, mouthClose=1.0)
        glad, sad = Intent(lips=1.1, spread=0.25), Intent(lips=0.85, spread=-0.4)
        wide, narrow = (blend(vowel, Motion(), Motion(), mood).shapes for mood in (glad, sad))
        assert wide[SHAPE["mouthStretchLeft"]] > 0.4 > 0.15 > narrow[SHAPE["mouthStretchLeft"]]
        assert wide[SHAPE["jawOpen"]] > narrow[SHAPE["jawOpen"]] + 0.1
        assert blend(shut, Motion(), Motion(), glad).shapes[SHAPE["mouthStretchLeft"]] == 0, "a closure is not pulled wide"
        rounded = shape_weights(jawOpen=0.3, mouthPucker=0.9)
        assert blend(rounded, Motion(), Motion(), glad).shapes[SHAPE["mouthStretchLeft"]] < 0.05

    def test_hanging_corners_can_be_taken_back_but_not_below_the_limit(self) -> None:
        shapes = blend(shape_weights(), Motion(), Motion(), Intent(shapes=shape_weights(mouthSmile=-2.0, mouthFrown=-2.0))).shapes
        assert shapes[SHAPE["mouthSmileLeft"]] == 0 and shapes[SHAPE["mouthFrownLeft"]] == LOWEST[SHAPE["mouthFrownLeft"]] < 0

    def test_startled_eyes_blink_shut(self) -> None:
        mood = Intent(shapes=shape_weights(eyeWide=1.0))
        shut, half = (blend(shape_weights(), Motion(shapes=shape_weights(eyeBlink=lid)), Motion(), mood).shapes for lid in (1.0, 0.5))
        assert shut[SHAPE["eyeWideLeft"]] == 0 and half[SHAPE["eyeWideLeft"]] == pytest.approx(0.5)

    def test_a_mood_with_an_open_mouth_leaves_speech_its_closures(self) -> None:
        """Lips that nearly meet while somebody speaks stay so, sealed or not; with nobody speaking the mood has its mouth."""
        gasp, nearly = Intent(shapes=shape_weights(jawOpen=0.2)), shape_weights(jawOpen=0.03)
        spoken, silent = (float(blend(nearly, Motion(), Motion(), gasp, talking).shapes[SHAPE["jawOpen"]]) for talking in (1.0, 0.0))
        assert spoken < 0.1 and silent == pytest.approx(0.23, abs=0.01)
