"""Recordings of talking faces (landmarks + sound) → the small network that hears a mouth: src/limner/data/lips.npz.

    python training/lips_net.py FOLDER                       train on everything, write the file (about half a minute)
    python training/lips_net.py FOLDER --measure             hold out every identity once, print how well it is heard
    python training/lips_net.py FOLDER --without ID -o FILE  leave identities out, to score the rest on them

FOLDER holds `clips.json` and `clips/NAME.npz|.wav`: landmarks `lm_q` uint16 (T, 478, 3) with `lo`, `hi`, `size` at 25 fps, and 16 kHz mono
sound aligned to them. The sound goes through the engine's own FeatureStream, so training and running hear the same.
"""

from __future__ import annotations

import argparse
import json
import wave
from pathlib import Path

import numpy as np

from limner.engine.audio.features import BANDS, TICK, FeatureStream
from limner.engine.motion.lips import AHEAD, BACK, CHANNELS, Ear, stack

OUT = Path(__file__).parent.parent / "src/limner/data/lips.npz"
RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 9, 8]  # eye corners, bridge and base of the nose, brow root
HIDDEN = (128, 64)
EPOCHS, BATCH, SEGMENT, DROP, RATE, DECAY = 30, 16, 25, 0.25, 2e-3, 1e-3
LOSS = np.array([2, 1.5, 1, 0.7, 0.7, 0.7, 0.7, 2], np.float32)  # of each channel
SMOOTH = 1.0  # weight of the error of the velocity
CLOSED = 0.15  # below this share of the clip's 95th percentile the lips count as shut
FOLDS = 6


def geometry(path: Path) -> np.ndarray:
    """(T, 7): aperture, width, jaw, protrusion, upper lip, lower lip, corners, in eye distances, with the head's motion taken out."""
    data = np.load(path)
    points = data["lo"] + (data["lm_q"].astype(float) - 1) / 65534 * (data["hi"] - data["lo"])
    points *= [data["size"][0], data["size"][1], data["size"][0]]
    seen = np.flatnonzero((data["lm_q"] != 0).any(axis=(1, 2)))
    reference = points[seen[len(seen) // 2], RIGID]
    for _ in range(2):
        aligned = np.stack([_onto(points[t], reference) for t in seen])
        reference = np.median(aligned, axis=0)[RIGID]
    eyes = reference[RIGID.index(263)] - reference[RIGID.index(33)]
    k = np.linalg.norm(eyes)
    across = eyes / k
    down = reference[RIGID.index(2)] - reference[RIGID.index(168)]
    down -= across * (down @ across)
    down /= np.linalg.norm(down)
    p = aligned @ np.stack([across, down, np.cross(across, down)], axis=1) / k

    def gap(a: int, b: int) -> np.ndarray:
        return np.linalg.norm(p[:, a] - p[:, b], axis=1)

    lengths = [
        (2 * gap(13, 14) + gap(82, 87) + gap(312, 317)) / 4,
        gap(61, 291),
        p[:, 152, 1],
        -p[:, [13, 14, 0, 17], 2].mean(axis=1),
        -p[:, [0, 13, 37, 267], 1].mean(axis=1),
        p[:, [17, 14, 84, 314], 1].mean(axis=1),
        -p[:, [61, 291], 1].mean(axis=1),
    ]
    everywhere = np.arange(len(points))
    return np.stack([np.interp(everywhere, seen, line) for line in lengths], axis=1)


def _onto(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Similarity transform that puts the rigid points on the reference."""
    rigid = points[RIGID]
    a, b = rigid - rigid.mean(axis=0), reference - reference.mean(axis=0)
    u, s, vt = np.linalg.svd(b.T @ a)
    flip = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    scale = (s * np.diag(flip)).sum() / (a**2).sum()
    return scale * (points - rigid.mean(axis=0)) @ (u @ flip @ vt).T


def targets(lengths: np.ndarray) -> np.ndarray:
    """(T, 7) lengths → (T, 8) of CHANNELS: aperture 0..1 between the clip's 5th and 95th percentile, the others in units of their own
    90th percentile about the median (slow drift removed, since posture is not speech), and lips shut or not."""
    out = np.empty((len(lengths), len(CHANNELS)), np.float32)
    low, high = np.percentile(lengths[:, 0], [5, 95])
    out[:, 0] = (lengths[:, 0] - low) / (high - low + 1e-6)
    for j, name in enumerate(CHANNELS[1:7], 1):
        line = lengths[:, j] - np.median(lengths[:, j])
        if name not in ("upper", "lower") and len(line) > 100:
            padded = np.pad(line, 100, mode="edge")
            line = line - np.convolve(padded, np.ones(100) / 100, "same")[100:-100]
        out[:, j] = line / (np.percentile(np.abs(line), 90) + 1e-6)
    shut = (lengths[:, 0] < CLOSED * np.percentile(lengths[:, 0], 95)).astype(float)
    out[:, 7] = np.clip(np.convolve(shut, [0.5, 1, 0.5], "same"), 0, 1)
    return np.clip(out, -2.5, 2.5)


def heard(path: Path, ticks: int) -> np.ndarray:
    """(ticks, inputs): what the network sees for each tick."""
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
    sound = np.pad(sound, (0, max(0, (ticks + AHEAD) * TICK - len(sound))))
    stream = FeatureStream()
    mels = [stream.step(sound[k * TICK : (k + 1) * TICK]).mel for k in range(ticks + AHEAD)]
    mels = [np.full_like(mels[0], min(float(m.min()) for m in mels))] * BACK + mels
    return np.stack([stack(mels[k : k + BACK + 1 + AHEAD]) for k in range(ticks)])


def train(inputs: list[np.ndarray], wanted: list[np.ndarray], weights: list[float], seed: int = 0) -> dict[str, np.ndarray]:
    """Adam on a perceptron; each batch is made quieter or louder, coloured, warped in frequency (another vocal tract) and noisier."""
    rng = np.random.default_rng(seed)
    x_all, y_all = np.concatenate(inputs), np.concatenate(wanted)
    w_all = np.concatenate([np.full(len(x), w, np.float32) for x, w in zip(inputs, weights, strict=True)])
    w_all /= w_all.mean()
    mean, spread = x_all.mean(axis=0), x_all.std(axis=0) + np.float32(0.05)
    sizes = [x_all.shape[1], *HIDDEN, y_all.shape[1]]
    matrices = [rng.normal(0, np.sqrt(1 / a), (a, b)).astype(np.float32) for a, b in zip(sizes, sizes[1:], strict=False)]
    matrices[-1] *= np.float32(0.3)
    biases = [np.zeros(n, np.float32) for n in sizes[1:]]
    biases[-1] = y_all.mean(axis=0)
    parameters = matrices + biases
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    ends = np.cumsum([len(x) for x in inputs])
    starts = np.concatenate(
        [np.arange(end - len(x), max(end - SEGMENT, end - len(x) + 1), SEGMENT) for end, x in zip(ends, inputs, strict=True)]
    )
    steps = EPOCHS * (len(starts) // BATCH + 1)
    step = 0
    for _ in range(EPOCHS):
        order = rng.permutation(starts)
        for at in range(0, len(order), BATCH):
            rows = np.clip(order[at : at + BATCH, None] + rng.integers(0, 6) + np.arange(SEGMENT), 0, len(x_all) - 1)
            h = ((_augment(x_all[rows], rng) - mean) / spread).reshape(rows.size, -1)
            layers, masks = [h], []
            for matrix, bias in zip(matrices[:-1], biases[:-1], strict=True):
                z = h @ matrix + bias
                mask = ((z > 0) * (rng.random(z.shape) > DROP) / (1 - DROP)).astype(np.float32)
                h = z * mask
                layers.append(h)
                masks.append(mask)
            rows = rows.ravel()
            error = (h @ matrices[-1] + biases[-1] - y_all[rows]) * w_all[rows, None]
            series = error.reshape(-1, SEGMENT, error.shape[1])
            change = SMOOTH * np.diff(series, axis=1)
            slope = series.copy()
            slope[:, 1:] += change
            slope[:, :-1] -= change
            d = slope.reshape(error.shape) * LOSS / len(rows)
            g_matrix, g_bias = [layers[-1].T @ d], [d.sum(axis=0)]
            for j in range(len(HIDDEN) - 1, -1, -1):
                d = (d @ matrices[j + 1].T) * masks[j]
                g_matrix.insert(0, layers[j].T @ d)
                g_bias.insert(0, d.sum(axis=0))
            step += 1
            rate = RATE * min(1, step / 50) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for i, (p, g) in enumerate(zip(parameters, g_matrix + g_bias, strict=True)):
                first[i] = 0.9 * first[i] + 0.1 * g
                second[i] = 0.99 * second[i] + 0.01 * g * g
                move = first[i] / (1 - 0.9**step) / (np.sqrt(second[i] / (1 - 0.99**step)) + 1e-8)
                p -= (rate * (move + (DECAY * p if i < len(matrices) else 0))).astype(np.float32)
    net = {"mean": mean, "spread": spread}
    for i, (matrix, bias) in enumerate(zip(matrices, biases, strict=True)):
        net[f"w{i}"], net[f"b{i}"] = matrix, bias
    return {name: value.astype(np.float16) for name, value in net.items()}


def _augment(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(clips, ticks, inputs) → the same shape, another speaker, microphone and room for each clip."""
    clips, ticks, _ = x.shape
    mel = x.reshape(clips, ticks, -1, BANDS)
    place = np.clip(np.arange(BANDS) * np.exp(rng.normal(0, 0.06, (clips, 1))), 0, BANDS - 1.001)
    whole = place.astype(int)
    part = (place - whole).astype(np.float32)[:, None, None, :]
    index = np.broadcast_to(whole[:, None, None, :], mel.shape)
    mel = np.take_along_axis(mel, index, 3) * (1 - part) + np.take_along_axis(mel, index + 1, 3) * part
    knots = np.linspace(0, BANDS - 1, 5)
    colour = np.stack([np.interp(np.arange(BANDS), knots, rng.normal(0, 0.15, 5)) for _ in range(clips)])[:, None, None, :]
    mel = mel + colour + rng.normal(0, 0.25, (clips, 1, 1, 1))
    floor = rng.uniform(-2.4, -1.2, (clips, 1, 1, 1)) + rng.normal(0, 0.05, mel.shape)
    return np.maximum(mel, floor).astype(np.float32).reshape(x.shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=OUT)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    clips = [c for c in json.loads((args.folder / "clips.json").read_text()) if c["identity"] not in args.without]
    lengths = [geometry(args.folder / f"clips/{c['name']}.npz") for c in clips]
    wanted = [targets(g) for g in lengths]
    inputs = [heard(args.folder / f"clips/{c['name']}.wav", len(g)) for c, g in zip(clips, lengths, strict=True)]
    # Long clips say more than their share of short ones of the same person; unsure pairs of sound and picture count half.
    weights = [(1.0 if c["match_verified"] else 0.5) / len(g) ** 0.5 for c, g in zip(clips, lengths, strict=True)]
    if args.measure:
        identities = sorted({c["identity"] for c in clips})
        np.random.default_rng(0).shuffle(identities)
        scores = np.zeros((len(clips), len(CHANNELS)))
        for fold in range(FOLDS):
            out = {i for i, c in enumerate(clips) if c["identity"] in identities[fold::FOLDS]}
            rest = [i for i in range(len(clips)) if i not in out]
            ear = Ear(train([inputs[i] for i in rest], [wanted[i] for i in rest], [weights[i] for i in rest]))
            for i in out:
                said = np.stack([ear.hear(x) for x in inputs[i]])
                scores[i] = [
                    np.corrcoef(said[:, j], wanted[i][:, j])[0, 1] if wanted[i][:, j].std() > 0 else 0 for j in range(len(CHANNELS))
                ]
        mean = np.average(scores, axis=0, weights=[len(g) for g in lengths])
        print(json.dumps({"held_out_r": dict(zip(CHANNELS, np.round(mean, 3).tolist(), strict=True)), "clips": len(clips)}))
        return
    net = train(inputs, wanted, weights)
    # Lengths of an ordinary mouth, in eye distances: medians over people. (People differ fourfold in how far they open it.)
    widest: dict[str, list[float]] = {}
    for clip, g in zip(clips, lengths, strict=True):
        widest.setdefault(clip["identity"], []).append(float(np.percentile(g[:, 0], 95)))
    net["aperture"] = np.float16(np.median([np.mean(w) for w in widest.values()]))
    long = [g for g in lengths if len(g) > 125]
    scale = [[np.percentile(np.abs(g[:, j] - np.median(g[:, j])), 90) for j in range(1, 7)] for g in long]
    net["scale"] = np.median(scale, axis=0).astype(np.float16)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out, **net)
    print(f"{args.out}: {args.out.stat().st_size} bytes, aperture {net['aperture']:.3f} k, scale {np.round(net['scale'], 3).tolist()}")


if __name__ == "__main__":
    main()
