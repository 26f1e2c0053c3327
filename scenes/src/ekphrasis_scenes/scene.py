"""A scene: what is in it and where. Made from a seed and an index, without drawing anything."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any, TypeVar

from .outlines import FLAT_TOPS, HOSTS, reach
from .vocabulary import (
    COLOURS,
    GROUNDS,
    PATTERNS,
    SHAPES,
    SIZES,
    TEXTURES,
    UNITS,
    WORDS,
    is_clear_place,
    place_of,
)

Made = TypeVar("Made")

#: How often a scene has none to four objects; none is rare, so that nothing is learnt to be invented.
COUNT_WEIGHTS = (2, 22, 33, 27, 16)
SHARE_WITH_WORD = 0.5
#: Of scenes with two objects or more: one is inside, on top of or behind another.
SHARE_WITH_PAIR = 0.35
FONTS = ("aileron", "inter", "inter-bold", "jetbrains-mono")
#: Places that are tried for one thing before the scene goes without it.
TRIES = 60


@dataclass(frozen=True)
class Thing:
    """One object. Lengths in units of the canvas, ``angle`` in degrees; a higher ``layer`` covers a lower one."""

    shape: str
    colour: str
    size: str
    texture: str
    x: float
    y: float
    radius: float
    angle: float
    layer: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return place_of(self.x, self.y)


@dataclass(frozen=True)
class Label:
    """A printed word; ``x`` and ``y`` are its centre, ``width`` and ``height`` its plate. ``ink`` is black or white."""

    word: str
    x: float
    y: float
    width: float
    height: float
    font: str
    ink: str
    plate: bool

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return place_of(self.x, self.y)

    def is_clear_of(self, thing: Thing) -> bool:
        """Whether an object stands nowhere on its plate."""
        across = max(0.0, abs(thing.x - self.x) - self.width / 2)
        down = max(0.0, abs(thing.y - self.y) - self.height / 2)
        return math.hypot(across, down) >= thing.radius


@dataclass(frozen=True)
class Scene:
    """All that is in a picture. ``things`` stand in reading order; ``pair`` is (subject, relation, object) by index."""

    ground: str
    pattern: str
    things: tuple[Thing, ...]
    label: Label | None
    pair: tuple[int, str, int] | None

    @property
    def labels(self) -> tuple[Label, ...]:
        """The printed word, or nothing."""
        return () if self.label is None else (self.label,)

    def to_json(self) -> dict[str, Any]:
        """As plain data, places included."""
        data = asdict(self)
        for written, thing in zip(data["things"], self.things, strict=True):
            written["place"] = thing.place
        return data

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Scene":
        """The inverse of ``to_json``; raises KeyError or TypeError for anything else."""
        things = tuple(Thing(**{k: v for k, v in one.items() if k != "place"}) for one in data["things"])
        label = Label(**data["label"]) if data["label"] is not None else None
        pair = data["pair"]
        return Scene(data["ground"], data["pattern"], things, label, tuple(pair) if pair is not None else None)


def make_scene(seed: int, index: int) -> Scene:
    """Scene ``index`` of the series ``seed``; the same on every machine."""
    random = Random(f"{seed}/{index}")
    ground = random.choice(list(GROUNDS))
    count = random.choices(range(5), COUNT_WEIGHTS)[0]
    placed: list[Thing] = []
    pair: tuple[Thing, str, Thing] | None = None
    if count >= 2 and random.random() < SHARE_WITH_PAIR:
        relation = random.choice(("inside", "on top of", "behind"))
        pair = _attempt(lambda: _make_pair(random, ground, relation))
        placed += [pair[0], pair[2]] if pair else []
    while len(placed) < count:
        thing = _attempt(lambda: make_thing(random, ground, placed))
        if thing is None:
            break
        placed.append(thing)
    label = None
    if random.random() < SHARE_WITH_WORD:
        label = _attempt(lambda: make_label(random, ground, placed))
    things = sorted(placed, key=lambda one: (int(one.y * 3 / UNITS), int(one.x * 3 / UNITS), one.x, one.y))
    indices = (things.index(pair[0]), pair[1], things.index(pair[2])) if pair else None
    return Scene(ground, random.choice(PATTERNS), tuple(things), label, indices)


def _attempt(make: Callable[[], Made | None]) -> Made | None:
    for _ in range(TRIES):
        made = make()
        if made is not None:
            return made
    return None


def _contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) >= 170


def _thing(random: Random, ground: str, *, sizes: tuple[str, ...] = tuple(SIZES), **fixed: Any) -> Thing:
    colours = [name for name, value in COLOURS.items() if _contrast(value, GROUNDS[ground])]
    size = random.choice(sizes)
    thing = Thing(
        random.choice(SHAPES),
        random.choice(colours),
        size,
        random.choice(TEXTURES),
        x=round(random.uniform(0, UNITS), 1),
        y=round(random.uniform(0, UNITS), 1),
        radius=round(random.uniform(*SIZES[size]), 1),
        angle=round(random.uniform(-10, 10), 1),
    )
    return replace(thing, **fixed)


def _fits(thing: Thing) -> bool:
    low, high = thing.radius + 1, UNITS - thing.radius - 1
    return low <= thing.x <= high and low <= thing.y <= high and is_clear_place(thing.x, thing.y)


def make_thing(random: Random, ground: str, others: list[Thing]) -> Thing | None:
    """An object somewhere, apart from the others and named otherwise; None where it does not come out so."""
    thing = _thing(random, ground)
    if not _fits(thing) or any((thing.colour, thing.shape) == (one.colour, one.shape) for one in others):
        return None
    clear = (math.dist((thing.x, thing.y), (one.x, one.y)) >= thing.radius + one.radius + 2 for one in others)
    return thing if all(clear) else None


def _make_pair(random: Random, ground: str, relation: str) -> tuple[Thing, str, Thing] | None:
    if relation == "inside":
        second = _thing(random, ground, sizes=("large",), shape=random.choice(HOSTS))
        x, y = (round(value + random.uniform(-1.5, 1.5), 1) for value in (second.x, second.y))
        first = _thing(random, ground, sizes=("small",), x=x, y=y, layer=1)
        if not _contrast(COLOURS[first.colour], COLOURS[second.colour]):
            return None
    elif relation == "on top of":
        second = _thing(random, ground, sizes=("medium", "large"), shape=random.choice(FLAT_TOPS), angle=0.0)
        first = _thing(random, ground, sizes=("small", "medium"), x=round(second.x + random.uniform(-3, 3), 1))
        height = reach(second, -1) + reach(first, 1)
        first = replace(first, y=round(second.y - height + 0.5, 1))
    else:
        first = _thing(random, ground, sizes=("medium", "large"))
        second = _thing(random, ground, sizes=("medium", "large"), layer=1)
        turn, far = random.uniform(0, 2 * math.pi), 0.72 * (first.radius + second.radius)
        x, y = round(first.x + far * math.cos(turn), 1), round(first.y + far * math.sin(turn), 1)
        second = replace(second, x=x, y=y)
        if not _contrast(COLOURS[first.colour], COLOURS[second.colour]):
            return None
    same = (first.colour, first.shape) == (second.colour, second.shape)
    return (first, relation, second) if _fits(first) and _fits(second) and not same else None


def make_label(random: Random, ground: str, things: list[Thing]) -> Label | None:
    """A word somewhere, clear of these objects; None where it does not come out so."""
    word = random.choice(WORDS)
    letter = random.uniform(8.0, 10.5)
    width, height = round(len(word) * letter + 5, 1), round(letter * 1.25 + 3, 1)
    x, y = (round(random.uniform(side / 2 + 1, UNITS - side / 2 - 1), 1) for side in (width, height))
    plate = random.random() < 0.6
    dark = sum(GROUNDS[ground]) < 380
    ink = random.choice(("black", "white")) if plate else ("white" if dark else "black")
    label = Label(word, x, y, width, height, "", ink, plate)
    clear = is_clear_place(x, y) and all(label.is_clear_of(one) for one in things)
    return replace(label, font=random.choice(FONTS)) if clear else None
