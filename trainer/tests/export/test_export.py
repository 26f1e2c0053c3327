import hashlib
import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from ekphrasis_scenes.draw import draw_scene
from ekphrasis_scenes.scene import make_scene
from small_models import small_model
from transformers import AutoModelForImageTextToText, AutoProcessor, BlipConfig, BlipForConditionalGeneration

from ekphrasis_trainer.__main__ import main
from ekphrasis_trainer.errors import TrainerError
from ekphrasis_trainer.export.command import find_images
from ekphrasis_trainer.export.onnx_captioner import OnnxCaptioner
from ekphrasis_trainer.export.onnx_parts import check_exportable
from ekphrasis_trainer.export.parity import caption_prompt, check_parity, greedy_captions
from ekphrasis_trainer.models import save_model

INSTRUCTION = "Describe the image in detail."
IMAGES = [draw_scene(make_scene(3, index), 48) for index in range(6)]


@dataclass(frozen=True)
class Exported:
    """A job's folder, the model that was exported of it, and what the command said."""

    job: Path
    model: Path
    told: list[Any]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    job = tmp_path_factory.mktemp("job")
    model, processor = small_model()
    save_model(model, processor, job / "model")
    for name, image in zip("abcdef", IMAGES, strict=True):
        image.save(job / f"{name}.png")
    turns = [{"from": "human", "value": "<image>\nDescribe."}, {"from": "gpt", "value": "A scene."}]
    records = [{"id": name, "images": [str(job / f"{name}.png")], "conversations": turns} for name in "abcdef"]
    (job / "train.jsonl").write_text("\n".join(map(json.dumps, records)))
    events: list[Any] = [{"kind": "step", "step": step, "loss": 9 / step} for step in range(1, 451)]
    events[3:3] = [
        {"kind": "plan", "samples": 1, "environment": {"torch": "2"}},
        {"kind": "step", "step": 2, "loss": 7},
    ]
    (job / "events.jsonl").write_text("\n".join(map(json.dumps, events)) + '\n{"kind": "st')
    spec = {
        "version": 1,
        "recipe": "share-captioner",
        "model": "/somewhere/private/base-model",
        "output": str(job),
        "instruction": INSTRUCTION,
        "data": {"train": str(job / "train.jsonl")},
    }
    (job / "spec.json").write_text(json.dumps(spec))
    out = tmp_path_factory.mktemp("out") / "model"
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["export", str(job), "--out", str(out), "--images", "6", "--most", "24"]) == 0
    told = [json.loads(line) for line in said.getvalue().splitlines() if line.startswith("{")]
    return Exported(job, out, told)


def load(folder: Path) -> tuple[Any, Any]:
    return AutoModelForImageTextToText.from_pretrained(folder).eval(), AutoProcessor.from_pretrained(folder)


def test_folder_is_complete(exported: Exported) -> None:
    "[MODEL1] safetensors, no pickle, and the settings where transformers.js looks for them"
    folder = exported.model
    names = {path.name for path in folder.iterdir()}
    assert {"config.json", "generation_config.json", "model.safetensors", "tokenizer.json"} <= names
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pth", ".pkl"))]
    images = json.loads((folder / "preprocessor_config.json").read_text())
    assert (images["processor_class"], images["image_processor_type"]) == ("LlavaProcessor", "CLIPImageProcessor")
    tokens = json.loads((folder / "tokenizer_config.json").read_text())
    assert tokens["processor_class"] == "LlavaProcessor"
    assert tokens["chat_template"] == (folder / "chat_template.jinja").read_text()


def test_model_is_the_same_after_loading(exported: Exported, tmp_path: Path) -> None:
    "[MODEL1] what is loaded computes what was saved, to the bit, and saving it again changes no file"
    before, processor = small_model()
    after, loaded = load(exported.model)
    prompt = caption_prompt(processor, INSTRUCTION)
    assert caption_prompt(loaded, INSTRUCTION) == prompt == "<s>USER: <image>\nDescribe the image in detail. ASSISTANT:"
    inputs = loaded(images=IMAGES[0], text=prompt, return_tensors="pt", add_special_tokens=False)
    assert torch.equal(before(**inputs).logits, after(**inputs).logits)
    again = tmp_path / "again"
    save_model(after, loaded, again)
    for path in again.iterdir():
        assert path.read_bytes() == (exported.model / path.name).read_bytes(), path.name


def test_onnx_says_what_pytorch_says(exported: Exported) -> None:
    "[MODEL2] greedy captions of fp32 equal PyTorch's, alone and in a batch; fp16 and int8 are compared and reported"
    reports = {event["precision"]: event for event in exported.told if event["kind"] == "parity"}
    fp32, fp16, int8 = (reports[name] for name in ("fp32", "fp16", "int8"))
    assert (fp32["captions"], fp32["equal"], fp32["batched_equal"], fp32["faithful"]) == (6, 6, 6, True)
    # Weights that were never trained have ties, which 16 bits may break another way.
    assert fp16["same_choice"] >= 0.95 and fp16["largest_difference"] < 0.5 and fp16["batched_equal"] == 6
    assert 0 < int8["same_choice"] <= fp16["same_choice"] and not int8["faithful"]


def test_captions_differ_from_picture_to_picture(exported: Exported) -> None:
    "[MODEL2] the comparison is not one of six equal captions"
    model, processor = load(exported.model)
    assert len(set(greedy_captions(model, processor, IMAGES, INSTRUCTION, 24))) > 2
    assert check_parity(model, processor, exported.model, [], INSTRUCTION, precisions=["fp32"])[0].captions == 0


@pytest.mark.parametrize(("batch", "padding"), [(1, 0), (1, 5), (3, 2), (8, 0)])
def test_any_batch_and_padding(exported: Exported, batch: int, padding: int) -> None:
    "[MODEL2] any number of rows, and padding on the left, change no score by more than 1e-3"
    model, processor = load(exported.model)
    prompt = caption_prompt(processor, INSTRUCTION)
    images = [IMAGES[k % len(IMAGES)] for k in range(batch)]
    inputs = processor(images=images, text=[prompt] * batch, return_tensors="np", add_special_tokens=False)
    wide = [(0, 0), (padding, 0)]
    padded = {
        "input_ids": np.pad(inputs["input_ids"], wide),
        "attention_mask": np.pad(inputs["attention_mask"], wide),
        "pixel_values": inputs["pixel_values"],
    }
    captioner = OnnxCaptioner(exported.model, "fp32", model.config.image_token_index, threads=1)
    with torch.no_grad():
        true = model(**{name: torch.tensor(value) for name, value in inputs.items()}).logits.numpy()
    np.testing.assert_allclose(captioner.logits(padded)[:, padding:], true, atol=1e-3)
    alone = [captioner.greedy({k: v[row : row + 1] for k, v in inputs.items()}, 2, 12)[0] for row in range(batch)]
    assert captioner.greedy(padded, 2, 12) == alone


def test_names_and_axes(exported: Exported) -> None:
    "[MODEL2] files, inputs and outputs have the names that transformers.js asks for"
    decoder = onnx.load(exported.model / "onnx" / "decoder_model_merged_fp16.onnx").graph
    axes = {
        value.name: [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in decoder.input
    }
    past = ["batch_size", 1, "past_sequence_length", 32]
    assert axes == {
        "inputs_embeds": ["batch_size", "sequence_length", 64],
        "attention_mask": ["batch_size", "total_sequence_length"],
        "position_ids": ["batch_size", "sequence_length"],
        **{f"past_key_values.{layer}.{kind}": past for layer in (0, 1) for kind in ("key", "value")},
    }
    present = [f"present.{layer}.{kind}" for layer in (0, 1) for kind in ("key", "value")]
    assert [value.name for value in decoder.output] == ["logits", *present]
    assert sorted(path.name for path in (exported.model / "onnx").iterdir()) == sorted(
        f"{part}{ending}.onnx"
        for part in ("vision_encoder", "embed_tokens", "decoder_model_merged")
        for ending in ("", "_fp16", "_int8")
    )


def test_other_architectures_stay_safetensors() -> None:
    "[MODEL3] a model that is not of LLaVA's architecture is no failure, but has no ONNX files"
    text = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 30,
    }
    vision = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    other = BlipForConditionalGeneration(BlipConfig(text_config=text, vision_config=vision | {"image_size": 32}))
    with pytest.raises(TrainerError) as raised:
        check_exportable(other)
    assert raised.value.code == "MODEL_UNSUITED"


def test_pictures_to_compare_on(tmp_path: Path) -> None:
    "[MODEL4] held-out pictures first; broken and missing ones are passed over; colours where there are none"
    IMAGES[0].save(tmp_path / "a.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG no more")
    pictures = [[str(tmp_path / name)] for name in ("gone.png", "broken.png", "a.png")] + [[]]
    lines = [{"id": "r", "images": images, "conversations": []} for images in pictures]
    (tmp_path / "held-out.jsonl").write_text("\n".join(map(json.dumps, lines)))
    spec = {"data": {"held_out": str(tmp_path / "held-out.jsonl"), "train": str(tmp_path / "gone.jsonl")}}
    found = find_images(spec, 3)
    assert [image.size for image in found] == [(48, 48), (224, 224), (224, 224)]
    assert len(find_images(None, 2)) == 2


def test_card_of_a_job(exported: Exported) -> None:
    "[MODEL5] data, settings, curve and environment of the job, digests of all files, and no path"
    assert [event["kind"] for event in exported.told] == ["state"] * 3 + ["parity"] * 3 + ["result"]
    text = (exported.model / "card.json").read_text()
    card = json.loads(text)
    both = text + (exported.model / "README.md").read_text()
    assert str(exported.job) not in both and str(exported.model) not in both and "private" not in both
    training = card["training"]
    assert (training["base"], training["steps"], card["environment"]) == ("base-model", 450, {"torch": "2"})
    # The second step was done twice: after a crash, and that one counts.
    assert (training["loss"][0], training["loss"][-1], len(training["loss"])) == ([1, 9.0], [450, 0.02], 151)
    parts = ("vision_encoder", "embed_tokens", "decoder_model_merged")
    assert card["onnx"] == {name: dict.fromkeys(parts, name) for name in ("fp32", "fp16", "int8")}
    weights = (exported.model / "model.safetensors").read_bytes()
    assert card["files"]["model.safetensors"] == {
        "bytes": len(weights),
        "sha256": hashlib.sha256(weights).hexdigest(),
    }
    assert set(card["files"]) >= {"config.json", "onnx/vision_encoder_fp16.onnx"}


@pytest.mark.parametrize(
    ("source", "out", "precisions", "code"),
    [
        ("job", "model", "fp32", "SPEC_INVALID"),
        ("job", "new", "fp8", "SPEC_INVALID"),
        ("job/nothing.json", "new", "fp32", "SPEC_UNREADABLE"),
        ("empty", "new", "", "MODEL_NOT_FOUND"),
    ],
)
def test_what_cannot_be_exported(
    exported: Exported,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    source: str,
    out: str,
    precisions: str,
    code: str,
) -> None:
    "[MODEL4] a folder that holds a model is not written over; what is wrong is told in one line"
    where = exported.model if out == "model" else tmp_path / "new"
    (tmp_path / "empty").mkdir()
    start = source.replace("job", str(exported.job), 1).replace("empty", str(tmp_path / "empty"))
    assert main(["export", start, "--out", str(where), "--precisions", precisions]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["code"] == code


def test_model2_image_tokens_are_counted_alike_by_transformers_js(tiny_models: Any, tmp_path: Path) -> None:
    """LLaVA-1.5's processor leaves the class token out by a strategy that transformers.js does not know."""
    processor = AutoProcessor.from_pretrained(tiny_models("llava"))
    assert processor.vision_feature_select_strategy == "default"
    image = draw_scene(make_scene(0, 0), 28)
    before = processor(images=image, text="<image>", return_tensors="pt")["input_ids"]
    save_model(AutoModelForImageTextToText.from_pretrained(tiny_models("llava")), processor, tmp_path)
    after = AutoProcessor.from_pretrained(tmp_path)(images=image, text="<image>", return_tensors="pt")["input_ids"]
    assert after.tolist() == before.tolist()
    settings = json.loads((tmp_path / "processor_config.json").read_text(encoding="utf-8"))
    count = (28 // settings["patch_size"]) ** 2 + settings["num_additional_image_tokens"]
    assert count == before.flatten().tolist().count(processor.image_token_id)
