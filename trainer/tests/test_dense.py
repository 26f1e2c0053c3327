import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tiny import save_tiny

from ekphrasis_trainer.dense.labels import FILE, IGNORED, PatchLabels
from ekphrasis_trainer.dense.recipe import DenseHead, DenseLoss, DenseRenderer, dense_loss
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.models import load_model, load_processor, save_model
from ekphrasis_trainer.parts import project_pictures
from ekphrasis_trainer.records import Record, Unusable
from ekphrasis_trainer.spec import make_spec

ATTRIBUTES = {"colour": 3, "letter": 5}


def labelled(folder: Path, count: int = 4) -> tuple[Path, np.ndarray]:
    """Records of grey pictures whose four patches have classes drawn by lot."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for row in range(count):
        Image.new("RGB", (28, 28), (40 * row, 9, 9)).save(folder / f"{row}.png")
        turns = [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "Grey."}]
        lines.append(json.dumps({"id": f"r{row}", "images": [str(folder / f"{row}.png")], "conversations": turns}))
    records = folder / "records.jsonl"
    records.write_text("\n".join(lines) + "\n")
    random = np.random.default_rng(1)
    classes = np.stack([random.integers(IGNORED, size, (count, 4)) for size in ATTRIBUTES.values()], -1)
    classes[classes < 0] = IGNORED
    classes[:, 0] = 1
    PatchLabels.write(records, [f"r{row}" for row in range(count)], classes, ATTRIBUTES)
    return records, classes


@pytest.fixture(scope="module")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("llava", tmp_path_factory.mktemp("llava") / "model")


def test_labels_are_read_back(tmp_path: Path) -> None:
    "[TRAIN50] labels of any attributes lie beside the records, and are found by the id of a record"
    records, classes = labelled(tmp_path)
    labels = PatchLabels.beside(records)
    assert labels.attributes == ATTRIBUTES
    assert "r3" in labels and "r4" not in labels
    assert np.array_equal(labels["r2"], classes[2])


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_labels_that_cannot_be_read(tmp_path: Path, damage: str) -> None:
    "[TRAIN52] no labels, a file cut short, and one whose parts do not fit are told before the first step"
    records, classes = labelled(tmp_path)
    file = tmp_path / FILE
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-8])
    else:
        PatchLabels.write(records, ["r0"], classes, ATTRIBUTES)
    with pytest.raises(TrainerError) as raised:
        PatchLabels.beside(records)
    assert raised.value.code == "DATA_UNREADABLE"


def test_samples(tmp_path: Path, llava: Path) -> None:
    "[TRAIN52] a record becomes picture and classes; one without labels is left out"
    records, classes = labelled(tmp_path)
    raw = {"version": 1, "recipe": "dense", "model": str(llava), "output": "/o", "data": {"train": str(records)}}
    renderer = DenseRenderer(load_processor(llava), make_spec(raw))
    sample = renderer.render(Record("r1", (str(tmp_path / "1.png"),), ()))
    assert sample.pixels["pixel_values"].shape == (1, 3, 28, 28)
    assert np.array_equal(sample.pixels["targets"][0], classes[1])
    assert project_pictures(load_model(llava), sample.pixels["pixel_values"], first=-4).shape == (1, 4, 32)
    with pytest.raises(Unusable):
        renderer.render(Record("r9", (str(tmp_path / "1.png"),), ()))


def test_head_learns_and_stays_behind(tmp_path: Path, llava: Path) -> None:
    "[TRAIN51] the loss falls; the head is among what learns and not in the model that is saved"
    torch.manual_seed(0)
    model = load_model(llava)
    records, classes = labelled(tmp_path)
    objective = DenseLoss(model, 1, records)
    assert any(name.startswith("dense_head.") for name, _ in model.named_parameters())
    batch = {"pixel_values": torch.randn(4, 3, 28, 28), "targets": torch.from_numpy(classes)}
    optimizer = torch.optim.AdamW([*model.model.vision_tower.parameters(), *model.dense_head.parameters()], lr=0.02)
    losses = []
    for _ in range(25):
        loss = objective.loss(model, batch) / objective.items(batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2
    save_model(model, load_processor(llava), tmp_path / "model")
    assert b"dense_head" not in (tmp_path / "model" / "model.safetensors").read_bytes()


def test_attributes_weigh_alike() -> None:
    "[TRAIN51] an attribute that is asked of one patch weighs as much as one that is asked of all"
    head = DenseHead(8, ATTRIBUTES)
    torch.nn.init.zeros_(head.classes.weight)
    torch.nn.init.zeros_(head.classes.bias)
    targets = torch.full((1, 4, 2), IGNORED)
    targets[0, :, 0] = 1
    targets[0, 0, 1] = 2
    loss = dense_loss(head, torch.randn(1, 4, 8), targets)
    assert float(loss) == pytest.approx(float(torch.log(torch.tensor(3.0)) + torch.log(torch.tensor(5.0))), rel=1e-5)


@pytest.mark.parametrize(("is_llava", "devices", "code"), [(False, 1, "MODEL_UNSUITED"), (True, 2, "SPEC_INVALID")])
def test_where_it_does_not_run(llava: Path, is_llava: bool, devices: int, code: str) -> None:
    "[TRAIN52] models of other architectures and several devices are refused"
    with pytest.raises(TrainerError) as raised:
        DenseLoss(load_model(llava) if is_llava else torch.nn.Linear(1, 1), devices, Path("/none"))
    assert raised.value.code == code
