"""Phone symbols of the voices → IPA sounds → what the mouth does for each.

The figures (aperture, jaw … 0..1) are those of a study that regressed recordings of talking faces on aligned phones.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# What a labelled moment looks like. Aperture of the inner lips, jaw, lip corners spread, rounding, funnel, lips pressed, lower lip
# to the teeth, tongue seen.
CURVES = ("aperture", "jaw", "spread", "round", "funnel", "press", "teeth", "tongue")
# What the network tells apart: sixteen kinds of consonants (with silence) and seven of vowels.
CLASSES = ("sil", "PP", "BF", "FF", "TH", "DD", "NN", "SS", "SH", "LL", "RR", "RT", "KK", "HH", "WW", "JJ",
           "Va", "Ve", "Vi", "Vo", "Vu", "Vy", "V@")  # fmt: skip


@dataclass(frozen=True)
class Sound:
    kind: int  # index into CLASSES
    curves: tuple[float, ...]  # order of CURVES
    jaw_weight: float = 1.0  # how strongly it claims the jaw, the aperture and the width against its neighbours
    aperture_weight: float = 1.0
    width_weight: float = 1.0

    @property
    def vowel(self) -> bool:
        return CLASSES[self.kind][0] == "V"


_CONSONANTS = (
    # class, IPA, aperture jaw spread round funnel press teeth tongue, weights
    ("PP", "pbmɓʙ", (0.02, 0.08, 0, 0, 0, 1, 0, 0), (0.6, 12, 0.15)),
    ("BF", "ɸβ", (0.06, 0.12, 0, 0.1, 0.1, 0.5, 0, 0), (0.6, 4, 0.2)),
    ("FF", "fvʋɱ", (0.14, 0.12, 0.05, 0, 0, 0, 1, 0), (0.6, 5, 0.2)),
    ("TH", "θð", (0.40, 0.18, 0.1, 0, 0, 0, 0, 0.8), (0.5, 0.8, 0.2)),
    ("DD", "tdʈɖ", (0.46, 0.15, 0.35, 0, 0, 0, 0, 0.35), (0.5, 0.5, 0.1)),
    ("NN", "nɳ", (0.46, 0.16, 0.30, 0, 0, 0, 0, 0.35), (0.45, 0.45, 0.1)),
    ("SS", "sz", (0.42, 0.06, 0.35, 0, 0, 0, 0, 0.05), (1.2, 1, 0.35)),
    ("SH", "ʃʒɕʑʂʐ", (0.48, 0.10, 0, 0.45, 0.6, 0, 0, 0), (1, 0.8, 0.8)),
    ("LL", "lɫɭɬ", (0.40, 0.22, 0, 0.2, 0, 0, 0, 0.55), (0.4, 0.4, 0.1)),
    ("RR", "ɹɻ", (0.25, 0.18, 0, 0.40, 0.25, 0, 0, 0.1), (0.5, 0.5, 0.6)),
    ("RT", "rɾɽ", (0.46, 0.18, 0.05, 0, 0, 0, 0, 0.35), (0.4, 0.4, 0.1)),
    ("KK", "kɡgŋxɣqχʁɢɴ", (0.48, 0.22, 0, 0, 0, 0, 0, 0), (0.25, 0.25, 0.05)),
    ("HH", "hɦħʕʔʜ", (0.50, 0.30, 0, 0, 0, 0, 0, 0), (0.05, 0.05, 0.03)),
    ("WW", "wɥʍ", (0.08, 0.12, 0, 1, 0.5, 0, 0, 0), (0.6, 1.3, 1.5)),
    ("JJ", "jʎɲcɟʝ", (0.42, 0.12, 0.5, 0, 0, 0, 0, 0), (0.6, 0.6, 0.7)),
)
_VOWELS = (
    # class, IPA, aperture jaw spread round funnel
    ("Vi", "i", 0.45, 0.14, 0.60, 0, 0), ("Vi", "ɪ", 0.48, 0.22, 0.40, 0, 0), ("Vy", "y", 0.14, 0.12, 0, 0.85, 0.35),
    ("Vy", "ʏ", 0.20, 0.18, 0, 0.7, 0.4), ("Ve", "e", 0.62, 0.28, 0.48, 0, 0), ("Vy", "ø", 0.34, 0.28, 0, 0.6, 0.45),
    ("Ve", "ɛ", 0.74, 0.42, 0.32, 0, 0), ("Vy", "œ", 0.50, 0.42, 0, 0.4, 0.5), ("Va", "æ", 0.82, 0.62, 0.35, 0, 0),
    ("Va", "a", 0.88, 0.80, 0.12, 0, 0), ("Va", "ɑ", 0.85, 0.85, 0, 0, 0.08), ("Vo", "ɒ", 0.55, 0.65, 0, 0.4, 0.5),
    ("Va", "ʌ", 0.66, 0.52, 0.05, 0, 0), ("Va", "ɐ", 0.66, 0.55, 0.08, 0, 0), ("Vo", "ɔ", 0.42, 0.55, 0, 0.5, 0.55),
    ("Vo", "o", 0.32, 0.36, 0, 0.7, 0.6), ("Vu", "ʊ", 0.26, 0.24, 0, 0.6, 0.45), ("Vu", "u", 0.12, 0.14, 0, 0.95, 0.5),
    ("V@", "ɯ", 0.30, 0.16, 0.3, 0, 0), ("V@", "ɨ", 0.40, 0.18, 0.25, 0, 0), ("Vu", "ʉ", 0.16, 0.16, 0, 0.75, 0.4),
    ("V@", "ə", 0.42, 0.28, 0.08, 0, 0), ("V@", "ɘ", 0.42, 0.28, 0.1, 0, 0), ("V@", "ɵ", 0.34, 0.28, 0, 0.4, 0.3),
    ("V@", "ɜ", 0.46, 0.36, 0.05, 0.08, 0.08), ("V@", "ɞ", 0.46, 0.36, 0, 0.2, 0.2), ("V@", "ɚ", 0.34, 0.32, 0, 0.24, 0.2),
    ("V@", "ɝ", 0.34, 0.32, 0, 0.24, 0.2), ("V@", "ɤ", 0.40, 0.32, 0.15, 0, 0),
)  # fmt: skip

SILENCE = Sound(0, (0.0, 0.02, 0, 0, 0, 0, 0, 0), 0.9, 1.0, 0.7)
SOUNDS: dict[str, Sound] = {}
for _name, _letters, _curves, _weights in _CONSONANTS:
    for _letter in _letters:
        SOUNDS[_letter] = Sound(CLASSES.index(_name), tuple(map(float, _curves)), *map(float, _weights))
for _name, _letter, *_five in _VOWELS:
    SOUNDS[_letter] = Sound(CLASSES.index(_name), (*map(float, _five), 0.0, 0.0, 0.0))
for _odd, _plain in zip("ᵻεʀXA@", "ɨɛʁχɑə", strict=True):  # what some voices write
    SOUNDS[_odd] = SOUNDS[_plain]

_ENGLISH = {
    "aa": "ɑ", "ae": "æ", "ah": "ʌ", "ao": "ɔ", "aw": "aʊ", "ax": "ə", "ay": "aɪ", "eh": "ɛ", "er": "ɚ", "ey": "eɪ", "ih": "ɪ", "iy": "i",
    "ow": "oʊ", "oy": "ɔɪ", "uh": "ʊ", "uw": "u", "ch": "tʃ", "dh": "ð", "hh": "h", "hv": "h", "jh": "dʒ", "ng": "ŋ", "sh": "ʃ", "th": "θ",
    "y": "j", "zh": "ʒ", "r": "ɹ", "dx": "ɾ", "el": "l", "em": "m", "en": "n", "axr": "ɚ", "nx": "n", "pau": "", "ssil": "",
}  # fmt: skip
_CZECH = {
    "c": "ts", "ch": "x", "c~": "tʃ", "s~": "ʃ", "z~": "ʒ", "t~": "c", "d~": "ɟ", "n~": "ɲ", "r~": "rʒ", "r~*": "rʃ", "n*": "ŋ",
    "dz~": "dʒ", "h": "ɦ", "y": "i", "#": "", "_": "",
}  # fmt: skip
_FINNISH = {
    "7": "ø",
    "7:": "ø",
    "N": "ŋ",
    "N:": "ŋ",
    "{": "æ",
    "{:": "æ",
    "ae": "æ",
    "A": "ɑ",
    "A:": "ɑ",
    "@": "æ",
    "@:": "æ",
    "S": "ʃ",
    "#": "",
    "##": "",
}
_ITALIAN = {
    "E1": "ɛ", "E": "ɛ", "O1": "ɔ", "O": "ɔ", "a1": "a", "e1": "e", "i1": "i", "o1": "o", "u1": "u", "J": "ɲ", "L": "ʎ", "S": "ʃ",
    "tS": "tʃ", "dZ": "dʒ", "ng": "ŋ", "nf": "ɱ", "#": "",
}  # fmt: skip
_INDIAN = {
    "a": "ə", "aa": "a", "ay": "ɛ", "ih": "ɪ", "iy": "i", "uh": "ʊ", "uw": "u", "oh": "o", "oo": "o", "ee": "e", "eh": "e", "ei": "e",
    "au": "ɔ", "aw": "ɔ", "ow": "ɔ", "ax": "ə", "T": "ʈ", "D": "ɖ", "N": "ɳ", "L": "ɭ", "R": "ɽ", "th": "t", "dh": "d",
    "Th": "ʈ", "Dh": "ɖ", "kh": "k", "gh": "ɡ", "ph": "p", "bh": "b",
    "ch": "tʃ", "chh": "tʃ", "jh": "dʒ", "j": "dʒ", "sh": "ʃ", "S": "ʂ", "ng": "ŋ", "ny": "ɲ",
    "y": "j", "v": "ʋ", "pau": "",
}  # fmt: skip
_RUSSIAN = {
    "c": "ts", "ch": "tɕ", "sh": "ʂ", "sch": "ɕ", "zh": "ʐ", "h": "x", "hh": "x", "y": "ɨ", "yy": "ɨ", "ae": "ɐ", "ay": "ə", "ur": "ʊ",
    "a": "ɐ", "aa": "a", "ii": "i", "ee": "e", "oo": "o", "uu": "u", "pau": "",
}  # fmt: skip
_CATALAN = {"E1": "ɛ", "O1": "ɔ", "ax": "ə", "a1": "a", "e1": "e", "i1": "i", "o1": "o", "u1": "u", "Z": "ʒ", "S": "ʃ", "J": "ɲ",
            "L": "ʎ", "B": "β", "D": "ð", "G": "ɣ", "N": "ŋ", "rr": "r", "tS": "tʃ", "dZ": "dʒ", "pau": ""}  # fmt: skip
_KOKORO = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "Q": "əʊ", "W": "aʊ", "Y": "ɔɪ",
    "ʤ": "dʒ", "ʧ": "tʃ", "ʦ": "ts", "ʣ": "dz", "ʨ": "tɕ", "": "",
}  # fmt: skip
FAMILIES = {
    "kokoro": _KOKORO,
    "flite": _ENGLISH, "festival_kal": _ENGLISH, "festival_ked": _ENGLISH, "festival_slt": _ENGLISH, "festival_dita": _CZECH,
    "festival_krb": _CZECH, "festival_machac": _CZECH, "festival_ph": _CZECH, "festival_mv": _FINNISH, "festival_lj": _FINNISH,
    "festival_lp": _ITALIAN, "festival_pc": _ITALIAN, "festival_hi": _INDIAN, "festival_mr": _INDIAN, "festival_te": _INDIAN,
    "festival_ru": _RUSSIAN, "festival_ca": _CATALAN,
}  # fmt: skip


def sounds(symbol: str, voice: str) -> list[Sound]:
    """One label of a voice → its sounds in order (a diphthong or affricate has two). Tone marks and the like say nothing: []."""
    table = FAMILIES.get(voice) or FAMILIES.get(voice.split("_")[0])
    if table is not None:
        ipa = table.get(symbol)
        if ipa is None and symbol[1:] == symbol[:1]:  # Russian bb, dd: soft consonants
            ipa = table.get(symbol[0], symbol[0])
        if ipa is None:
            ipa = table.get(symbol.rstrip(":123~*"), symbol.rstrip(":123~*"))
        symbol = ipa
    elif symbol.startswith("("):
        return []
    if symbol == "":
        return [SILENCE]
    # Without diacritics ("ç" becomes the equally palatal "c").
    found = [SOUNDS[c] for c in unicodedata.normalize("NFD", symbol) if c in SOUNDS]
    if len(found) > 1 and found[0] is SOUNDS["ʔ"]:
        found = found[1:]
    return found
