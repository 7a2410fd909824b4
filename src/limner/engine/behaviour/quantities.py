"""Words for how much, how often, and not → numbers."""

from __future__ import annotations

# Strength, 0..1.
ADVERBS = {
    "extremely": 1.0, "incredibly": 1.0, "super": 1.0, "totally": 1.0, "completely": 1.0, "very": 0.95, "really": 0.9, "deeply": 0.95,
    "highly": 0.9, "so": 0.85, "strongly": 0.95, "truly": 0.85, "extra": 0.9, "absolutely": 1.0, "wildly": 1.0, "more": 0.8, "quite": 0.75,
    "pretty": 0.75, "fairly": 0.6, "rather": 0.6, "somewhat": 0.45, "mildly": 0.4, "moderately": 0.5, "slightly": 0.3, "slight": 0.3,
    "bit": 0.35, "little": 0.35, "subtly": 0.3, "subtle": 0.3, "faint": 0.25, "faintly": 0.25, "light": 0.4, "lightly": 0.35, "gently": 0.4,
    "gentle": 0.4, "softly": 0.4, "soft": 0.4, "barely": 0.2, "big": 0.95, "broad": 0.95, "wide": 0.95, "huge": 1.0, "strong": 0.95,
    "deep": 0.9, "hard": 0.9, "lot": 0.9, "insanely": 1.0, "ridiculously": 1.0, "utterly": 1.0, "intensely": 1.0, "intense": 0.95,
    "terribly": 0.95, "awfully": 0.9, "genuinely": 0.85, "noticeably": 0.8, "visibly": 0.8, "clearly": 0.8, "extreme": 1.0, "maximum": 1.0,
    "max": 1.0, "fully": 1.0, "full": 0.95, "mild": 0.4, "moderate": 0.5, "small": 0.35, "tiny": 0.25, "vaguely": 0.3, "partly": 0.4,
    "enormously": 1.0, "tremendously": 1.0, "exceptionally": 1.0, "overwhelmingly": 1.0, "exaggerated": 1.0, "immensely": 1.0,
    "vigorously": 1.0,
    "emphatically": 0.95, "heavily": 0.9, "broadly": 0.95, "widely": 0.95, "delicately": 0.3, "weakly": 0.3, "weak": 0.3,
    "hint": 0.25, "overly": 1.0, "minimal": 0.25, "teeny": 0.25, "hella": 0.95, "mega": 1.0, "ultra": 1.0,
    "massively": 1.0, "hugely": 1.0, "damn": 0.95,
    "freaking": 0.95, "profoundly": 0.95, "lowkey": 0.4, "highkey": 0.9, "half": 0.45, "discreet": 0.3, "discreetly": 0.3, "thin": 0.35,
    "touch": 0.3, "smidgen": 0.25, "plain": 0.7, "borderline": 0.5,
    "majorly": 0.95, "seriously": 0.9, "thoroughly": 0.95, "bitterly": 0.95, "beyond": 1.0, "supremely": 1.0, "madly": 0.95,
}  # fmt: skip
# Seconds between gestures; 0 is throughout.
OFTEN = {
    "occasionally": 9.0, "occasional": 9.0, "sometimes": 8.0, "periodically": 8.0, "rarely": 18.0, "rare": 18.0, "seldom": 18.0,
    "infrequently": 16.0, "infrequent": 16.0, "regularly": 5.0, "regular": 5.0, "often": 3.5, "frequently": 3.5, "frequent": 3.5,
    "lot": 3.0,
    "repeatedly": 2.5, "repeated": 2.5, "constantly": 0.0, "constant": 0.0, "continuously": 0.0, "continuous": 0.0, "continually": 0.0,
    "always": 0.0, "throughout": 0.0, "keep": 0.0, "permanently": 0.0, "permanent": 0.0, "steadily": 0.0, "forever": 0.0,
    "incessantly": 0.0,
}  # fmt: skip
NOT = frozenset("not no never without avoid avoiding stop nor neither refrain refraining zero hardly scarcely quit don't dont skip "
                "isn't remove eliminate forbid forbidden cease omit undo cancel disable "
                "lack lacking lacks devoid n't non".split())  # fmt: skip
LESS = frozenset("less fewer reduce barely hardly scarcely".split())
GO_ON = frozenset("instead just keep stay be do look remain rather maintain".split())  # a "not" does not reach beyond these
