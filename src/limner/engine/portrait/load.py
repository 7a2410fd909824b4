"""Bytes of a JPEG, PNG or WebP file → upright sRGB pixels.

Sizes are checked on the header, before a pixel is decoded. Very large pictures are reduced while they are read.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

from limner.engine.types import U8
from limner.errors import ImageTooLarge, ImageTruncated, NotAnImage

MAX_BYTES = 64 << 20
MAX_PIXELS = 50_000_000
MAX_SIDE_PX = 2600  # more than this never reaches the 1280x720 canvas unless the face is tiny in the picture
FORMATS = ("JPEG", "PNG", "WEBP")
# A soft, neutral studio grey for what a picture leaves transparent: top and bottom of a vertical gradient, RGB.
BACKDROP = ((214, 216, 219), (188, 191, 196))
# Pillow's own limits are about three times ours; sizes between the two are refused here, with a sentence instead of a warning.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
# EXIF orientation → (transpose, flip rows, flip columns), applied in that order.
_ORIENTATION = {
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}
_OTHER_FORMATS = (
    (b"GIF8", 0, "a GIF"),
    (b"BM", 0, "a BMP"),
    (b"II*\0", 0, "a TIFF"),
    (b"MM\0*", 0, "a TIFF"),
    (b"%PDF", 0, "a PDF"),
    (b"ftypavif", 4, "an AVIF"),
    (b"ftypheic", 4, "a HEIC"),
    (b"ftyp", 4, "a video or HEIF"),
    (b"\x1aE\xdf\xa3", 0, "a WebM"),
    (b"<svg", 0, "an SVG"),
)


@dataclass(frozen=True)
class Picture:
    """A decoded portrait file."""

    rgb: U8  # (h, w, 3) sRGB, upright, no side longer than MAX_SIDE_PX
    cutout: U8 | None  # (h, w) the file's own opacity, where it leaves a good part transparent
    reduced: float  # px of `rgb` per px of the file, <= 1


def load(data: bytes) -> Picture:
    """Decode one picture; of an animation, its first frame.

    Raises NotAnImage (not JPEG, PNG or WebP), ImageTooLarge (by bytes or by declared pixels), ImageTruncated (cut short or damaged).
    """
    _check_container(data)
    image = _open(data)
    width, height = image.size
    _check_size(width, height)
    try:
        if image.format == "JPEG":  # the decoder can skip detail that would be thrown away
            image.draft(None, (MAX_SIDE_PX, MAX_SIDE_PX))
        image.load()
        orientation = _orientation(image)
        icc = image.info.get("icc_profile")
        image = _plain_mode(image)
        size = _reduced_size(width, height)
        if image.size != size and image.size[0] * image.size[1] > size[0] * size[1]:
            image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        image, cutout = _flatten(image)
        rgb = np.asarray(_to_srgb(image, icc), np.uint8)
    except Exception as error:  # whatever a decoder throws at damaged data, the sender hears one clear sentence
        raise ImageTruncated(
            f"The picture is damaged or cut short ({len(data)} bytes arrived); send the whole file again.", bytes=len(data)
        ) from error
    rgb = _upright(rgb, orientation)
    return Picture(rgb, None if cutout is None else _upright(cutout, orientation), max(rgb.shape[:2]) / max(width, height))


def _check_container(data: bytes) -> None:
    if not data:
        raise NotAnImage("The portrait is empty; send a JPEG, PNG or WebP picture.")
    if len(data) > MAX_BYTES:
        raise ImageTooLarge(
            f"The portrait file has {len(data) >> 20} MB and the limit is {MAX_BYTES >> 20} MB; send a smaller one.",
            bytes=len(data),
            max_bytes=MAX_BYTES,
        )
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return
    kind = next((name for magic, at, name in _OTHER_FORMATS if data[at : at + len(magic)] == magic), None)
    what = f"The portrait is {kind} file" if kind else "The portrait is not a picture Limner can read"
    raise NotAnImage(f"{what}; send a JPEG, PNG or WebP picture.", bytes=len(data))


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLarge(
            f"The picture declares far more than {MAX_PIXELS // 1_000_000} megapixels, the limit; send a smaller one.",
            max_pixels=MAX_PIXELS,
        ) from error
    except Exception as error:  # the right first bytes, then nothing a decoder understands
        raise ImageTruncated(
            f"The picture's header is damaged or cut short ({len(data)} bytes arrived); send the whole file again.", bytes=len(data)
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageTooLarge(
            f"The picture is {width}x{height}, {width * height / 1e6:.0f} megapixels, and the limit is "
            f"{MAX_PIXELS // 1_000_000}; send a smaller one.",
            width=width,
            height=height,
            max_pixels=MAX_PIXELS,
        )


def _reduced_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _plain_mode(image: Image.Image) -> Image.Image:
    """Any mode these formats have → L, LA, RGB, RGBA or CMYK, 8 bits a channel."""
    if image.mode.startswith("I"):  # 16-bit grey; Pillow's own conversion clips instead of scaling
        wide = np.asarray(image).astype(np.int64)
        return Image.fromarray((wide >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in ("P", "PA") or (image.mode in ("L", "RGB", "1") and "transparency" in image.info):
        return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image.convert("RGB")
    return image


def _flatten(image: Image.Image) -> tuple[Image.Image, U8 | None]:
    """Lay a picture with opacity over the backdrop. Returns the picture without opacity, and the opacity if it matters."""
    if image.mode not in ("LA", "RGBA"):
        return image, None
    image = image.convert("RGBA")
    opacity = np.asarray(image.getchannel("A"), np.uint8)
    if int(opacity.min()) >= 250:
        return image.convert("RGB"), None
    ramp = np.linspace(0, 1, image.height, dtype=np.float32)[:, None, None]
    top, bottom = (np.array(colour, np.float32) for colour in BACKDROP)
    column = (top + (bottom - top) * ramp).round().astype(np.uint8)
    backdrop = Image.fromarray(np.ascontiguousarray(np.broadcast_to(column, (image.height, image.width, 3)))).convert("RGBA")
    flat = Image.alpha_composite(backdrop, image).convert("RGB")
    return flat, opacity if float((opacity < 128).mean()) > 0.02 else None


def _to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    if icc and image.mode in ("L", "RGB", "CMYK"):
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if "srgb" not in ImageCms.getProfileDescription(profile).lower():
                converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
                image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken or foreign profile: the plain colours are the better picture
    return image if image.mode == "RGB" else image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # damaged metadata must not cost a good picture
        return 1


def _upright(pixels: U8, orientation: int) -> U8:
    transpose, flip_rows, flip_columns = _ORIENTATION.get(orientation, (False, False, False))
    if transpose:
        pixels = pixels.swapaxes(0, 1)
    if flip_rows:
        pixels = pixels[::-1]
    if flip_columns:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
