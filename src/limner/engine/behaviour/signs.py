"""Emoji, emoticons and arrows → words."""

from __future__ import annotations

import re

SIGNS = {
    ":-)": "smile", ":)": "smile", "=)": "smile", ":-D": "smile broadly", ":D": "smile broadly", "XD": "laugh", ";-)": "wink once",
        ";)": "wink once",
    ":-(": "sad", ":(": "sad", ":'(": "very sad", ">:(": "angry", ":-/": "sceptical", ":-|": "neutral", ":|": "neutral", ":-O": "surprised",
    ":O": "surprised", ":-P": "playful", ":P": "playful", "<3": "warm", "^^": "happy", "o_O": "confused",
    "O_o": "confused", "xD": "laugh", "^_^": "happy", "T_T": "sad", "-_-": "bored", ":3": "playful", ">:)": "smirk",
    "(ツ)": "shrug once", "😆": "laugh", "🤗": "very warm", "😒": "sceptical", "🥲": "slightly smile, sad", "😓": "tired",
    "😩": "tired", "😫": "tired", "😖": "sad", "😣": "sad", "🤯": "very surprised", "😶": "neutral", "🧐": "sceptical",
    "🤭": "laugh", "😈": "playful, smirk", "👿": "angry", "😋": "playful", "🤫": "quiet", "😦": "surprised", "😧": "afraid",
    "🫢": "surprised", "😵": "confused", "💪": "confident", "💃": "dance", "🕺": "dance", "🙇": "bow your head",
    "🫡": "salute", "☹️": "sad", "🙃": "playful", "😚": "warm", "🫤": "sceptical", "😥": "sad", "😿": "sad",
    "🥹": "warm and sad",
    "🙂": "smile", "😊": "warm and happy", "☺": "warm and happy", "😀": "smile", "😃": "happy", "😄": "happy",
        "😁": "smile broadly",
    "😂": "laugh", "🤣": "laugh", "😉": "wink once", "😍": "very warm", "🥰": "very warm", "❤": "warm", "😎": "confident",
        "🤩": "very excited",
    "🥳": "excited", "🎉": "excited", "😢": "sad", "😭": "very sad", "🙁": "sad", "☹": "sad", "😞": "sad", "😔": "sad and thoughtful",
    "😠": "angry", "😡": "very angry", "🤬": "very angry", "😤": "angry", "😱": "very afraid", "😨": "afraid", "😰": "afraid",
        "😟": "concerned",
    "😲": "surprised", "😮": "surprised", "😯": "surprised", "🤢": "disgusted", "🤮": "disgusted", "😴": "tired", "💤": "tired",
        "🥱": "yawn",
        "😪": "tired",
    "😐": "neutral", "😑": "neutral", "🤔": "thoughtful", "🤨": "sceptical", "🙄": "roll your eyes once", "😏": "smirk", "😜": "playful",
    "😛": "playful", "🤪": "playful", "😳": "shy", "😇": "calm and warm", "😌": "calm", "🧘": "calm", "😕": "confused", "🤷": "shrug once",
    "👍": "thumbs up", "👋": "wave", "👏": "clap", "🙏": "warm", "😅": "smile, shy", "😬": "afraid", "🥺": "sad", "😘": "blow a kiss",
}  # fmt: skip
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)))


_FIELD = re.compile(
    r"\b(mood|emotion|expression|tone|style|gaze|eyes|energy|intensity|strength|voice|vibe|attitude|gestures?|posture|head|mouth|brows|pace)"
    r"\s*(?:->|=>|→|>>)\s*"
)
_ARROW = re.compile(r"\s*(?:->|=>|→|>>)\s*")


def without_arrows(text: str) -> str:
    """Lower-case text: "sad -> happy" is one after the other, "mood -> happy" what something is."""
    return _ARROW.sub(", then ", _FIELD.sub(r"\1: ", text))


def without_signs(text: str) -> str:
    """Each in words, between commas."""
    return _SIGN.sub(lambda sign: f" , {SIGNS[sign[0]]} , ", text)
