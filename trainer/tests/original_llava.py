"""What LLaVA-1.5's own preprocessing gives, as specified by its code, on Llama's sentencepiece model itself.

`preprocess_plain`, `preprocess_v1` and `tokenizer_image_token` of llava/train/train.py and llava/mm_utils.py, with the
legacy tokenizer (a dummy prefix for every stretch between special tokens). Independent of the trainer: no tokenizer of
`transformers`, rounds told apart afterwards by splitting the prompt, lengths counted.
"""

from __future__ import annotations

import sentencepiece

IMAGE_INDEX = -200
IGNORED = -100
SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)


class Original:
    def __init__(self, model: bytes) -> None:
        self.pieces = sentencepiece.SentencePieceProcessor(model_proto=model)

    def tokenize(self, text: str) -> list[int]:
        """`tokenizer(text).input_ids`: BOS, then each stretch between `</s>`."""
        ids = [1]
        for index, stretch in enumerate(text.split("</s>")):
            ids += [2] * (index > 0) + (self.pieces.encode(stretch) if stretch else [])
        return ids

    def with_images(self, prompt: str) -> list[int]:
        chunks = [self.tokenize(chunk) for chunk in prompt.split("<image>")]
        ids = [1]
        for index, chunk in enumerate(chunks):
            ids += [IMAGE_INDEX] * (index > 0) + chunk[1:]
        return ids

    def plain(self, caption: str) -> tuple[list[int], list[int]]:
        ids = self.with_images("<image>" + caption + "\n")
        return ids, [IGNORED] * len(self.with_images("<image>")) + ids[len(self.with_images("<image>")) :]

    def conversation(self, turns: list[tuple[str, str]], most: int = 2048) -> tuple[list[int], list[int]]:
        if turns[0][0] != "human":
            turns = turns[1:]
        has_image = any("<image>" in text for _, text in turns)
        prompt = SYSTEM + " "
        for index, (_, text) in enumerate(turns):
            if "<image>" in text:
                text = ("<image>\n" + text.replace("<image>", "").strip()).strip()
            prompt += ("USER", "ASSISTANT")[index % 2] + ": " + text + (" ", "</s>")[index % 2]
        count = self.with_images if has_image else self.tokenize
        ids = count(prompt)
        labels = list(ids)
        at = 1
        labels[:1] = [IGNORED]
        for part in prompt.split("</s>"):
            if part == "":
                break
            instruction = part.split(" ASSISTANT: ")[0] + " ASSISTANT: "
            masked = len(count(instruction)) - 2
            labels[at : at + masked] = [IGNORED] * masked
            at += len(count(part))
        labels[at:] = [IGNORED] * (len(labels) - at)
        assert at == len(ids), "rounds do not add up"
        return ids, labels

    def expand(self, ids: list[int], labels: list[int], image: list[int], most: int) -> tuple[list[int], list[int]]:
        """`prepare_inputs_labels_for_multimodal`: the picture's tokens in place of its index, then cut at the maximum."""
        new_ids: list[int] = []
        new_labels: list[int] = []
        for token, label in zip(ids, labels, strict=True):
            new_ids += image if token == IMAGE_INDEX else [token]
            new_labels += [IGNORED] * len(image) if token == IMAGE_INDEX else [label]
        return new_ids[:most], new_labels[:most]
