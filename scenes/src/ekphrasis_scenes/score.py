"""Reads a caption back and says what of it is true of a scene, by the vocabulary's words and not by the wording."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

from .describe import relation_between
from .scene import Scene, Thing
from .vocabulary import COLOURS, GROUNDS, NUMBERS, PATTERNS, PLACES, RELATIONS, SHAPES, SIZES, TEXTURES

#: Nothing of a caption behind this many characters is read.
LONGEST = 4000
#: The fewest units by which two centres differ for one to be left of, or above, the other.
APART = 3.0


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_NAME = rf"({_any(COLOURS)}) (?:({_any(TEXTURES)}) )?({_any(SHAPES)})"
_THING = re.compile(rf"\b(?:({_any(SIZES)}) )?{_NAME}\b")
_PLACE = re.compile(rf"\b({_any(place for row in PLACES for place in row)})\b")
_RELATION = re.compile(rf"\b{_NAME} \w+ ({_any(RELATIONS)}) the {_NAME}\b")
_COUNT = re.compile(rf"\b({_any(NUMBERS)}) objects?\b")
_GROUND = re.compile(rf"\ban? (?:({_any(PATTERNS)}) )?({_any(GROUNDS)}) back")
_WORD = re.compile(r'"([^"]{1,40})"')


@dataclass(frozen=True)
class ReadThing:
    """An object as a caption tells of it; None is what it does not say."""

    shape: str
    colour: str
    size: str | None
    texture: str
    place: str | None


@dataclass(frozen=True)
class ReadCaption:
    """All that a caption says, as far as it is understood. A relation is (colour, shape), relation, (colour, shape)."""

    count: int | None
    ground: tuple[str, str] | None
    things: tuple[ReadThing, ...]
    relations: tuple[tuple[tuple[str, str], str, tuple[str, str]], ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 1 where there was nothing to get wrong."""
        return self.right / self.of if self.of else 1.0


def read_caption(text: str) -> ReadCaption:
    """Sentence by sentence; what is not understood is left out."""
    text = text[:LONGEST]
    things: list[ReadThing] = []
    relations = []
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        lower = sentence.lower()
        if (relation := _RELATION.search(lower)) is not None:
            relations.append(((relation[1], relation[3]), relation[4], (relation[5], relation[7])))
            continue
        place = _PLACE.search(lower)
        for found in _THING.finditer(lower):
            size, colour, texture, shape = found.groups()
            things.append(ReadThing(shape, colour, size, texture or "plain", place[1] if place else None))
    count, ground = _COUNT.search(text.lower()), _GROUND.search(text.lower())
    return ReadCaption(
        NUMBERS.index(count[1]) if count else None,
        (ground[1] or "plain", ground[2]) if ground else None,
        tuple(things),
        tuple(relations),
        tuple(_WORD.findall(text)),
    )


def score_caption(scene: Scene, text: str) -> dict[str, Share]:
    """By attribute, what is right. An object left out, and one that is not there, is wrong in every attribute."""
    read = read_caption(text)
    pairs = _pair_up(scene.things, read.things)
    label = scene.label.word if scene.label else None
    scores = {
        "count": _one(read.count == len(scene.things)),
        "colour_and_shape": _of(pairs, lambda a, b: (a.colour, a.shape) == (b.colour, b.shape)),
        "colour": _of(pairs, lambda a, b: a.colour == b.colour),
        "shape": _of(pairs, lambda a, b: a.shape == b.shape),
        "size": _of(pairs, lambda a, b: a.size == b.size),
        "texture": _of(pairs, lambda a, b: a.texture == b.texture),
        "position": _of(pairs, lambda a, b: a.place == b.place),
        "background": _one(read.ground == (scene.pattern, scene.ground)),
        "relation": Share(0, 0),
        "printed_word": Share(0, 0),
        "no_printed_word": Share(0, 0),
    }
    if len(scene.things) > 1:
        true = [holds(scene, *relation) for relation in read.relations]
        scores["relation"] = _one(bool(true) and all(true))
    scores["no_printed_word" if label is None else "printed_word"] = _one(read.words == ((label,) if label else ()))
    scores["everything"] = _one(all(share.right == share.of for share in scores.values()))
    return scores


def score_captions(captions: Iterable[tuple[Scene, str]]) -> dict[str, Share]:
    """The same over many scenes."""
    total: dict[str, Share] = {}
    for scene, text in captions:
        for name, share in score_caption(scene, text).items():
            sum_ = total.get(name, Share(0, 0))
            total[name] = Share(sum_.right + share.right, sum_.of + share.of)
    return total


def holds(scene: Scene, first: tuple[str, str], relation: str, second: tuple[str, str]) -> bool:
    """Whether two objects, named by colour and shape, are both there and lie so to each other."""
    index = {(thing.colour, thing.shape): k for k, thing in enumerate(scene.things)}
    if first not in index or second not in index or first == second:
        return False
    if scene.pair is not None:
        inner, special, outer = scene.pair
        if (index[first], relation, index[second]) == (inner, special, outer):
            return True
        if special == "behind" and (index[first], relation, index[second]) == (outer, "in front of", inner):
            return True
    a, b = scene.things[index[first]], scene.things[index[second]]
    apart = {
        "to the left of": b.x - a.x,
        "to the right of": a.x - b.x,
        "above": b.y - a.y,
        "below": a.y - b.y,
    }
    return relation in apart and (apart[relation] >= APART or relation == relation_between(a, b))


def _one(right: bool) -> Share:
    return Share(int(right), 1)


def _agreement(thing: Thing, read: ReadThing) -> int:
    same = (thing.shape == read.shape, thing.colour == read.colour, thing.place == read.place)
    return 2 * sum(same) + (thing.size == read.size) + (thing.texture == read.texture)


def _pair_up(things: Iterable[Thing], read: Iterable[ReadThing]) -> list[tuple[Thing | None, ReadThing | None]]:
    """Each object with what is said of it: those that agree most first."""
    left, right = list(things), list(read)
    pairs: list[tuple[Thing | None, ReadThing | None]] = []
    while left and right:
        best = max(((a, b) for a in left for b in right), key=lambda pair: _agreement(*pair))
        pairs.append(best)
        left.remove(best[0])
        right.remove(best[1])
    return pairs + list(zip_longest(left, right))


def _of(pairs: list[tuple[Thing | None, ReadThing | None]], same: Callable[[Thing, ReadThing], bool]) -> Share:
    right = sum(a is not None and b is not None and same(a, b) for a, b in pairs)
    return Share(right, len(pairs))
