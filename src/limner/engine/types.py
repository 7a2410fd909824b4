"""The nouns of the engine: what flows from a portrait, a sound and a prompt to a frame.

Axes everywhere: image pixels, x right, y down, z INTO the scene (smaller = nearer). "Left" and "right" in shape names are the
person's own, as in ARKit: `Left` is the image's right-hand side. Lengths written `k` are in eye distances (outer eye corners, 3-D).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

TICK_HZ = 25  # one tick = one frame and its own 40 ms of sound
WIDTH, HEIGHT = 1280, 720
SOUND_HZ = 48_000
TICK_SAMPLES = SOUND_HZ // TICK_HZ  # 1920 samples a channel
MARGIN = 96  # px of picture kept around the canvas, so that a tilting head pulls in picture, not smear

Fit = Literal["auto", "cover", "contain"]  # how a picture of another shape fills the canvas

U8 = NDArray[np.uint8]
I16 = NDArray[np.int16]
F32 = NDArray[np.float32]

# ARKit's blendshape names (a subset, in this order everywhere). `mouthClose` is the seal: 1 = lips meet exactly, whatever the rest says.
# The last is not ARKit's: `mouthNeutral` takes back the smile, or the hanging corners, that the portrait itself has.
SHAPES: tuple[str, ...] = (
    "jawOpen", "jawLeft", "jawRight", "mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft", "mouthRight",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight", "mouthDimpleLeft", "mouthDimpleRight",
    "mouthStretchLeft", "mouthStretchRight", "mouthPressLeft", "mouthPressRight", "mouthRollLower", "mouthRollUpper",
    "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight",
    "noseSneerLeft", "noseSneerRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "eyeBlinkLeft", "eyeBlinkRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "tongueOut", "mouthNeutral",
)  # fmt: skip
SHAPE: dict[str, int] = {name: i for i, name in enumerate(SHAPES)}


def shape_weights(**weights: float) -> F32:
    """Named ARKit weights → (len(SHAPES),) float32. A name without Left/Right sets both sides. KeyError on an unknown name."""
    out = np.zeros(len(SHAPES), np.float32)
    for name, value in weights.items():
        if name in SHAPE:
            out[SHAPE[name]] = value
        else:
            out[SHAPE[name + "Left"]] = out[SHAPE[name + "Right"]] = value
    return out


@dataclass(slots=True)
class Motion:
    """What the face does at one tick. The renderer's only moving input."""

    shapes: F32 = field(
        default_factory=lambda: np.zeros(len(SHAPES), np.float32)
    )  # (len(SHAPES),) 0..1, a few a little beyond: `motion.blend`
    yaw: float = 0.0  # degrees; + turns the nose to the image's right
    pitch: float = 0.0  # degrees; + looks up
    roll: float = 0.0  # degrees; + tips the top of the head to the image's right
    x: float = 0.0  # head shift in k, + right
    y: float = 0.0  # head shift in k, + down
    z: float = 0.0  # head shift in k, + away from the viewer (lean in is negative)
    shoulder_x: float = 0.0  # k
    shoulder_y: float = 0.0  # k
    gaze_x: float = 0.0  # -1..1, + image right
    gaze_y: float = 0.0  # -1..1, + down
    breath: float = 0.0  # 0 (out) .. 1 (in)
    lag_yaw: float = 0.0  # degrees by which hanging hair is not yet where the head is; 0 once it has settled
    lag_pitch: float = 0.0
    lag_roll: float = 0.0


# What the ear says of a mouth. Aperture is 0..1 of a speaker's range; the next six are in units of their 90th percentile about the
# median (protrusion forward, upper lip and corners up, lower lip and jaw down); `shut` is how sure it is that the lips meet.
LENGTHS = ("aperture", "width", "jaw", "protrusion", "upper", "lower", "corners", "shut")


@dataclass(slots=True)
class Said:
    """What is heard of one tick's mouth, by a network that listens a little ahead."""

    lengths: F32 = field(default_factory=lambda: np.zeros(len(LENGTHS), np.float32))  # (len(LENGTHS),)
    speech: float = 0.0  # 0..1, one person speaks
    soon: float = 0.0  # 0..1, the same about a tick later
    later: float = 0.0  # 0..1, and two ticks later, with no look-ahead
    press: float = 0.0  # 0..1, p, b or m: the lips meet
    teeth: float = 0.0  # 0..1, f or v: lower lip to the upper teeth
    tongue: float = 0.0  # 0..1, the tongue shows at the teeth


@dataclass(slots=True)
class Coming:
    """What was heard last when a tick is shown: the look-ahead later than its sound. A head sets off with a syllable, not after it."""

    level: float = 0.0  # as in Features
    accent: float = 0.0


@dataclass(slots=True)
class Features:
    """What one tick of sound says. Causal. In a Tick they belong to its sound: both are delayed by the look-ahead."""

    level: float = 0.0  # RMS of this tick's 40 ms, full scale = 1
    loudness: float = 0.0  # 0..1, level-independent (relative to the running speech level), smoothed
    speech: float = 0.0  # 0..1, how sure we are that somebody speaks
    voiced: float = 0.0  # 0..1
    pitch_hz: float = 0.0  # 0 where unvoiced
    accent: float = 0.0  # 0..1, a stressed syllable begins
    arousal: float = 0.0  # 0..1, how excited the voice sounds; .5 is ordinary talk, 0 nobody talking for a while
    pause_s: float = 0.0  # seconds since speech was last heard
    onset: bool = False  # sound begins at this tick (testcard and latency measurements flash on it)
    mel: F32 = field(default_factory=lambda: np.zeros((4, 40), np.float32))  # (4 frames of 10 ms, 40 log-mel bands)
    vad: float = -9.0  # log-odds that somebody speaks, as Silero's detector hears it
    said: Said = field(default_factory=Said)  # filled when the tick is shown
    coming: Coming = field(default_factory=Coming)  # likewise


@dataclass(slots=True)
class Behaviour:
    """What a prompt asks for. `sentence` says in plain words what was understood.

    Where the prompt tells speaking from listening, `speaking` and `listening` are what holds then, and the rest is both together.
    Where it asks for one thing after another, so does `sequence`; each but the last of it says how long it holds.
    An emotion that is also among the gestures comes and goes as it says there.
    """

    emotions: dict[str, float] = field(default_factory=dict)  # name → 0..1
    energy: float = 0.5  # 0 still .. 1 lively
    gestures: list[dict[str, Any]] = field(default_factory=list)  # {"name", "every_s" or "once", "strength"}, some with "side", "at"
    gaze: str = "viewer"
    avoid: list[str] = field(default_factory=list)
    not_possible: list[str] = field(default_factory=list)
    sentence: str = ""
    speaking: Behaviour | None = None
    listening: Behaviour | None = None
    sequence: list[Behaviour] | None = None
    for_s: float | None = None  # in a sequence: how long until the next
    until: str | None = None  # in a sequence: until the next "pause" in what is said, instead of `for_s`
    over_s: float | None = None  # in a sequence: how long it takes to come from the one before; None: as always


@dataclass(slots=True)
class Intent:
    """What the behaviour asks of one tick: expression and gestures under way, and how lively the rest shall be."""

    shapes: F32 = field(default_factory=lambda: np.zeros(len(SHAPES), np.float32))  # (len(SHAPES),) added to what the face does by itself
    yaw: float = 0.0  # degrees, as in Motion; likewise the next
    pitch: float = 0.0
    roll: float = 0.0
    z: float = 0.0  # k
    shoulder_x: float = 0.0  # k
    shoulder_y: float = 0.0  # k
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    energy: float = 0.5  # 0 still .. 1 lively: amplitude of the head and the brows
    slack: float = 0.0  # 0..1: lids and opening lips are slow, as of somebody tired; stillness alone does not make lips lazy
    lips: float = 1.0  # factor on how far the mouth opens
    spread: float = 0.0  # how much wider (+) or narrower (-) than neutral the lips are while they speak
    blink_rate: float = 1.0  # factor on how often
    nods: float = 1.0  # factor on how often a stressed syllable brings a nod
    brows: float = 1.0  # likewise the brows


class Frame:
    """One picture as planar YUV 4:2:0 (I420), BT.601, limited range: Y, then U, then V, in one buffer.

    `planes` is (1080, 1280) uint8, the layout that PyAV calls yuv420p; y, u and v are views into it.
    """

    __slots__ = ("planes", "u", "v", "y")

    def __init__(self, planes: U8 | None = None) -> None:
        if planes is None:
            planes = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
        if planes.shape != (HEIGHT * 3 // 2, WIDTH) or planes.dtype != np.uint8 or not planes.flags.c_contiguous:
            raise ValueError(f"planes must be contiguous uint8 {(HEIGHT * 3 // 2, WIDTH)}, got {planes.dtype} {planes.shape}")
        self.planes = planes
        flat = planes.reshape(-1)
        n, h, w = HEIGHT * WIDTH, HEIGHT // 2, WIDTH // 2
        self.y: U8 = planes[:HEIGHT]  # (720, 1280)
        self.u: U8 = flat[n : n + h * w].reshape(h, w)  # (360, 640)
        self.v: U8 = flat[n + h * w :].reshape(h, w)  # (360, 640)

    def copy(self) -> Frame:
        return Frame(self.planes.copy())


@dataclass(slots=True)
class Tick:
    """What leaves the engine 25 times a second: a frame and the 40 ms of sound that belongs to it."""

    index: int
    frame: Frame  # valid until the next step(); copy to keep
    sound: I16  # (1920, 2) int16 at 48 kHz, the input delayed by the look-ahead
    features: Features
    motion: Motion


@dataclass(frozen=True, slots=True)
class Seen:
    """How well each part of a face is seen, 0..1: what is covered or not understood moves less rather than wrongly."""

    mouth: float = 1.0
    right_eye: float = 1.0  # the person's own, the image's left
    left_eye: float = 1.0
    brows: float = 1.0
    face: float = 1.0  # as a whole
    beside: float = 1.0  # 0 where the picture's side cuts the face, so that there is nothing to turn into view
    free: float = 1.0  # 0 where a hand lies on the face: the hand stays where it is


@dataclass(frozen=True)
class Portrait:
    """A picture made ready for the rig: framed on the canvas, cut out, its background completed.

    The canvas is 1280x720; `image`, `alpha` and `matte` carry MARGIN more on every side. Landmarks are in canvas pixels
    (0,0 = top left of the 1280x720 picture, so they may be negative in the margin).
    """

    image: U8  # (720+2M, 1280+2M, 3) RGB
    alpha: U8  # (720+2M, 1280+2M) wide, soft person mask: a thin rim of background goes with the head
    matte: U8  # (720+2M, 1280+2M) tight person mask
    plate: U8  # (720, 1280, 3) RGB, the background without the person
    landmarks: F32  # (478, 3) canvas px
    scale: float  # canvas px per source px
    faces: int  # faces found; the largest is used
    notes: tuple[str, ...] = ()  # sentences for the ack: several faces, small face …
    seen: Seen = Seen()
    insets: tuple[tuple[int, int, int, int], ...] = ()  # x0, y0, x1, y1, canvas px: laid over the picture, neither person nor room
