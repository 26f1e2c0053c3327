"""Losses and adapters."""

import math
from pathlib import Path

import pytest
import torch
from jobs import events_of, losses_of, run_job
from PIL import Image
from tiny import KINDS, tiny_spec, write_records

from ekphrasis_trainer.models import load_model, load_processor
from ekphrasis_trainer.objectives import CaptionLoss, PreferenceLoss, collate
from ekphrasis_trainer.parts import add_adapters, freeze, linear_layers, merge, part_of
from ekphrasis_trainer.records import Record, Turn
from ekphrasis_trainer.rendering import Renderer
from ekphrasis_trainer.spec import Spec

CHAT = {"template": "chat", "images": {"aspect": "native"}}


@pytest.fixture
def batch_of(tiny_models, tmp_path):
    picture = tmp_path / "a.png"
    Image.new("RGB", (60, 40), "blue").save(picture)

    def batch(kind: str, *replies: str) -> dict:
        folder = tiny_models(kind)
        processor = load_processor(folder)
        renderer = Renderer(processor, tiny_spec(folder, Path("/d"), Path("/o"), **CHAT))
        turns = [(Turn("human", "<image>\nWhat?"), Turn("gpt", reply)) for reply in replies]
        samples = [renderer.render(Record("r", (str(picture),), each)) for each in turns]
        return collate(samples, processor.tokenizer.pad_token_id)

    return batch


@pytest.mark.parametrize("kind", KINDS)
def test_train8_the_loss_is_that_of_transformers(tiny_models, batch_of, kind: str) -> None:
    model = load_model(tiny_models(kind), dtype=torch.float32).eval()
    batch = batch_of(kind, "A red cube.", "two cats and one dog in detail")
    ours = CaptionLoss(0)
    torch.testing.assert_close(ours.loss(model, batch) / ours.items(batch), model(**batch).loss)


def preference(model, reference=None, beta: float = 0.5) -> PreferenceLoss:
    return PreferenceLoss(0, beta, reference)


def test_train8_dpo_of_an_untrained_model_is_ln_2_and_of_a_moved_one_follows_the_formula(tiny_models, batch_of) -> None:
    reference = load_model(tiny_models("llava"), dtype=torch.float32).eval()
    model = load_model(tiny_models("llava"), dtype=torch.float32).eval()
    batch = batch_of("llava", "A red cube.", "A blue cube of no size.")
    assert preference(model, reference).loss(model, batch).item() == pytest.approx(math.log(2))
    with torch.no_grad():
        model.lm_head.weight += 0.05 * torch.randn_like(model.lm_head.weight)

    def log_probability(of, row: int) -> float:
        logits = of(**{key: value for key, value in batch.items() if key != "labels"}).logits[row]
        labels = batch["labels"][row]
        return sum(
            float(logits[at - 1].log_softmax(-1)[label]) for at, label in enumerate(labels.tolist()) if label != -100
        )

    chosen, rejected = (log_probability(model, row) - log_probability(reference, row) for row in (0, 1))
    expected = math.log(1 + math.exp(-0.5 * (chosen - rejected)))
    assert preference(model, reference).loss(model, batch).item() == pytest.approx(expected, rel=1e-4)


def test_train8_the_reference_of_adapters_is_the_model_without_them(tiny_models, batch_of) -> None:
    frozen = load_model(tiny_models("llava"), dtype=torch.float32).eval()
    model = add_adapters(
        load_model(tiny_models("llava"), dtype=torch.float32), Spec(r=4, alpha=8, dropout=0.0, bits=16)
    ).eval()
    with torch.no_grad():
        for name, each in model.named_parameters():
            if "lora_B" in name:
                each.normal_()
    batch = batch_of("llava", "A red cube.", "two cats")
    torch.testing.assert_close(preference(model).loss(model, batch), preference(model, frozen).loss(model, batch))


@pytest.mark.parametrize("kind", KINDS)
def test_train9_adapters_are_in_the_language_model_alone_and_merge_into_it(tiny_models, batch_of, kind: str) -> None:
    folder = tiny_models(kind)
    base = load_model(folder, dtype=torch.float32)
    assert {part_of(name) for name in linear_layers(base)} == {"language_model"}
    assert len(linear_layers(base)) == 2 * 7
    model = add_adapters(base, Spec(r=4, alpha=8, dropout=0.1, bits=16)).eval()
    freezing = freeze(model, tiny_spec(folder, Path("/d"), Path("/o"), recipe="lora"))
    learning = {name for name, each in model.named_parameters() if each.requires_grad}
    assert all("lora_" in name or part_of(name) == "projector" for name in learning)
    assert any("lora_" in name for name in learning)
    assert freezing.trained < freezing.parameters
    with torch.no_grad():
        for name, each in model.named_parameters():
            if "lora_B" in name:
                each.normal_(std=0.1)
    batch = batch_of(kind, "A red cube.")
    before = model(**batch).logits
    merged = merge(model, Spec(r=4, alpha=8, dropout=0.1, bits=16), folder, torch.float32)
    torch.testing.assert_close(merged(**batch).logits, before, atol=1e-4, rtol=1e-3)
    assert not any("lora" in name for name, _ in merged.named_parameters())


def test_train8_dpo_makes_the_chosen_reply_more_likely(tiny_models, tmp_path) -> None:
    data = write_records(tmp_path / "data", 4, rejected="A grey floor.")
    change = {"recipe": "dpo", **CHAT, "optimizer": {"learning_rate": 1e-2, "warmup_ratio": 0.0, "max_steps": 6}}
    spec = tiny_spec(tiny_models("llava"), data, tmp_path / "out", **change)
    assert run_job(spec) == [0]
    losses = [loss for loss, _ in losses_of(tmp_path / "out").values()]
    assert losses[0] == pytest.approx(math.log(2), rel=1e-5)
    assert losses[-1] < losses[0] - 0.01


def test_train8_dpo_without_pairs_is_an_error(tiny_models, tmp_path) -> None:
    data = write_records(tmp_path / "data", 4)
    assert run_job(tiny_spec(tiny_models("llava"), data, tmp_path / "out", recipe="dpo", **CHAT)) == [1]
    assert events_of(tmp_path / "out", "error")[0]["code"] == "DATA_NOT_PREFERENCES"
