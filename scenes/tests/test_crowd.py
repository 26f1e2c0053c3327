import hashlib
import json
import math
from dataclasses import asdict

import numpy as np

from ekphrasis_scenes.crowd import make_crowd
from ekphrasis_scenes.describe import list_all
from ekphrasis_scenes.draw import draw_scene, letters_of
from ekphrasis_scenes.vocabulary import UNITS

SERIES = [make_crowd(7, index) for index in range(300)]


def test_series_is_the_same_everywhere() -> None:
    "[SCENE11] what is in a crowd depends on the seed and the index alone"
    told = json.dumps([asdict(make_crowd(1, index)) for index in range(50)], sort_keys=True)
    assert (
        hashlib.sha256(told.encode()).hexdigest() == "3b64fc3aa1b1ab5b1e6065f1a7cb20befe3aef2b805bc185ebbc09086c7174d5"
    )


def test_nothing_is_in_the_way() -> None:
    "[SCENE11] objects stand apart from each other and from words, and every letter is in the picture"
    for crowd in SERIES:
        for number, thing in enumerate(crowd.things):
            assert all(label.is_clear_of(thing) for label in crowd.labels)
            for other in crowd.things[:number]:
                assert math.dist((thing.x, thing.y), (other.x, other.y)) >= thing.radius + other.radius
        for label in crowd.labels:
            letters = letters_of(label)
            assert letters[0].left >= 0 and letters[-1].right <= UNITS
            assert letters[0].top >= 0 and letters[0].bottom <= UNITS


def test_there_is_far_more_to_see_than_in_scenes() -> None:
    "[SCENE11] half are pages with dozens of letters, the others have some six objects"
    pages = [sum(len(label.word) for label in one.labels) for one in SERIES if not one.things]
    things = [len(one.things) for one in SERIES if one.things]
    assert 0.4 < len(pages) / len(SERIES) < 0.6
    assert np.mean(pages) > 25 and np.mean(things) > 5


def test_a_crowd_is_drawn_and_listed() -> None:
    "[SCENE11] each is a picture of the size that was asked for; its caption names everything in it"
    for crowd in SERIES[:20]:
        assert draw_scene(crowd, 48).size == (48, 48)
        assert len(list_all(crowd).split(", ")) == len(crowd.things) + len(crowd.labels)
