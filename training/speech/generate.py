"""Debian's voices (espeak-ng, festival, flite) → labelled speech: 16 kHz sound and when each phone ends.

    python training/speech/generate.py FOLDER [--scale 1.0]

Writes FOLDER/VOICE.npz for 88 voices, 68 of them languages and dialects of espeak-ng: `sound` int16 of all utterances in a row, `ends`
(samples, one an utterance), `phones` (symbols), `phone_ends` (seconds from the utterance's start), `counts` (phones an utterance). A file
that is there already is kept. The sentences are Faker's and the CLDR names of languages, countries, currencies and months; one utterance in
seven is made of random syllables, so that every consonant meets every vowel. --scale 1 is about five hours of speech.

    apt-get install espeak-ng libespeak-ng1 flite festival festlex-cmu festlex-poslex festival-czech festival-hi festival-mr \\
        festival-te festvox-{kallpc16k,kdlpc16k,us-slt-hts,ru,czech-dita,czech-krb,czech-machac,czech-ph,suopuhe-lj,suopuhe-mv,\\
        italp16k,itapc16k,hi-nsk,mr-nsk,te-nsk,ca-ona-hts}
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import multiprocessing
import re
import subprocess
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
from babel import Locale
from faker import Faker

HZ = 16_000
Phones = list[tuple[str, float]]  # symbol, end in seconds
Utterance = tuple[np.ndarray, Phones]

# Voices and languages kept for measuring: pretrain.py never trains on them.
HELD_OUT = (
    *("flite_rms", "festival_lp", "festival_krb", "kokoro_af_nova", "kokoro_bm_fable"),
    *("espeak_hu", "espeak_ko", "espeak_sw", "espeak_pt-br", "espeak_ta", "espeak_sq"),
)
ESPEAK = (
    "af ar az be bg bn bs ca cmn cs cy da de el en-us en-gb-scotland eo es es-419 et eu fa fi fr-be fr ga gu he hi hr hu hy id is "
    "it ja ka ko ku la lb lt lv mk ml ms mt nb ne nl pa pl pt pt-br ro ru sk sl sq sr sv sw ta te tr tt ur uk vi yue"
).split()
ESPEAK_FAKER = {
    "ar": "ar_AA", "az": "az_AZ", "bn": "bn_BD", "cs": "cs_CZ", "da": "da_DK", "de": "de_DE", "el": "el_GR", "en": "en_US", "es": "es_ES",
    "fa": "fa_IR", "fr": "fr_FR", "he": "he_IL", "hy": "hy_AM", "it": "it_IT", "mk": "mk_MK", "nl": "nl_NL", "pl": "pl_PL", "ru": "ru_RU",
    "uk": "uk_UA", "vi": "vi_VN", "cmn": "zh_CN", "yue": "zh_TW", "la": "la",
}  # fmt: skip
BABEL = {"cmn": "zh", "la": "it", "eo": "eo", "nb": "nb", "en-us": "en", "es-419": "es", "tt": "tt", "pt-br": "pt_BR"}
VARIANTS = (
    "f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 Alex Alicia Andrea Andy Annie Denis Diogo Gene Henrique Hugo Jacky Lee Marco Mario Michael "
    "Mike Nguyen Storm adam anika antonio aunty belinda benjamin boris caleb david ed edward grandma grandpa gustave iven john linda max "
    "michel miguel norbert pablo paul pedro quincy rob robert sandro shelby steph travis victor zac klatt klatt2 klatt3 croak"
).split()
FESTIVAL = {  # name: (voice, text language, encoding, minutes)
    "kal": ("kal_diphone", "en", "utf-8", 6), "ked": ("ked_diphone", "en", "utf-8", 6), "slt": ("cmu_us_slt_arctic_hts", "en", "utf-8", 8),
    "dita": ("czech_dita", "cs", "iso-8859-2", 5), "krb": ("czech_krb", "cs", "iso-8859-2", 2),
    "machac": ("czech_machac", "cs", "iso-8859-2", 5), "ph": ("czech_ph", "cs", "iso-8859-2", 5),
    "mv": ("hy_fi_mv_diphone", "fi", "iso-8859-1", 5), "lj": ("suo_fi_lj_diphone", "fi", "iso-8859-1", 5),
    "lp": ("lp_diphone", "it", "iso-8859-1", 2), "pc": ("pc_diphone", "it", "iso-8859-1", 5), "hi": ("hindi_NSK_diphone", "hi", "utf-8", 5),
    "mr": ("marathi_NSK_diphone", "mr", "utf-8", 5), "te": ("telugu_NSK_diphone", "te", "utf-8", 5),
    "ru": ("msu_ru_nsh_clunits", "ru", "utf-8", 8), "ca": ("upc_ca_ona_hts", "ca", "iso-8859-15", 6),
}  # fmt: skip
FLITE = {"slt": 10, "rms": 2, "awb": 10, "kal16": 8}
ESPEAK_MINUTES, ESPEAK_HELD_OUT_MINUTES = 3.3, 1.0


class Writer:
    """Sentences of one language, from a seed; a line is 3 to 12 words."""

    def __init__(self, language: str, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        base = language.split("-")[0]
        locale = ESPEAK_FAKER.get(base, "")
        self._faker = None
        if importlib.util.find_spec(f"faker.providers.lorem.{locale}") if locale else False:
            self._faker = Faker(locale)
            self._faker.seed_instance(seed)
        cldr = Locale.parse(BABEL.get(language, base))
        words = [str(w) for d in (cldr.languages, cldr.territories, cldr.currencies) for w in d.values()]
        words += [str(w) for w in (*cldr.months["format"]["wide"].values(), *cldr.days["format"]["wide"].values())]
        self._words = [w for w in words if not re.search(r"[0-9()\[\]]", w)]
        self._latin = bool(re.match(r"[A-Za-z]", self._words[0]))

    def line(self) -> str:
        if self._latin and self._rng.random() < 1 / 7:
            return self._syllables()
        if self._faker is not None and self._rng.random() < 0.8:
            return str(self._faker.sentence(nb_words=int(self._rng.integers(4, 13))))
        return ", ".join(self._rng.choice(self._words, min(len(self._words), int(self._rng.integers(2, 6)))).tolist()) + "."

    def _syllables(self) -> str:
        """pami bofu …: lips and vowels in every order, with as many p, b, m, f, v, w as all others together."""
        words = []
        for _ in range(int(self._rng.integers(3, 8))):
            letters = ""
            for _ in range(int(self._rng.integers(2, 4))):
                letters += str(self._rng.choice(list("pbmfvwpbmtdnkgslrz"))) + str(self._rng.choice(list("aeiouao")))
            words.append(letters)
        return " ".join(words) + "."


def resample(sound: np.ndarray, hz: int) -> np.ndarray:
    """float sound at hz → float at 16 kHz, by its spectrum."""
    if hz == HZ:
        return sound
    n = round(len(sound) * HZ / hz)
    spectrum = np.fft.rfft(sound)
    keep = n // 2 + 1
    spectrum = spectrum[:keep] if keep <= len(spectrum) else np.pad(spectrum, (0, keep - len(spectrum)))
    return np.fft.irfft(spectrum, n) * (n / len(sound))


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("uid", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("id", _Id),
    ]  # fmt: skip


class Espeak:
    """libespeak-ng, which tells each phoneme (IPA) and its beginning as it speaks."""

    PHONEME, RETRIEVAL, PHONEME_EVENTS_IPA, UTF8 = 7, 1, 3, 1
    RATE, PITCH, RANGE = 1, 3, 4

    def __init__(self) -> None:
        self._lib = ctypes.CDLL("libespeak-ng.so.1")
        self._hz = self._lib.espeak_Initialize(self.RETRIEVAL, 0, None, self.PHONEME_EVENTS_IPA)
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self._keep = kind(self._heard)
        self._lib.espeak_SetSynthCallback(self._keep)
        self._sound: list[np.ndarray] = []
        self._starts: list[tuple[str, float]] = []

    def _heard(self, wav, count, events) -> int:  # type: ignore[no-untyped-def]
        if count > 0:
            self._sound.append(np.ctypeslib.as_array(wav, (count,)).copy())
        i = 0
        while events[i].type:
            if events[i].type == self.PHONEME:
                raw = ctypes.string_at(ctypes.addressof(events[i].id), 8).split(b"\0")[0]
                self._starts.append((raw.decode("utf-8", "ignore"), events[i].audio_position / 1000))
            i += 1
        return 0

    def utterances(self, language: str, seconds: float, seed: int) -> Iterator[Utterance]:
        rng = np.random.default_rng(seed)
        writer = Writer(language, seed)
        while seconds > 0:
            voice = f"{language}+{'whisper' if rng.random() < 0.04 else rng.choice(VARIANTS)}"
            if self._lib.espeak_SetVoiceByName(voice.encode()):
                if self._lib.espeak_SetVoiceByName(language.encode()):
                    return  # this build lacks the language; save() says so
            self._lib.espeak_SetParameter(self.RATE, int(rng.integers(95, 250)), 0)
            self._lib.espeak_SetParameter(self.PITCH, int(rng.integers(20, 90)), 0)
            self._lib.espeak_SetParameter(self.RANGE, int(rng.integers(15, 85)), 0)
            self._sound, self._starts = [], []
            text = writer.line().encode()
            self._lib.espeak_Synth(text, len(text) + 1, 0, 1, 0, self.UTF8, None, None)
            self._lib.espeak_Synchronize()
            if not self._sound or len(self._starts) < 3:
                seconds -= 1
                continue
            sound = np.concatenate(self._sound) / 32768
            ends = [t for _, t in self._starts[1:]] + [len(sound) / self._hz]
            phones: Phones = []
            begin = self._starts[0][1]
            if begin > 0:
                phones.append(("", begin))
            for (symbol, start), end in zip(self._starts, ends, strict=True):
                if end <= start:
                    continue
                if not symbol and phones and end - start < 0.045:  # a boundary, not a pause
                    phones[-1] = (phones[-1][0], end)
                else:
                    phones.append((symbol, end))
            seconds -= len(sound) / self._hz
            yield resample(sound, self._hz), phones


def espeak(language: str, seconds: float, seed: int) -> Iterator[Utterance]:
    yield from Espeak().utterances(language, seconds, seed)


def festival(name: str, seconds: float, seed: int) -> Iterator[Utterance]:
    voice, language, encoding, _ = FESTIVAL[name]
    rng = np.random.default_rng(seed)
    writer = Writer(language, seed)
    count = max(4, int(seconds / 4.5))
    with tempfile.TemporaryDirectory() as folder:
        script = [f"(voice_{voice})"]
        for i in range(count):
            text = unicodedata.normalize("NFC", writer.line()).replace('"', "").replace("\\", "")
            stretch = rng.uniform(0.75, 1.35)
            script.append(
                f'(unwind-protect (begin (Parameter.set \'Duration_Stretch {stretch:.2f}) (set! u (utt.synth (Utterance Text "{text}")))'
                f' (utt.save.wave u "{folder}/{i}.wav" \'riff) (utt.save.segs u "{folder}/{i}.lab")) t)'
            )
        path = Path(folder) / "all.scm"
        path.write_bytes("\n".join(script).encode(encoding, "ignore"))
        subprocess.run(["festival", "-b", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        for i in range(count):
            wav, lab = Path(folder) / f"{i}.wav", Path(folder) / f"{i}.lab"
            if not (wav.exists() and lab.exists()) or wav.stat().st_size < 4000:
                continue
            phones = [(line.split()[2], float(line.split()[0])) for line in lab.read_text("latin-1").splitlines() if len(line.split()) > 2]
            sound, hz = soundfile.read(wav)
            if len(phones) > 3:
                yield resample(sound, hz), phones


def flite(name: str, seconds: float, seed: int) -> Iterator[Utterance]:
    rng = np.random.default_rng(seed)
    writer = Writer("en", seed)
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/x.wav"
        while seconds > 0:
            stretch = f"duration_stretch={rng.uniform(0.75, 1.35):.2f}"
            said = subprocess.run(
                ["flite", "-voice", name, "--setf", stretch, "-psdur", "-t", writer.line(), "-o", out], capture_output=True, text=True
            )
            phones = [(p.rsplit(":", 1)[0], float(p.rsplit(":", 1)[1])) for p in said.stdout.split() if ":" in p]
            sound, hz = soundfile.read(out)
            seconds -= len(sound) / hz
            if len(phones) > 3:
                yield resample(sound, hz), phones


def save(path: Path, utterances: Iterator[Utterance]) -> None:
    sounds, ends, symbols, times, counts = [], [], [], [], []
    total = 0
    for sound, phones in utterances:
        sound = sound / max(0.05, np.abs(sound).max()) * 0.7
        total += len(sound)
        sounds.append((sound * 32767).astype(np.int16))
        ends.append(total)
        symbols += [p for p, _ in phones]
        times += [t for _, t in phones]
        counts.append(len(phones))
    if not sounds:
        print(f"{path.stem}: nothing came out")
        return
    labels = {"phones": np.array(symbols), "phone_ends": np.array(times, np.float32), "counts": np.array(counts)}
    np.savez(path, sound=np.concatenate(sounds), ends=np.array(ends), **labels)
    print(f"{path.stem}: {len(ends)} utterances, {total / HZ:.0f} s", flush=True)


def say(path: Path, speak: Callable[[float, int], Iterator[Utterance]], seconds: float) -> None:
    """One voice in a process of its own: libespeak-ng 1.51 crashes at some words (Vietnamese ones), and then says others."""
    seed = zlib.crc32(path.stem.encode())
    for attempt in range(9):
        speaker = multiprocessing.get_context("fork").Process(target=save, args=(path, speak(seconds, seed + attempt)))
        speaker.start()
        speaker.join()
        if speaker.exitcode == 0:
            return
        print(f"{path.stem}: ended by {speaker.exitcode}, tried with other words", flush=True)
    raise SystemExit(f"{path.stem}: cannot be made; install the packages named at the head of this file and try again")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="share of five hours")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(f"flite_{n}", lambda s, seed, n=n: flite(n, s, seed), m) for n, m in FLITE.items()]
    jobs += [(f"festival_{n}", lambda s, seed, n=n: festival(n, s, seed), v[3]) for n, v in FESTIVAL.items()]
    for language in ESPEAK:
        minutes = ESPEAK_HELD_OUT_MINUTES if f"espeak_{language}" in HELD_OUT else ESPEAK_MINUTES
        jobs.append((f"espeak_{language}", lambda s, seed, n=language: espeak(n, s, seed), minutes))
    for name, speak, minutes in jobs:
        path = args.folder / f"{name}.npz"
        if not path.exists():
            say(path, speak, 60 * minutes * args.scale)


if __name__ == "__main__":
    main()
