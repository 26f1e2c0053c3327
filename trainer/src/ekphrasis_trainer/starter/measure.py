"""Held-out accuracy by attribute, of exported files as the app runs them."""

from pathlib import Path
from typing import Any

from PIL import Image

from ekphrasis_trainer.export.onnx_captioner import OnnxCaptioner
from ekphrasis_trainer.export.parity import caption_prompt
from ekphrasis_trainer.scenes.scene import Scene
from ekphrasis_trainer.scenes.score import score_captions
from ekphrasis_trainer.scenes.write import INSTRUCTION, read_truth


def held_out_scenes(folder: Path) -> list[tuple[Image.Image, Scene]]:
    """Pictures and what is in them, of a folder that ``write_scenes`` wrote."""
    truth = read_truth(folder / "truth.jsonl")
    return [(Image.open(folder / "images" / f"{name}.png").convert("RGB"), scene) for name, (scene, _) in truth.items()]


def measure_folder(
    folder: Path, processor: Any, scenes: list[tuple[Image.Image, Scene]], precision: str, batch: int = 16
) -> dict[str, float]:
    """Share of what is right, by attribute, of greedy captions."""
    tokenizer = processor.tokenizer
    captioner = OnnxCaptioner(folder, precision, processor.image_token_id)
    prompt = caption_prompt(processor, INSTRUCTION)
    told: list[tuple[Scene, str]] = []
    for start in range(0, len(scenes), batch):
        part = scenes[start : start + batch]
        images = [image for image, _ in part]
        inputs = processor(images=images, text=[prompt] * len(part), return_tensors="np", add_special_tokens=False)
        rows = captioner.greedy(dict(inputs), tokenizer.eos_token_id, 192)
        texts = tokenizer.batch_decode(rows, skip_special_tokens=True)
        told += [(scene, text.strip()) for (_, scene), text in zip(part, texts, strict=True)]
    return {name: round(share.value, 4) for name, share in score_captions(told).items()}
