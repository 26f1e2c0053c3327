import json
from pathlib import Path

import pytest
import torch
from export.small_models import small_model

from ekphrasis_trainer.dense.objective import DenseHead, dense_loss, project_patches
from ekphrasis_trainer.dense.recipe import DenseLoss, DenseRenderer
from ekphrasis_trainer.dense.targets import ATTRIBUTES, IGNORED, patch_targets
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import save_model
from ekphrasis_trainer.records import Record
from ekphrasis_trainer.scenes.scene import Label, Scene, Thing, make_scene
from ekphrasis_trainer.scenes.vocabulary import COLOURS, GROUNDS, LETTERS, SHAPES, WORDS
from ekphrasis_trainer.scenes.write import write_scenes
from ekphrasis_trainer.spec import make_spec

COLUMN = {name: index for index, name in enumerate(ATTRIBUTES)}
STAR = Thing("star", "blue", "large", "dotted", 20, 20, 16, 0)
SCENE = Scene("mint", "striped", (STAR,), Label("DOG", 66, 76, 34, 16, "inter", "black", True), None)


def at(targets: torch.Tensor, attribute: str, x: float, y: float, patches: int = 8) -> int:
    size = 96 / patches
    return int(targets[int(y / size) * patches + int(x / size), COLUMN[attribute]])


def test_what_covers_a_patch() -> None:
    "[TRAIN50] a patch is asked for the object on top of it, for the letters in its halves, and for the background"
    targets = patch_targets(SCENE, 8)
    assert targets.shape == (64, len(ATTRIBUTES))
    assert at(targets, "shape", 20, 20) == SHAPES.index("star")
    assert at(targets, "colour", 20, 20) == list(COLOURS).index("blue")
    assert at(targets, "shape", 90, 6) == len(SHAPES)
    assert at(targets, "colour", 90, 6) == IGNORED
    assert {int(value) for value in targets[:, COLUMN["ground"]]} == {list(GROUNDS).index("mint")}
    assert at(targets, "word", 66, 76) == WORDS.index("DOG") and at(targets, "word", 20, 20) == IGNORED
    row = targets.reshape(8, 8, -1)[6]
    halves = [int(row[k, COLUMN[side]]) for k in range(8) for side in ("left_letter", "right_letter")]
    read = "".join(LETTERS[value] for value in halves if value < len(LETTERS))
    assert "".join(letter for k, letter in enumerate(read) if k == 0 or read[k - 1] != letter) == "DOG"


def test_targets_are_classes() -> None:
    "[TRAIN50] every class number is within its attribute, whatever the scene and the size of patches"
    for index in range(150):
        for patches in (4, 8, 12):
            for name, wanted in zip(ATTRIBUTES, patch_targets(make_scene(8, index), patches).unbind(-1), strict=True):
                asked = wanted[wanted != IGNORED]
                assert asked.numel() == 0 or 0 <= int(asked.min()) <= int(asked.max()) < ATTRIBUTES[name]


def test_head_learns_and_stays_behind(tmp_path: Path) -> None:
    "[TRAIN51] the loss falls; the head is among what learns and not in the model that is saved"
    torch.manual_seed(0)
    model, processor = small_model()
    objective = DenseLoss(model, 1)
    assert any(name.startswith("dense_head.") for name, _ in model.named_parameters())
    pixels = torch.randn(4, 3, 48, 48)
    targets = torch.stack([patch_targets(make_scene(3, index), 4) for index in range(4)])
    batch = {"pixel_values": pixels, "targets": targets}
    optimizer = torch.optim.AdamW(model.dense_head.parameters(), lr=0.05)
    losses = []
    for _ in range(15):
        loss = objective.loss(model, batch) / objective.items(batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2
    assert not [name for name in model.state_dict() if "dense_head" in name]
    save_model(model, processor, tmp_path)
    assert b"dense_head" not in (tmp_path / "model.safetensors").read_bytes()


def test_attributes_weigh_alike() -> None:
    "[TRAIN51] an attribute that is asked of one patch weighs as much as one that is asked of all"
    head = DenseHead(8)
    torch.nn.init.zeros_(head.classes.weight)
    torch.nn.init.zeros_(head.classes.bias)
    targets = torch.full((1, 4, len(ATTRIBUTES)), IGNORED)
    targets[0, :, COLUMN["shape"]] = 1
    targets[0, 0, COLUMN["word"]] = 2
    loss, right = dense_loss(head, torch.randn(1, 4, 8), targets)
    expected = torch.log(torch.tensor(float(ATTRIBUTES["shape"]))) + torch.log(torch.tensor(float(ATTRIBUTES["word"])))
    assert float(loss) == pytest.approx(float(expected), rel=1e-5)
    assert set(right) == {"shape", "word"}


def test_samples_of_scenes(tmp_path: Path) -> None:
    "[TRAIN52] a record becomes picture and classes by the truth beside it; without a truth the recipe does not start"
    write_scenes(tmp_path, 2, 5, side=48)
    raw = {"version": 1, "recipe": "dense", "model": "/m", "output": "/o"}
    spec = make_spec(raw | {"data": {"train": str(tmp_path / "records.jsonl")}})
    model, processor = small_model()
    renderer = DenseRenderer(processor, spec)
    line = json.loads((tmp_path / "records.jsonl").read_text().splitlines()[1])
    sample = renderer.render(Record(line["id"], tuple(line["images"]), ()))
    assert sample.pixels["pixel_values"].shape == (1, 3, 48, 48)
    assert torch.equal(sample.pixels["targets"][0], patch_targets(make_scene(5, 1), 4))
    assert project_patches(model, sample.pixels["pixel_values"]).shape == (1, 16, 32)
    (tmp_path / "truth.jsonl").unlink()
    with pytest.raises(TrainerError) as raised:
        DenseRenderer(processor, spec)
    assert raised.value.code == "DATA_UNREADABLE"


@pytest.mark.parametrize(
    ("model", "devices", "code"), [(torch.nn.Linear(1, 1), 1, "MODEL_UNSUITED"), (None, 2, "SPEC_INVALID")]
)
def test_where_it_does_not_run(model: torch.nn.Module | None, devices: int, code: str) -> None:
    "[TRAIN52] models of other architectures and several devices are refused"
    with pytest.raises(TrainerError) as raised:
        DenseLoss(model or small_model()[0], devices)
    assert raised.value.code == code
