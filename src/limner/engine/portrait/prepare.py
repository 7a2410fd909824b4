"""Picture file → Portrait: load, find the face, cut the person out, frame on the canvas, complete the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from limner.engine.portrait import bars, fill, framing, insets, lids, load, matte, plate, seen, shades
from limner.engine.portrait.faces import Faces, eye_distance
from limner.engine.portrait.segmenter import Segmenter
from limner.engine.portrait.upright import upright
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Fit, Portrait
from limner.errors import FaceTooSmall, NoFace

LEAST_EYES_PX = 24  # outer eye corners, source px: below this there is no mouth left to move
SMALL_EYES_PX = 60
TURNED_DEG = 35

Progress = Callable[[str], None]


def prepare(data: bytes, *, fit: Fit = "auto", progress: Progress | None = None) -> Portrait:
    """One JPEG, PNG or WebP file → a Portrait on the canvas. About half a second on one core.

    `fit`: as in `framing.frame`. `progress` hears the name of each step as it begins.
    Raises NotAnImage, ImageTooLarge, ImageTruncated, NoFace, FaceTooSmall.
    """
    tell = progress or (lambda step: None)
    tell("load")
    picture = load.load(data)
    rows, columns = (slice(None), slice(None)) if picture.cutout is not None else bars.inner(picture.rgb)
    rgb = np.ascontiguousarray(picture.rgb[rows, columns])
    tell("face")
    rgb, faces, turns = upright(rgb)
    if faces is None or seen.is_no_face(faces.spread, eye_distance(faces.best)):
        raise NoFace("No face was found in the picture; send one with a face seen from the front, at least a fifth of its height.")
    face = lids.on_drawn_eyes(rgb, faces.best)
    eyes_px = eye_distance(face)
    if eyes_px < LEAST_EYES_PX:
        raise FaceTooSmall(
            f"The face is too small: {int(eyes_px)} px between the eyes, {LEAST_EYES_PX} are needed; send a closer or larger picture.",
            eyes_px=round(eyes_px, 1),
            needed_px=LEAST_EYES_PX,
        )
    how_well = seen.behind_shades(seen.how_well_seen(faces.spread, eyes_px), shades.hidden(rgb, face))
    if any(framing.cuts_face(rgb.shape[1], face)):
        how_well = replace(how_well, beside=0.0)
    tell("frame")
    segment = Segmenter().segment
    frame = framing.frame(rgb.shape[0], rgb.shape[1], face, _coarse(rgb, face, segment), fit)
    placed = framing.place(rgb, frame)
    landmarks = frame.points(face)
    here = np.array([placed.left - MARGIN, placed.top - MARGIN, 0], np.float32)
    tell("matte")
    own = None if picture.cutout is None else np.ascontiguousarray(np.rot90(picture.cutout, turns))
    cutout = None if own is None else framing.place(own, frame, mask=True).rgb
    prob = matte.probability(placed.rgb, landmarks - here, segment)
    tight = matte.refine(placed.rgb, prob, landmarks - here, [frame.points(other) - here for other in faces.others], cutout)
    tell("background")
    fh = matte.face_height(landmarks)
    grain = plate.grain_level(placed.rgb, tight)
    full = fill.background(placed, plate.without_person(placed.rgb, tight, fh))
    full = plate.add_grain(full, _made_up(placed, tight), grain, frame.scale)
    image, whole = fill.person(placed, tight, full, landmarks, fh)
    return Portrait(
        image=image,
        alpha=_byte(matte.widen(whole, fh)),
        matte=_byte(whole),
        plate=np.ascontiguousarray(full[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]),
        landmarks=landmarks,
        scale=frame.scale * picture.reduced,
        faces=1 + len(faces.others),
        notes=_notes(faces, eyes_px) + seen.notes(how_well),
        seen=how_well,
        insets=tuple(_on_canvas(box, frame) for box in insets.corner_insets(rgb)),
    )


def turned_deg(landmarks: F32) -> float:
    """How far the head is turned to either side, from the depth of the cheeks' outer points (234, 454)."""
    across = landmarks[454] - landmarks[234]
    return float(np.degrees(np.arctan2(abs(across[2]), abs(across[0]) + 1e-6)))


def _coarse(rgb: U8, face: F32, segment: Callable[[U8], F32]) -> F32:
    """Person probability at a size where the face is about 150 px: enough to find the top of the hair."""
    scale = min(1.0, 150 / matte.face_height(face))
    if scale < 1:
        rgb = np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return matte.probability(rgb, face * np.float32(scale), segment)


def _on_canvas(box: tuple[int, int, int, int], frame: framing.Framing) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (round(frame.scale * at + shift) for at, shift in zip(box, (frame.x, frame.y) * 2, strict=True))
    return x0, y0, x1, y1


def _byte(mask: F32) -> U8:
    return (mask * 255).round().clip(0, 255).astype(np.uint8)


def _notes(faces: Faces, eyes_px: float) -> tuple[str, ...]:
    notes = []
    if faces.others:
        notes.append(f"{1 + len(faces.others)} faces found; using the largest.")
    if eyes_px < SMALL_EYES_PX:
        notes.append(f"The face is small ({eyes_px:.0f} px between the eyes); a closer or larger picture will look sharper.")
    turned = turned_deg(faces.best)
    if turned > TURNED_DEG:
        notes.append(f"The face is turned by about {turned:.0f} degrees; one seen from the front will move better.")
    if lids.are_shut(faces.best):
        notes.append("The eyes are shut, so they stay shut; a picture with open eyes will look more alive.")
    return tuple(notes)


def _made_up(placed: framing.Placed, tight: F32) -> F32:
    """(720+2M, 1280+2M) 1 where the background is filled in and has lost its grain, 0 where it is the picture's own."""
    where = np.ones((HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN), np.float32)
    where[placed.rows, placed.columns] = np.clip(tight * 4, 0, 1)
    return np.asarray(cv2.GaussianBlur(where, (0, 0), 4), np.float32)
