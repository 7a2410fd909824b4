"""Names that programs give to movements of the face, FACS units and ARKit shapes → plain words: "AU12", "mouthSmileLeft: 0.8" is smile."""

from __future__ import annotations

import re

# Facial Action Coding System (Ekman and Friesen 1978): number → words.
UNITS = {
    1: "raise brows", 2: "raise brows", 4: "frown", 5: "widen eyes", 6: "smile", 7: "squint", 9: "wrinkle nose", 10: "disgusted",
    12: "smile", 14: "smirk", 15: "sad", 17: "press lips", 18: "purse lips", 23: "press lips", 24: "press lips", 25: "open mouth",
    26: "open mouth", 27: "open mouth", 43: "close eyes", 45: "blink", 46: "wink", 51: "turn head left", 52: "turn head right",
    53: "lift chin", 54: "bow head", 55: "tilt head left", 56: "tilt head right", 57: "lean in", 58: "lean back", 61: "look left",
    62: "look right", 63: "look up", 64: "look down",
}  # fmt: skip
# ARKit shape in small letters, without its side → words. Shapes of lips that speak are nobody's to ask for.
SHAPES = {
    "mouthsmile": "smile", "mouthfrown": "sad", "mouthpress": "press lips", "mouthpucker": "purse lips", "mouthdimple": "smirk",
    "jawopen": "open mouth", "browinnerup": "raise brows", "browouterup": "raise brows", "browdown": "frown", "eyewide": "widen eyes",
    "eyesquint": "squint", "cheeksquint": "smile", "nosesneer": "wrinkle nose", "cheekpuff": "puff your cheeks", "tongueout":
    "stick out your tongue", "eyelookup": "look up", "eyelookdown": "look down", "headyaw": "turn head", "headpitch": "nod",
    "headroll": "tilt head",
}  # fmt: skip
_UNIT = re.compile(r"\b(?:facs |fac )?(?:au|action unit) ?-?(\d{1,2})(?:([a-e])\b|\b)")
_SHAPE = re.compile(rf"\b({'|'.join(SHAPES)})_?(left|right|l|r)?\b[\"']?(?:\s*[:=]\s*(?=[\d.]))?")
_BLINK = re.compile(r"\beyeblink_?(left|right)?\b")
STRENGTH = {"a": "slightly", "b": "slightly", "c": "", "d": "very", "e": "extremely"}  # of a unit: AU12c


def without_codes(text: str) -> str:
    """Lower-case text with each in words, between commas."""
    if "au" in text or "action unit" in text:
        text = _UNIT.sub(lambda m: f" , {STRENGTH[m[2] or 'c']} {UNITS[int(m[1])]} " if int(m[1]) in UNITS else m[0], text)
    text = _SHAPE.sub(lambda m: f" {SHAPES[m[1]]} ", text)
    return _BLINK.sub(" blink ", text)
