"""The ear: one tick in, one tick's mouth out; the same however often it starts, and deaf to level and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import limner
from limner.engine.audio.ear import (
    GATE_CREDIT,
    GATE_WEIGHT,
    GOING_CREDIT,
    GOING_DOWN_S,
    GOING_UP_S,
    LOOKAHEAD_TICKS,
    TONES,
    VAD_CREDIT,
    VAD_HOLD_TICKS,
    VAD_MOST,
    VAD_WEIGHT,
    Ear,
    believed,
    tones,
)
from limner.engine.types import F32, LENGTHS, Features, Said
from limner.media.decode import decode_audio
from tests.sounds import HZ, noise, words
from tests.test_audio_hearing import hear

SPEECH = words("aimaeo pasumai " * 3, 0.2)


def numbers(said: Said) -> F32:
    return np.array([*said.lengths, said.speech, said.soon, said.later, said.press, said.teeth, said.tongue], np.float32)


def line(heard: list[Features]) -> F32:
    return np.stack([numbers(f.said) for f in heard])


def random_net(seed: int, hidden: int = 8, head: int = 4, kinds: int = 23) -> dict[str, F32]:
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "conv1.w": (240, hidden), "conv2.w": (3 * hidden, hidden), "embed.w": (2 * hidden, hidden), "gru.in.w": (hidden, 3 * hidden),
        "gru.back.w": (hidden, 3 * hidden), "head.in.w": (hidden, 3 * head), "head.back.w": (head, 3 * head),
        "lengths.w": (hidden + head, len(LENGTHS)), "kinds.w": (hidden, 2 * kinds),
    }  # fmt: skip
    gate: dict[str, tuple[int, ...]] = {
        "near.w": (160 + TONES + 1, hidden),
        "gru.in.w": (hidden, 3 * hidden),
        "gru.back.w": (hidden, 3 * hidden),
    }
    gate["out.w"] = (hidden, 3)
    every = {f"0/{name}": shape for name, shape in shapes.items()} | {f"gate/{name}": shape for name, shape in gate.items()}
    net: dict[str, F32] = {name: np.asarray(rng.normal(0, 0.3, shape), np.float32) for name, shape in every.items()}
    net |= {"spectrum": np.zeros(40, np.float32)}
    return net | {name[:-1] + "b": np.asarray(rng.normal(0, 0.1, w.shape[1]), np.float32) for name, w in net.items() if w.ndim == 2}


def test_it_is_what_the_formulas_say() -> None:
    """Two ticks through a random net against the same thing written down step by step."""
    w = random_net(1)
    w["gate/out.b"][:] = -99  # nobody speaks, so the equalizer is left as it is
    get = {name[2:]: value for name, value in w.items()}
    mels = np.random.default_rng(2).normal(size=(2, 4, 40)).astype(np.float32)
    ear = Ear(w)
    said = [ear.step(m) for m in mels]

    def gru(name: str, x: F32, h: F32) -> F32:
        a, b = (m @ get[f"{name}.{k}.w"] + get[f"{name}.{k}.b"] for m, k in ((x, "in"), (h, "back")))
        n = len(h)
        r, z = (1 / (1 + np.exp(-(a[i * n : (i + 1) * n] + b[i * n : (i + 1) * n]))) for i in (0, 1))
        return np.asarray((1 - z) * np.tanh(a[2 * n :] + r * b[2 * n :]) + z * h, np.float32)

    steps = np.concatenate([np.full((50, 80), -2.5, np.float32), mels.reshape(4, 80)])  # it begins in silence
    past, past1 = [np.zeros(80, np.float32)] * 2, [np.zeros(8, np.float32)] * 2
    h, k = np.zeros(8, np.float32), np.zeros(4, np.float32)
    lengths = []
    for x in steps:
        z1 = np.maximum(np.concatenate([*past, x]) @ get["conv1.w"] + get["conv1.b"], 0)
        z = np.maximum(np.concatenate([*past1, z1]) @ get["conv2.w"] + get["conv2.b"], 0) + z1
        past, past1 = [past[1], x], [past1[1], z1]
        h = gru("gru", z, h)
        e = np.maximum(np.concatenate([h, z]) @ get["embed.w"] + get["embed.b"], 0)
        k = gru("head", e, k)
        lengths.append(np.concatenate([e, k]) @ get["lengths.w"] + get["lengths.b"])
    np.testing.assert_allclose([s.lengths for s in said], [lengths[51], lengths[53]], atol=1e-5)


def test_two_nets_say_their_mean() -> None:
    """Of lengths and of how sure they are of sounds."""
    nets = [random_net(1 + i) for i in range(2)]
    together = nets[0] | {name.replace("0/", "1/"): x for name, x in nets[1].items() if name.startswith("0/")}
    mel = np.random.default_rng(3).normal(size=(4, 40)).astype(np.float32)
    a, b, both = (Ear(net).step(mel) for net in (*nets, together))
    np.testing.assert_allclose(both.lengths, (a.lengths + b.lengths) / 2, atol=1e-6)
    assert min(a.tongue, b.tongue) - 1e-6 < both.tongue < max(a.tongue, b.tongue) + 1e-6


def test_two_gates_say_their_mean() -> None:
    """The mean of their log-odds."""
    w = random_net(1)
    gates = [{name.replace("gate/", f"gate{k}/"): x for name, x in random_net(2 + k).items() if name.startswith("gate/")} for k in range(2)]
    w = {name: x for name, x in w.items() if not name.startswith("gate/")}
    mel = np.random.default_rng(3).normal(size=(4, 40)).astype(np.float32)

    def odds(*gates: dict[str, F32]) -> float:
        p = Ear(w | {name: x for gate in gates for name, x in gate.items()}).step(mel, vad=-0.5).speech
        return float(np.log(p / (1 - p)))

    np.testing.assert_allclose(odds(*gates), (odds(gates[0]) + odds(gates[1])) / 2, atol=1e-4)


def test_a_voice_through_another_microphone_is_heard_alike() -> None:
    """Much less bass, more treble: after a few seconds the mouth moves as it did (r .98; .93 without the equalizer)."""
    plain = hear(SPEECH)
    spectrum = np.fft.rfft(SPEECH)
    bright = np.fft.irfft(spectrum * np.interp(np.fft.rfftfreq(len(SPEECH), 1 / HZ), [0, 1000, 8000], [0.1, 1, 8]), len(SPEECH))
    start = len(plain) // 2
    a, b = (np.array([f.said.lengths[0] for f in heard[start:]]) for heard in (plain, hear(bright)))
    assert np.corrcoef(a, b)[0, 1] > 0.96


class Going:
    """How much less is asked of somebody who has begun."""

    def __init__(self) -> None:
        self.share = 0.0

    @property
    def credit(self) -> float:
        return GATE_CREDIT + GOING_CREDIT * self.share

    def step(self, later: float) -> None:
        self.share += 0.04 / (GOING_UP_S if later > self.share else GOING_DOWN_S) * (later - self.share)


def test_the_gate_has_a_say_in_whether_somebody_speaks() -> None:
    """Two ticks through its formulas."""
    w = random_net(1)
    get = {name[5:]: value for name, value in w.items() if name.startswith("gate/")}
    mels = np.random.default_rng(3).normal(size=(2, 160)).astype(np.float32)
    h = np.zeros(8, np.float32)
    odds = []
    silence = np.concatenate([np.full(160, -2.5), np.zeros(TONES), [believed(-9)]])
    pitches = (tones(0.9, 160, 0), tones(0.8, 170, 160))
    said = [np.concatenate([mel, pitch, [believed(-0.5)]]) for mel, pitch in zip(mels, pitches, strict=True)]
    for x in [*[silence] * 25, *said]:  # it begins in silence
        near = np.maximum(x @ get["near.w"] + get["near.b"], 0)
        a, b = near @ get["gru.in.w"] + get["gru.in.b"], h @ get["gru.back.w"] + get["gru.back.b"]
        r, z = (1 / (1 + np.exp(-(a[i : i + 8] + b[i : i + 8]))) for i in (0, 8))
        h = (1 - z) * np.tanh(a[16:] + r * b[16:]) + z * h
        odds.append(h @ get["out.w"] + get["out.b"])
    ear, going = Ear(w), Going()
    for mel, voiced, pitch_hz, line in zip(mels, (0.9, 0.8), (160, 170), odds[25:], strict=True):
        heard = ear.step(mel.reshape(4, 40), voiced, pitch_hz, vad=-0.5)
        wanted = 1 / (1 + np.exp(-(GATE_WEIGHT * line + going.credit + VAD_WEIGHT * -0.5 + VAD_CREDIT)))
        np.testing.assert_allclose([heard.speech, heard.soon, heard.later], wanted, atol=1e-5)
        going.step(heard.later)


def test_the_detector_has_a_say_for_a_while_and_no_more_than_its_own() -> None:
    w = random_net(1)
    w["gate/out.w"][:], w["gate/out.b"][:] = 0, 0
    ear, going = Ear(w), Going()
    mel = np.zeros((4, 40), np.float32)
    for tick, vad in enumerate([9.0, *[-2.0] * (VAD_HOLD_TICKS + 1)]):
        believed_now = VAD_MOST if tick <= VAD_HOLD_TICKS else VAD_WEIGHT * -2 + VAD_CREDIT
        said = ear.step(mel, vad=vad)
        wanted = 1 / (1 + float(np.exp(-(going.credit + believed_now))))
        np.testing.assert_allclose(said.speech, wanted, atol=1e-6)
        going.step(said.later)


def test_who_has_begun_is_believed_more_readily() -> None:
    """The same doubtful sound, out of silence and after a second of clear speech; and after a long pause it is as at first."""
    w = random_net(1)
    w["gate/out.w"][:], w["gate/out.b"][:] = 0, 0
    ear = Ear(w)
    mel = np.zeros((4, 40), np.float32)

    def after(ticks: int, vad: float) -> float:
        for x in [*[vad] * ticks, *[-0.2] * VAD_HOLD_TICKS]:
            ear.step(mel, vad=x)
        return ear.step(mel, vad=-0.2).speech

    first, begun, rested = after(50, -9.0), after(25, 9.0), after(200, -9.0)
    assert first < 0.5 and begun > 0.9
    np.testing.assert_allclose(rested, first, atol=0.01)


def test_a_glide_is_heard_where_two_ticks_have_a_pitch() -> None:
    """Voicing, whether there is a pitch, octaves above 160 Hz, quarters of an octave since the tick before."""
    np.testing.assert_allclose(tones(0.4, 0, 200), [0.4, 0, 0, 0])
    np.testing.assert_allclose(tones(0.9, 320, 0), [0.9, 1, 1, 0])
    np.testing.assert_allclose(tones(0.9, 80, 80 * 2**0.25), [0.9, 1, -1, -1])
    assert tones(0.9, 400, 80)[3] == 2  # a slip of octaves is no more than a wide glide


def test_reset_forgets() -> None:
    ear = Ear()
    mels = [f.mel for f in hear(SPEECH[: 2 * HZ])]
    first = [numbers(ear.step(m)) for m in mels]
    ear.reset()
    np.testing.assert_array_equal(first, [numbers(ear.step(m)) for m in mels])


def test_the_future_does_not_change_the_past() -> None:
    other = SPEECH.copy()
    other[40 * 640 :] = 0.1 * noise(60, HZ)[: len(other) - 40 * 640]
    a, b = line(hear(SPEECH)), line(hear(other))
    np.testing.assert_array_equal(a[: 40 - LOOKAHEAD_TICKS], b[: 40 - LOOKAHEAD_TICKS])
    assert np.abs(a[42:] - b[42:]).max() > 0.1


def test_quiet_and_loud_say_the_same() -> None:
    """-35 dBFS and clipping, once the microphone's level is known."""
    plain = line(hear(SPEECH))[50:]
    quiet = line(hear(0.02 / np.sqrt((SPEECH**2).mean()) * SPEECH))[50:]
    clipped = line(hear(np.clip(3 * SPEECH, -1, 1)))[50:]
    for other in (quiet, clipped):
        assert np.corrcoef(plain[:, 0], other[:, 0])[0, 1] > 0.85
        assert np.corrcoef(plain[:, 1], other[:, 1])[0, 1] > 0.8


def test_a_telephone_is_understood() -> None:
    spectrum = np.fft.rfft(SPEECH)
    spectrum[np.fft.rfftfreq(len(SPEECH), 1 / HZ) > 3600] = 0
    narrow = line(hear(np.fft.irfft(spectrum, len(SPEECH))))
    plain = line(hear(SPEECH))
    assert np.corrcoef(plain[:, 0], narrow[:, 0])[0, 1] > 0.85


def test_everything_is_finite_on_anything() -> None:
    rng = np.random.default_rng(0)
    for sound in (np.zeros(HZ), np.ones(HZ), rng.choice([-1.0, 1.0], HZ), np.sign(np.sin(np.arange(HZ) / 5))):
        assert np.isfinite(line(hear(sound))).all()


def test_the_tongue_is_at_the_teeth_in_some_sounds_of_speech_only() -> None:
    """English: t, d, n, l and th take a fifth of the time or so."""
    sound = decode_audio((Path(limner.__file__).parent / "data/demo/speech.mp3").read_bytes())
    tongue = line(hear(sound[: 6 * 48_000 : 3, 0] / 32768.0))[:, -1]
    assert 0 <= tongue.min() and tongue.max() <= 1 + 1e-6
    assert 0.05 < (tongue > 0.45).mean() < 0.4 and np.median(tongue) < 0.3
