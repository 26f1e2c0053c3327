"""Outlines of the shapes, as polygons in a circle of radius 1, y downwards."""

import math
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from .scene import Thing

Point: TypeAlias = tuple[float, float]


def _around(corners: int, radius: float = 1.0, start: float = -90.0) -> list[Point]:
    angles = [math.radians(start + 360 * k / corners) for k in range(corners)]
    return [(radius * math.cos(a), radius * math.sin(a)) for a in angles]


def _star() -> list[Point]:
    pairs = zip(_around(5), _around(5, 0.42, -54), strict=True)
    return [point for pair in pairs for point in pair]


def _heart() -> list[Point]:
    # The usual curve (16 sin³ t, 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t), scaled into the circle.
    turns = [2 * math.pi * k / 30 for k in range(30)]
    return [
        (
            math.sin(t) ** 3 * 0.95,
            -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 17.5,
        )
        for t in turns
    ]


def _cross(arm: float = 0.32, far: float = 0.92) -> list[Point]:
    quarter = [(-arm, -far), (arm, -far), (arm, -arm)]
    return [p for k in range(4) for p in (_turn(point, 90.0 * k) for point in quarter)]


def _turn(point: Point, degrees: float) -> Point:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return point[0] * c - point[1] * s, point[0] * s + point[1] * c


_OUTLINES: Final = {
    "circle": _around(32, 0.92),
    "ring": _around(32, 0.95),
    "square": [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
    "diamond": [(0.0, -1.0), (0.86, 0.0), (0.0, 1.0), (-0.86, 0.0)],
    "triangle": [(0.0, -0.95), (0.95, 0.8), (-0.95, 0.8)],
    "star": _star(),
    "heart": _heart(),
    "cross": _cross(),
}

#: Share of a ring's radius that is its hole.
HOLE: Final = 0.52
#: Shapes that have room for another one inside.
HOSTS: Final = ("circle", "square", "diamond")
#: Shapes that something can stand on.
FLAT_TOPS: Final = ("square",)


def outline(thing: "Thing", scale: float = 1.0) -> list[Point]:
    """Corners of a thing, in units; ``scale`` is of its radius (a ring's hole is its outline at ``HOLE``)."""
    size = thing.radius * scale
    turned = (_turn(point, thing.angle) for point in _OUTLINES[thing.shape])
    return [(thing.x + x * size, thing.y + y * size) for x, y in turned]


def reach(thing: "Thing", direction: int) -> float:
    """How far a thing reaches from its centre downwards (1) or upwards (-1), in units."""
    return max(direction * (y - thing.y) for _, y in outline(thing))
