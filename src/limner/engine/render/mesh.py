"""Rig + Motion → Frame: the still person, moved.

Each tick: shapes bend the mesh, the lips are kept from crossing and sealed, the head turns about its pivot while the torso follows a
little, the triangles say where each pixel comes from in the texture, and the person is drawn over the static plate. Mouth and
eyes are then painted where the picture has nothing to show.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.pose import head_rotation
from limner.engine.portrait.rig import Rig
from limner.engine.portrait.topology import F32, I32
from limner.engine.render.compose import BAND, Composer, Filled, Folds, packed
from limner.engine.render.eyes import EyePainter, EyeState
from limner.engine.render.hang import Hang
from limner.engine.render.jaw import Jaw
from limner.engine.render.mouth import MouthPainter, MouthState
from limner.engine.render.place import bounds, pose, reach
from limner.engine.render.quality import LEVELS, Level
from limner.engine.render.raster import OUTSIDE, rasterise
from limner.engine.render.relight import Relight
from limner.engine.render.still import StillPainter
from limner.engine.render.worn import WornPainter
from limner.engine.types import HEIGHT, MARGIN, SHAPE, WIDTH, Features, Frame, Motion

_FOCAL = 6.0  # k: distance of the viewer, about 55 cm for a real head
_SHADE_LIMIT = 0.25  # log: how far a turn may lighten or darken skin
_UPPER_SHARE, _LOWER_SHARE = 0.35, 0.65  # who moves when lips meet
_LOWER_LIP = 14  # the landmark that goes with the jaw
_JAW_SHARE = 1.25  # the lower teeth go down farther than the skin before them
_HEADROOM_PX = 10.0  # hair keeps this far from the upper border, or where it was
_BORDER = 0.12  # k: within a vertex or so of it
# k: of what is made up above a head that the border cuts so much may show; then it rises by a share of the rest, and so far at most.
_SHOWN, _RISE, _LIFT = 0.06, 0.5, 0.12
_FOLD_FROM = 0.03  # a fold of skin weaker than this is not worth drawing
_CONTACT = 0.012  # k: below this gap the lips begin to touch, and stick together sideways, too


class MeshRenderer:
    """Draws one rig. One thread at a time; the returned frame is valid until the next draw."""

    def __init__(self, rig: Rig, quality: Level = "standard") -> None:
        self.rig = rig
        self.quality = LEVELS[quality]
        self.lips_seen = rig.lips_seen
        n = len(rig.vertices)
        self._texture_uv = (rig.vertices[:, :2] + MARGIN).astype(np.float32)
        self._shapes = np.ascontiguousarray(rig.shapes.reshape(len(rig.shapes), -1))
        self._gap_shapes = np.ascontiguousarray(rig.gap_shapes.reshape(len(rig.gap_shapes), -1))
        self._down = (np.array([0, 1, 0], np.float32) @ rig.rotation.T).astype(np.float32)
        self._n_face = int(rig.triangles[: rig.face_triangles].max()) + 1
        edges = rig.vertices[rig.triangles[rig.face_triangles :, [0, 1]], :2]
        self._cell = 1.2 * float(np.quantile(np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1), 0.9))  # half-resolution px, generously
        self._crease_maps = rig.creases.maps.reshape(len(rig.creases.maps), -1)
        self._fold = np.empty(self._crease_maps.shape[1], np.float32)
        self._filled = Filled(rig.luma, rig.creases.lines, rig.creases.tints, rig.creases.x0, rig.creases.y0)
        self._filled_by = np.zeros(2, np.float32)
        self._spans = np.empty((-(-HEIGHT // 2 // BAND), 2), np.int32)
        self._detail_vertices = np.unique(rig.detail)
        self._crown, self._cut = _crown(rig)
        self._xy = np.empty((n, 2), np.float32)
        self._half_xy = np.empty((n, 2), np.float32)
        self._depth = np.empty(n, np.float32)
        self._shade = np.empty(n, np.float32)
        h, w = HEIGHT // 2, WIDTH // 2
        self._maps = np.empty((4, h * w), np.float32)  # texture x, y, shade, depth
        self._detail_maps = np.empty((4, HEIGHT * WIDTH), np.float32)
        self._mouth = MouthPainter(rig.mouth)
        self._eyes = EyePainter(rig.eyes)
        self._still = StillPainter(rig.front) if rig.front else None
        self._worn = WornPainter(rig.worn, rig.vertices, rig.triangles, self._n_face) if rig.worn else None
        self._hang = Hang(rig)
        self._jaw = Jaw(rig)
        self._relight = Relight(rig)
        # Landmarks of each lid, outer corner first: (eye, upper/lower, 9).
        lids = rig.lids[:, ::2]
        self._lids = np.stack([lids[:2], lids[2:, ::-1]])
        self._lid_shapes = np.ascontiguousarray(rig.shapes[:, self._lids.ravel()].reshape(len(rig.shapes), -1))
        self._lid_shapes[[i for name, i in SHAPE.items() if name.startswith("eye")]] = 0
        # Three points about each eye that go with the skull: where they are taken says how the eyeball is drawn.
        corners = rig.vertices[self._lids[:, 0][:, [0, -1]]]
        below = corners.mean(1, keepdims=True) + 0.2 * rig.k * self._down
        self._eye_frames = np.concatenate([corners, below], 1)  # (eye, 3, 3)
        self._eye_inverses = np.linalg.inv(np.concatenate([self._eye_frames[..., :2], np.ones((2, 3, 1))], 2))
        plate = Frame(rig.plate)
        self._composer = Composer(rig.luma, rig.blue, rig.red, rig.alpha, plate, self.quality)
        self._frame = plate.copy()
        self._drawn = (0, 0, 0, 0)  # chroma box that the last frame touched: x0, y0, x1, y1

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        self._deform(motion)
        self._draw_person(motion.shapes)
        if self.quality.jaw_line:
            self._jaw.draw_line(self._frame, self._xy)
        self._eyes.paint(self._frame, self._eye_states(motion))
        self._mouth.paint(self._frame, self._mouth_state(motion))
        if self._worn:
            self._worn.paint(self._frame, self._with_skull(self.rig.vertices[self._worn.face]), self._xy[self._worn.around])
        if self._still:
            self._still.paint(self._frame)
        return self._frame

    @property
    def vertices_px(self) -> F32:
        """(n, 2) where the last frame put each vertex of the rig; read only."""
        return self._xy

    def uncovered(self) -> NDArray[np.bool_]:
        """(360, 640) chroma pixels of the last frame that no triangle covered."""
        out = np.ones((HEIGHT // 2, WIDTH // 2), np.bool_)
        x0, y0, x1, y1 = self._drawn
        out[y0:y1, x0:x1] = packed(self._maps[0], y1 - y0, x1 - x0) == OUTSIDE
        return out

    def _deform(self, motion: Motion) -> None:
        rig = self.rig
        weights = motion.shapes
        move = (weights @ self._shapes).reshape(-1, 3)
        gap = rig.gap_rest + (weights @ self._gap_shapes).reshape(9, 3)
        self._close_lips(move, gap, float(weights[SHAPE["mouthClose"]]))
        k = rig.k
        turn, free = rig.turn_gain, rig.freedom
        self._head = head_rotation(motion.yaw * turn, motion.pitch * free, motion.roll * free)
        yaw, pitch, roll = motion.yaw + motion.lag_yaw, motion.pitch + motion.lag_pitch, motion.roll + motion.lag_roll
        late = head_rotation(yaw * turn, pitch * free, roll * free)
        self._shift = np.array([motion.x, motion.y, motion.z], np.float32) * (k * free)
        self._shift[1] += self._too_high() - self._too_low()
        torso = np.array([0.18 * motion.x + motion.shoulder_x, 0.12 * motion.y + motion.shoulder_y, 0.3 * motion.z], np.float32) * k
        pose(
            rig.vertices, move, rig.rigid, rig.breathing, rig.normals, rig.light, self._head, rig.trailing, late - self._head, rig.pivot,
            self._shift, torso, motion.breath, _FOCAL * k, _SHADE_LIMIT, self._xy, self._depth, self._shade,
        )  # fmt: skip
        self._hang.move(self._xy, self._head, late - self._head)
        self._relight.shade(weights, self._shade)
        self._jaw.shade(self._xy, self._shade)

    def _too_high(self) -> float:
        """Px by which the head must sink so that its hair stays in the picture; 0 where the picture itself cuts it."""
        if not len(self._crown):
            return 0.0
        most = min(float(self._crown[:, 1].min()), _HEADROOM_PX)
        return max(0.0, most - float(self._with_skull(self._crown)[:, 1].min())) if most > 0 else 0.0

    def _too_low(self) -> float:
        """Px by which a head that the canvas cuts must rise so that less of what is made up above the cut comes into the picture."""
        if not len(self._cut):
            return 0.0
        shown = float(self._with_skull(self._cut)[:, 1].mean()) / self.rig.k  # the mean: the highest point jumps from side to side
        return self.rig.k * min(max(_RISE * (shown - _SHOWN), 0.0), _LIFT)

    def _close_lips(self, move: F32, gap: F32, seal: float) -> None:
        """Never let the lips cross; at seal 1 the gap is exactly zero. `move` (n, 3) is changed in place."""
        apart = gap @ self._down
        stuck = np.maximum(seal, np.clip(1 - apart / (_CONTACT * self.rig.k), 0, 1))
        close = apart - np.maximum(apart, 0) * (1 - seal)
        if close.any() or stuck.any():
            sideways = gap - apart[:, None] * self._down
            part = (close[:, None] * self._down + stuck[:, None] * sideways).astype(np.float32)
            move += self.rig.seal_up @ (_UPPER_SHARE * part) - self.rig.seal_down @ (_LOWER_SHARE * part)

    def _with_skull(self, rest: F32, move: F32 | float = 0.0) -> F32:
        """Rest positions (..., 3) canvas px, moved (..., 3) → where the skull takes them, (..., 2) px; as `pose` does it."""
        focal = np.float32(_FOCAL * self.rig.k)
        was = rest - self.rig.pivot
        now = (was + move) @ self._head.T + self._shift
        return np.asarray(rest[..., :2] + now[..., :2] * (focal / (focal + now[..., 2:])) - was[..., :2] * (focal / (focal + was[..., 2:])))

    def _eye_states(self, motion: Motion) -> tuple[EyeState, EyeState]:
        rig, w = self.rig, motion.shapes
        rest = rig.vertices[self._lids]
        still = self._with_skull(rest, (w @ self._lid_shapes).reshape(rest.shape))
        now = self._xy[self._lids]
        taken = self._with_skull(self._eye_frames)
        states = []
        for eye, side in enumerate(("Right", "Left")):
            affine = (self._eye_inverses[eye] @ taken[eye]).T
            states.append(
                EyeState(
                    upper=now[eye, 0],
                    lower=now[eye, 1],
                    rest_upper=still[eye, 0],
                    rest_lower=still[eye, 1],
                    affine=affine.astype(np.float32),
                    blink=float(w[SHAPE["eyeBlink" + side]]),
                    gaze_x=motion.gaze_x,
                    gaze_y=motion.gaze_y,
                )
            )
        return states[0], states[1]

    def _mouth_state(self, motion: Motion) -> MouthState:
        rig, w = self.rig, motion.shapes
        anchor = np.array([*rig.mouth.anchor, rig.landmarks[13, 2]], np.float32)
        jaw = sum(w[SHAPE[name]] * rig.shapes[SHAPE[name], _LOWER_LIP] for name in ("jawOpen", "jawLeft", "jawRight"))
        return MouthState(
            upper=self._xy[rig.mouth_upper],
            lower=self._xy[rig.mouth_lower],
            k=rig.k,
            R=self._head @ rig.rotation,
            skull=self._with_skull(anchor),
            jaw=(_JAW_SHARE * (self._head @ jaw))[:2],
            pucker=float(w[SHAPE["mouthPucker"]]),
            funnel=float(w[SHAPE["mouthFunnel"]]),
            roll_lower=float(w[SHAPE["mouthRollLower"]]),
            smile=0.5 * float(w[SHAPE["mouthSmileLeft"]] + w[SHAPE["mouthSmileRight"]]),
            tongue=float(w[SHAPE["tongueOut"]]),
        )

    def _draw_person(self, weights: F32) -> None:
        rig, frame = self.rig, self._frame
        # Sample (i, j) of the half-resolution maps is the centre of a 2x2 block: full position 2i + 0.5.
        np.multiply(self._xy - 0.5, 0.5, out=self._half_xy)
        box = bounds(self._half_xy, WIDTH // 2, HEIGHT // 2)
        if box != self._drawn:
            self._composer.restore(frame, self._drawn)
            self._drawn = box
        x0, y0, x1, y1 = box
        maps = [packed(buffer, y1 - y0, x1 - x0) for buffer in self._maps]
        self._rasterise(self._half_xy, rig.triangles, rig.face_triangles, True, maps, x0, y0)
        spans = self._spans[: -(-(y1 - y0) // BAND)]
        reach(self._half_xy, x0, y0, x1 - x0, self._cell, BAND, spans)
        left, top, right, bottom = bounds(self._half_xy[: self._n_face], WIDTH // 2, HEIGHT // 2)
        face = (left - x0, top - y0, right - x0, bottom - y0)
        folds = self._folds(weights) if self.quality.folds else None
        self._composer.draw(maps[0], maps[1], maps[2], frame, x0, y0, spans, face, folds)

        x0, y0, x1, y1 = bounds(self._xy[self._detail_vertices], WIDTH, HEIGHT)
        if x1 > x0 and y1 > y0:
            maps = [packed(buffer, y1 - y0, x1 - x0) for buffer in self._detail_maps]
            self._rasterise(self._xy, rig.detail, len(rig.detail), False, maps, x0, y0)
            self._composer.draw_detail(maps[0], maps[1], maps[2], frame, x0, y0, folds)

    def _folds(self, weights: F32) -> Folds | None:
        creases = self.rig.creases
        on = np.clip(creases.drivers @ weights, 0, 1).astype(np.float32)
        if not np.array_equal(on[-2:], self._filled_by):
            self._filled_by = on[-2:]
            self._composer.fill(self._filled, self._filled_by)
        on = on[:-1]
        if not (on > _FOLD_FROM).any():
            return None
        np.matmul(np.where(on > _FOLD_FROM, on, 0).astype(np.float32), self._crease_maps, out=self._fold)
        return Folds(self._fold.reshape(creases.maps.shape[1:]), creases.x0, creases.y0)

    def _rasterise(self, xy: F32, triangles: I32, in_front: int, fill: bool, maps: list[F32], x0: int, y0: int) -> None:
        map_x, _, shade, depth = maps  # where x lies outside the texture, y does not matter
        map_x.fill(OUTSIDE)
        shade.fill(1)
        depth.fill(np.inf)
        rasterise(
            xy,
            self._depth,
            self._texture_uv,
            self._shade,
            triangles,
            in_front,
            fill,
            maps[0],
            maps[1],
            maps[2],
            maps[3],
            float(x0),
            float(y0),
        )


def _crown(rig: Rig) -> tuple[F32, F32]:
    """(c, 3) the highest points of the head, and (d, 3) those where the canvas' upper border cuts it."""
    at = np.clip(np.round(rig.vertices[:, :2]).astype(int) + MARGIN, 0, (rig.alpha.shape[1] - 1, rig.alpha.shape[0] - 1))
    head = rig.vertices[(rig.rigid > 0.9) & (rig.alpha[at[:, 1], at[:, 0]] > 128)]
    cut = head[np.abs(head[:, 1]) < _BORDER * rig.k].copy() if head[:, 1].min(initial=0) < -_BORDER * rig.k else head[:0].copy()
    cut[:, 1] = 0
    return np.asarray(head[head[:, 1] < head[:, 1].min(initial=np.inf) + 0.4 * rig.k]), cut
