"""Lips + face + head + intent → the one Motion of a tick, inside its limits."""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32, SHAPE, Intent, Motion

YAW_LIMIT, PITCH_LIMIT, ROLL_LIMIT = 10.0, 8.0, 8.0  # degrees; softly approached
GAZE_LIMIT = 0.6
GAZE_PER_DEGREE = 0.03  # eyes stay on the viewer while the head turns


def blend(lips: F32, face: Motion, head: Motion, intent: Intent) -> Motion:
    """Shapes add up; where expression and speech want the same lips, speech decides. A seal stays a seal."""
    expression = np.clip(face.shapes + intent.shapes, 0, 1)
    rounded = max(float(lips[SHAPE["mouthPucker"]]), float(lips[SHAPE["mouthFunnel"]]))
    for name in ("mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight"):
        expression[SHAPE[name]] *= 1 - 0.6 * rounded  # a rounded vowel is still rounded in a smile
    seal = float(lips[SHAPE["mouthClose"]])
    for name in ("jawOpen", "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight"):
        expression[SHAPE[name]] *= 1 - seal  # a gasp does not part lips that say "p"
    spoken = lips * np.float32(1.0)
    spoken[SHAPE["jawOpen"]] *= intent.lips
    shapes = np.clip(spoken + expression, 0, 1).astype(np.float32)
    return Motion(
        shapes=shapes,
        yaw=_soft(head.yaw, YAW_LIMIT),
        pitch=_soft(head.pitch, PITCH_LIMIT),
        roll=_soft(head.roll, ROLL_LIMIT),
        x=head.x,
        y=head.y,
        z=head.z,
        shoulder_x=head.shoulder_x,
        shoulder_y=head.shoulder_y,
        gaze_x=_soft(face.gaze_x + intent.gaze_x - GAZE_PER_DEGREE * head.yaw, GAZE_LIMIT),
        gaze_y=_soft(face.gaze_y + intent.gaze_y + GAZE_PER_DEGREE * head.pitch, GAZE_LIMIT),
        breath=head.breath,
    )


def _soft(value: float, limit: float) -> float:
    """The value itself while small, never beyond the limit."""
    return float(limit * np.tanh(value / limit))
