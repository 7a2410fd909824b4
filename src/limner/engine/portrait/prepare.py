"""Picture file → Portrait: load, find the face, cut the person out, frame on the canvas, complete the background."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from limner.engine.portrait import fill, framing, load, matte, plate
from limner.engine.portrait.detector import FULL_RANGE
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.portrait.segmenter import Segmenter
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Portrait
from limner.errors import FaceTooSmall, NoFace

LEAST_EYES_PX = 24  # outer eye corners, source px: below this there is no mouth left to move
SMALL_EYES_PX = 60
TURNED_DEG = 35

Progress = Callable[[str], None]


def prepare(data: bytes, *, progress: Progress | None = None) -> Portrait:
    """One JPEG, PNG or WebP file → a Portrait on the canvas. About half a second on one core.

    `progress` hears the name of each step as it begins. Raises NotAnImage, ImageTooLarge, ImageTruncated, NoFace, FaceTooSmall.
    """
    tell = progress or (lambda step: None)
    tell("load")
    picture = load.load(data)
    tell("face")
    faces = find_faces(picture.rgb)
    if not faces:
        raise NoFace("No face was found in the picture; send one with a face seen from the front, at least a fifth of its height.")
    face, others = faces[0], faces[1:]
    eyes_px = eye_distance(face)
    if eyes_px < LEAST_EYES_PX:
        raise FaceTooSmall(
            f"The face is too small: {eyes_px:.0f} px between the eyes, {LEAST_EYES_PX} are needed; send a closer or larger picture.",
            eyes_px=round(eyes_px, 1),
            needed_px=LEAST_EYES_PX,
        )
    tell("frame")
    segment = Segmenter().segment
    frame = framing.frame(*picture.rgb.shape[:2], face, _coarse(picture.rgb, face, segment))
    placed = framing.place(picture.rgb, frame)
    landmarks = frame.points(face)
    here = np.array([placed.left - MARGIN, placed.top - MARGIN, 0], np.float32)
    tell("matte")
    cutout = None if picture.cutout is None else framing.place(picture.cutout, frame, cv2.INTER_LINEAR).rgb
    prob = matte.probability(placed.rgb, landmarks - here, segment)
    tight = matte.refine(placed.rgb, prob, landmarks - here, [frame.points(other) - here for other in others], cutout)
    tell("background")
    fh = matte.face_height(landmarks)
    empty = plate.without_person(placed.rgb, tight, fh)
    full = fill.background(placed, empty)
    image, whole = fill.person(placed, tight, full)
    return Portrait(
        image=image,
        alpha=_byte(matte.widen(whole, fh)),
        matte=_byte(whole),
        plate=np.ascontiguousarray(full[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]),
        landmarks=landmarks,
        scale=frame.scale * picture.reduced,
        faces=len(faces),
        notes=_notes(faces, eyes_px),
    )


def find_faces(rgb: U8) -> list[F32]:
    """(478, 3) for each face in a picture, the largest first."""
    mesh = FaceMesh(confidence=0.3)
    found = mesh.find(rgb, max_faces=8)
    if not found:
        found = mesh.find(rgb, max_faces=8, detector=FULL_RANGE)
    found.sort(key=eye_distance, reverse=True)
    kept: list[F32] = []
    for face in found:
        if all(np.linalg.norm(face[1, :2] - other[1, :2]) > 0.5 * matte.face_height(other) for other in kept):
            kept.append(face)
    return kept


def eye_distance(landmarks: F32) -> float:
    """Between the outer eye corners (33, 263) in px, turned heads measured in depth too."""
    return float(np.linalg.norm(landmarks[33] - landmarks[263]))


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


def _byte(mask: F32) -> U8:
    return (mask * 255).round().clip(0, 255).astype(np.uint8)


def _notes(faces: list[F32], eyes_px: float) -> tuple[str, ...]:
    notes = []
    if len(faces) > 1:
        notes.append(f"{len(faces)} faces found; using the largest.")
    if eyes_px < SMALL_EYES_PX:
        notes.append(f"The face is small ({eyes_px:.0f} px between the eyes); a closer or larger picture will look sharper.")
    turned = turned_deg(faces[0])
    if turned > TURNED_DEG:
        notes.append(f"The face is turned by about {turned:.0f} degrees; one seen from the front will move better.")
    return tuple(notes)
