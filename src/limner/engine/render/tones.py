"""Portrait → the colours and the manner its hidden parts must be painted in.

Teeth, tongue, the dark of the mouth, the white of an eye that looks aside: none of them is in the picture, and each must look
as if the same camera or the same hand had made it. So everything painted goes through `Tones`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import topology as topo
from limner.engine.types import F32, U8

OUTER_LIP = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
INNER_LIP = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)  # image left
LEFT_EYE = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
CHEEKS = (205, 425, 50, 280, 36, 266)
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# Fourteen people whose teeth show: skin, white of the eyes and teeth as cameras see them, green = 1 (geometric means; teeth are 1.20 and
# .965 with nine recordings, into whose teeth compression lets lips bleed, 1.13 and .93 in five photographs). Among them teeth vary .6 times
# as much as the white of the eyes, and .4 times as much as the skin.
USUAL_SKIN, USUAL_WHITE, USUAL_TOOTH = (np.array(rgb, np.float32) for rgb in ((1.40, 1, 0.86), (1.32, 1, 0.93), (1.14, 1, 0.945)))
WARM, COLOURED = (0.03, -0.02), 0.16  # logarithms of red and blue over green: so warm teeth are in any white light; no white light
OF_WHITE = 0.7  # share of the white of the eyes, where it is seen, in what the light is taken for; the rest is the skin's
OF_LIGHT = 0.4, 0.6  # share of a usual difference that is the light's: with the skin alone, with the white of the eyes
USUAL_SHADE, SHADES = (-0.16, 0.06), ((-0.5, 0.0), (-0.1, 0.3))  # red and blue over green a step of log-light: mean, limits
SHADOW = 0.4  # of the skin's light: what is darker is no skin
USUAL_OFF = 0.22, 0.50  # logarithm: up to which differences are usual, and from which on they are the light's alone


@dataclass(frozen=True)
class Tones:
    """Colours are (3,) float32 RGB 0..255."""

    skin: F32  # median of the cheeks
    shade: F32  # (2,) what a step of its log-light does to the logarithms of its red and blue over green: shadows are redder
    lip: F32  # median of the lips
    light: F32  # colour of the light, mean 1
    exposed: float  # 1 .. 0.15 where the picture is dark all over
    tooth: F32
    tongue: F32
    cavity: F32  # the mouth's dark, before shading
    dark: float  # luma of the darkest things in the face
    grey: float  # 0 colour picture .. 1 picture of one hue: painted parts take the picture's hue
    hue: F32  # chroma (RGB minus luma) of a one-hue picture per unit of luma
    flat: float  # 0 photograph or painting .. 1 flat drawing
    grain: float  # standard deviation of the picture's noise, levels
    blur: float  # px: sigma of the Gaussian that would make a perfect edge as soft as this picture's sharpest

    def tint(self, rgb: F32) -> F32:
        """Natural colour(s) (..., 3) → the same in this picture's palette."""
        luma = rgb @ LUMA
        mono = luma[..., None] * (1.0 + self.hue)
        return np.asarray(np.clip(rgb + (mono - rgb) * self.grey, 0, 255), np.float32)


def polygon_mask(shape: tuple[int, ...], points: F32, indices: Sequence[int]) -> NDArray[np.bool_]:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(points[list(indices), :2] * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    return mask.astype(bool)


def measure(image: U8, points: F32) -> Tones:
    """image (h, w, 3) RGB; points (478, 2+) landmarks in its pixels."""
    k = float(np.linalg.norm(points[33, :2] - points[263, :2]))
    face = polygon_mask(image.shape, points, topo.OVAL)
    pixels = image[face].astype(np.float32)
    luma = pixels @ LUMA
    if len(luma) < 64:  # the face lies outside the picture
        pixels = image.reshape(-1, 3).astype(np.float32)
        luma = pixels @ LUMA
    dark = float(np.percentile(luma, 1.0))
    chroma = pixels - luma[:, None]
    relative = chroma / np.maximum(luma, 24.0)[:, None]
    spread = float(np.percentile(np.abs(relative - np.median(relative, 0)).sum(1), 75))
    strength = float(np.abs(np.median(relative, 0)).sum())
    grey = float(np.clip((0.30 - strength) / 0.14, 0, 1) * np.clip((0.16 - spread) / 0.08, 0, 1))
    hue = np.median(relative, 0).astype(np.float32)

    skin_pixels = np.concatenate([_disc(image, points[i, :2], 0.07 * k) for i in CHEEKS])
    skin_luma = skin_pixels @ LUMA
    skin = np.median(skin_pixels[skin_luma >= np.percentile(skin_luma, 35)], 0)
    bright = float(np.percentile(skin_luma, 60))
    lips = polygon_mask(image.shape, points, OUTER_LIP) & ~polygon_mask(image.shape, points, INNER_LIP)
    lip_pixels = image[cv2.erode(lips.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0].astype(np.float32)
    lip = np.median(lip_pixels, 0) if len(lip_pixels) > 20 else skin * np.array([0.85, 0.65, 0.65])

    sclera = _sclera(image, points, k)
    seen = _seen_white(sclera, skin)
    if seen == 0:
        sclera = None  # in shadow, or lashes and lids taken for it
    light = _lamp(skin, sclera, seen)
    tooth = USUAL_TOOTH * light
    if sclera is not None:
        tooth = _no_colder(tooth, sclera)
    white = max(1.04 * bright, 0.95 * float(sclera @ LUMA) if sclera is not None else 0.0)
    exposed = float(np.percentile(image[::4, ::4] @ LUMA, 99)) / 160  # in a picture that is dark all over nothing glows
    exposed = min(max(exposed, 0.15), 1.0)
    tooth = tooth / (tooth @ LUMA) * np.clip(1.16 * white, 75 * exposed, 236)
    flat, grain = _manner(image, face)
    blur = _softness(image, face)

    bare = face.copy()
    for part in (OUTER_LIP, RIGHT_EYE, LEFT_EYE):
        bare &= cv2.dilate(polygon_mask(image.shape, points, part).astype(np.uint8), np.ones((2 * round(0.04 * k) + 1,) * 2)) == 0
    shade = _shade(image[bare].astype(np.float32), float(skin @ LUMA))

    lip_luma = float(lip @ LUMA)
    pink = np.array([1.37, 0.87, 0.81]) * light
    tongue = 0.45 * lip + 0.55 * pink * np.clip(0.5 * lip_luma + 0.35 * bright, 40 * exposed, 150) + exposed * np.array([8, 0, 4])
    cavity = 0.5 * lip + 0.65 * np.array([1.58, 0.69, 0.67]) * light * lip_luma
    tones = Tones(
        skin=skin.astype(np.float32), shade=shade, lip=lip.astype(np.float32), light=light.astype(np.float32), exposed=exposed,
        tooth=tooth.astype(np.float32), tongue=tongue.astype(np.float32), cavity=cavity.astype(np.float32),
        dark=dark, grey=grey, hue=hue, flat=flat, grain=grain, blur=blur,
    )  # fmt: skip
    painted = {name: tones.tint(getattr(tones, name)) for name in ("tooth", "tongue", "cavity")}
    return Tones(**{**tones.__dict__, **painted})


def _shade(face: F32, skin_luma: float) -> F32:
    """(n, 3) colours of a face's skin → (2,) as in `Tones`: 3-D renders and drawings let shadows glow, recordings hardly."""
    luma = face @ LUMA
    lit = (luma > SHADOW * skin_luma) & (luma < 1.1 * skin_luma)
    if lit.sum() < 100:
        return np.array(USUAL_SHADE, np.float32)
    x, chroma = np.log(luma[lit]), np.log(np.maximum(face[lit], 1))
    x -= x.mean()
    slopes = [float(x @ (chroma[:, i] - chroma[:, 1])) / max(float(x @ x), 1e-6) for i in (0, 2)]
    return np.array([np.clip(s, *limits) for s, limits in zip(slopes, SHADES, strict=True)], np.float32)


def _seen_white(sclera: F32 | None, skin: F32) -> float:
    """0..1: how far the colour found between the lids is that of the white of an eye."""
    if sclera is None or sclera[0] * skin[2] >= 1.2 * skin[0] * sclera[2]:  # much redder than the skin
        return 0.0
    return float(np.clip((sclera @ LUMA / max(float(skin @ LUMA), 1.0) - 0.35) / 0.25, 0, 1))


def _lamp(skin: F32, sclera: F32 | None, seen: float) -> F32:
    """Colours of skin and of the white of the eyes → the light's, (3,) mean 1; seen 0..1: how much the white is to be trusted.

    Both are compared with usual ones as logarithms of red and blue over green. What people differ by is mostly theirs, not the light's;
    what nobody's skin looks like is the lamp's alone.
    """
    off = _chroma(skin) - _chroma(USUAL_SKIN)
    if sclera is not None:
        off += OF_WHITE * seen * (_chroma(sclera) - _chroma(USUAL_WHITE) - off)
    far = float(np.clip((np.hypot(*off) - USUAL_OFF[0]) / (USUAL_OFF[1] - USUAL_OFF[0]), 0, 1))
    share = OF_LIGHT[0] + (OF_LIGHT[1] - OF_LIGHT[0]) * seen
    off *= share + (1 - share) * far * far * (3 - 2 * far)
    light = np.array([np.exp(off[0]), 1.0, np.exp(off[1])])
    return np.asarray(light / light.mean(), np.float32)


def _no_colder(tooth: F32, white: F32) -> F32:
    """Where the white of the eyes is white, no tooth is colder: skin as pale as paper is no blue light."""
    (red, blue), (eyes_red, eyes_blue) = _chroma(tooth), _chroma(white)
    neutral = float(np.clip((COLOURED - np.hypot(eyes_red, eyes_blue)) / (0.4 * COLOURED), 0, 1))
    red += neutral * max(0.0, min(eyes_red, WARM[0]) - red)
    blue += neutral * min(0.0, max(eyes_blue, WARM[1]) - blue)
    return np.exp(np.array([red, 0, blue], np.float32))


def _chroma(rgb: F32) -> F32:
    """(3,) → logarithms of red and of blue over green, (2,)."""
    red, green, blue = np.log(np.maximum(rgb, 1e-3))
    return np.array([red - green, blue - green], np.float32)


def _disc(image: U8, centre: F32, radius: float) -> F32:
    x, y, r = round(float(centre[0])), round(float(centre[1])), max(1, round(radius))
    patch = image[max(0, y - r) : max(0, y + r + 1), max(0, x - r) : max(0, x + r + 1)].reshape(-1, 3).astype(np.float32)
    return patch if len(patch) else image.reshape(-1, 3).mean(0, keepdims=True).astype(np.float32)


def _sclera(image: U8, points: F32, k: float) -> F32 | None:
    """Colour of the white of the eyes: the lighter part of what lies between the lids and off the iris; None if hidden."""
    found = []
    for eye, iris in ((RIGHT_EYE, 468), (LEFT_EYE, 473)):
        mask = polygon_mask(image.shape, points, eye)
        radius = float(np.linalg.norm(points[iris + 1 : iris + 5, :2] - points[iris, :2], axis=1).mean())
        yy, xx = np.nonzero(mask)
        off = np.hypot(xx - points[iris, 0], yy - points[iris, 1]) > 1.15 * radius
        found.append(image[yy[off], xx[off]].astype(np.float32))
    pixels = np.concatenate(found)
    if len(pixels) < 0.004 * k * k:
        return None
    luma = pixels @ LUMA
    chosen = pixels[(luma >= np.percentile(luma, 50)) & (luma <= np.percentile(luma, 90))]
    return np.asarray(chosen.mean(0), np.float32)


def _manner(image: U8, face: NDArray[np.bool_]) -> tuple[float, float]:
    """How flat the picture is drawn (0..1), and how strong its grain is (levels)."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inner = cv2.erode(face.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    if not inner.any():
        return 0.0, 1.0
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.2)
    grain = float(np.median(np.abs(fine[inner])) * 1.48)
    kernel = np.ones((9, 9), np.uint8)
    even = cv2.dilate(grey, kernel) - cv2.erode(grey, kernel) <= 2.0  # a photographed cheek is hardly ever without a gradient (.17 once)
    # Where compression has spoilt that, a drawing's face still has mostly one tone: .37 to .76 of six drawings, .33 or less of 90 others.
    lit = grey[face] * (235 / max(float(np.percentile(grey[face], 99)), 1.0))  # a dark photograph is no drawing
    tones = np.bincount(lit.astype(int), minlength=256)
    one = float(np.convolve(tones, np.ones(13), "same").max() / max(len(lit), 1))
    flat = max((float(even[inner].mean()) - 0.20) / 0.15, (one - 0.36) / 0.10)
    return float(np.clip(flat, 0, 1)), min(grain, 6.0)


def _softness(image: U8, face: NDArray[np.bool_]) -> float:
    """Sigma (px) of the face's sharper edges, by how much less steep they get when blurred once more (Zhuo & Sim 2011)."""
    rows, columns = np.flatnonzero(face.any(1)), np.flatnonzero(face.any(0))
    if not len(rows):
        return 0.5
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    again = 1.5  # px
    grey = cv2.GaussianBlur(cv2.cvtColor(image[box], cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 0.5)
    steep, less = (
        np.hypot(cv2.Sobel(p, cv2.CV_32F, 1, 0), cv2.Sobel(p, cv2.CV_32F, 0, 1)) for p in (grey, cv2.GaussianBlur(grey, (0, 0), again))
    )
    ridge = face[box] & (steep >= cv2.dilate(steep, np.ones((3, 3), np.uint8)))
    if ridge.sum() < 50:
        return 0.5
    many, strongest = np.percentile(steep[ridge], (90, 99.5))
    ridge &= steep >= max(many, 0.35 * strongest)  # edges, not grain
    ratio = steep[ridge] / np.maximum(less[ridge], 1e-3)
    return float(np.clip(np.percentile(again / np.sqrt(np.maximum(ratio**2 - 1, 0.02)), 25), 0.2, 3.0))
