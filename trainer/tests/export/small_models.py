"""Models with new weights, small enough to be exported within seconds."""

import torch
from ekphrasis_scenes.describe import describe
from ekphrasis_scenes.scene import make_scene
from ekphrasis_scenes.starter.small_llava import SmallLlava, make_model, make_processor
from ekphrasis_scenes.starter.tokenizer import train_tokenizer
from transformers import LlavaForConditionalGeneration, LlavaProcessor

SIZES = SmallLlava(image_size=48, widths=(16, 16, 32), depths=(1, 1, 1), text_width=64, text_layers=2, context=160)


def small_model(seed: int = 1) -> tuple[LlavaForConditionalGeneration, LlavaProcessor]:
    """Weights are drawn wide, so that captions differ from picture to picture."""
    captions = [describe(make_scene(1, index), 1, index) for index in range(300)]
    tokenizer = train_tokenizer(captions, vocabulary=600, context=SIZES.context)
    model = make_model(tokenizer, SIZES, seed).eval()
    torch.manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.normal_(std=0.35)
    return model, make_processor(tokenizer, SIZES)
