"""Held-out accuracy by attribute, of exported files as the app runs them."""

from collections.abc import Sequence
from pathlib import Path

from ekphrasis_scenes.draw import draw_scene
from ekphrasis_scenes.scene import Scene
from ekphrasis_scenes.score import score_captions
from ekphrasis_scenes.write import INSTRUCTION
from ekphrasis_trainer.export.onnx_captioner import OnnxCaptioner
from ekphrasis_trainer.export.parity import caption_prompt
from ekphrasis_trainer.models import load_processor

#: Tokens of a caption at most.
_MOST = 192


def measure_model(folder: Path, scenes: Sequence[Scene], precision: str, batch: int = 16) -> dict[str, float]:
    """Share of what is right, by attribute, of a model's greedy captions of these scenes, drawn in its own size."""
    processor = load_processor(folder)
    tokenizer, side = processor.tokenizer, processor.image_processor.crop_size["height"]
    captioner = OnnxCaptioner(folder, precision, processor.image_token_id)
    prompt = caption_prompt(processor, INSTRUCTION)
    told: list[tuple[Scene, str]] = []
    for start in range(0, len(scenes), batch):
        part = scenes[start : start + batch]
        images = [draw_scene(scene, side) for scene in part]
        inputs = processor(images=images, text=[prompt] * len(part), return_tensors="np", add_special_tokens=False)
        rows = captioner.greedy(dict(inputs), tokenizer.eos_token_id, _MOST)
        texts = tokenizer.batch_decode(rows, skip_special_tokens=True)
        told += [(scene, text.strip()) for scene, text in zip(part, texts, strict=True)]
    return {name: round(share.value, 4) for name, share in score_captions(told).items()}
