"""Captions that are wrong on purpose, by a stated share: the teacher of a comparison in which its quality is the variable."""

from dataclasses import replace
from random import Random
from typing import TypeVar

from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import Scene, Thing
from ekphrasis_scenes.vocabulary import COLOURS, GROUNDS, PATTERNS, SHAPES, SIZES, TEXTURES, UNITS, WORDS

Value = TypeVar("Value")

#: Ways in which a caption is spoiled as a whole; each is what a filter of the app looks for.
_REFUSAL = "I'm sorry, but I can't help with describing this image."
_REPEATED = 12
_CUT_WORDS = 3


def mistake(scene: Scene, share: float, random: Random) -> Scene:
    """The scene as somebody sees it who is wrong about each thing that can be said of it with the probability ``share``.

    Attributes of objects, their places, the background, the printed word; and with the same probability the last object is
    not seen at all. What is said of two objects follows from what is seen, and is wrong as often as that makes it.
    """
    things = tuple(_mistake_thing(thing, share, random) for thing in scene.things)
    pair = scene.pair
    if len(things) > 1 and random.random() < share:
        things, pair = things[:-1], None
    label = scene.label
    if label is not None:
        label = replace(label, word=_other(label.word, WORDS, share, random))
    ground = _other(scene.ground, tuple(GROUNDS), share, random)
    return Scene(ground, _other(scene.pattern, PATTERNS, share, random), things, label, pair)


def tell(scene: Scene, series: int, index: int, *, mistakes: float, spoiled: float, seed: int) -> str:
    """A caption of one scene of a series; the same for equal arguments, and the true one where both shares are 0."""
    random = Random(f"{seed}/{series}/{index}/mistakes")
    text = describe(mistake(scene, mistakes, random), series, index)
    if random.random() >= spoiled:
        return text
    first = text.split(". ", 1)[0].rstrip(".")
    return random.choice((_REFUSAL, " ".join([f"{first}."] * _REPEATED), " ".join(text.split()[:_CUT_WORDS])))


def _mistake_thing(thing: Thing, share: float, random: Random) -> Thing:
    seen = replace(
        thing,
        shape=_other(thing.shape, SHAPES, share, random),
        colour=_other(thing.colour, tuple(COLOURS), share, random),
        size=_other(thing.size, tuple(SIZES), share, random),
        texture=_other(thing.texture, TEXTURES, share, random),
    )
    third = UNITS / 3
    place = (int(thing.x // third), int(thing.y // third))
    column, row = _other(place, tuple((x, y) for y in range(3) for x in range(3)), share, random)
    if (column, row) == place:
        return seen
    return replace(seen, x=(column + 0.5) * third, y=(row + 0.5) * third)


def _other(value: Value, choices: tuple[Value, ...], share: float, random: Random) -> Value:
    """Another one of the choices with the probability ``share``."""
    if random.random() >= share:
        return value
    return random.choice([one for one in choices if one != value])
