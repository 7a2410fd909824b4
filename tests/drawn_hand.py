"""A hand drawn from plain shapes: open, fingers up, with a forearm. Its 21 points are known."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.types import F32, U8

# x to the thumb's side, y down, in lengths of the palm from the wrist (0, 0) to the root of the middle finger (0, -1).
_SHAPE = [(0, 0), (0.30, -0.20), (0.56, -0.46), (0.74, -0.70), (0.88, -0.92)]
_SHAPE += [(0.28, -0.98), (0.34, -1.40), (0.37, -1.66), (0.39, -1.88), (0.0, -1.0), (0.0, -1.48), (0.0, -1.78), (0.0, -2.02)]
_SHAPE += [(-0.22, -0.94), (-0.27, -1.38), (-0.30, -1.66), (-0.32, -1.88), (-0.42, -0.82), (-0.54, -1.14), (-0.60, -1.34), (-0.65, -1.52)]
FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))


def points(wrist: tuple[float, float], length: float, turn: float = 0.0) -> F32:
    """(21, 3) px; `length` px of the palm, `turn` radians clockwise."""
    cos, sin = np.cos(turn), np.sin(turn)
    flat = np.array(_SHAPE) @ np.array([[cos, sin], [-sin, cos]]) * length + wrist
    return np.concatenate([flat, np.zeros((21, 1))], 1).astype(np.float32)


def draw(picture: U8, hand: F32, skin: tuple[int, int, int]) -> U8:
    """Over `picture` (h, w, 3), in place; returns where, (h, w) 0 or 1. Rounded by light, with a dark edge between the fingers."""
    length = float(np.linalg.norm(hand[9] - hand[0]))
    mask, rounded = np.zeros(picture.shape[:2], np.uint8), np.zeros(picture.shape[:2], np.float32)

    def limb(line: F32, radius: float) -> None:
        one = np.zeros_like(mask)
        cv2.polylines(one, [np.round(line * 16).astype(np.int32)], False, (1,), max(1, round(2 * radius)), cv2.LINE_8, 4)
        for end in line:
            cv2.circle(one, (round(float(end[0])), round(float(end[1]))), max(1, round(radius)), (1,), -1)
        depth = np.minimum(cv2.distanceTransform(one, cv2.DIST_L2, 5) / radius, 1)
        rounded[one > 0] = np.maximum(0.62 + 0.38 * np.sqrt(depth), 0)[one > 0]
        mask[one > 0] = 1

    away = (hand[0, :2] - hand[9, :2]) / length
    limb(np.stack([hand[0, :2], hand[0, :2] + 4 * length * away]), 0.30 * length)
    palm = np.zeros_like(mask)
    outline = hand[[0, 1, 5, 9, 13, 17], :2]
    cv2.fillPoly(palm, [np.round(outline).astype(np.int32)], (1,))
    palm = np.asarray(cv2.dilate(palm, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(0.14 * length) + 1,) * 2)), np.uint8)
    depth = np.minimum(cv2.distanceTransform(palm, cv2.DIST_L2, 5) / (0.2 * length), 1)
    rounded[palm > 0] = np.maximum(rounded, 0.62 + 0.38 * np.sqrt(depth))[palm > 0]
    mask[palm > 0] = 1
    for finger in FINGERS:
        limb(hand[list(finger), :2], (0.125 if finger[0] == 1 else 0.11) * length)
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)[..., None]
    colour = np.array(skin, np.float32) * cv2.GaussianBlur(rounded, (0, 0), 0.01 * length + 0.5)[..., None]
    picture[:] = (
        picture
        + (colour / np.maximum(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.01 * length + 0.5)[..., None], 0.3) - picture) * soft
    ).clip(0, 255)
    return mask
