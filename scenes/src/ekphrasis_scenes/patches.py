"""What covers each patch of a scene, as class numbers: the labels of the trainer's *dense* recipe."""

from typing import Final

import numpy as np

from ekphrasis_trainer.dense.labels import IGNORED

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


def patch_targets(scene: Scene, patches: int) -> np.ndarray:
    """Class numbers, int16, (patches by patches, attributes), row by row; ``IGNORED`` where there is nothing to ask."""
    targets = np.full((patches, patches, len(ATTRIBUTES)), IGNORED, np.int16)
    of_all = {
        "is_text": 0,
        "count": len(scene.things),
        "ground": list(GROUNDS).index(scene.ground),
        "pattern": PATTERNS.index(scene.pattern),
    }
    for name, value in of_all.items():
        targets[..., _COLUMN[name]] = value
    cells = cover_map(scene, patches * _FINE).reshape(patches, _FINE, patches, _FINE)
    shares = np.stack([(cells == number).mean((1, 3)) for number in range(len(scene.things) + 1)])
    shares[0] = _COVERED
    on_top = shares.argmax(0)
    targets[..., _COLUMN["is_object"]] = on_top > 0
    for rank, thing in enumerate(scene.things):
        here = on_top == rank + 1
        for name, numbers in _CLASSES.items():
            targets[here, _COLUMN[name]] = numbers[getattr(thing, name)]
        targets[here, _COLUMN["rank"]] = rank
    if scene.label is not None:
        _set_letters(targets, scene.label)
    return targets.reshape(patches * patches, -1)


def _set_letters(targets: np.ndarray, label: Label) -> None:
    """The letter in the middle of each half of a patch, and the word on all patches that it touches."""
    size = UNITS / len(targets)
    centres = (np.arange(len(targets)) + 0.5) * size
    rows = np.abs(centres - label.y) <= (label.height + size) / 2 - _REACH
    letters = letters_of(label)
    touched = np.abs(centres - label.x) <= (letters[-1].right - letters[0].left + size) / 2
    targets[rows[:, None] & touched, _COLUMN["word"]] = WORDS.index(label.word)
    for name, shift in (("left_letter", -0.25), ("right_letter", 0.25)):
        for one in letters:
            middles = centres + shift * size
            columns = (middles >= one.left) & (middles < one.right)
            here = rows[:, None] & columns
            targets[here, _COLUMN[name]] = LETTERS.index(one.letter)
            targets[here, _COLUMN["is_text"]] = 1
