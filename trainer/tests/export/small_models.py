"""Models with new weights, small enough to be exported within seconds."""

import torch
from transformers import LlavaForConditionalGeneration, LlavaProcessor

from ekphrasis_trainer.scenes.describe import describe
from ekphrasis_trainer.scenes.scene import make_scene
from ekphrasis_trainer.starter.small_llava import SmallLlava, make_model, make_processor
from ekphrasis_trainer.starter.tokenizer import train_tokenizer

SIZES = SmallLlava(
    image_size=48, patch_size=12, vision_width=32, vision_layers=2, text_width=32, text_layers=2, head=16, context=160
)


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
