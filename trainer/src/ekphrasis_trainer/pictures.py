"""Pictures as the model's processor is to get them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from PIL import Image, ImageOps

from ekphrasis_trainer.records import Unusable

MOST_PIXELS = 100_000_000
MOST_BYTES = 512 * 2**20


def open_picture(path: str) -> Image.Image:
    """The picture, upright, as RGB; raises `Unusable` for what is none or larger than 100 megapixels."""
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise Unusable("image-too-large", path)
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unusable("image-too-large", path)
            return ImageOps.exif_transpose(image).convert("RGB")
    except FileNotFoundError as error:
        raise Unusable("missing-image", path) from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unusable("broken-image", path) from error


def fit(image: Image.Image, aspect: Literal["square", "pad", "native"], image_processor: Any) -> Image.Image:
    """`pad` makes it a square with the processor's mean colour around it; the rest is the processor's own doing."""
    if aspect != "pad" or image.width == image.height:
        return image
    # LLaVA's `expand2square`: the mean as 8 bits, cut off; the picture in the middle.
    mean = getattr(image_processor, "image_mean", None) or (0.5, 0.5, 0.5)
    colour = tuple(int(channel * 255) for channel in mean)
    side = max(image.size)
    square = Image.new("RGB", (side, side), colour)
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square
