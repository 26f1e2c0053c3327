"""What covers each patch of a scene, as class numbers."""

from typing import Final

import numpy as np
import torch

from ekphrasis_trainer.scenes.draw import cover_map, letters_of
from ekphrasis_trainer.scenes.scene import Scene
from ekphrasis_trainer.scenes.vocabulary import (
    COLOURS,
    GROUNDS,
    LETTERS,
    PATTERNS,
    SHAPES,
    SIZES,
    TEXTURES,
    UNITS,
    WORDS,
)

#: What is predicted of each patch, and the number of its classes; the last class of ``shape`` and of letters is "none".
ATTRIBUTES: Final = {
    "shape": len(SHAPES) + 1,
    "colour": len(COLOURS),
    "size": len(SIZES),
    "texture": len(TEXTURES),
    "ground": len(GROUNDS),
    "pattern": len(PATTERNS),
    "left_letter": len(LETTERS) + 1,
    "right_letter": len(LETTERS) + 1,
    "word": len(WORDS),
}
#: Not asked of this patch; what cross-entropy leaves out.
IGNORED: Final = -100
#: Share of a patch that an object must cover to be its object.
_COVERED: Final = 0.12
#: Units of its height by which a printed word must reach into a row of patches.
_REACH: Final = 4.0

_COLUMN: Final = {name: k for k, name in enumerate(ATTRIBUTES)}


def patch_targets(scene: Scene, patches: int) -> torch.Tensor:
    """Class numbers, (patches by patches, attributes), row by row; ``IGNORED`` where there is nothing to ask."""
    targets = np.full((patches, patches, len(ATTRIBUTES)), IGNORED, np.int64)
    size = UNITS / patches
    _set(targets, "shape", len(SHAPES))
    _set(targets, "ground", list(GROUNDS).index(scene.ground))
    _set(targets, "pattern", PATTERNS.index(scene.pattern))
    cells = cover_map(scene, patches * 8).reshape(patches, 8, patches, 8)
    shares = np.stack([(cells == number).mean((1, 3)) for number in range(len(scene.things) + 1)])
    shares[0] = 0
    on_top = np.where(shares.max(0) >= _COVERED, shares.argmax(0), 0)
    for number, thing in enumerate(scene.things, 1):
        here = on_top == number
        _set(targets, "shape", SHAPES.index(thing.shape), here)
        _set(targets, "colour", list(COLOURS).index(thing.colour), here)
        _set(targets, "size", list(SIZES).index(thing.size), here)
        _set(targets, "texture", TEXTURES.index(thing.texture), here)
    for side in ("left_letter", "right_letter"):
        _set(targets, side, len(LETTERS))
    label = scene.label
    if label is not None:
        centres = (np.arange(patches) + 0.5) * size
        rows = np.abs(centres - label.y) <= (label.height + size) / 2 - _REACH
        letters = letters_of(label)
        _set(
            targets,
            "word",
            WORDS.index(label.word),
            rows[:, None] & (np.abs(centres - label.x)[None] <= (letters[-1].right - letters[0].left + size) / 2),
        )
        for side, shift in (("left_letter", -0.25), ("right_letter", 0.25)):
            for one in letters:
                columns = (centres + shift * size >= one.left) & (centres + shift * size < one.right)
                _set(targets, side, LETTERS.index(one.letter), rows[:, None] & columns[None])
    return torch.from_numpy(targets.reshape(patches * patches, -1))


def _set(targets: np.ndarray, attribute: str, value: int, where: np.ndarray | None = None) -> None:
    targets[..., _COLUMN[attribute]] = (
        value if where is None else np.where(where, value, targets[..., _COLUMN[attribute]])
    )
