"""Tiny models of five architectures with random weights, and data for them; all made here, nothing downloaded."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers
from PIL import Image
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers
from transformers import PreTrainedTokenizerFast

from ekphrasis_trainer.spec import Spec, make_spec

WORDS = """A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful,
detailed, and polite answers to the user's questions. USER: ASSISTANT: What is in the image? A red cube stands left of
a small blue sphere on a grey floor. Describe it in detail. There are two cats and one dog; the sign says open. user
assistant model system Analyze the image in a comprehensive and detailed manner. yes no 0 1 2 3 4 5 6 7 8 9 \n"""


def sentencepiece_model() -> bytes:
    """A BPE model with byte fallback, dummy prefix and Llama's first three ids."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS.split("\n") * 4),
        model_writer=out,
        vocab_size=420,
        model_type="bpe",
        byte_fallback=True,
        character_coverage=1.0,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return out.getvalue()


def llama_tokenizer(model: bytes, extra: list[str] | None = None, **special: str) -> PreTrainedTokenizerFast:
    """The same vocabulary as `tokenizers` has it for Llama in its legacy behaviour: a dummy prefix for every stretch."""
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    size = pieces.get_piece_size()
    vocab = {pieces.id_to_piece(index): index for index in range(size)}
    merges = [
        (left, right)
        for piece, _ in sorted(vocab.items(), key=lambda pair: pair[1])
        for left, right in sorted(
            ((piece[:at], piece[at:]) for at in range(1, len(piece)) if piece[:at] in vocab and piece[at:] in vocab),
            key=lambda pair: (vocab[pair[0]], vocab[pair[1]]),
        )
    ]
    core = Tokenizer(models.BPE(vocab=vocab, merges=merges, fuse_unk=True, byte_fallback=True, unk_token="<unk>"))
    core.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    core.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    core.add_special_tokens([AddedToken(token, normalized=False) for token in ("<s>", "</s>")])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core,
        **{"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<unk>", **special},
        extra_special_tokens=extra or [],
        padding_side="right",
    )
    return tokenizer


TURNS = "{% for m in messages %}"
CONTENT = (
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for c in m['content'] %}{% if c['type'] == 'image' %}"
    "IMAGE{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}"
)
END = "{% endfor %}{% if add_generation_prompt %}"
CHAT = {
    "llava": TURNS
    + "{% if m['role'] != 'system' %}{{ m['role'].upper() + ': ' }}{% endif %}"
    + "{% if m['role'] == 'assistant' %}{% generation %}"
    + CONTENT.replace("IMAGE", "<image>\n")
    + "{{ '</s>' }}{% endgeneration %}{% else %}"
    + CONTENT.replace("IMAGE", "<image>\n")
    + "{{ ' ' }}{% endif %}"
    + END
    + "ASSISTANT:{% endif %}",
    "chatml": TURNS
    + "{% if loop.first and m['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    + "<|im_start|>{{ m['role'] }}\n"
    + CONTENT
    + "<|im_end|>\n"
    + END
    + "<|im_start|>assistant\n{% endif %}",
    "smolvlm": "<|im_start|>" + TURNS + "{{ m['role'].capitalize() }}: " + CONTENT.replace("IMAGE", "<image>")
    + "<end_of_utterance>\n" + END + "Assistant:{% endif %}",
    "gemma3": "{{ bos_token }}" + TURNS
    + "<start_of_turn>{{ 'model' if m['role'] == 'assistant' else m['role'] }}\n"
    + CONTENT.replace("IMAGE", "<start_of_image>").replace("c['text']", "c['text'] | trim")
    + "<end_of_turn>\n" + END + "<start_of_turn>model\n{% endif %}",
}  # fmt: skip

TEXT = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}


def save_tiny(kind: str, folder: Path, layers: int = 3, seed: int = 0) -> Path:
    """Writes a model of this kind with its processor into the folder."""
    torch.manual_seed(seed)
    model, processor = BUILDERS[kind](sentencepiece_model(), layers)
    model.generation_config.pad_token_id = processor.tokenizer.pad_token_id
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def save_llava(folder: Path, sizes: dict[str, int]) -> Path:
    """Writes a LLaVA of these sizes: widths `text` and `vision`, layers of both, `side` of pictures, `vocabulary`."""
    model, processor = _llava(sentencepiece_model(), sizes["layers"], sizes)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _clip(layers: int, side: int = 28, width: int = 32) -> dict[str, Any]:
    return {
        "model_type": "clip_vision_model",
        "hidden_size": width,
        "intermediate_size": width * 4 if width > 32 else 64,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "image_size": side,
        "patch_size": 14,
        "projection_dim": 32,
    }


def _llava(model: bytes, layers: int, sizes: dict[str, int] | None = None) -> tuple[Any, Any]:
    tokenizer = llama_tokenizer(model, extra=["<image>"])
    wanted = {"text": 32, "text_layers": 2, "vision": 32, "side": 28, **(sizes or {})}
    text = {"hidden_size": wanted["text"], "num_hidden_layers": wanted["text_layers"]}
    if wanted["text"] > 32:
        text |= {"intermediate_size": wanted["text"] * 8 // 3, "num_attention_heads": wanted["text"] // 32}
    vocabulary = {"vocab_size": wanted.get("vocabulary", len(tokenizer)), "pad_token_id": 0}
    side = wanted["side"]
    config = transformers.LlavaConfig(
        vision_config=_clip(layers, side, wanted["vision"]),
        text_config={"model_type": "llama", **TEXT, **text, **vocabulary},
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        image_seq_length=(side // 14) ** 2,
    )
    images = transformers.LlavaImageProcessor(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    processor = transformers.LlavaProcessor(
        images,
        tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=CHAT["llava"],
    )
    return transformers.LlavaForConditionalGeneration(config), processor


def _onevision(model: bytes, layers: int) -> tuple[Any, Any]:
    tokenizer = llama_tokenizer(
        model, extra=["<image>", "<video>", "<|im_start|>"], eos_token="<|im_end|>", bos_token=None
    )
    pins = [[28, 28], [28, 56], [56, 28], [56, 56]]
    config = transformers.LlavaOnevisionConfig(
        vision_config={**_clip(layers), "model_type": "siglip_vision_model", "vision_use_head": False},
        text_config={"model_type": "qwen2", **TEXT, "num_key_value_heads": 2, "vocab_size": len(tokenizer)},
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        video_token_index=tokenizer.convert_tokens_to_ids("<video>"),
        image_grid_pinpoints=pins,
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
    )
    images = transformers.LlavaOnevisionImageProcessor(size={"height": 28, "width": 28}, image_grid_pinpoints=pins)
    processor = transformers.LlavaOnevisionProcessor(
        images,
        tokenizer,
        transformers.LlavaOnevisionVideoProcessor(size={"height": 28, "width": 28}),
        num_image_tokens=4,
        vision_feature_select_strategy="full",
        chat_template=CHAT["chatml"].replace("IMAGE", "<image>\n"),
    )
    return transformers.LlavaOnevisionForConditionalGeneration(config), processor


def _qwen(model: bytes, layers: int) -> tuple[Any, Any]:
    marks = ["<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>", "<|im_start|>"]
    tokenizer = llama_tokenizer(model, extra=marks, eos_token="<|im_end|>", bos_token=None)
    ids = {mark: tokenizer.convert_tokens_to_ids(mark) for mark in marks}
    config = transformers.Qwen2_5_VLConfig(
        vision_config={
            "depth": layers,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 4,
            "out_hidden_size": 32,
            "fullatt_block_indexes": [layers - 1],
            "window_size": 56,
        },
        text_config={
            **TEXT,
            "num_key_value_heads": 2,
            "vocab_size": len(tokenizer),
            "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 10000.0},
            "bos_token_id": None,
            "eos_token_id": tokenizer.eos_token_id,
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    images = transformers.Qwen2VLImageProcessor(size={"shortest_edge": 28 * 28, "longest_edge": 28 * 28 * 6})
    processor = transformers.Qwen2_5_VLProcessor(
        images,
        tokenizer,
        transformers.Qwen2VLVideoProcessor(),
        chat_template=CHAT["chatml"].replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>"),
    )
    return transformers.Qwen2_5_VLForConditionalGeneration(config), processor


def _smolvlm(model: bytes, layers: int) -> tuple[Any, Any]:
    tiles = [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]
    extra = ["<fake_token_around_image>", "<image>", "<end_of_utterance>", "<global-img>", "<|im_start|>", *tiles]
    tokenizer = llama_tokenizer(model, extra=extra, eos_token="<end_of_utterance>")
    config = transformers.SmolVLMConfig(
        vision_config={
            **{key: value for key, value in _clip(layers).items() if key not in ("model_type", "projection_dim")}
        },
        text_config={"model_type": "llama", **TEXT, "vocab_size": len(tokenizer), "pad_token_id": 0},
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        scale_factor=2,
        pad_token_id=0,
    )
    images = transformers.Idefics3ImageProcessor(size={"longest_edge": 56}, max_image_size={"longest_edge": 28})
    processor = transformers.Idefics3Processor(images, tokenizer, image_seq_len=1, chat_template=CHAT["smolvlm"])
    return transformers.SmolVLMForConditionalGeneration(config), processor


def _gemma(model: bytes, layers: int) -> tuple[Any, Any]:
    extra = {"image_token": "<image_soft_token>", "boi_token": "<start_of_image>", "eoi_token": "<end_of_image>"}
    tokenizer = llama_tokenizer(model, extra=["<start_of_turn>", *extra.values()], eos_token="<end_of_turn>")
    for name, token in extra.items():
        setattr(tokenizer, name, token)
        setattr(tokenizer, f"{name}_id", tokenizer.convert_tokens_to_ids(token))
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer.backend_tokenizer,
        bos_token="<s>",
        eos_token="<end_of_turn>",
        unk_token="<unk>",
        pad_token="<unk>",
        extra_special_tokens={**extra, "turn_token": "<start_of_turn>"},
    )
    config = transformers.Gemma3Config(
        vision_config={**_clip(layers), "model_type": "siglip_vision_model", "vision_use_head": False},
        text_config={**TEXT, "num_key_value_heads": 2, "head_dim": 8, "vocab_size": len(tokenizer), "pad_token_id": 0},
        image_token_index=tokenizer.image_token_id,
        boi_token_index=tokenizer.boi_token_id,
        eoi_token_index=tokenizer.eoi_token_id,
        mm_tokens_per_image=1,
    )
    images = transformers.Gemma3ImageProcessor(size={"height": 28, "width": 28})
    processor = transformers.Gemma3Processor(images, tokenizer, image_seq_length=1, chat_template=CHAT["gemma3"])
    return transformers.Gemma3ForConditionalGeneration(config), processor


BUILDERS = {
    "llava": _llava,
    "llava-onevision": _onevision,
    "qwen2.5-vl": _qwen,
    "smolvlm": _smolvlm,
    "gemma3": _gemma,
}
KINDS = sorted(BUILDERS)

COLOURS = ["red", "blue", "green", "grey"]


def write_records(folder: Path, count: int = 8, words: int = 0, **change: Any) -> Path:
    """Plain coloured pictures of different shapes with a caption each, of at least so many words."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for index in range(count):
        colour = COLOURS[index % len(COLOURS)]
        picture = folder / f"{index}.png"
        size = (40 + 16 * (index % 3), 60 - 12 * (index % 4))
        Image.new("RGB", size, colour).save(picture)
        question = {"from": "human", "value": "What is in the image?\n<image>"}
        reply = {
            "from": "gpt",
            "value": f"A {colour} floor and {index} cats" + " in detail" * (index % 5) + "." + " a cat" * words,
        }
        record = {"id": str(index), "images": [str(picture)], "conversations": [question, reply], **change}
        lines.append(json.dumps(record))
    path = folder / "train.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def tiny_spec(model: Path, train: Path, output: Path, **change: Any) -> Spec:
    """A job of a few steps on the CPU; `change` is merged in."""
    return make_spec(tiny_raw(model, train, output, **change))


def tiny_raw(model: Path, train: Path, output: Path, **change: Any) -> dict[str, Any]:
    """The same as it is written in a file."""
    raw: dict[str, Any] = {
        "version": 1,
        "recipe": "sft",
        "model": str(model),
        "output": str(output),
        "data": {"train": str(train)},
        "optimizer": {
            "learning_rate": 1e-3,
            "global_batch_size": 4,
            "device_batch_size": 2,
            "max_steps": 6,
            "epochs": 8,
            "max_length": 200,
        },
        "hardware": {"device": "cpu", "precision": "fp32", "gradient_checkpointing": False},
    }
    for key, value in change.items():
        raw[key] = {**raw.get(key, {}), **value} if isinstance(value, dict) else value
    return raw
