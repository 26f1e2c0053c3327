"""Captions of scenes: paragraphs whose wording varies and whose content does not."""

from random import Random

from .crowd import Crowd
from .scene import Scene, Thing
from .vocabulary import NUMBERS

_INTRODUCTIONS = (
    "The image shows {count} on {ground} background.",
    "This picture contains {count} against {ground} backdrop.",
    "There {verb} {count} on {ground} background.",
    "{Count} {verb} set against {ground} backdrop.",
)
_OBJECTS = (
    "{A} is in the {place}.",
    "In the {place} there is {a}.",
    "{A} can be seen in the {place}.",
    "The {place} holds {a}.",
)
_RELATIONS = ("{A} is {relation} {b}.", "{A} lies {relation} {b}.")
_WORDS = (
    'The word "{word}" is printed in the {place}.',
    'The {place} carries the word "{word}".',
    'In the {place} one can read "{word}".',
)
_NO_WORDS = ("There is no printed text.", "No word can be read.")
#: Relations by their inverse, where it has words of its own.
_INVERSE = {"behind": "in front of"}


def describe(scene: Scene, seed: int, index: int) -> str:
    """One paragraph: the number of objects, the background, each object in reading order, a relation, the word."""
    random = Random(f"{seed}/{index}/words")
    count = f"{NUMBERS[len(scene.things)]} object{'s' * (len(scene.things) != 1)}"
    ground = _article(f"{scene.pattern} {scene.ground}".removeprefix("plain "))
    verb = "is" if len(scene.things) == 1 else "are"
    introduction = random.choice(_INTRODUCTIONS)
    sentences = [introduction.format(count=count, Count=count.capitalize(), ground=ground, verb=verb)]
    for thing in scene.things:
        name = _article(_full_name(thing))
        sentences.append(random.choice(_OBJECTS).format(a=name, A=name.capitalize(), place=thing.place))
    if len(scene.things) > 1:
        first, relation, second = _choose_relation(scene)
        a, b = (f"the {one.colour} {one.shape}" for one in (first, second))
        sentences.append(random.choice(_RELATIONS).format(A=a.capitalize(), relation=relation, b=b))
    if scene.label is None:
        sentences.append(random.choice(_NO_WORDS))
    else:
        sentences.append(random.choice(_WORDS).format(word=scene.label.word, place=scene.label.place))
    return " ".join(sentences)


def list_all(crowd: Crowd) -> str:
    """What is in a crowd, without a sentence."""
    seen = [*(f"{one.colour} {one.shape}" for one in crowd.things), *(one.word for one in crowd.labels)]
    return ", ".join(seen) or NUMBERS[0]


def relation_between(first: Thing, second: Thing) -> str:
    """How the first lies to the second: along the axis on which they are further apart."""
    across, down = first.x - second.x, first.y - second.y
    if abs(across) >= abs(down):
        return "to the left of" if across < 0 else "to the right of"
    return "above" if down < 0 else "below"


def _choose_relation(scene: Scene) -> tuple[Thing, str, Thing]:
    # Those that are told of first, in that order: what it is about is then no matter of luck for who learns it.
    if scene.pair is None:
        first, second = scene.things[:2]
        return first, relation_between(first, second), second
    first, relation, second = scene.pair
    if relation in _INVERSE and second < first:
        first, relation, second = second, _INVERSE[relation], first
    return scene.things[first], relation, scene.things[second]


def _full_name(thing: Thing) -> str:
    texture = "" if thing.texture == "plain" else f"{thing.texture} "
    return f"{thing.size} {thing.colour} {texture}{thing.shape}"


def _article(phrase: str) -> str:
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"
