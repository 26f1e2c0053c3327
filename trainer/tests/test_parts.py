"""What is frozen, and which rate each part learns at."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from tiny import KINDS, save_tiny, tiny_spec

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import load_model, load_processor
from ekphrasis_trainer.objectives import collate
from ekphrasis_trainer.parts import freeze, parameter_groups, part_of, vision_blocks
from ekphrasis_trainer.records import Record, Turn
from ekphrasis_trainer.rendering import Renderer


def spec_of(folder: Path, **change):
    return tiny_spec(folder, Path("/d"), Path("/o"), **change)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", [0, 1])
def test_train4_whatever_learns_gets_a_gradient_and_nothing_else_does(
    tiny_models, tmp_path, kind: str, first: int
) -> None:
    folder = tiny_models(kind)
    model = load_model(folder, dtype=torch.float32)
    spec = spec_of(folder, template="chat", tuned={"vision_unfrozen_from": first}, images={"aspect": "native"})
    freezing = freeze(model, spec)
    picture = tmp_path / "a.png"
    Image.new("RGB", (120, 50), "red").save(picture)
    processor = load_processor(folder)
    record = Record("r", (str(picture),), (Turn("human", "<image>\nWhat?"), Turn("gpt", "A cube.")))
    batch = collate([Renderer(processor, spec).render(record)], processor.tokenizer.pad_token_id)
    model(**batch).loss.backward()
    learning = {name for name, each in model.named_parameters() if each.requires_grad}
    assert learning == {name for name, each in model.named_parameters() if each.grad is not None}
    assert {part_of(name) for name in learning} == {"vision", "projector", "language_model"}
    assert freezing.trained == sum(each.numel() for each in model.parameters() if each.requires_grad)


def test_train4_vision_learns_from_its_block_on_and_the_last_one_is_said_to_get_no_gradient(tmp_path) -> None:
    model = load_model(save_tiny("llava", tmp_path / "m", layers=4))
    freezing = freeze(model, spec_of(tmp_path / "m", tuned={"vision_unfrozen_from": 2}))
    blocks = {
        name.split("layers.")[1].split(".")[0]
        for name, each in model.named_parameters()
        if each.requires_grad and "vision" in name
    }
    assert (freezing.blocks, blocks) == (4, {"2"})
    assert freezing.remarks == ["Features are taken after block 3 of 4: the last 1 get no gradient and stay frozen."]


@pytest.mark.parametrize("first", [None, 3])
def test_train4_vision_is_frozen_by_null_and_by_the_number_of_its_blocks(tiny_models, first: int | None) -> None:
    model = load_model(tiny_models("llava"))
    freeze(model, spec_of(tiny_models("llava"), tuned={"vision_unfrozen_from": first}))
    assert not any(each.requires_grad for name, each in model.named_parameters() if part_of(name) == "vision")


def test_train4_a_block_that_is_not_there_and_nothing_to_train_are_errors(tiny_models) -> None:
    model = load_model(tiny_models("llava"))
    assert vision_blocks(model) == 3
    with pytest.raises(TrainerError, match="has 3 blocks"):
        freeze(model, spec_of(tiny_models("llava"), tuned={"vision_unfrozen_from": 4}))
    with pytest.raises(TrainerError, match="frozen"):
        freeze(model, spec_of(tiny_models("llava"), tuned={"projector": False, "language_model": False}))


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ({}, {"vision": 1e-3, "projector": 1e-3, "language_model": 1e-3}),
        ({"vision_learning_rate": 1e-6}, {"vision": 1e-6, "projector": 1e-3, "language_model": 1e-3}),
        ({"projector_learning_rate": 2e-5}, {"vision": 1e-3, "projector": 2e-5, "language_model": 1e-3}),
        (
            {"vision_learning_rate": 1e-6, "projector_learning_rate": 2e-5},
            {"vision": 1e-6, "projector": 2e-5, "language_model": 1e-3},
        ),
    ],
)
def test_train5_each_rate_takes_effect_by_itself(tiny_models, rates: dict, expected: dict) -> None:
    model = load_model(tiny_models("llava"))
    spec = spec_of(tiny_models("llava"), tuned={"vision_unfrozen_from": 0}, optimizer={**rates, "weight_decay": 0.1})
    freeze(model, spec)
    groups = parameter_groups(model, spec)
    assert {group["part"]: group["lr"] for group in groups} == expected
    in_groups = [id(each) for group in groups for each in group["params"]]
    assert sorted(in_groups) == sorted(id(each) for each in model.parameters() if each.requires_grad)
    assert {(group["weight_decay"], group["params"][0].ndim >= 2) for group in groups} == {(0.1, True), (0.0, False)}
