"""Portrait → what its eyes are made of: the white without the iris, the whole iris, the highlights, the skin of the lids."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.big_eyes import find_big_eyes
from limner.engine.portrait.lids import are_shut
from limner.engine.portrait.seen import HALF
from limner.engine.render import tones
from limner.engine.render.eye_big import big_eye_look
from limner.engine.render.eye_front import find_front
from limner.engine.render.eye_lids import hood_height, lash_line, lash_rise, lid_skin
from limner.engine.render.eye_region import Region, complete, cut_out, grow
from limner.engine.render.eyes import EyeLook
from limner.engine.types import F32, U8

UNKNOWN, DRAWN = 0.1, 0.15  # eyes seen less are looked for by their picture, in drawings: in a photograph they may be dark glasses
LARGE_IRIS = 1.28  # times what the landmarks expect


def eye_looks(
    image: U8, landmarks: F32, *, margin: int = 0, person: U8 | None = None, glasses: float = 0.0, seen: float = 1.0
) -> tuple[EyeLook, EyeLook]:
    """Both eyes of a portrait, (image left, image right).

    image (h, w, 3) RGB; landmarks (478, 3) canvas px, canvas (0, 0) being image pixel (margin, margin); person (h, w) 255 where they are;
    glasses: 0..1 how certain it is that the person wears some; seen: 0..1 how well the landmarks know both eyes.
    """
    points = landmarks.astype(np.float32).copy()
    points[:, :2] += margin
    tone = tones.measure(image, points)
    big = find_big_eyes(image, points, tone.skin) if seen < UNKNOWN and tone.flat > DRAWN else None
    if big:
        k = float(np.linalg.norm(points[33] - points[263]))
        left, right = (big_eye_look(image, eye, k, margin, glasses > HALF) for eye in big)
        return left, right
    regions = [cut_out(image, points, side, person) for side in (0, 1)]
    hoods = [hood_height(points, side) for side in (0, 1)]
    found = [_find_iris(region) for region in regions]
    # Drawn eyes can have other irises than the landmarks expect, but both the same; else the landmarks are right.
    ratios = [edges[1] / region.radius if edges else 0.0 for (_, edges), region in zip(found, regions, strict=True)]
    if min(ratios) > 0.7 and max(ratios) < 1.15 * min(ratios):
        for (_, edges), region in zip(found, regions, strict=True):
            assert edges is not None
            region.centre = np.array([edges[0], region.centre[1]], np.float32)
            region.radius *= 0.5 * (ratios[0] + ratios[1])
    gaze = seen > HALF and any(there for there, _ in found) and not are_shut(points)  # one eye may lie in shadow
    if min(ratios) > LARGE_IRIS:
        gaze = False  # a drawn eye this large reaches beyond the lids the landmarks know; parts of it would stay behind
    left, right = (_eye_look(region, hood, gaze, margin, tone, glasses) for region, hood in zip(regions, hoods, strict=True))
    return left, right


def _eye_look(eye: Region, hood: float, gaze: bool, margin: int, tone: tones.Tones, glasses: float) -> EyeLook:
    yy, xx = np.mgrid[: eye.picture.shape[0], : eye.picture.shape[1]].astype(np.float32)
    far = np.hypot(xx - eye.centre[0], yy - eye.centre[1]) / eye.radius
    disc, gloss = _disc(eye, far)
    cover = np.clip((1.10 - far) / 0.16, 0, 1)
    cover = cover * cover * (3 - 2 * cover)
    lash, width, strength = lash_line(eye, tone)
    skin = lid_skin(eye, tone)
    front = find_front(eye, float(tone.skin @ tones.LUMA), glasses)
    return EyeLook(
        corner=(eye.corner - margin).astype(np.float32), k=eye.k,
        ball=_u8(np.dstack([eye.picture, 255 * front])), white=_u8(_white(eye, far, tone)),
        iris=_u8(np.dstack([disc, cover * 255])), gloss=_u8(gloss), skin=_u8(skin),
        lash=lash, lash_width=width, lash_strength=strength, lash_rise=lash_rise(eye, skin[..., :3], strength), hood=hood,
        live=1.0 - tone.flat, gaze=gaze, front=bool((front > 0.5).any()),
    )  # fmt: skip


def _u8(picture: F32) -> U8:
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)


def _find_iris(eye: Region) -> tuple[bool, tuple[float, float] | None]:
    """Is there an iris to move, and what its two side edges say: (centre x, radius) px, or None where one is not seen.

    Along a strip across the eye, colours are told apart as iris or white; the iris ends where they turn to white.
    """
    inner = grow(eye.opening, -0.006 * eye.k)
    y, radius = float(eye.centre[1]), eye.radius
    rows = slice(int(max(0, y - 0.3 * radius)), int(max(0, y + 0.3 * radius + 1)))
    count = inner[rows].sum(0)
    x = np.flatnonzero(count)
    off = (x - eye.centre[0]) / radius
    beside, middle = (np.abs(off) > 1) & (np.abs(off) < 2.2), np.abs(off) < 0.8
    if beside.sum() < 4 or middle.sum() < 4:
        return False, None
    strip = cv2.GaussianBlur(eye.picture, (0, 0), max(0.5, 0.05 * radius))[rows]
    line = (strip * inner[rows][..., None]).sum(0)[x] / count[x, None]  # (n, 3)
    luma = line @ tones.LUMA
    white = line[beside & (luma >= np.percentile(luma[beside], 60))].mean(0)
    # In shadow the white gets dark but hardly coloured, a light iris the other way round.
    hue, white_hue = line / np.maximum(line.sum(1, keepdims=True), 30), white / max(float(white.sum()), 30.0)
    unlike = 0.5 * np.abs(line - white).sum(1) + 600 * np.abs(hue - white_hue).sum(1)
    iris, dark = float(np.median(unlike[middle])), float(np.median(luma[middle]))
    # Darker than the white on either side that shows; on a statue's blank eye shadow lies on one side only.
    flanks = [luma[(off * side > 1.1) & (off * side < 2.0)] for side in (-1, 1)]
    darker = [dark < 0.98 * float(np.percentile(f, 75)) for f in flanks if len(f) >= 4]
    found = iris > 0.45 * float(white @ tones.LUMA) and all(darker)
    edges = []
    for side in (-1, 1):
        outward = np.flatnonzero((off * side > 0.6) & (off * side < 2.1))[::side]
        # Where it is white beyond doubt; in shadow, where it is rather white than iris.
        turned = [np.flatnonzero(unlike[outward] < share * iris) for share in (0.28, 0.40, 0.50)]
        edges.append(next((float(x[outward[t[0]]]) for t in turned if len(t)), None))
    left, right = edges
    return found, None if left is None or right is None else (0.5 * (left + right), 0.5 * (right - left))


def _white(eye: Region, far: F32, tone: tones.Tones) -> F32:
    """The portrait without its iris, the white of the eye going on under iris and lids."""
    picture, opening = eye.picture, eye.opening
    luma = picture @ tones.LUMA
    visible = grow(opening, -0.010 * eye.k) & (far > 1.14)
    if visible.sum() < 12:
        pale = np.broadcast_to(tone.tooth * 0.9, picture.shape).astype(np.float32)
        return np.where((opening & (far > 1.2))[..., None], picture, pale)
    clean = visible & (luma >= np.percentile(luma[visible], 40))
    whole = complete(picture, clean.astype(np.float32))
    keep = cv2.GaussianBlur((opening & (far > 1.14)).astype(np.float32), (0, 0), 0.7)[..., None]
    keep = keep * np.clip((far - 1.14) / 0.30, 0, 1)[..., None]
    # The dark border of an iris larger than thought would stay behind as a ring.
    ring = (1 - np.clip((far - 1.5) / 0.3, 0, 1)) * (1 - np.clip((luma / np.maximum(whole @ tones.LUMA, 1) - 0.75) / 0.15, 0, 1))
    keep = keep * (1 - ring)[..., None]
    return np.asarray(picture * keep + whole * (1 - keep), np.float32)


def _disc(eye: Region, far: F32) -> tuple[F32, F32]:
    """(whole iris without highlights, the highlights). What lids hide comes from below, from beside, then from the ring's mean."""
    picture, centre = eye.picture, eye.centre
    seen = grow(eye.opening, -0.020 * eye.k).astype(np.float32)  # no wet line of a lid
    flips = [picture, picture, picture]
    seens = [seen, seen, seen]
    for i, (fx, fy) in enumerate(((1, -1), (-1, 1), (-1, -1))):
        move = np.array([[fx, 0, centre[0] * (1 - fx)], [0, fy, centre[1] * (1 - fy)]], np.float32)
        size = (picture.shape[1], picture.shape[0])
        flips[i] = np.asarray(cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE), np.float32)
        seens[i] = np.asarray(cv2.warpAffine(seen, move, size), np.float32)
    ring_of = np.minimum((far * 10).astype(int), 12)
    rings = np.zeros((13, 3), np.float32)
    last = np.median(picture[seen > 0.5], 0) if (seen > 0.5).any() else picture.mean((0, 1))
    for i in range(13):
        chosen = picture[(ring_of == i) & (seen > 0.5)]
        last = np.percentile(chosen, 45, axis=0) if len(chosen) >= 4 else last
        rings[i] = last
    place = np.clip(far * 10 - 0.5, 0, 12)
    i = np.minimum(place.astype(int), 11)
    radial = rings[i] + (rings[i + 1] - rings[i]) * (place - i)[..., None]
    full, have = picture * seen[..., None], seen.copy()
    for flip, there in zip(flips, seens, strict=True):
        take = np.clip(there - have, 0, 1)
        full += flip * take[..., None]
        have += take
    full += radial * (1 - have)[..., None]
    # The lid's shadow goes on over what it hides.
    soft = max(1.0, 0.12 * eye.radius)
    luma, mirrored = (cv2.GaussianBlur((p * s[..., None]) @ tones.LUMA, (0, 0), soft) for p, s in ((picture, seen), (flips[0], seen)))
    both = ((seen > 0.5) & (seens[0] > 0.5) & (far < 1)).astype(np.float32)
    ratio = np.clip(luma / np.maximum(mirrored, 1), 0.35, 1.1)
    if both.sum() > 8:
        shade = complete(np.repeat(ratio[..., None], 3, 2).astype(np.float32), both)
        full = np.where((seen < 0.5)[..., None], full * np.minimum(shade, 1), full)
    # Completed parts must not carry a second highlight: cut to the ring's tone.
    full = np.where((seen < 0.5)[..., None], np.minimum(full, radial + 12), full)
    full = np.where((seen > 0.5)[..., None], full, cv2.GaussianBlur(full, (0, 0), max(0.6, 0.08 * eye.radius)))
    over = (picture - radial) @ tones.LUMA
    spot = np.clip((over - 28) / 20, 0, 1) * np.clip((0.92 - far) / 0.15, 0, 1) * seen
    spot *= np.clip((picture.min(2) - radial.max(2) + 15) / 20, 0, 1)  # a lit part of a light iris is no highlight
    spot = cv2.GaussianBlur(spot.astype(np.float32), (0, 0), 0.7)[..., None]
    gloss = np.clip(full - radial, 0, 255) * spot
    return np.asarray(full - gloss, np.float32), np.asarray(gloss, np.float32)
