"""What covers each patch of a scene, as class numbers: the labels of the trainer's *dense* recipe."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from ekphrasis_trainer.dense.labels import IGNORED

from .crowd import Crowd
from .draw import cover_map, letters_of
from .scene import Label, Scene
from .vocabulary import (
    COLOURS,
    GROUNDS,
    LETTERS,
    NUMBERS,
    PATTERNS,
    PLACES,
    SHAPES,
    SIZES,
    TEXTURES,
    UNITS,
    WORDS,
)

#: What is asked of a patch, and the number of its classes. Whether there is an object, whether there is text, their count
#: and the background are asked of all patches, the rest of those that it is true of: as one class among others,
#: "none" would be all that is learnt for long. ``rank`` is which of the objects it is, in reading order.
ATTRIBUTES: Final = {
    "is_object": 2,
    "is_text": 2,
    "shape": len(SHAPES),
    "colour": len(COLOURS),
    "size": len(SIZES),
    "texture": len(TEXTURES),
    "place": sum(map(len, PLACES)),
    "rank": len(NUMBERS) - 1,
    "count": len(NUMBERS),
    "ground": len(GROUNDS),
    "pattern": len(PATTERNS),
    "left_letter": len(LETTERS),
    "right_letter": len(LETTERS),
    "word": len(WORDS),
}
#: What a crowd is asked.
_SEEN_AT_ONCE: Final = {"is_object", "is_text", "shape", "colour", "left_letter", "right_letter"}
#: Share of a patch that an object must cover to be its object.
_COVERED: Final = 0.12
#: Units of its height by which a printed word must reach into a row of patches.
_REACH: Final = 4.0
#: Pixels of a patch's side that are looked at.
_FINE: Final = 8

_COLUMN: Final = {name: k for k, name in enumerate(ATTRIBUTES)}
_CLASSES: Final = {
    name: {word: k for k, word in enumerate(words)}
    for name, words in {
        "shape": SHAPES,
        "colour": COLOURS,
        "size": SIZES,
        "texture": TEXTURES,
        "place": [place for row in PLACES for place in row],
    }.items()
}


def patch_targets(picture: Scene | Crowd, patches: int) -> np.ndarray:
    """Class numbers, int16, (patches by patches, attributes), row by row; ``IGNORED`` where there is nothing to ask.

    Of a crowd only what can be seen in one place is asked: with count, rank and words beside it, shapes and letters are
    learnt far later.
    """
    targets = np.full((patches, patches, len(ATTRIBUTES)), IGNORED, np.int16)
    if isinstance(picture, Scene):
        targets[..., _COLUMN["count"]] = len(picture.things)
        targets[..., _COLUMN["ground"]] = list(GROUNDS).index(picture.ground)
        targets[..., _COLUMN["pattern"]] = PATTERNS.index(picture.pattern)
    cells = cover_map(picture, patches * _FINE).reshape(patches, _FINE, patches, _FINE)
    shares = np.stack([(cells == number).mean((1, 3)) for number in range(len(picture.things) + 1)])
    shares[0] = _COVERED
    on_top = shares.argmax(0)
    targets[..., _COLUMN["is_object"]] = on_top > 0
    for rank, thing in enumerate(picture.things):
        here = on_top == rank + 1
        for name, numbers in _CLASSES.items():
            targets[here, _COLUMN[name]] = numbers[getattr(thing, name)]
        targets[here, _COLUMN["rank"]] = rank
    _set_letters(targets, picture.labels)
    if isinstance(picture, Crowd):
        targets[..., [k for name, k in _COLUMN.items() if name not in _SEEN_AT_ONCE]] = IGNORED
    return targets.reshape(patches * patches, -1)


def _set_letters(targets: np.ndarray, labels: Sequence[Label]) -> None:
    """Where several lines reach into a row of patches, those who reach further are the ones that are asked."""
    targets[..., _COLUMN["is_text"]] = 0
    size = UNITS / len(targets)
    for number, row in enumerate(targets):
        middle = (number + 0.5) * size
        reaches = [((label.height + size) / 2 - abs(middle - label.y), label) for label in labels]
        for reach, label in sorted(reaches, key=lambda one: one[0]):
            if reach >= _REACH:
                _set_line(row, label)


def _set_line(row: np.ndarray, label: Label) -> None:
    """The letter in the middle of each half of a patch, and the word on all patches that it touches."""
    size = UNITS / len(row)
    centres = (np.arange(len(row)) + 0.5) * size
    letters = letters_of(label)
    touched = np.abs(centres - label.x) <= (letters[-1].right - letters[0].left + size) / 2
    row[touched, _COLUMN["word"]] = WORDS.index(label.word)
    for name, shift in (("left_letter", -0.25), ("right_letter", 0.25)):
        middles = centres + shift * size
        row[touched, _COLUMN[name]] = IGNORED
        for one in letters:
            here = (middles >= one.left) & (middles < one.right)
            row[here, _COLUMN[name]] = LETTERS.index(one.letter)
            row[here, _COLUMN["is_text"]] = 1
