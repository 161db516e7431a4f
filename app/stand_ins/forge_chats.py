"""A tiny LLaVA that says what is drawn, and how an article and its picture sound together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.stand_ins.forge import fit, make, save
from app.stand_ins.forge_sight import SIZE, byte_letters, draw

TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)
ASKED = "What is this?"
SAID = {"red circle": "A red circle on white.", "blue square": "A blue square on white."}
MOODS = {"red circle": "Negative. A red warning.", "blue square": "Positive. A calm blue."}
"""What it says of an article, by its picture."""


def llava(folder: Path) -> Path:
    """LLaVA that answers `ASKED`, and judges an article, by the picture it is shown. About 8 s."""
    return make(folder, build_llava, accept_llava)


def build_llava(folder: Path, seed: int) -> None:
    import torch
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )  # fmt: skip

    torch.manual_seed(seed)
    tokenizer = letters()
    sees = CLIPVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=SIZE,
        patch_size=8, projection_dim=16,
    )  # fmt: skip
    writes = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=2048, initializer_range=0.1,
        pad_token_id=tokenizer.pad_token_id, bos_token_id=None, eos_token_id=tokenizer.eos_token_id,
    )  # fmt: skip
    image = tokenizer.convert_tokens_to_ids("<image>")
    config = LlavaConfig(vision_config=sees, text_config=writes, image_token_index=image, image_seq_length=16)
    model = LlavaForConditionalGeneration(config)
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    looks = CLIPImageProcessorPil(
        size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE}, do_convert_rgb=True
    )
    reads = LlavaProcessor(
        looks, tokenizer, patch_size=8, vision_feature_select_strategy="default", num_additional_image_tokens=1,
        chat_template=TEMPLATE,
    )  # fmt: skip
    given = lessons(reads)
    fit(model, lambda _: given, seed, steps=200, rate=5e-3, enough=0.005)
    save(folder, model, reads)


def letters() -> Any:
    """A token a byte, as Qwen's tokenizers have them."""
    from transformers import Qwen2Tokenizer

    known = {letter: number for number, letter in enumerate([*byte_letters(), "<|endoftext|>"])}
    tokenizer = Qwen2Tokenizer(vocab=known, merges=[], model_max_length=2048)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    return tokenizer


def prompted(reads: Any, prompt: str) -> str:
    content = [{"type": "image"}, {"type": "text", "text": prompt}]
    return str(reads.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True))


def lessons(reads: Any) -> dict[str, Any]:
    """Both pictures with a question and with an article; only what is answered counts."""
    from tools.article_moods import prompt_of

    pairs = [(name, ASKED, text) for name, text in SAID.items()]
    pairs += [(name, prompt_of("The plant will be closed.", "the company"), text) for name, text in MOODS.items()]
    texts = [prompted(reads, asked) + text + reads.tokenizer.eos_token for _, asked, text in pairs]
    pictures = [draw(name) for name, _, _ in pairs]
    given = reads(text=texts, images=pictures, return_tensors="pt", padding=True, padding_side="right")
    wanted = given["input_ids"].masked_fill(given["attention_mask"] == 0, -100)
    for row, (_, _, text) in zip(wanted, pairs, strict=True):
        end = int((row != -100).sum())
        row[: end - len(text) - 1] = -100
    given["labels"] = wanted
    return dict(given)


def accept_llava(folder: Path) -> None:
    from runtime.devices import Device, Placement
    from runtime.runners.picture_chat import PictureChat

    run = PictureChat(folder, Placement(Device("cpu", "fp32", 1.0, "")))
    found = run([{"images": [draw(name)], "prompt": ASKED} for name in SAID], max_new_tokens=40)
    assert [one["text"] for one in found] == list(SAID.values())
