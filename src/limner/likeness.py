"""Real clips against the renderer alone: first frame as portrait, the clip's own landmarks as motion, no sound.

What is measured is how far a still that is moved by the right motion stays behind the real recording. Numbers of two faces are
compared in crops aligned by each face's own stable landmarks, so that a small shift of the head does not hide what the skin does.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from limner.engine.motion.retarget import Retarget
from limner.engine.portrait import bars
from limner.engine.portrait import topology as topo
from limner.engine.portrait.faces import find_best
from limner.engine.portrait.landmarks import FaceMesh, landmarks_roi
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig
from limner.engine.portrait.shapes import mean_face
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import F32, U8, Features
from limner.errors import PortraitError

CROP_K = 110  # px per eye distance in the aligned face crop
FACE = (256, 288)  # px (w, h) of that crop
EYES_AT = (128, 112)  # px, the point between the eyes
LIPS = sorted({*topo.INNER_UPPER, *topo.INNER_LOWER, *topo.OUTER_UPPER, *topo.OUTER_LOWER})
REGIONS = {  # x0, y0, x1, y1 in the face crop
    "face": (28, 40, 228, 276),
    "mouth": (80, 166, 176, 246),
    "eyes": (54, 72, 202, 140),
}
RUN = 3  # frames in a row that are measured, for what flickers


def read_frames(clip: Path) -> Iterator[U8]:
    """RGB frames (h, w, 3) of a video file."""
    capture = cv2.VideoCapture(str(clip))
    try:
        while True:
            more, picture = capture.read()
            if not more:
                return
            yield np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
    finally:
        capture.release()


def read_landmarks(clip: Path) -> F32 | None:
    """NAME.npz beside NAME.mp4, if there is one: `lm` (n, 478, 3) in shares of width, height and width, `size` (w, h) → px."""
    path = clip.with_suffix(".npz")
    if not path.exists():
        return None
    with np.load(path) as table:
        w, h = (float(v) for v in table["size"])
        return np.asarray(table["lm"] * np.array([w, h, w]), np.float32)


class Track:
    """Landmarks of one face from picture to picture, each from the region round the last."""

    def __init__(self) -> None:
        self._mesh = FaceMesh()
        self._last: F32 | None = None

    def step(self, rgb: U8, *, near: F32 | None = None) -> F32 | None:
        """`near`: landmarks of about the same face, after pictures were left out; the region settles there first, as in a run it has."""
        if near is not None:
            self._last = near
            self.step(rgb)
        points = None
        if self._last is not None:
            points = self._mesh.landmarks(rgb, landmarks_roi(self._last, *rgb.shape[:2]))
        if points is None:
            points = next(iter(self._mesh.find(rgb)), None)
        self._last = points
        return points


def likeness(clip: Path, *, every: int = 3, sheet: Path | None = None) -> dict[str, object]:
    """One clip → one JSON-able line. Of each `every` runs of three frames, one is measured. `sheet` gets a picture of real beside rendered.

    Raises PortraitError and its kinds where the first frame is no portrait.
    """
    started = time.process_time()
    frames = read_frames(clip)
    first = next(frames, None)
    if first is None:
        raise PortraitError(f"{clip.name} holds no picture that can be read; give an mp4 file.")
    given = read_landmarks(clip)
    rig, to_canvas = _rig(first)
    driver, mirror = Track(), Track()
    reference = given[0] if given is not None else driver.step(first)
    if reference is None:
        raise PortraitError(f"No face was found in the first frame of {clip.name}; give a clip that begins with one.")
    retarget, renderer = Retarget(rig, reference), MeshRenderer(rig)
    scores: dict[str, list[float]] = {}
    seen: list[tuple[int, F32, F32, F32]] = []
    panels: list[tuple[float, U8]] = []
    for i, real in enumerate(_with(first, frames)):
        if (i // RUN) % every:
            continue
        points = driver.step(real) if given is None else (given[i] if i < len(given) else None)
        if points is None or not np.isfinite(points).all():
            continue
        motion = retarget.step(points)
        drawn = _back(to_rgb(renderer.draw(motion, Features(), i)), to_canvas, real.shape[:2])
        near = (renderer.vertices_px[: len(points)] - to_canvas[1:]) / to_canvas[0]  # where the renderer has put them
        found = mirror.step(drawn, near=near if i % RUN == 0 else None)
        if found is None:
            scores.setdefault("lost", []).append(1.0)
            continue
        scores.setdefault("lost", []).append(0.0)
        seen.append((i, points, found, near))
        if i % RUN:
            continue
        for name, value in _compare(real, drawn, points, found).items():
            scores.setdefault(name, []).append(value)
        if sheet is not None:
            panels.append((_opening(points), _panel(real, drawn, points, found)))
    if sheet is not None and panels:
        _write_sheet(sheet, panels)
    out: dict[str, object] = {"clip": clip.stem, "frames": len(seen)}
    out |= {name: round(float(np.mean(values)), 4) for name, values in scores.items()}
    out |= _over_time(seen)
    return out | {"cpu_s": round(time.process_time() - started, 1)}


def mean_line(lines: list[dict[str, object]]) -> dict[str, object]:
    """The mean over clips of every number and list of numbers."""
    out: dict[str, object] = {"clip": "mean", "clips": len(lines)}
    for name in lines[0]:
        values = [line[name] for line in lines]
        if name not in out and not isinstance(values[0], str):
            mean = np.mean(np.array(values, np.float64), axis=0)
            out[name] = [round(float(v), 4) for v in mean] if mean.ndim else round(float(mean), 4)
    return out


def _with(first: U8, rest: Iterator[U8]) -> Iterator[U8]:
    yield first
    yield from rest


def _rig(first: U8) -> tuple[Rig, F32]:
    """First frame → its rig, and scale, x and y of source px → canvas px."""
    _, data = cv2.imencode(".png", cv2.cvtColor(first, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    portrait = prepare(data.tobytes())
    rows, columns = bars.inner(first)
    faces = find_best(np.ascontiguousarray(first[rows, columns]))
    assert faces is not None  # prepare has found the same
    source = faces.best[:, :2].astype(np.float64) + [columns.start or 0, rows.start or 0]
    canvas = portrait.landmarks[:, :2].astype(np.float64)
    centre, there = source.mean(0), canvas.mean(0)
    scale = float(((source - centre) * (canvas - there)).sum() / ((source - centre) ** 2).sum())
    return build_rig(portrait), np.array([scale, *(there - scale * centre)], np.float32)


def _back(drawn: U8, to_canvas: F32, size: tuple[int, int]) -> U8:
    """A rendered canvas → a picture of the clip's size (h, w); what the canvas does not show is black."""
    scale, x, y = (float(v) for v in to_canvas)
    if scale > 1.2:
        drawn = np.asarray(cv2.GaussianBlur(drawn, (0, 0), 0.35 * scale), np.uint8)
    matrix = np.array([[scale, 0, x], [0, scale, y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(drawn, matrix, (size[1], size[0]), flags=flags), np.uint8)


def _crop(picture: U8, points: F32) -> U8:
    """The face, upright and at CROP_K px per eye distance."""
    target = (mean_face()[topo.STABLE, :2] * CROP_K + EYES_AT) @ np.array([1, 1j])
    source = points[topo.STABLE, :2] @ np.array([1, 1j])
    a, b = source - source.mean(), target - target.mean()
    turn = (a.conj() @ b) / (a.conj() @ a).real  # scale and rotation as one complex number, least squares
    shift = target.mean() - turn * source.mean()
    matrix = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    return np.asarray(cv2.warpAffine(picture, matrix, FACE, flags=cv2.INTER_LINEAR), np.uint8)


def _compare(real: U8, drawn: U8, points: F32, found: F32) -> dict[str, float]:
    out: dict[str, float] = {}
    a, b = (np.asarray(cv2.cvtColor(_crop(p, q), cv2.COLOR_RGB2GRAY), np.float32) for p, q in ((real, points), (drawn, found)))
    for name, (x0, y0, x1, y1) in REGIONS.items():
        out |= {f"{name}_{key}": value for key, value in _similar(a[y0:y1, x0:x1], b[y0:y1, x0:x1]).items()}
    whole = [np.asarray(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), np.float32) for p in (real, drawn)]
    shrink = min(1.0, 512 / max(real.shape[:2]))
    whole = [np.asarray(cv2.resize(p, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.float32) for p in whole]
    shown = whole[1] > 0
    rows, columns = np.flatnonzero(shown.any(1)), np.flatnonzero(shown.any(0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    out |= {f"whole_{key}": value for key, value in _similar(whole[0][box], whole[1][box]).items()}
    x0, y0, x1, y1 = REGIONS["mouth"]
    sharp = [float(cv2.Laplacian(p[y0:y1, x0:x1], cv2.CV_32F).var()) for p in (a, b)]
    out["mouth_sharpness"] = sharp[1] / max(sharp[0], 1e-3)
    k = float(np.linalg.norm(points[33, :2] - points[263, :2]))
    away = points[:468, :2] - found[:468, :2]
    away = np.linalg.norm(away - away.mean(0), axis=1) / k  # where the head as a whole is does not count
    out["landmarks"], out["landmarks_lips"] = float(away.mean()), float(away[LIPS].mean())
    return out


def _similar(a: F32, b: F32) -> dict[str, float]:
    """Grey pictures 0..255 → SSIM (Wang 2004), PSNR in dB, gradient similarity (Xue 2013)."""

    def soft(x: F32) -> F32:
        return np.asarray(cv2.GaussianBlur(x, (11, 11), 1.5), np.float32)

    ma, mb = soft(a), soft(b)
    va, vb, vab = soft(a * a) - ma * ma, soft(b * b) - mb * mb, soft(a * b) - ma * mb
    ssim = ((2 * ma * mb + 6.5) * (2 * vab + 58.5)) / ((ma * ma + mb * mb + 6.5) * (va + vb + 58.5))
    ga, gb = (np.hypot(cv2.Scharr(x, cv2.CV_32F, 1, 0), cv2.Scharr(x, cv2.CV_32F, 0, 1)) / 16 for x in (a, b))
    gradient = (2 * ga * gb + 170) / (ga * ga + gb * gb + 170)
    error = float(((a - b) ** 2).mean())
    return {"ssim": float(ssim.mean()), "psnr": 10 * float(np.log10(255**2 / max(error, 0.1))), "gradient": float(gradient.mean())}


def _opening(points: F32) -> float:
    return float(np.linalg.norm(points[13] - points[14]) / np.linalg.norm(points[33] - points[263]))


def _over_time(seen: list[tuple[int, F32, F32, F32]]) -> dict[str, object]:
    """Correlation of mouth opening and width with the real ones; second differences of stable points over calm runs, 1/1000 k.

    seen: frame number, landmarks of the real picture, found in the rendered one, as the renderer has put them.
    """
    if len(seen) < 2 * RUN:
        return {}
    opening = np.array([[_opening(p), _opening(q)] for _, p, q, _ in seen])
    width = np.array([[float(np.linalg.norm(x[61] - x[291]) / np.linalg.norm(x[33] - x[263])) for x in (p, q)] for _, p, q, _ in seen])
    out: dict[str, object] = {}
    for name, pair in (("aperture", opening), ("width", width)):
        out[f"{name}_r"] = round(float(np.corrcoef(pair.T)[0, 1]), 3)
        out[f"{name}_gain"] = round(float(pair[:, 1].std() / max(pair[:, 0].std(), 1e-6)), 3)
    shake, speed = [], []
    for one, two, three in zip(seen, seen[1:], seen[2:], strict=False):
        if three[0] - one[0] == 2:
            p = np.array([[x[topo.STABLE, :2] for x in frame[1:]] for frame in (one, two, three)])
            p = p / float(np.linalg.norm(one[1][33] - one[1][263]))
            shake.append(np.linalg.norm(p[2] - 2 * p[1] + p[0], axis=2).mean(1))
            speed.append(float(np.linalg.norm(p[2, 0] - p[0, 0], axis=1).mean()))
    if shake:
        calm = np.array(shake)[np.array(speed) <= np.median(speed)].mean(0) * 1000
        # Found in the rendered pictures, in the real ones, and where the renderer put them: what is found once more, shakes once more.
        out["jitter_rest"] = [round(float(calm[i]), 2) for i in (1, 0, 2)]
    return out


def _panel(real: U8, drawn: U8, points: F32, found: F32) -> U8:
    return np.concatenate([_crop(real, points), _crop(drawn, found)])


def _write_sheet(path: Path, panels: list[tuple[float, U8]], columns: int = 10) -> None:
    """Real above rendered, from the most closed mouth to the widest open one."""
    panels.sort(key=lambda panel: panel[0])
    chosen = [panels[i][1] for i in np.linspace(0, len(panels) - 1, min(columns, len(panels))).astype(int)]
    cv2.imwrite(str(path), cv2.cvtColor(np.concatenate(chosen, 1), cv2.COLOR_RGB2BGR))
