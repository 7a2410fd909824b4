"""What a prompt can ask for: tables of expressions, gestures, manners and personas, and of what a portrait cannot show.

To add one, add a row: an expression to `emotions` or `attitudes`, a movement to `gestures_head` or `gestures_face`, else to `manners` and
`personas`. `words` are matched in every mode (a word also in its usual endings: smile, smiles, smiling); `near` only when
the prompt is read generously (`enhance`). In them `look_down` is two words close together in any order, `big/broad_smile` stands for
`big_smile broad_smile`, a `+` marks a word that is strong by itself (furious), a `-` one that is mild (annoyed).
Shapes are ARKit weights at full strength, fields are those of `types.Intent`, in its units.
Strengths are what a still portrait carries without a grimace: look at `limner sheet` after changing one.
"""

from limner.engine.behaviour.catalog.attitudes import ATTITUDES
from limner.engine.behaviour.catalog.emotions import EMOTIONS
from limner.engine.behaviour.catalog.expression import Expression
from limner.engine.behaviour.catalog.gesture import Gesture, Keys
from limner.engine.behaviour.catalog.gestures_face import FACE_GESTURES
from limner.engine.behaviour.catalog.gestures_head import HEAD_GESTURES
from limner.engine.behaviour.catalog.manners import GAZES, IMPOSSIBLE, MANNERS
from limner.engine.behaviour.catalog.personas import PERSONAS

EXPRESSIONS = EMOTIONS | ATTITUDES
GESTURES = HEAD_GESTURES | FACE_GESTURES

__all__ = ["EXPRESSIONS", "GAZES", "GESTURES", "IMPOSSIBLE", "MANNERS", "PERSONAS", "Expression", "Gesture", "Keys"]
