"""Portrait → what its mouth is made of: lips' inner colours, teeth, tongue, dark."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.render import own_teeth, teeth, tones
from limner.engine.types import F32, U8

# Inner and outer border of both lips, image left → right.
UPPER_LIP = ((78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308), (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291))
LOWER_LIP = ((78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308), (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291))
UPPER_SHARE = 0.22  # of an open mouth's gap lies above the seam, once it is closed
RIM_POINTS = 21
USUAL_LIP = 0.72  # of the skin's luma
USUAL_WIDTH = 0.55  # k: a mouth as wide as this hides teeth of usual size
SIDES_FROM, SIDES_TO, SIDES_DIM = 0.12, 0.32, 0.62  # k along the arch between which teeth fall into the cheeks' shadow, and how far
PAINTED = 0.6  # px: sigma of an edge as it is painted
# What the upper lip takes from the light of teeth, from so many k before to behind it: of one who speaks, and who smiles. In ten people's
# mouths the light rises from .4 of the cheeks' under the upper lip to .85 at the lower one; upper teeth show little, lower ones often.
LIP_SHADE_FROM, LIP_SHADE, LIP_SHADE_TO, SMILE_SHADE, SMILE_SHADE_TO = 0.015, 0.68, 0.08, 0.5, 0.045
# k the upper teeth's edges lie below the seam, speaking and in a broad smile, which lifts lips farther than ours go; and the lower ones'
EDGE, SMILE_EDGE, EDGE_LOWER = 0.018, 0.045, -0.009


@dataclass(frozen=True)
class MouthLook:
    """What one portrait's mouth is made of. Arrays and numbers only, so it can be cached and sent to a worker."""

    anchor: F32  # (2,) portrait px: the seam's middle with the mouth closed; hand it back each tick as `MouthState.skull`
    width: float  # mouth width at rest, k
    arch: float  # how much larger than usual the dental arches are, seen from above
    upper_teeth: U8  # (h, w, 4), see teeth.TeethRow
    lower_teeth: U8  # (h, w, 4)
    density: float  # texels per k of both
    edge: float  # k the upper row's edge lies below the seam
    smile_edge: float  # k it does in a broad smile
    edge_lower: float  # k the lower row's does, with the jaw shut
    rim_upper: F32  # (RIM_POINTS, 3) RGB along the upper lip's inner border, image left → right
    rim_lower: F32  # (RIM_POINTS, 3)
    cavity: F32  # (3,)
    tongue: F32  # (3,)
    shine: F32  # (3,) colour of the wet highlight
    bounce: float  # 1 .. 0.6: light that comes into a short gap off the lips; dark ones give little
    dark: float  # luma of the portrait's darkest
    live: float  # 1 photograph .. 0 flat drawing
    warmth: float  # 1 shadows go red-brown .. 0 the picture has no colour
    grain: F32  # (64, 64) noise, levels
    soft: float  # px: sigma by which what is painted is softened, to be no sharper than the picture


def mouth_look(image: U8, landmarks: F32, *, margin: int = 0, rotation: F32 | None = None) -> MouthLook:
    """Portrait as it is, not its closed version: if it shows teeth, they are used.

    image (h, w, 3) RGB; landmarks (478, 3) canvas px, canvas (0, 0) being image pixel (margin, margin); rotation (3, 3): canonical
    displacement d (row) → image k * d @ rotation.T; without it, it is estimated from the landmarks. Small irregularities of the
    teeth come from the picture itself, so the same person always gets the same.
    """
    points = landmarks.astype(np.float32).copy()
    points[:, :2] += margin
    tone = tones.measure(image, points)
    k = float(np.linalg.norm(points[33] - points[263]))
    seed = zlib.crc32(np.ascontiguousarray(image[::16, ::16]).tobytes())
    rng = np.random.default_rng(seed)
    anchor = points[13, :2] + UPPER_SHARE * (points[14, :2] - points[13, :2])
    width = float(np.linalg.norm(points[61] - points[291])) / k
    density = max(1.6 * k, 60.0)
    gum = tone.tint(np.asarray(0.55 * tone.tongue + 0.45 * tone.lip, np.float32))
    own = own_teeth.find_teeth(image, points, tone)
    tooth = tone.tooth if own is None else own.colour
    upper, lower = (row.texture for row in teeth.draw_teeth(tooth, gum, density, tone.flat, seed))
    size = float(np.clip(width / 0.50, 0.82, 1.15))
    arch = float(np.clip(width / USUAL_WIDTH, 0.92, 1.15))
    edge, edge_lower = EDGE * size + float(rng.normal(0, 0.004)), EDGE_LOWER * size + float(rng.normal(0, 0.004))
    if own is not None:
        turn = _rotation(points) if rotation is None else rotation
        x, y, light = _texels_in_portrait(upper, density, arch, anchor, k, turn, edge, points)
        reach = own_teeth.biting_edge(own, x, y)
        if reach is not None:
            own_edge = edge + teeth.RISE - reach / density
            x, y, light = _texels_in_portrait(upper, density, arch, anchor, k, turn, own_edge, points)
            upper = own_teeth.lay_in(upper, own, x, y, light)
            # A lip lifted by a smile hangs lower at rest; teeth that stayed up would leave a black slit in speech.
            edge = float(np.clip(own_edge, 0.9 * edge, 0.10))
    soft = float(np.sqrt(max(tone.blur**2 - PAINTED**2, 0.0)))
    upper, lower = (_softened(row, soft * density / k) for row in (upper, lower))
    return MouthLook(
        anchor=(anchor - margin).astype(np.float32),
        width=width,
        arch=arch,
        upper_teeth=_tinted(upper, tone),
        lower_teeth=_tinted(lower, tone),
        density=density,
        edge=edge,
        smile_edge=max(edge, SMILE_EDGE * size),
        edge_lower=edge_lower,
        rim_upper=_rim(image, points, *UPPER_LIP, tone.lip),
        rim_lower=_rim(image, points, *LOWER_LIP, tone.lip),
        cavity=tone.cavity,
        tongue=tone.tongue,
        shine=tone.tint(np.asarray(tone.light * 235 * tone.exposed, np.float32)),
        bounce=float(np.clip((tone.lip @ tones.LUMA) / max(float(tone.skin @ tones.LUMA), 1.0) / USUAL_LIP, 0.6, 1.0)),
        dark=tone.dark,
        live=1.0 - tone.flat,
        warmth=1.0 - tone.grey,
        grain=(rng.normal(0, 0.5 * tone.grain, (64, 64))).astype(np.float32),
        soft=soft,
    )


def _rotation(points: F32) -> F32:
    """Head pose from landmarks alone: x through the eye corners, y from forehead to chin."""
    x = points[263] - points[33]
    x = x / np.linalg.norm(x)
    z = np.cross(x, points[152] - points[10])
    z = z / np.linalg.norm(z)
    return np.stack([x, np.cross(z, x), z], 1).astype(np.float32)


def _texels_in_portrait(
    texture: U8, density: float, arch: float, anchor: F32, k: float, rotation: F32, edge: float, points: F32
) -> tuple[F32, F32, F32]:
    """Where each texel of the upper row lies in the portrait (x, y px), and how the painter would light it there (h, w)."""
    h, w = texture.shape[:2]
    along = (np.arange(w) + 0.5) / density - teeth.HALF_WIDTH
    rise = (np.arange(h)[:, None] + 0.5) / density - teeth.RISE
    place = np.abs(along) / teeth.ARCH_STEP
    steps = np.arange(len(teeth.ARCH_CURVE))
    x = arch * np.sign(along) * np.interp(place, steps, teeth.ARCH_CURVE[:, 0])
    z = teeth.UPPER_DEPTH + arch * np.interp(place, steps, teeth.ARCH_CURVE[:, 1])
    y = edge + teeth.UPPER_BOW * x * x - rise
    px = anchor[0] + k * (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z)
    py = anchor[1] + k * (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z)
    lip = np.interp(px, points[list(UPPER_LIP[0]), 0], points[list(UPPER_LIP[0]), 1])
    under = np.clip(((py - lip) / k + LIP_SHADE_FROM) / (LIP_SHADE_FROM + SMILE_SHADE_TO), 0, 1)  # teeth show where somebody smiles
    side = np.clip((np.abs(along) - SIDES_FROM) / (SIDES_TO - SIDES_FROM), 0, 1)
    light = (1 - SIDES_DIM * side * side * (3 - 2 * side)) * (1 - SMILE_SHADE * (1 - under * under * (3 - 2 * under)))
    return px.astype(np.float32), py.astype(np.float32), light.astype(np.float32)


def _softened(texture: U8, sigma: float) -> U8:
    """sigma: texels. Colours go on beyond the coverage, so both may be blurred apart."""
    return texture if sigma < 0.3 else np.asarray(cv2.GaussianBlur(texture, (0, 0), sigma), np.uint8)


def _tinted(texture: U8, tone: tones.Tones) -> U8:
    colour = tone.tint(texture[..., :3].astype(np.float32))
    return np.dstack([np.asarray(colour + 0.5, np.uint8), texture[..., 3]])


def _rim(image: U8, points: F32, inner: tuple[int, ...], outer: tuple[int, ...], lip: F32) -> F32:
    """Colour of the lip near its inner border, smoothed along it and drawn half towards the whole lip's: (RIM_POINTS, 3)."""
    h, w = image.shape[:2]
    place = np.linspace(0, len(inner) - 1, RIM_POINTS)
    near = np.stack([np.interp(place, np.arange(len(inner)), points[list(inner), c]) for c in (0, 1)], -1)
    far = np.stack([np.interp(place, np.arange(len(outer)), points[list(outer), c]) for c in (0, 1)], -1)
    colours = []
    for f in (0.25, 0.35, 0.45):
        at = np.round(near + f * (far - near)).astype(int)
        colours.append(image[np.clip(at[:, 1], 0, h - 1), np.clip(at[:, 0], 0, w - 1)].astype(np.float32))
    colour = np.median(colours, 0)
    colour = 0.85 * colour + 0.15 * lip
    padded = np.concatenate([colour[:1].repeat(3, 0), colour, colour[-1:].repeat(3, 0)])
    kernel = np.array([1, 2, 3, 4, 3, 2, 1], np.float32) / 16
    smooth_colour = np.stack([np.convolve(padded[:, c], kernel, "valid") for c in range(3)], -1)
    corner = np.abs(np.linspace(-1, 1, RIM_POINTS))[:, None] ** 6  # towards the corners the lips turn in, out of the light
    return np.asarray(smooth_colour * (1 - corner) + np.minimum(smooth_colour, lip) * 0.72 * corner, np.float32)
