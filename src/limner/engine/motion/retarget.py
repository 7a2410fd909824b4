"""Landmarks of a moving face → Motion for a rig: a recorded person drives a portrait, without any sound.

Head pose comes from points that expressions hardly move; what is left in the face's own frame is explained by the rig's shapes, each
weight between 0 and 1 (least squares); lids and irises give blinks and gaze; how far the lips really stand apart gives the seal.
"""

from __future__ import annotations

import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.neutral import closed_landmarks
from limner.engine.portrait.pose import head_angles, head_rotation
from limner.engine.portrait.rig import Rig
from limner.engine.portrait.seal import lip_gap
from limner.engine.portrait.shapes import fit_mean_face, mean_face, portrait_shapes, similarity
from limner.engine.portrait.topology import face_topology
from limner.engine.types import F32, SHAPE, SHAPES, Motion

_FOCAL = 6.0  # k: the renderer's distance of the viewer
_GAZE_X, _GAZE_Y = 0.085, 0.05  # k the iris moves at gaze 1
_WIDE = 0.022  # k the upper lid rises at eyeWide 1
_RIDGE = 0.02  # k²: what a full weight costs (in its square), so that no two shapes fight each other
_LASSO = 0.02  # k²: and in proportion, so that few shapes explain a face
_SWEEPS = 60
_NOT_FITTED = ("mouthClose", "mouthNeutral", "tongueOut", "cheekPuff", "eyeBlink", "eyeWide")
_LIPS = sorted({*topo.INNER_UPPER, *topo.INNER_LOWER, *topo.OUTER_UPPER, *topo.OUTER_LOWER})
_BROWS = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 55, 285, 46, 276, 53, 283, 52, 282, 65, 295]
_DEPTH = 0.3  # trust in the landmarks' z
# Lengths that a viewer reads off a mouth must come out right even where no shape has the rest of it: from, to, axis.
_LENGTHS = np.array([(61, 291, 0), (78, 308, 0), (13, 14, 1)])
_LENGTH_WEIGHT = 50.0
_EYES = (("Right", topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID, 468), ("Left", topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID, 473))


class Retarget:
    """`step()` takes one frame's landmarks. Frames do not depend on each other."""

    def __init__(self, rig: Rig, reference: F32) -> None:
        """`reference` (478, 3) px: the driving person in the frame that looks most like the portrait; often the first."""
        fit = fit_mean_face(reference)
        self._neutral = closed_landmarks(reference, fit, portrait_shapes(reference, fit), mean_face())
        self._fit = fit = fit_mean_face(self._neutral)
        self._smooth = face_topology().matrix[:478]
        # What the rig's pivot is on the driving person.
        self._pivot = fit.k * ((rig.pivot - rig.landmarks[topo.STABLE].mean(0)) / rig.k @ rig.rotation) @ fit.rotation.T
        self._pivot += self._neutral[topo.STABLE].mean(0)

        self._rig_rotation = rig.rotation
        self._rest = np.asarray((rig.landmarks - rig.pivot) / rig.k, np.float32)  # (478, 3) k, from the pivot

        self._fitted = [i for i, name in enumerate(SHAPES) if not name.startswith(_NOT_FITTED)]
        weight = np.full((478, 3), 1.0)
        weight[_LIPS] = 4.0
        weight[[61, 78, 291, 308]] = 10.0
        weight[_BROWS] = 2.0
        weight[468:] = 0
        weight[:, 2] *= _DEPTH
        rows = np.asarray(rig.shapes[:, :478], np.float64) @ rig.rotation / rig.k  # (s, 478, 3) in k, the face's own frame
        self._rows = rows
        self._weight = weight
        self._weighted = np.stack([self._weigh(row, row) for row in rows[self._fitted]])
        self._normal = self._weighted @ self._weighted.T + _RIDGE * np.eye(len(self._fitted))

    def step(self, landmarks: F32) -> Motion:
        """(478, 3) px, z into the scene → Motion. What the rig cannot do is left out."""
        fit = self._fit
        # The driving head as if seen from far away: turned, scaled and shifted as a whole, and what that leaves over.
        scale, rotation, was, now = similarity(self._neutral[topo.STABLE], landmarks[topo.STABLE])
        over = (landmarks - scale * (self._neutral - was) @ rotation - now) / fit.k
        shift = (scale * (self._pivot - was) @ rotation + now - self._pivot) / fit.k
        # The same for the rig's head, whatever way either faces at rest.
        over = over @ rotation.T @ fit.rotation @ self._rig_rotation.T @ rotation
        goal = scale * self._rest @ rotation + shift + over
        motion = self._pose(goal[:, :2], np.array([*head_angles(rotation.T), *(shift[:2] / scale), _FOCAL * (1 / scale - 1)]))

        # What the head's pose does not explain is expression.
        turn = head_rotation(motion.yaw, motion.pitch, motion.roll)
        shown, near = self._shown(self._rest, turn, np.array([motion.x, motion.y, motion.z]))
        left = np.concatenate([(goal[:, :2] - shown) / near, over[:, 2:]], 1)
        move: F32 = np.asarray(left @ turn @ self._rig_rotation, np.float32)
        weights = self._solve(self._weighted @ self._weigh(self._smooth @ move, move) - _LASSO)
        shapes = motion.shapes
        shapes[self._fitted] = weights
        reached: F32 = np.asarray(np.tensordot(shapes, self._rows, 1), np.float32)
        wanted = np.maximum(self._lip_gap(move), 0).sum()
        given = np.maximum(lip_gap(reached)[:, 1], 0).sum()
        shapes[SHAPE["mouthClose"]] = np.clip(1 - wanted / max(given, 1e-6), 0, 1)
        self._eyes(motion, move, reached)
        return motion

    def _weigh(self, fine: F32, sharp: F32) -> F32:
        """Displacements (478, 3) k, as the mesh smooths them and as they are → what least squares compares: landmarks, then lengths."""
        start, end, axis = _LENGTHS.T
        lengths = sharp[end, axis] - sharp[start, axis]
        return np.concatenate([(fine * self._weight).ravel(), _LENGTH_WEIGHT * lengths])

    def _shown(self, points: F32, turn: F32, shift: F32) -> tuple[F32, F32]:
        """Points (n, 3) k from the pivot → where the renderer shows them (n, 2), and how much larger (n, 1)."""
        turned = points @ turn.T + shift
        near, was = _FOCAL / (_FOCAL + turned[:, 2:]), _FOCAL / (_FOCAL + points[:, 2:])
        return np.asarray(points[:, :2] + turned[:, :2] * near - points[:, :2] * was), np.asarray(near)

    def _pose(self, goal: F32, start: F32) -> Motion:
        """Where the landmarks shall be seen (478, 2) k from the pivot, and a first guess (yaw, pitch, roll, x, y, z) → the pose."""
        stable, at = self._rest[topo.STABLE], goal[topo.STABLE]
        # Flat pictures hardly tell a small turn from a small shift, least of all a nod: the guess counts, too.
        trust = np.array([0.02, 0.06, 0.02, 0, 0, 0])

        def away(pose: F32) -> F32:
            shown, _ = self._shown(stable, head_rotation(*pose[:3]), pose[3:])
            return np.concatenate([(shown - at).ravel(), trust * (pose - start)])

        pose, step = start, np.array([0.1, 0.1, 0.1, 1e-3, 1e-3, 1e-3])
        for _ in range(4):
            error = away(pose)
            slope = np.stack([(away(pose + d) - error) / d.sum() for d in np.diag(step)], 1)
            pose = pose - np.linalg.lstsq(slope, error, rcond=None)[0]
        yaw, pitch, roll, x, y, z = (float(v) for v in pose)
        return Motion(yaw=yaw, pitch=pitch, roll=roll, x=x, y=y, z=z)

    def _lip_gap(self, move: F32) -> F32:
        """(9,) how much further apart than in the neutral face the lips are, k."""
        return np.asarray(lip_gap(move)[:, 1])

    def _solve(self, goal: F32) -> F32:
        """Least squares with 0 <= weight <= 1, one weight after the other (the problem is small and convex)."""
        normal = self._normal
        x = np.zeros(len(goal), np.float32)
        for _ in range(_SWEEPS):
            before = x.copy()
            for i in range(len(x)):
                x[i] = min(max(x[i] + (goal[i] - normal[i] @ x) / normal[i, i], 0.0), 1.0)
            if np.abs(x - before).max() < 1e-3:
                break
        return x

    def _eyes(self, motion: Motion, move: F32, reached: F32) -> None:
        rest = (self._neutral - self._neutral[topo.STABLE].mean(0)) @ self._fit.rotation / self._fit.k
        gaze = []
        for side, upper, lower, iris in _EYES:
            u, lo = upper[2:7], lower[2:7]
            open_rest = float((rest[lo, 1] - rest[u, 1]).mean())
            opening = open_rest + float((move[lo, 1] - move[u, 1]).mean())
            squinted = open_rest + float((reached[lo, 1] - reached[u, 1]).mean())
            motion.shapes[SHAPE["eyeBlink" + side]] = np.clip(1 - opening / max(squinted, 1e-3), 0, 1)
            motion.shapes[SHAPE["eyeWide" + side]] = np.clip((opening - squinted) / _WIDE, 0, 1)
            gaze.append(move[iris, :2] - move[[upper[0], upper[-1]], :2].mean(0))
        x, y = np.mean(gaze, 0)
        motion.gaze_x, motion.gaze_y = float(np.clip(x / _GAZE_X, -1, 1)), float(np.clip(y / _GAZE_Y, -1, 1))
