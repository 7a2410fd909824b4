"""Portrait → Rig: everything the mesh renderer needs, as plain arrays. Made once per portrait, kept in the cache."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.motion.lips import SEEN
from limner.engine.portrait.creases import Creases, skin_creases
from limner.engine.portrait.front import Front, lift
from limner.engine.portrait.glasses import find_glasses, hold_before_eyes, hold_still
from limner.engine.portrait.hanging import Hanging
from limner.engine.portrait.mesh import expression_rows, person_mesh, vertex_normals
from limner.engine.portrait.neutral import neutral_portrait, own_mouth
from limner.engine.portrait.planes import to_planes
from limner.engine.portrait.seal import lip_gap, seal_fields
from limner.engine.portrait.seen import OF_EYES, calmed, calmed_creases, head_freedom
from limner.engine.portrait.shapes import fit_mean_face, mean_face, portrait_shapes
from limner.engine.portrait.topology import F32, I32, face_topology
from limner.engine.portrait.worn import Worn, take_off
from limner.engine.render.eye_look import eye_looks
from limner.engine.render.eyes import EyeLook
from limner.engine.render.mouth_look import MouthLook, mouth_look
from limner.engine.types import MARGIN, SHAPE, U8, Portrait

_SEAL_REACH_UP, _SEAL_REACH_DOWN = 0.08, 0.16  # k
_DETAIL_REACH = 0.12  # k: triangles this near the lips are drawn at full resolution


@dataclass(frozen=True)
class Rig:
    """A portrait that can move. n vertices, s shapes; px are canvas px, textures carry MARGIN on every side."""

    vertices: F32  # (n, 3) rest
    triangles: I32  # (m, 3) wound clockwise as seen where they face the viewer; the face's first
    face_triangles: int
    detail: I32  # (d, 3) the triangles around the lips
    normals: F32  # (n, 3)
    rigid: F32  # (n,) 1 = moves with the head, 0 = with the torso
    trailing: F32  # (n,) 1 = hangs free and comes a little after the head
    hanging: tuple[Hanging, Hanging]  # from the ears
    breathing: F32  # (n,) px upwards at a full breath
    shapes: F32  # (s, n, 3) px at weight 1
    seal_up: F32  # (n, 9)
    seal_down: F32  # (n, 9)
    gap_rest: F32  # (9, 3) px from upper to lower inner lip
    gap_shapes: F32  # (s, 9, 3)
    light: F32  # (3,) log-luma per unit normal
    pivot: F32  # (3,)
    rotation: F32  # (3, 3) canonical row vector d → image k · d @ R.T
    k: float  # px per eye distance
    yaw: float  # degrees the portrait itself is turned
    freedom: float  # 0..1 how much of its movement the head makes: less where the face is not seen well
    mouth_upper: I32  # (21,)
    mouth_lower: I32  # (21,)
    lids: I32  # (4, 17) right upper, right lower, left upper, left lower
    landmarks: F32  # (478, 3) neutral
    luma: U8  # (720+2M, 1280+2M)
    blue: U8  # half of it
    red: U8
    alpha: U8  # (720+2M, 1280+2M)
    plate: U8  # (1080, 1280) I420
    creases: Creases
    mouth: MouthLook
    eyes: tuple[EyeLook, EyeLook]  # image left, image right
    lips_seen: F32  # (12,) how far open its drawn mouths look, eye distances, see render/lips_seen.py
    front: Front | None  # what stands before the lower face and does not move
    worn: Worn | None  # what is worn before the face and goes with the head
    notes: tuple[str, ...]

    @property
    def turn_gain(self) -> float:
        """How much of a head turn this portrait can carry: turned ones have no other side to show."""
        return float(np.clip(1 - (abs(self.yaw) - 12) / 40, 0.35, 1)) * self.freedom


def _fit_light(image: U8, vertices: F32, normals: F32, n_face: int, face_height: float) -> F32:
    """log luma = a + b·n over the face, robustly (Cauchy weights); → b (3,)."""
    at = (vertices[:n_face, :2] + MARGIN).astype(np.float32)
    low = np.floor(at.min(0) - 0.1 * face_height).astype(int).clip(0)
    part = image[low[1] : int(at[:, 1].max() + 0.1 * face_height) + 1, low[0] : int(at[:, 0].max() + 0.1 * face_height) + 1]
    grey = cv2.GaussianBlur(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), max(1.0, 0.02 * face_height))
    at -= low.astype(np.float32)
    value = np.log(cv2.remap(grey, at[:, :1], at[:, 1:], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0] + 4)
    a = np.concatenate([np.ones((n_face, 1)), normals[:n_face]], 1).astype(np.float64)
    ridge = np.diag([0, 0.5, 0.5, 0.5])
    residual = np.zeros(n_face)
    for _ in range(12):
        weighted = a.T / (1 + (residual / 0.12) ** 2)
        x = np.linalg.solve(weighted @ a + ridge, weighted @ value)
        residual = value - a @ x
    return np.asarray(x[1:], np.float32)


def build_rig(portrait: Portrait) -> Rig:
    """Portrait → Rig; about half a second."""
    portrait, front = lift(portrait)
    portrait, worn = take_off(portrait) if front is None else (portrait, None)
    fit = fit_mean_face(portrait.landmarks)
    shapes = portrait_shapes(portrait.landmarks, fit)
    face = face_topology()
    neutral = neutral_portrait(portrait, fit, shapes, mean_face(), face)
    landmarks = neutral.landmarks
    fit = fit_mean_face(landmarks)
    shapes = portrait_shapes(landmarks, fit)
    shapes[SHAPE["mouthNeutral"]] = own_mouth(fit, shapes, mean_face())
    glasses = find_glasses(neutral.image, landmarks, fit)
    if glasses:
        shapes = hold_still(shapes, glasses, fit)
    certain = glasses.certain if glasses else 0.0
    seen = min(portrait.seen.right_eye, portrait.seen.left_eye)  # both eyes look the same way, or none moves
    eyes = eye_looks(neutral.image, landmarks, margin=MARGIN, person=neutral.matte, glasses=certain, seen=seen)
    shapes = hold_before_eyes(shapes, landmarks, eyes, fit.k)
    shapes = calmed(shapes, portrait.seen)

    mesh = person_mesh(landmarks, fit, neutral.image, neutral.alpha, neutral.matte, face)
    rows = expression_rows(shapes, face, mesh)
    fields = seal_fields(fit.aligned, _SEAL_REACH_UP, _SEAL_REACH_DOWN)

    def on_mesh(field: F32) -> F32:
        three = np.repeat(field[:, :, None], 3, axis=2)
        return np.ascontiguousarray(expression_rows(three, face, mesh)[:, :, 0].T)

    face_height = float(np.linalg.norm(landmarks[10] - landmarks[152]))
    normals = vertex_normals(mesh.vertices, mesh.triangles)
    down = fit.axis(0, 1, 0)
    below = (mesh.vertices - landmarks[152]) @ down / face_height
    ramp = np.clip((below - 0.1) / 0.7, 0, 1)
    lips = mesh.vertices[np.concatenate([face.mouth_upper, face.mouth_lower]), :2]
    near = np.linalg.norm(mesh.vertices[: mesh.n_face, None, :2] - lips[None], axis=2).min(1) < _DETAIL_REACH * fit.k
    creases = skin_creases(neutral.image, landmarks, fit, shapes[SHAPE["mouthNeutral"]])
    luma, blue, red = to_planes(neutral.image)
    plate = np.concatenate([p.ravel() for p in to_planes(neutral.plate)]).reshape(-1, neutral.plate.shape[1])
    return Rig(
        vertices=mesh.vertices,
        triangles=mesh.triangles,
        face_triangles=len(face.triangles),
        detail=np.ascontiguousarray(face.triangles[near[face.triangles].any(1)]),
        normals=normals,
        rigid=mesh.rigid,
        trailing=mesh.trailing,
        hanging=mesh.hanging,
        breathing=(0.012 * fit.k * ramp * ramp * (3 - 2 * ramp)).astype(np.float32),
        shapes=rows,
        seal_up=on_mesh(fields.up),
        seal_down=on_mesh(fields.down),
        gap_rest=lip_gap(landmarks).astype(np.float32),
        gap_shapes=lip_gap(shapes).astype(np.float32),
        light=_fit_light(neutral.image, mesh.vertices, normals, mesh.n_face, face_height),
        pivot=mesh.pivot,
        rotation=fit.rotation,
        k=fit.k,
        yaw=fit.yaw,
        freedom=head_freedom(portrait.seen),
        mouth_upper=face.mouth_upper,
        mouth_lower=face.mouth_lower,
        lids=np.stack(face.lids),
        landmarks=landmarks,
        luma=luma,
        blue=blue,
        red=red,
        alpha=neutral.alpha,
        plate=plate,
        creases=calmed_creases(creases, portrait.seen),
        mouth=mouth_look(portrait.image, portrait.landmarks, margin=MARGIN, rotation=fit.rotation),
        eyes=eyes,
        lips_seen=np.array(SEEN, np.float32),
        front=front,
        worn=worn,
        # Large drawn eyes are found here, after the landmarks were in doubt.
        notes=tuple(note for note in portrait.notes if eyes[0].lids is None or note not in OF_EYES),
    )
