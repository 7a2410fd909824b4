"""Recordings of talking faces → how well each way of hearing a mouth follows them: a Markdown table. Started by compare.sh.

Every row says how far the lips part and how wide the mouth is, 25 times a second, from the same sound. r is weighted by length; "best lag"
is the one shift, the same for all recordings, that suits a row best. Where a method says visemes, they become lengths by one
table, that of the study whose figures phones.py has.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from evaluate import at_lag, listen
from faces import Clip, load
from phones import sounds
from pocketsphinx import Decoder, get_model_path
from pylipsync import PhonemeAnalyzer
from targets import curves, segments

from limner.engine.audio.features import TICK, FeatureStream

HZ = 16_000
LAGS = range(-3, 6)  # ticks
Lengths = np.ndarray  # (ticks, 2): aperture, width


def of_sound(ipa: str) -> tuple[float, float]:
    """Aperture and width of one IPA sound."""
    c = sounds(ipa, "espeak_en")[0].curves
    return c[0], c[2] - c[3] - 0.5 * c[4]


ULIPSYNC = {"aa": of_sound("a"), "ee": of_sound("e"), "ih": of_sound("i"), "oh": of_sound("o"), "ou": of_sound("u"), "silence": (0.0, 0.0)}
HEADAUDIO = [of_sound(s) for s in ("a", "ɛ", "i", "o", "u", "p", "s", "θ", "d", "f", "k", "n", "ɹ", "ʃ")] + [(0.0, 0.0)]


def loudness(clip: Clip) -> Lengths:
    stream = FeatureStream()
    line = np.array([stream.step(clip.sound[k * TICK : (k + 1) * TICK]).loudness for k in range(len(clip.sound) // TICK)])
    return np.stack([line, np.zeros(len(line))], axis=1)


def formants(clip: Clip) -> Lengths:
    """First and second resonance of a linear prediction of order 18: the first opens the mouth, the second widens it."""
    emphasised = np.append(0, clip.sound[1:] - 0.97 * clip.sound[:-1]).astype(float)
    out = np.zeros((len(clip.sound) // TICK, 2))
    for k in range(len(out)):
        x = emphasised[max(0, k * TICK - 80) : (k + 1) * TICK + 80]
        if np.sqrt((x**2).mean()) < 0.003:
            continue
        x = x * np.hanning(len(x))
        r = np.correlate(x, x, "full")[len(x) - 1 : len(x) + 18]
        toeplitz = r[np.abs(np.subtract.outer(np.arange(18), np.arange(18)))]
        a = np.linalg.solve(toeplitz + 1e-6 * r[0] * np.eye(18), r[1:])
        roots = np.roots(np.append(1, -a))
        roots = roots[np.imag(roots) > 0]
        f, width = np.angle(roots) * HZ / 2 / np.pi, -np.log(np.abs(roots)) * HZ / np.pi
        f = np.sort(f[(f > 200) & (f < 4000) & (width < 500)])
        if len(f) > 1:
            out[k] = np.clip((f[0] - 250) / 600, 0, 1), np.clip((f[1] - 1500) / 1000, -1, 1)
    return np.stack([np.convolve(c, [0.25, 0.5, 0.25], "same") for c in out.T], axis=1)


def ulipsync(clip: Clip) -> Lengths:
    told = PhonemeAnalyzer().extract_phoneme_segments(clip.sound, HZ, fps=25)
    return np.array([np.sum([p.target * np.array(ULIPSYNC[p.name]) for p in s.phonemes], axis=0) for s in told])


NO_PHONE = ("SIL", "+SPN+", "+NSN+")


def pocketsphinx(clip: Clip) -> Lengths:
    """Phones of the whole sentence by its English model, then the articulation of targets.py."""
    decoder = Decoder(
        hmm=get_model_path("en-us/en-us"), allphone=get_model_path("en-us/en-us-phone.lm.bin"), lw=2.0, beam=1e-20, pbeam=1e-20,
        logfn="/dev/null",
    )  # fmt: skip
    decoder.start_utt()
    decoder.process_raw((clip.sound * 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    said = [("pau" if s.word in NO_PHONE else s.word.lower(), (s.end_frame + 1) / 100) for s in decoder.seg() if s.word[0] != "("]
    line, _ = curves(segments(said, "flite"), len(clip.sound) // 320)
    line = line[: len(line) // 2 * 2].reshape(-1, 2, line.shape[1]).mean(axis=1)
    return np.stack([line[:, 0], line[:, 2] - line[:, 3] - 0.5 * line[:, 4]], axis=1)


def headaudio(scratch: Path) -> Callable[[Clip], Lengths]:
    package = scratch / "node_modules/@met4citizen/headaudio"

    def hear(clip: Clip) -> Lengths:
        script = Path(__file__).with_name("compare_headaudio.mjs")
        told = subprocess.run(["node", script, package], input=clip.sound.astype(np.float32).tobytes(), capture_output=True, check=True)
        return np.array([[float(v) for v in line.split()] for line in told.stdout.decode().splitlines()]) @ np.array(HEADAUDIO)

    return hear


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument(
        "--ear", type=Path, help="networks trained without the people of --only; else the bundled ones, which know everybody"
    )
    parser.add_argument("--only", nargs="*", metavar="ID")
    args = parser.parse_args()
    net = dict(np.load(args.ear or Path(__file__).parents[1] / "src/limner/data/ear.npz"))
    ways: dict[str, Callable[[Clip], Lengths]] = {
        "loudness": loudness, "formants": formants, "uLipSync (pylipsync 0.2.1)": ulipsync, "HeadAudio 0.1.0": headaudio(args.scratch),
        "pocketsphinx 5.1.1, whole sentences, with rules": pocketsphinx,
        "this ear": lambda clip: np.stack([s.lengths[:2] for s in listen(net, clip.sound)]),
    }  # fmt: skip
    clips = [c for c in load(args.faces, []) if args.only is None or c.identity in args.only]
    frames = [len(c.wanted) for c in clips]
    print(f"{len(clips)} recordings, {sum(frames) / 25:.0f} s\n")
    print("| r with real mouths | aperture | at its best lag | width | at its best lag |\n|---|---|---|---|---|")
    for name, hear in ways.items():
        heard = [hear(c) for c in clips]
        cells = []
        for j in (0, 1):
            at = {
                lag: np.average(
                    [at_lag(h[: len(c.wanted), j], c.wanted[: len(h), j], lag) for h, c in zip(heard, clips, strict=True)], weights=frames
                )
                for lag in LAGS
            }
            best = max(at, key=lambda lag: at[lag])
            cells += [f"{at[0]:.2f}", f"{at[best]:.2f} ({40 * best:+d} ms)"] if at[best] else ["–", "–"]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
