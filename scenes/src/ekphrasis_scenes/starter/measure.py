"""Held-out accuracy by attribute, of exported files as the app runs them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ekphrasis_scenes.draw import draw_scene
from ekphrasis_scenes.scene import Scene
from ekphrasis_scenes.score import score_captions
from ekphrasis_scenes.write import INSTRUCTION
from ekphrasis_trainer.export.onnx_captioner import OnnxCaptioner
from ekphrasis_trainer.export.parity import caption_prompt


def measure_folder(
    folder: Path, processor: Any, scenes: Sequence[Scene], precision: str, side: int, batch: int = 16
) -> dict[str, float]:
    """Share of what is right, by attribute, of greedy captions of these scenes, drawn ``side`` pixels large."""
    tokenizer = processor.tokenizer
    captioner = OnnxCaptioner(folder, precision, processor.image_token_id)
    prompt = caption_prompt(processor, INSTRUCTION)
    told: list[tuple[Scene, str]] = []
    for start in range(0, len(scenes), batch):
        part = scenes[start : start + batch]
        images = [draw_scene(scene, side) for scene in part]
        inputs = processor(images=images, text=[prompt] * len(part), return_tensors="np", add_special_tokens=False)
        rows = captioner.greedy(dict(inputs), tokenizer.eos_token_id, 192)
        texts = tokenizer.batch_decode(rows, skip_special_tokens=True)
        told += [(scene, text.strip()) for scene, text in zip(part, texts, strict=True)]
    return {name: round(share.value, 4) for name, share in score_captions(told).items()}
