"""Run by a test of the app: exports a small model into a folder, draws pictures, and prints PyTorch's captions of them."""

import json
import sys
from pathlib import Path

from ekphrasis_scenes.draw import draw_scene
from ekphrasis_scenes.scene import make_scene
from small_models import SIZES, small_model

from ekphrasis_trainer.export.onnx_parts import export_onnx
from ekphrasis_trainer.export.parity import greedy_captions
from ekphrasis_trainer.models import save_model

INSTRUCTION = "Describe the image in detail."


def main(folder: Path) -> None:
    model, processor = small_model()
    save_model(model, processor, folder / "model")
    export_onnx(model, folder / "model", ("fp32",))
    images = {f"scene-{index}.png": draw_scene(make_scene(3, index), SIZES.image_size) for index in range(6)}
    for name, image in images.items():
        image.save(folder / name)
    captions = greedy_captions(model, processor, list(images.values()), INSTRUCTION, 24)
    print(json.dumps(dict(zip(images, captions, strict=True))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
