"""Crowds: more objects and words than any scene has, to practise seeing on before anything is described."""

from dataclasses import dataclass, replace
from itertools import count
from random import Random

from .scene import Label, Thing, make_label, make_thing
from .vocabulary import GROUNDS, PATTERNS, UNITS

#: A crowd is a page of print, or else objects with a few words among them.
SHARE_OF_PAGES = 0.5
#: How often there are none to two words among objects.
WORD_WEIGHTS = (1, 2, 1)
#: Objects at most; as many as find room.
MOST_THINGS = 9
#: Objects that are tried for.
TRIES = 120


@dataclass(frozen=True)
class Crowd:
    """All that is in a picture. Nobody describes it: ``things`` and ``labels`` stand in no order."""

    ground: str
    pattern: str
    things: tuple[Thing, ...]
    labels: tuple[Label, ...]


def make_crowd(seed: int, index: int) -> Crowd:
    """Crowd ``index`` of the series ``seed``; the same on every machine."""
    random = Random(f"{seed}/{index}/crowd")
    ground, pattern = random.choice(list(GROUNDS)), random.choice(PATTERNS)
    if random.random() < SHARE_OF_PAGES:
        return Crowd(ground, pattern, (), tuple(_page(random, ground)))
    labels: list[Label] = []
    for _ in range(random.choices(range(len(WORD_WEIGHTS)), WORD_WEIGHTS)[0]):
        label = _word(random, ground)
        if all(abs(label.y - one.y) >= (label.height + one.height) / 2 for one in labels):
            labels.append(label)
    things: list[Thing] = []
    for _ in range(TRIES):
        thing = make_thing(random, ground, things)
        if thing is not None and all(label.is_clear_of(thing) for label in labels):
            things.append(thing)
            if len(things) == MOST_THINGS:
                break
    return Crowd(ground, pattern, tuple(things), tuple(labels))


def _page(random: Random, ground: str) -> list[Label]:
    """Lines of words from top to bottom."""
    labels: list[Label] = []
    top = random.uniform(0, 4)
    while True:
        line: list[Label] = []
        left = random.uniform(0, 6)
        while (label := _word(random, ground)).width <= UNITS - left:
            line.append(replace(label, x=round(left + label.width / 2, 1)))
            left += label.width + random.uniform(0, 8)
        height = max((one.height for one in line), default=0.0)
        if top + height > UNITS:
            return labels
        labels += [replace(one, y=round(top + height / 2, 1)) for one in line]
        top += height + random.uniform(0, 4)


def _word(random: Random, ground: str) -> Label:
    return next(label for _ in count() if (label := make_label(random, ground, [])) is not None)
