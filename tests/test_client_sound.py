"""Sound and portraits in every form a program has them → what goes over the wire."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from limner.client.portrait import portrait_base64
from limner.client.speech import file_base64, is_stream, mono16, pieces
from limner.client.token import decode, encode
from limner.errors import AudioEmpty, AudioError, AudioTooLong, ImageTooLarge, LimnerError, NotAnImage, PortraitError, SessionNotFound
from limner.media.decode import decode_audio
from tests.portraits import small
from tests.sounds import tone


async def each(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        yield item


async def streamed(*items: Any, rate: int = 24_000) -> tuple[np.ndarray[Any, np.dtype[np.int16]], set[int]]:
    got = [(np.frombuffer(base64.b64decode(data), "<i2"), hz) async for data, hz in pieces(each(*items), rate)]
    return np.concatenate([np.zeros(0, np.int16), *(samples for samples, _ in got)]), {hz for _, hz in got}


async def test_bytes_may_break_in_the_middle_of_a_sample() -> None:
    samples = np.arange(1000, dtype="<i2")
    data = samples.tobytes()
    got, rates = await streamed(*(data[start : start + 7] for start in range(0, len(data), 7)))
    assert (got == samples).all()
    assert rates == {24_000}


async def test_samples_of_other_kinds_and_rates() -> None:
    wave = tone(440, 0.5, 22_050) * 0.5
    for form in (wave, (wave * 32767).astype(np.int16), np.stack([wave, wave], 1)):
        got, rates = await streamed(*np.array_split(form, 9), rate=22_050)
        assert rates == {48_000}
        assert abs(len(got) / 48_000 - 0.5) < 0.005
        crossings = np.flatnonzero((got[:-1] < 0) & (got[1:] >= 0))
        assert abs((len(crossings) - 1) / ((crossings[-1] - crossings[0]) / 48_000) - 440) < 2
        assert 0.48 < np.abs(got.astype(np.int32)).max() / 32767 < 0.53


async def test_a_long_piece_is_sent_as_several() -> None:
    got = [data async for data, _ in pieces(each(np.zeros(80_000, np.int16)), 16_000)]
    assert len(got) == 5


async def test_an_array_becomes_a_file() -> None:
    wave = (tone(300, 0.3, 44_100) * 0.7).astype(np.float64)
    decoded = decode_audio(base64.b64decode(await file_base64(wave, 44_100)))
    assert abs(len(decoded) / 48_000 - 0.3) < 0.002
    assert (mono16(np.array([2.0, -2.0, np.nan])) == [32767, -32767, 0]).all()


@pytest.mark.parametrize(
    ("sound", "error"),
    [(b"", AudioEmpty), (np.zeros((2, 3, 4)), AudioError), (np.zeros(9, np.int32), AudioError), (bytes(30_000_000), AudioTooLong)],
)
async def test_sound_that_cannot_be_sent(sound: Any, error: type[LimnerError]) -> None:
    with pytest.raises(error):
        await file_base64(sound, 24_000)


async def test_what_is_no_sound_at_all() -> None:
    with pytest.raises(AudioError, match="int"):
        is_stream(7)
    with pytest.raises(FileNotFoundError):
        await file_base64("nothing.wav", 24_000)


async def test_portraits(tmp_path: Path) -> None:
    array = small()
    data = base64.b64decode(await portrait_base64(array))
    assert (np.asarray(Image.open(io.BytesIO(data))) == array).all()
    (tmp_path / "me.png").write_bytes(data)
    for form in (data, tmp_path / "me.png", str(tmp_path / "me.png"), "data:image/png;base64," + base64.b64encode(data).decode()):
        assert base64.b64decode(await portrait_base64(form)) == data


@pytest.mark.parametrize(
    ("portrait", "error"),
    [
        (b"", NotAnImage),
        (np.zeros((4, 4), np.uint8), NotAnImage),
        ("data:image/png;base64,%%", NotAnImage),
        ("http://127.0.0.1:9/me.png", PortraitError),
        (bytes(30_000_000), ImageTooLarge),
    ],
)
async def test_portraits_that_cannot_be_sent(portrait: Any, error: type[LimnerError]) -> None:
    with pytest.raises(error):
        await portrait_base64(portrait)


def test_subscribe_tokens() -> None:
    assert decode(encode("s-1", "192.0.2.1", 8000)) == ("s-1", "192.0.2.1", 8000)
    for bad in ("", "%%", "e30=", base64.b64encode(b'{"sid":"","ip":"a","port":1}').decode()):
        with pytest.raises(SessionNotFound):
            decode(bad)
