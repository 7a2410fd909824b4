"""Lips + face + head + intent → the one Motion of a tick, inside its limits."""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32, SHAPE, Intent, Motion, shape_weights

YAW_LIMIT, PITCH_LIMIT, ROLL_LIMIT = 10.0, 8.0, 8.0  # degrees; softly approached
GAZE_LIMIT = 0.6
# Beyond 0 and 1 where a face carries it: hanging corners taken back, a lower lip pushed up, outer brows sloping down, knit brows …
LOWEST = shape_weights(mouthFrown=-0.55, mouthLowerDown=-0.4, browOuterUp=-0.5)
# The widest smiles of real clips raise the corners by .12 to .16 k, a mouthSmile of 1 by .065.
HIGHEST = 1 + shape_weights(browDown=0.3, eyeWide=0.2, browInnerUp=0.05, browOuterUp=0.05, mouthSmile=0.5)
CORNERS = ("mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthFrownLeft", "mouthFrownRight")
OPENING = ("jawOpen", "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight")
ROUND_ANYWAY = 0.5  # a mouth that is rounded has lost so much of its own smile already; twice narrowed it would be a dot
LOUD = 0.2  # how much farther the mouth of somebody lively opens, for each 1 of energy above .5
YIELDS = 0.7  # share of a mood's open mouth that is gone while it speaks
LID_DOWN_PER_GAZE, LID_UP_PER_GAZE = 0.36, 0.9  # shut and wide per gaze: the upper lid goes with the eye, .67 of the iris' way down, .4 up
GAZE_PER_DEGREE = 0.018  # eyes stay near the viewer while the head turns; .027 would hold him exactly, people do two thirds


def blend(lips: F32, face: Motion, head: Motion, intent: Intent, talking: float = 0.0) -> Motion:
    """Shapes add up; where expression and speech want the same lips, speech decides. A seal stays a seal. talking: 0..1, of `Pace`."""
    expression = np.clip(face.shapes + intent.shapes, LOWEST, HIGHEST)
    rounded = max(float(lips[SHAPE["mouthPucker"]]), float(lips[SHAPE["mouthFunnel"]]))
    for name in CORNERS:
        expression[SHAPE[name]] *= 1 - 0.6 * rounded  # a rounded vowel is still rounded in a smile
    expression[SHAPE["mouthNeutral"]] *= 1 - ROUND_ANYWAY * rounded
    seal = float(lips[SHAPE["mouthClose"]])
    for name in OPENING:
        # A gasp does not part lips that say "p", and hardly those that say anything.
        expression[SHAPE[name]] *= (1 - seal) * (1 - YIELDS * talking if expression[SHAPE[name]] > 0 else 1)
    spoken = lips * np.float32(1.0)
    gain = intent.lips * (1 + LOUD * max(0.0, intent.energy - 0.5))
    for name in OPENING:
        spoken[SHAPE[name]] *= gain
    # A glad mouth speaks wide, a sad or tired one narrow; only as far as it is open, so that closures and rounding stay.
    parted = min(1.0, 3.0 * float(spoken[SHAPE["jawOpen"]])) * (1 - seal) * (1 - rounded)
    for name in ("mouthStretchLeft", "mouthStretchRight"):
        spoken[SHAPE[name]] = max(0.0, float(spoken[SHAPE[name]]) * (1 + min(0.0, intent.spread))) + max(0.0, intent.spread) * parted
    gaze_x = _soft(face.gaze_x + intent.gaze_x - GAZE_PER_DEGREE * head.yaw, GAZE_LIMIT)
    gaze_y = _soft(face.gaze_y + intent.gaze_y + GAZE_PER_DEGREE * head.pitch, GAZE_LIMIT)
    for side in ("Left", "Right"):
        expression[SHAPE["eyeBlink" + side]] += LID_DOWN_PER_GAZE * max(0.0, gaze_y)
        expression[SHAPE["eyeWide" + side]] += LID_UP_PER_GAZE * max(0.0, -gaze_y)
        expression[SHAPE["eyeWide" + side]] *= max(0.0, 1 - expression[SHAPE["eyeBlink" + side]])  # startled eyes blink shut, too
    shapes = np.clip(spoken + expression, LOWEST, HIGHEST).astype(np.float32)
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
        gaze_x=gaze_x,
        gaze_y=gaze_y,
        breath=head.breath,
    )


def _soft(value: float, limit: float) -> float:
    """The value itself while small, never beyond the limit."""
    return float(limit * np.tanh(value / limit))
