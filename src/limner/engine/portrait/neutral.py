"""A portrait as it is → the same face with its lips just closed: the texture and rest position everything else starts from.

A picture with parted lips or a smile is drawn once more with the mouth closed, at three times the resolution, and a contact line
is laid into it. Afterwards the seam has no jump in the texture: when the mouth opens, the line parts into both inner lip edges.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.mesh import expression_rows, person_mesh
from limner.engine.portrait.plate import push_pull
from limner.engine.portrait.seal import lip_gap, seal_fields
from limner.engine.portrait.seen import HALF
from limner.engine.portrait.shapes import Fit
from limner.engine.portrait.topology import F32, FaceTopology
from limner.engine.render.raster import OUTSIDE, rasterise
from limner.engine.types import MARGIN, SHAPE, U8, Portrait

PARTED = 0.012  # k: a smaller gap counts as closed
_SMILING_GAP = 0.045  # k: with a larger gap the corners may be lifted by a smile, too
_JAW_OPENS, _JAW_CLOSES = 0.30, 0.6  # k the lips part at jawOpen 1; how much of a wide gap the jaw takes back
_LEVEL = 0.006  # k the corners of a mouth at rest are higher than the mean face's
_SHARED, _WIDER = 0.4, 1.7  # of both corners in the measure of one; of a smile for each part by which the mouth is wider than the mean's
_MOST_SMILE, _MOST_FROWN = 1.2, 0.5  # weights of a smile, of a frown, that a picture can lose
_SUPERSAMPLE = 3
_RIM = 0.035  # k beside the opening where teeth and dark may still show
_UNLIKE = 2.5  # spreads away from a lip's colour


def own_mouth(fit: Fit, shapes: F32, mean: F32) -> F32:
    """(478, 3) px: what takes closed lips from the portrait's own smile, or from hanging corners, to a mouth that does neither.

    How high the corners are above the middle of the seam, beside people who just look (of 34 pictures the median is the mean face's and
    .006 k): that much of a smile, or of a frown, is taken off, on each side mostly its own; of a smile that is wide, more.
    """
    corners = fit.aligned[[61, 291]]  # the person's right and left
    lift = fit.aligned[13, 1] - corners[:, 1] - (mean[13, 1] - mean[[61, 291], 1]) - _LEVEL
    lift = (1 - _SHARED) * lift + _SHARED * lift.mean()
    wide = float(np.linalg.norm(corners[0] - corners[1]) / np.linalg.norm(mean[61] - mean[291])) - 1
    out = np.zeros((478, 3), np.float32)
    for up, corner, side in zip(lift.tolist(), (61, 291), ("Right", "Left"), strict=True):
        name, most = ("mouthSmile", _MOST_SMILE) if up > 0 else ("mouthFrown", _MOST_FROWN)
        row = shapes[SHAPE[name + side]] @ fit.rotation / fit.k
        lifts = max(abs(float(row[13, 1] - row[corner, 1])), 1e-3)  # of weight 1
        more = 1 + _WIDER * min(0.3, max(0.0, wide)) if up > 0 else 1.0
        out -= min(abs(up) / lifts * more, most) * shapes[SHAPE[name + side]]
    return out


def _smile_to_remove(fit: Fit, mean: F32) -> float:
    """0..1.2: how much of a mouthSmile the rest face carries, from corner lift and mouth width."""
    a = fit.aligned

    def lift(p: F32) -> float:
        return float(p[13, 1] - (p[61, 1] + p[291, 1]) / 2)

    width = float(np.linalg.norm(a[61] - a[291])) / float(np.linalg.norm(mean[61] - mean[291]))
    return float(np.clip(0.5 * (lift(a) - lift(mean)) / 0.055 + 0.5 * (width - 1) / 0.30, 0, 1.2))


def _snap_to_line(landmarks: F32, image: U8, fit: Fit) -> F32:
    """Closed lips: put both inner lines on the dark line between the lips, which the landmarks miss by a pixel or three."""
    out = landmarks.copy()
    down = fit.axis(0, 1, 0)
    grey = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (0, 0), max(0.8, 0.006 * fit.k)).astype(np.float32)
    reach = np.arange(-0.03, 0.0301, 0.0025, dtype=np.float32) * fit.k
    middle = (landmarks[topo.INNER_UPPER] + landmarks[topo.INNER_LOWER]) / 2
    found = np.zeros(11, np.float32)
    for i in range(1, 10):
        p = middle[i, None] + reach[:, None] * down
        value = cv2.remap(grey, p[:, :1] + MARGIN, p[:, 1:2] + MARGIN, cv2.INTER_LINEAR)[:, 0]
        found[i] = reach[int(np.argmin(value + 0.15 * np.ptp(value) * (reach / (0.03 * fit.k)) ** 2))]
    padded = np.pad(np.median(np.stack([np.roll(found, s) for s in (-1, 0, 1)]), 0), 1, mode="edge")
    smooth = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
    smooth[[0, -1]] = 0
    line = middle + smooth[:, None] * down
    out[topo.INNER_UPPER] = line
    out[topo.INNER_LOWER] = line
    return out


def _draw_contact_line(image: U8, seam: F32, fit: Fit, lip: F32) -> None:
    """Two soft strokes along the seam (n, 2) canvas px, fading out at the corners, the broad one sooner, so that the line comes to a point.

    `image` with margin is changed in place.
    """
    lo = np.maximum((seam.min(0) + MARGIN - 0.15 * fit.k).astype(int), 0)
    hi = (seam.max(0) + MARGIN + 0.15 * fit.k).astype(int)
    patch = image[lo[1] : hi[1], lo[0] : hi[0]].astype(np.float32)
    fine = 4  # drawn so much larger, as a width in whole pixels would jump from picture to picture
    points = np.round(((seam + MARGIN - lo + 0.5) * fine - 0.5) * 16).astype(np.int32).reshape(1, -1, 2)
    xs = np.arange(patch.shape[1], dtype=np.float32) + lo[0] - MARGIN
    across = (xs - seam[0, 0]) / max(float(seam[-1, 0] - seam[0, 0]), 1.0)
    within = np.minimum(across, 1 - across)
    hue = lip / max(float(lip.max()), 1.0)  # shadows between lips are redder than the lips; a grey picture's stay grey
    for width, strength, shade, depth, fade in ((0.020, 0.42, 0.58, 0.7, 0.14), (0.008, 0.62, 0.36, 1.7, 0.07)):
        mask = np.zeros((fine * patch.shape[0], fine * patch.shape[1]), np.uint8)
        cv2.polylines(mask, points, False, (255,), max(1, round(fine * width * fit.k)), cv2.LINE_AA, shift=4)
        mask = cv2.resize(mask, (patch.shape[1], patch.shape[0]), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), max(0.6, 0.35 * width * fit.k))
        taper = np.clip(within / fade, 0, 1)
        a = (np.clip(soft, 0, 1) * strength * (taper * (2 - taper))[None])[..., None]
        patch += (lip * shade * hue**depth - patch) * a
    image[lo[1] : hi[1], lo[0] : hi[0]] = np.clip(patch + 0.5, 0, 255).astype(np.uint8)


def lip_colour(image: U8, landmarks: F32) -> F32:
    """Median colour (3,) of the lips; `image` with margin."""
    mask = np.zeros(image.shape[:2], np.uint8)
    for inner, outer in ((topo.INNER_UPPER, topo.OUTER_UPPER), (topo.INNER_LOWER, topo.OUTER_LOWER)):
        ring = np.concatenate([landmarks[outer, :2], landmarks[inner[::-1], :2]]) + MARGIN
        cv2.fillPoly(mask, [np.round(ring).astype(np.int32)], (255,))
    chosen = image[mask > 0]
    return np.asarray(np.median(chosen if len(chosen) else image.reshape(-1, 3), axis=0), np.float32)


def _lips_alone(image: U8, landmarks: F32, fit: Fit) -> U8:
    """The picture with teeth and dark between parted lips painted over in the lips' own colours.

    The landmarks miss the inner lip by a few pixels, and what they leave of the mouth would stay on the closed lips as a white or black
    rim. Beside the opening a pixel is kept only where it has a lip's colour.
    """
    k = fit.k
    ring = np.concatenate([landmarks[topo.INNER_UPPER, :2], landmarks[topo.INNER_LOWER[::-1], :2]]) + MARGIN
    lo = np.maximum((ring.min(0) - 0.25 * k).astype(int), 0)
    hi = (ring.max(0) + 0.25 * k).astype(int)
    patch = image[lo[1] : hi[1], lo[0] : hi[0]]
    opening: U8 = np.zeros(patch.shape[:2], np.uint8)
    cv2.fillPoly(opening, [np.round(ring - lo).astype(np.int32)], (1,))
    reach = max(1, round(_RIM * k))
    beside = cv2.dilate(opening, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1)))
    foreign: U8 = opening.copy()
    for inner, outer in ((topo.INNER_UPPER, topo.OUTER_UPPER), (topo.INNER_LOWER, topo.OUTER_LOWER)):
        lip = np.zeros_like(opening)
        outline = np.concatenate([landmarks[outer, :2], landmarks[inner[::-1], :2]]) + MARGIN - lo
        cv2.fillPoly(lip, [np.round(outline).astype(np.int32)], (1,))
        colours = patch[(lip > 0) & (beside == 0)].astype(np.float32)
        if len(colours) < 8:
            continue
        middle = np.median(colours, 0)
        spread = 1.5 * np.median(np.abs(colours - middle), 0) + 6
        unlike = np.sqrt((((patch - middle) / spread) ** 2).mean(2)) > _UNLIKE
        near = cv2.dilate(lip, np.ones((3, 3), np.uint8))
        foreign |= (unlike & (beside > 0) & (near > 0)).astype(np.uint8)
    foreign = np.asarray(cv2.dilate(foreign, np.ones((3, 3), np.uint8)), np.uint8)
    filled = push_pull(patch, (1 - foreign).astype(np.float32))
    soft = cv2.GaussianBlur(foreign.astype(np.float32), (0, 0), max(0.7, 0.005 * k))[..., None]
    out = image.copy()
    out[lo[1] : hi[1], lo[0] : hi[0]] = np.clip(patch + (filled - patch) * soft + 0.5, 0, 255).astype(np.uint8)
    return out


def closed_landmarks(landmarks: F32, fit: Fit, shapes: F32, mean: F32) -> F32:
    """The same face (478, 3) px with its lips just closed; closed ones are left alone. A wide open smile is taken back, too."""
    gap = float((lip_gap(landmarks) @ fit.axis(0, 1, 0)).max()) / fit.k
    if gap <= PARTED:
        return landmarks
    move = np.zeros_like(landmarks)
    if gap > _SMILING_GAP:
        smile = _smile_to_remove(fit, mean)
        move -= 0.55 * smile * (shapes[SHAPE["mouthSmileLeft"]] + shapes[SHAPE["mouthSmileRight"]])
        # Most of a wide opening is the jaw's, unless it is a smile, and with it corners and chin come up; lips do the rest.
        jaw = _JAW_CLOSES * max(0.0, 1 - 1.5 * smile) * (gap - _SMILING_GAP) / _JAW_OPENS
        move -= jaw * shapes[SHAPE["jawOpen"]]
    fields = seal_fields(fit.aligned, 0.10, 0.60)
    left = lip_gap(landmarks + move)
    move += 0.22 * np.einsum("iv,ic->vc", fields.up, left) - 0.78 * np.einsum("iv,ic->vc", fields.down, left)
    return (landmarks + move).astype(np.float32)


def neutral_portrait(portrait: Portrait, fit: Fit, shapes: F32, mean: F32, face: FaceTopology) -> Portrait:
    """→ the portrait with closed lips: landmarks whose inner lip lines coincide, and the picture drawn to fit them."""
    landmarks = portrait.landmarks
    down = fit.axis(0, 1, 0)
    gap = float((lip_gap(landmarks) @ down).max()) / fit.k
    if portrait.seen.mouth < HALF:  # a hand or a mask must not be drawn closed, only be no mouth
        landmarks = landmarks.copy()
        landmarks[topo.INNER_UPPER] = landmarks[topo.INNER_LOWER] = (landmarks[topo.INNER_UPPER] + landmarks[topo.INNER_LOWER]) / 2
        return replace(portrait, landmarks=landmarks)
    if gap <= PARTED:
        return replace(portrait, landmarks=_snap_to_line(landmarks, portrait.image, fit))

    closed = closed_landmarks(landmarks, fit, shapes, mean)
    move = closed - landmarks
    mesh = person_mesh(landmarks, fit, portrait.image, portrait.alpha, portrait.matte, face)
    moved = mesh.vertices + expression_rows(move[None], face, mesh)[0]
    # Only what moves is drawn again.
    far = np.linalg.norm(moved - mesh.vertices, axis=1) > 0.05
    box = np.concatenate([mesh.vertices[far, :2], moved[far, :2]]) + MARGIN
    height, width = portrait.image.shape[:2]
    x0, y0 = (max(0, int(v)) for v in box.min(0) - 2)
    x1, y1 = min(width, int(box[:, 0].max()) + 3), min(height, int(box[:, 1].max()) + 3)
    s = _SUPERSAMPLE
    shape = ((y1 - y0) * s, (x1 - x0) * s)
    map_x, map_y = np.full(shape, OUTSIDE, np.float32), np.full(shape, OUTSIDE, np.float32)
    light, depth = np.ones(shape, np.float32), np.full(shape, np.inf, np.float32)
    xy = ((moved[:, :2] + MARGIN + 0.5) * s - 0.5).astype(np.float32)
    uv = (mesh.vertices[:, :2] + MARGIN).astype(np.float32)
    ones = np.ones(len(uv), np.float32)
    rasterise(
        xy,
        mesh.vertices[:, 2],
        uv,
        ones,
        mesh.triangles,
        len(face.triangles),
        True,
        map_x,
        map_y,
        light,
        depth,
        float(x0 * s),
        float(y0 * s),
    )
    uncovered = map_x == OUTSIDE
    yy, xx = np.nonzero(uncovered)
    map_x[uncovered] = (xx + 0.5) / s - 0.5 + x0
    map_y[uncovered] = (yy + 0.5) / s - 0.5 + y0

    def redraw(layer: U8) -> U8:
        out = layer.copy()
        big = cv2.remap(layer, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        out[y0:y1, x0:x1] = cv2.resize(big, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
        return out

    image = redraw(_lips_alone(portrait.image, landmarks, fit))
    smooth = face.matrix @ closed
    # From corner to corner of the lips, not only of the opening.
    seam = np.concatenate([smooth[[61], :2], smooth[face.mouth_upper, :2], smooth[[291], :2]])
    _draw_contact_line(image, seam, fit, lip_colour(portrait.image, landmarks))
    return replace(portrait, image=image, alpha=redraw(portrait.alpha), matte=redraw(portrait.matte), landmarks=closed)
