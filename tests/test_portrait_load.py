"""Bytes → upright sRGB: every mode and orientation, and every kind of bad file."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from limner.engine.portrait.load import BACKDROP, MAX_SIDE_PX, load
from limner.errors import ImageTooLarge, ImageTruncated, NotAnImage, PortraitError
from tests.portraits import demo, encode, png_header, small


def far(a: object, b: object) -> float:
    """Largest difference of two pictures in levels."""
    return float(np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16)).max())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_orientation_tag_is_honoured(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    data = encode(small(), kind, exif=exif, **options)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert load(data).rgb.shape == np.asarray(upright).shape
    assert far(load(data).rgb, upright) == 0


@pytest.mark.parametrize(
    ("data", "tolerance"),
    [
        pytest.param(encode(small()), 0, id="png"),
        pytest.param(encode(small(), "WEBP", lossless=True), 0, id="webp"),
        pytest.param(encode(small(), "JPEG", quality=100, subsampling=0), 3, id="jpeg"),
        pytest.param(encode(small(), "JPEG", quality=95, progressive=True, subsampling=0), 9, id="progressive"),
        pytest.param(encode(Image.fromarray(small()).convert("CMYK"), "JPEG", quality=100), 6, id="cmyk"),
        pytest.param(encode(Image.fromarray(small()).quantize(256)), 24, id="palette"),
        pytest.param(encode(small(), "WEBP", lossless=True, save_all=True, append_images=[demo().resize((60, 40))]), 0, id="animated"),
    ],
)
def test_every_form_of_a_picture_gives_its_pixels(data: bytes, tolerance: float) -> None:
    assert far(load(data).rgb, small()) <= tolerance


def test_grey_and_16_bit_grey() -> None:
    grey = small()[..., 0]
    for picture in (grey, grey.astype(np.uint16) * 257):
        rgb = load(encode(Image.fromarray(picture))).rgb
        assert rgb.shape == (40, 60, 3)
        assert far(rgb, grey[..., None]) == 0


def test_transparency_lies_on_a_neutral_backdrop_and_is_kept_as_the_cutout() -> None:
    opacity = np.zeros((40, 60), np.uint8)
    opacity[10:30, 20:40] = 255
    picture = load(encode(np.dstack([small(), opacity])))
    assert picture.cutout is not None and far(picture.cutout, opacity) == 0
    assert far(picture.rgb[15:25, 25:35], small()[15:25, 25:35]) == 0
    assert far(picture.rgb[0, 0], BACKDROP[0]) <= 1 and far(picture.rgb[-1, 0], BACKDROP[1]) <= 1


def test_an_opaque_alpha_channel_is_no_cutout() -> None:
    picture = load(encode(np.dstack([small(), np.full((40, 60), 255, np.uint8)])))
    assert picture.cutout is None and far(picture.rgb, small()) == 0


def test_colours_are_converted_from_the_files_profile() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")  # its "red" is green
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 255
    assert far(load(encode(red, icc_profile=srgb)).rgb, red) <= 1
    assert load(encode(red, icc_profile=swapped)).rgb[0, 0].argmax() == 1
    assert far(load(encode(red, icc_profile=b"not a profile")).rgb, red) == 0


def test_a_very_large_picture_is_reduced() -> None:
    picture = load(encode(demo().resize((5200, 1300)), "JPEG"))
    assert picture.rgb.shape == (MAX_SIDE_PX // 4, MAX_SIDE_PX, 3)
    assert picture.reduced == pytest.approx(0.5)
    assert np.abs(picture.rgb.astype(int) - np.asarray(demo().resize((2600, 650)))).mean() < 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_truncated_file_is_named_so(kind: str, share: float) -> None:
    data = encode(demo().resize((256, 256)), kind)
    with pytest.raises(ImageTruncated, match="send the whole file again"):
        load(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_damage_raises_anything_but_a_portrait_error(kind: str) -> None:
    whole = encode(demo().resize((64, 64)), kind)
    rng = np.random.default_rng(1)
    for _ in range(150):
        damaged = bytearray(whole)
        for at in rng.integers(0, len(whole), 6):
            damaged[at] = rng.integers(256)
        try:
            load(bytes(damaged[: rng.integers(1, len(whole) + 1)]))
        except PortraitError as error:
            assert error.message.endswith(".")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"hello there", "not a picture"),
        (encode(small(), "GIF"), "GIF"),
        (encode(small(), "BMP"), "BMP"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_other_files_are_named_and_refused(data: bytes, says: str) -> None:
    with pytest.raises(NotAnImage, match=f"{says}.*send a JPEG, PNG or WebP"):
        load(data)


@pytest.mark.parametrize("side", [8_000, 10_000, 20_000, 100_000])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(ImageTooLarge, match="50"):
        load(png_header(side, side))
