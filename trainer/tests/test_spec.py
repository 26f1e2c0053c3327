import json
from pathlib import Path

import pytest

from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.spec import fill_in, make_spec, read_spec, recipe_values

RECIPES = Path(__file__).parents[1] / "src/ekphrasis_trainer/recipes"
MINIMAL = {"version": 1, "recipe": "sft", "model": "/m", "output": "/o", "data": {"train": "/d.jsonl"}}


def leaves(value: object, path: str = "") -> dict[str, object]:
    if not isinstance(value, dict):
        return {path: value}
    inner = [leaves(each, f"{path}.{key}".lstrip(".")) for key, each in value.items()]
    return {key: each for leaf in inner for key, each in leaf.items()}


@pytest.mark.parametrize("recipe", sorted(path.stem for path in RECIPES.glob("*.json")))
def test_train2_recipe_is_a_valid_spec_and_every_value_has_a_source(recipe: str) -> None:
    file = json.loads((RECIPES / f"{recipe}.json").read_text())
    assert set(leaves(file["values"])) == set(file["sources"])
    for preset in file.get("presets", {}).values():
        assert set(leaves(preset["values"])) == set(preset["sources"])
        make_spec({**MINIMAL, "recipe": recipe, **preset["values"]})
    assert make_spec({**MINIMAL, "recipe": recipe}).recipe == recipe


def test_train2_paper_values_of_pre_training_and_fine_tuning() -> None:
    pre_train = make_spec({**MINIMAL, "recipe": "pre-train"})
    assert (pre_train.template, pre_train.images.aspect) == ("plain", "square")
    assert pre_train.tuned.vision_unfrozen_from == 12
    assert (pre_train.optimizer.learning_rate, pre_train.optimizer.global_batch_size) == (2e-5, 256)
    sft = make_spec(MINIMAL)
    assert (sft.template, sft.images.aspect, sft.tuned.vision_unfrozen_from) == ("conversation", "pad", None)
    assert (sft.optimizer.global_batch_size, sft.optimizer.group_by_modality_length) == (128, True)


def test_train2_what_is_written_stands_over_the_recipe() -> None:
    spec = fill_in({**MINIMAL, "optimizer": {"learning_rate": 1e-3}, "seed": 7})
    assert spec["optimizer"] == {**recipe_values("sft")["optimizer"], "learning_rate": 1e-3}
    assert spec["seed"] == 7
    assert spec["checkpoints"] == {"every_minutes": 30, "keep_last": 2, "keep_best": True}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"optimizer": {"learning_rate": -1}}, "optimizer.learning_rate"),
        ({"recipe": "distil"}, "recipe"),
        ({"version": 2}, "version"),
        ({"data": {}}, "data"),
        ({"hardware": {"zero_stage": 1}}, "hardware.zero_stage"),
    ],
)
def test_train1_a_wrong_value_is_told_with_its_place(change: dict[str, object], place: str) -> None:
    with pytest.raises(TrainerError) as caught:
        make_spec({**MINIMAL, **change})
    assert caught.value.code == "SPEC_INVALID"
    assert caught.value.message.startswith(place)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"seed": NaN}'])
def test_train1_a_file_that_is_no_json_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "spec.json").write_text(text)
    with pytest.raises(TrainerError) as caught:
        read_spec(tmp_path / "spec.json")
    assert caught.value.code == "SPEC_UNREADABLE"
