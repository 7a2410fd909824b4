"""Head angles ↔ rotation matrices, with the signs of `types.Motion`."""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32


def head_rotation(yaw: float, pitch: float, roll: float) -> F32:
    """Degrees → (3, 3) = Rz(roll) Rx(pitch) Ry(yaw) for column vectors in image axes (x right, y down, z away)."""
    y, p, r = np.radians([yaw, pitch, roll])
    cy, sy, cp, sp, cr, sr = np.cos(y), np.sin(y), np.cos(p), np.sin(p), np.cos(r), np.sin(r)
    ry = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    rx = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    rz = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(rz @ rx @ ry, np.float32)


def head_angles(rotation: F32) -> tuple[float, float, float]:
    """(3, 3) → yaw, pitch, roll in degrees; undoes `head_rotation`."""
    yaw = np.arctan2(rotation[2, 0], rotation[2, 2])
    pitch = np.arcsin(np.clip(-rotation[2, 1], -1, 1))
    roll = np.arctan2(-rotation[0, 1], rotation[1, 1])
    return float(np.degrees(yaw)), float(np.degrees(pitch)), float(np.degrees(roll))
