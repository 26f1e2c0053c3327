"""Draws scenes, and maps of what covers each pixel."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .crowd import Crowd
from .outlines import HOLE, outline
from .scene import Label, Scene, Thing
from .vocabulary import COLOURS, GROUNDS, UNITS

#: Drawn so many times larger and averaged, for smooth edges.
OVERSAMPLING = 3

Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class Letter:
    """A printed letter, and the box that it stands in, in units of the canvas."""

    letter: str
    left: float
    top: float
    right: float
    bottom: float


def draw_scene(scene: Scene | Crowd, side: int = 96) -> Image.Image:
    """The picture, RGB, ``side`` pixels square."""
    scale = side * OVERSAMPLING / UNITS
    canvas = _ground(scene, side * OVERSAMPLING)
    for thing in sorted(scene.things, key=lambda one: one.layer):
        _draw_thing(canvas, thing, scale)
    for label in scene.labels:
        _draw_label(canvas, label, scale)
    return canvas.reduce(OVERSAMPLING)


def cover_map(scene: Scene | Crowd, side: int = 96) -> np.ndarray:
    """Per pixel the thing on top, counted from 1 in the scene's order; 0 is the background. uint8, (side, side)."""
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    scale = side / UNITS
    for number, thing in sorted(enumerate(scene.things, 1), key=lambda one: one[1].layer):
        # A ring's hole counts as ring: what is seen through it belongs to its shape.
        pen.polygon([(x * scale, y * scale) for x, y in outline(thing)], fill=number)
    return np.asarray(image)


def letters_of(label: Label) -> list[Letter]:
    """Where each letter of a printed word stands."""
    font, left = _fitted(label, 4.0), 0.0
    start = label.x - font.getlength(label.word) / 8
    letters: list[Letter] = []
    top, bottom = label.y - label.height / 2, label.y + label.height / 2
    for count, letter in enumerate(label.word, 1):
        right = font.getlength(label.word[:count]) / 4
        letters.append(Letter(letter, start + left, top, start + right, bottom))
        left = right
    return letters


def _ground(scene: Scene | Crowd, size: int) -> Image.Image:
    colour = GROUNDS[scene.ground]
    if scene.pattern == "gradient":
        image = Image.linear_gradient("L").resize((size, size))
        return Image.composite(
            Image.new("RGB", (size, size), _mix(colour, 0.35)), Image.new("RGB", (size, size), colour), image
        )
    image = Image.new("RGB", (size, size), colour)
    if scene.pattern == "striped":
        pen = ImageDraw.Draw(image)
        band = size // 12
        for y in range(0, size, 2 * band):
            pen.rectangle((0, y, size, y + band - 1), fill=_mix(colour, 0.22))
    return image


def _mix(colour: Colour, amount: float) -> Colour:
    """Darker, or lighter where it is dark already."""
    end = 255 if sum(colour) < 300 else 0
    r, g, b = (round(value + (end - value) * amount) for value in colour)
    return r, g, b


def _draw_thing(canvas: Image.Image, thing: Thing, scale: float) -> None:
    radius = round(thing.radius * scale) + 2
    left, top = round(thing.x * scale) - radius, round(thing.y * scale) - radius
    size = (2 * radius, 2 * radius)
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    pen.polygon([(x * scale - left, y * scale - top) for x, y in outline(thing)], fill=255)
    if thing.shape == "ring":
        pen.polygon([(x * scale - left, y * scale - top) for x, y in outline(thing, HOLE)], fill=0)
    colour = COLOURS[thing.colour]
    fill = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(fill)
    other, step = _mix(colour, 0.5), scale * 4
    if thing.texture == "striped":
        for k in range(int(2 * size[0] / step) + 1):
            pen.line((k * step, 0, k * step - size[1], size[1]), fill=other, width=round(scale * 1.3))
    elif thing.texture == "dotted":
        dot, count = scale * 0.95, int(size[0] / step) + 1
        for row in range(count):
            for column in range(count):
                x, y = (column + row % 2 / 2) * step, row * step
                pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=other)
    canvas.paste(fill, (left, top), mask)


@lru_cache(maxsize=512)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    if name == "aileron":
        font = ImageFont.load_default(size)
        if not isinstance(font, ImageFont.FreeTypeFont):
            raise RuntimeError("Pillow was built without FreeType.")
        return font
    file = files("ekphrasis_scenes").joinpath("fonts", f"{name.replace('inter-bold', 'inter')}.woff2")
    font = ImageFont.truetype(BytesIO(file.read_bytes()), size)
    if name == "inter-bold":
        font.set_variation_by_axes([800])
    return font


def _fitted(label: Label, scale: float) -> ImageFont.FreeTypeFont:
    size = round((label.height - 3) * 1.12 * scale)
    font = _font(label.font, size)
    wide, room = font.getlength(label.word), (label.width - 3) * scale
    return font if wide <= room else _font(label.font, int(size * room / wide))


def _draw_label(canvas: Image.Image, label: Label, scale: float) -> None:
    pen = ImageDraw.Draw(canvas)
    ink, plate = (COLOURS[name] for name in (("white", "black") if label.ink == "white" else ("black", "white")))
    x, y, half_width, half_height = (v * scale for v in (label.x, label.y, label.width / 2, label.height / 2))
    if label.plate:
        pen.rectangle((x - half_width, y - half_height, x + half_width, y + half_height), fill=plate, outline=ink)
    pen.text((x, y), label.word, font=_fitted(label, scale), fill=ink, anchor="mm")
