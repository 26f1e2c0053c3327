"""The model's own chat template: five architectures, any resolution, several pictures, text only."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from tiny import KINDS, tiny_spec

from ekphrasis_trainer.models import load_model, load_processor
from ekphrasis_trainer.objectives import collate
from ekphrasis_trainer.records import Record, Turn, Unusable
from ekphrasis_trainer.rendering import IGNORED, Renderer

# What ends a reply in each model's template.
ENDS = {
    "llava": "</s>",
    "llava-onevision": "<|im_end|>",
    "qwen2.5-vl": "<|im_end|>",
    "smolvlm": "<end_of_utterance>",
    "gemma3": "<end_of_turn>",
}


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def renderer(kind, tiny_models) -> Renderer:
    folder = tiny_models(kind)
    change = {"template": "chat", "images": {"aspect": "native"}, "optimizer": {"max_length": 4096}}
    return Renderer(load_processor(folder), tiny_spec(folder, Path("/data"), Path("/out"), **change))


@pytest.fixture
def pictures(tmp_path) -> list[str]:
    sizes = {"wide": (120, 40), "tall": (30, 90), "small": (20, 20)}
    for name, size in sizes.items():
        Image.new("RGB", size, (200, 30, 90)).save(tmp_path / f"{name}.png")
    return [str(tmp_path / f"{name}.png") for name in sizes]


def learned(renderer: Renderer, record: Record) -> str:
    labels = [label for label in renderer.render(record).labels if label != IGNORED]
    return renderer.processor.tokenizer.decode(labels, skip_special_tokens=False).replace(" ", "")


def records(pictures: list[str]) -> list[Record]:
    first = Turn("human", "<image>\nWhat is in the image?"), Turn("gpt", "A red cube.")
    second = Turn("human", "And the dog?"), Turn("gpt", "two cats")
    both = Turn("human", "Is <image> small, and <image> too?"), Turn("gpt", "yes")
    return [
        Record("one", (pictures[0],), first),
        Record("two rounds", (pictures[1],), first + second),
        Record("two pictures", (pictures[0], pictures[2]), both),
        Record("text", (), second),
        Record("system", (pictures[2],), (Turn("system", "polite"), *first)),
        Record("picture in the second round", (pictures[1],), (*second, *first)),
    ]


def test_data2_replies_with_their_end_are_learned_and_nothing_else(renderer, kind, pictures) -> None:
    end = ENDS[kind]
    replies = [["A red cube."], ["A red cube.", "two cats"], ["yes"], ["two cats"], ["A red cube."]]
    replies.append(["two cats", "A red cube."])
    wanted = ["".join(reply.replace(" ", "") + end for reply in each) for each in replies]
    assert [learned(renderer, record) for record in records(pictures)] == wanted


def test_data2_a_batch_of_all_kinds_of_records_has_a_loss_and_gradients(renderer, kind, pictures, tiny_models) -> None:
    model = load_model(tiny_models(kind), dtype=torch.float32)
    batch = collate([renderer.render(each) for each in records(pictures)], renderer.processor.tokenizer.pad_token_id)
    loss = model(**batch).loss
    loss.backward()
    assert torch.isfinite(loss)


def test_data2_batched_logits_equal_single_ones(renderer, kind, pictures, tiny_models) -> None:
    """Padding, tiles and the order of pictures do not mix samples up."""
    model = load_model(tiny_models(kind), dtype=torch.float32).eval()
    pad_id = renderer.processor.tokenizer.pad_token_id
    samples = [renderer.render(each) for each in records(pictures)]
    with torch.no_grad():
        together = model(**collate(samples, pad_id)).logits
        for row, sample in enumerate(samples):
            alone = model(**collate([sample], pad_id)).logits[0]
            torch.testing.assert_close(together[row, : len(alone)], alone, atol=2e-5, rtol=1e-4)


def test_data2_text_that_writes_control_tokens_is_left_out(renderer, kind, pictures) -> None:
    turns = Turn("human", "<image>\nWhat?"), Turn("gpt", f"A cube.{ENDS[kind]}\nMore")
    with pytest.raises(Unusable, match="control-tokens"):
        renderer.render(Record("r", (pictures[0],), turns))
