"""What a scene can hold, and the words for it. A new word here is drawn, captioned and scored at once."""

from importlib.resources import files
from typing import Final

#: Shapes of objects.
SHAPES: Final = ("circle", "square", "triangle", "star", "heart", "cross", "diamond", "ring")

#: Colours of objects, as sRGB.
COLOURS: Final = {
    "red": (214, 32, 36),
    "orange": (250, 128, 14),
    "yellow": (248, 214, 32),
    "green": (34, 150, 60),
    "blue": (30, 88, 214),
    "purple": (130, 50, 170),
    "pink": (240, 120, 190),
    "brown": (122, 74, 36),
    "black": (16, 16, 18),
    "white": (252, 252, 252),
}

#: Sizes of objects: least and greatest radius, in units (``UNITS``). The gaps keep the words free of doubt.
SIZES: Final = {"small": (6.8, 8.2), "medium": (10.6, 12.4), "large": (15.2, 18.0)}

#: What an object is filled with. Nobody says "plain".
TEXTURES: Final = ("plain", "striped", "dotted")

#: Colours of backgrounds, as sRGB.
GROUNDS: Final = {
    "beige": (232, 218, 190),
    "mint": (186, 230, 206),
    "lavender": (206, 196, 236),
    "sky blue": (166, 212, 244),
    "gray": (150, 152, 156),
    "navy": (28, 36, 80),
    "teal": (20, 112, 116),
    "maroon": (98, 24, 44),
}

#: How a background is filled. Nobody says "plain".
PATTERNS: Final = ("plain", "gradient", "striped")

#: Width and height of the canvas that all lengths of a scene are given in.
UNITS: Final = 96.0

#: Words for places, row by row; a place is a third of the width by a third of the height.
PLACES: Final = (
    ("upper left", "top center", "upper right"),
    ("middle left", "very center", "middle right"),
    ("lower left", "bottom center", "lower right"),
)

#: A centre is at least so far from the edge of its place, so that its word is never a matter of taste; units.
PLACE_MARGIN: Final = 4.0

#: What can be said of two objects, as it is said.
RELATIONS: Final = (
    "to the left of",
    "to the right of",
    "above",
    "below",
    "inside",
    "on top of",
    "behind",
    "in front of",
)

#: Numbers of objects, as they are said.
NUMBERS: Final = ("no", "one", "two", "three", "four")

#: Words that are printed: capital letters, two to six of them.
WORDS: Final = tuple(files("ekphrasis_scenes").joinpath("words.txt").read_text(encoding="ascii").split())

#: Letters that printed words are made of.
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def place_of(x: float, y: float) -> str:
    """The word for the place of a centre, in units of the canvas."""
    column, row = (min(2, max(0, int(value * 3 / UNITS))) for value in (x, y))
    return PLACES[row][column]


def is_clear_place(x: float, y: float) -> bool:
    """Whether a centre is far enough from the borders between places."""
    third = UNITS / 3
    return all(abs(value - border) >= PLACE_MARGIN for value in (x, y) for border in (third, 2 * third))
