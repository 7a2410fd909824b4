"""RGB picture and face → hands near it, 21 points each (MediaPipe's palm detector and hand landmarks, the small ones).

The palm detector is asked in three squares about the head and believed early; the landmark network then has to see a hand, three times
over, and say the same of it. Of 73 hands put before faces (65 rendered, 8 cut out of photographs), 63 are found; in 182 pictures without a
hand, photographs, paintings, drawings and changed ones, one is, where a piece of ceiling had already passed for a face.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import networks, warp
from limner.engine.portrait.detector import PALM, detect
from limner.engine.portrait.warp import PixelRect, Roi
from limner.engine.types import F32, U8

f32 = np.float32

POINTS = 21  # wrist, then four of each finger from its root to its tip, thumb first
SIDE = 224  # of the network's input
DEPTH = 0.4  # the network's unit of z, in units of x and y. Source: hand_landmark_cpu.pbtxt, normalize_z
WRIST, INDEX, MIDDLE, RING, LITTLE = 0, 5, 9, 13, 17  # roots of fingers
REGIONS = ((3.0, 0.4), (2.1, 0.3), (1.6, 0.3))  # side, and how far below the face's middle, in face heights
PALMS = 0.3  # what the palm detector must say: the landmark network's word is worth more
# What that must say of the palm's region, and of the two regions that follow from the points it finds. Of hands it says .9 or more.
PRESENCE = (0.3, 0.8, 0.8)
AGREE = 0.14  # of its size: how far apart the points of the last two may lie, on average; what is no hand changes from view to view
SIZE = (0.12, 0.9)  # face heights from wrist to the root of the middle finger
SAME = 0.25  # face heights: points nearer than this, on average, are the same hand
_BY_PALM = (2.6, -0.5)  # region of the landmark network: sides of the box, shift along the hand
_BY_POINTS = (2.0, -0.1)
_FIRM = [0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18]  # points that say where the hand is


def find_hands(rgb: U8, face: F32) -> list[F32]:
    """Picture (h, w, 3), landmarks of a face (478, 3) px → each hand's points (21, 3) px, z into the scene."""
    height, width = rgb.shape[:2]
    fh = float(np.linalg.norm(face[10, :2] - face[152, :2]))
    (x, y), down = (face[10, :2] + face[152, :2]) / 2, (face[152, :2] - face[10, :2]) / fh
    hands = list[F32]()
    for side, below in REGIONS:
        at = f32((x + below * fh * down[0]) / width), f32((y + below * fh * down[1]) / height)
        for palm in detect(rgb, PALM, PALMS, Roi(*at, f32(side * fh / width), f32(side * fh / height))):
            hand = _confirmed(rgb, _region(palm.box.reshape(2, 2), palm.keypoints[0], palm.keypoints[2], *_BY_PALM))
            if hand is None or not SIZE[0] < np.linalg.norm(hand[MIDDLE] - hand[WRIST]) / fh < SIZE[1]:
                continue
            if not any(np.linalg.norm(hand[:, :2] - other[:, :2], axis=1).mean() < SAME * fh for other in hands):
                hands.append(hand)
    return hands


def _confirmed(rgb: U8, region: PixelRect) -> F32 | None:
    """The points of the hand that was taken to be in a region, the mean of two views; None if it is none."""
    views = list[F32]()
    for least in PRESENCE:
        points, presence = _landmarks(rgb, _around(views[-1]) if views else region)
        if presence < least:
            return None
        views.append(points)
    one, other = views[1:]
    size = float(np.linalg.norm(other[MIDDLE] - other[WRIST]))
    apart = float(np.linalg.norm((one - other)[:, :2], axis=1).mean())
    return np.asarray((one + other) / 2, f32) if apart < AGREE * size else None


def _landmarks(rgb: U8, rect: PixelRect) -> tuple[F32, float]:
    """(21, 3) px of the hand in a region, and 0..1 how surely there is one. Same as mediapipe 0.10.21's to a hundredth of a pixel."""
    tensor = warp.to_unit(warp.sample(rgb, rect, SIDE, replicate=True), low=0.0)
    points, presence, _, _ = networks.run("hand_landmark_lite", tensor)
    at = points.reshape(POINTS, 3) / np.array([SIDE, SIDE, SIDE * DEPTH], f32) - np.array([0.5, 0.5, 0], f32)
    at[:, :2] = at[:, :2] @ _turn(-rect.rotation).T
    return np.asarray(at * rect.width + np.array([rect.x_center, rect.y_center, 0], f32), f32), float(presence[0, 0])


def _around(hand: F32) -> PixelRect:
    middle = ((hand[INDEX, :2] + hand[RING, :2]) / 2 + hand[MIDDLE, :2]) / 2
    rotation = _upright(hand[WRIST, :2], np.asarray(middle, f32))
    turn = _turn(rotation)
    level = hand[_FIRM, :2] @ turn.T
    low, high = level.min(0), level.max(0)
    return _rect((low + high) / 2 @ turn, high - low, rotation, *_BY_POINTS)


def _region(box: F32, wrist: F32, middle: F32, growth: float, shift: float) -> PixelRect:
    return _rect((box[0] + box[1]) / 2, box[1] - box[0], _upright(wrist, middle), growth, shift)


def _rect(centre: F32, size: F32, rotation: f32, growth: float, shift: float) -> PixelRect:
    """A square about a box, turned, and moved along the hand. Source: hand_detection_to_roi.pbtxt, hand_landmarks_to_roi.pbtxt."""
    x, y = centre + np.array([0, shift * size[1]], f32) @ _turn(rotation)
    side = f32(growth * size.max())
    return PixelRect(f32(x), f32(y), side, side, rotation)


def _upright(wrist: F32, middle: F32) -> f32:
    """How far a hand is turned from fingers up, radians clockwise."""
    across, down = middle - wrist
    return f32(np.arctan2(across, -down))


def _turn(angle: f32) -> NDArray[np.float32]:
    """(2, 2): row vectors @ its transpose turn counter-clockwise on the screen by `angle`."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], f32)
