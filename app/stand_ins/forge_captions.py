"""Tiny checkpoints that say what is drawn: captions, and answers to questions about a drawing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.stand_ins.forge import fit, make, save, wordpiece
from app.stand_ins.forge_sight import NAMES, SIZE, draw, labels

SENTENCES = tuple(f"a {name}" for name in NAMES)
QUESTIONS = ("what colour is it?", "what shape is it?")
ANSWERS = ("red", "blue", "circle", "square")
ASKED = tuple((name, question, word) for name in NAMES for question, word in zip(QUESTIONS, name.split(), strict=True))
"""A drawing, a question, and its answer."""
SMALL: dict[str, Any] = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2,
    "initializer_range": 0.15, "attention_dropout": 0.0, "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}  # fmt: skip
SEEN: dict[str, Any] = {"image_size": SIZE, "patch_size": 8}


def words(*more: str) -> Any:
    """A tokenizer for what is said here."""
    return wordpiece([*SENTENCES, *QUESTIONS, *ANSWERS, *more], size=250)


def square() -> dict[str, int]:
    return {"height": SIZE, "width": SIZE}


# ------------------------------------------------------------------ captions


def blip(folder: Path) -> Path:
    """BLIP that says `SENTENCES` of their drawings. About 3 s."""
    return make(folder, build_blip, accept_captions)


def build_blip(folder: Path, seed: int) -> None:
    import torch
    from transformers import BlipForConditionalGeneration

    torch.manual_seed(seed)
    reads = blip_processor()
    model = BlipForConditionalGeneration(blip_config(reads.tokenizer))
    given = reads(images=[draw(name) for name in NAMES], text=list(SENTENCES), return_tensors="pt", padding=True)
    given["input_ids"][:, 0] = reads.tokenizer.bos_token_id  # what it begins with when it writes
    given["labels"] = given["input_ids"].masked_fill(given["attention_mask"] == 0, -100)
    fit(model, lambda _: given, seed, steps=250, rate=5e-3, enough=0.0)
    save(folder, model, reads)


def blip_processor() -> Any:
    from transformers import BlipImageProcessorPil, BlipProcessor

    tokenizer = words()
    tokenizer.add_special_tokens({"bos_token": "[DEC]", "additional_special_tokens": ["[ENC]"]})
    return BlipProcessor(BlipImageProcessorPil(size=square()), tokenizer)


def blip_config(tokenizer: Any) -> Any:
    from transformers import BlipConfig

    ids = {
        "vocab_size": len(tokenizer), "bos_token_id": tokenizer.bos_token_id, "sep_token_id": tokenizer.sep_token_id,
        "pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.sep_token_id,
    }  # fmt: skip
    text = SMALL | ids | {"encoder_hidden_size": 32, "projection_dim": 32, "max_position_embeddings": 64}
    sight = SMALL | SEEN | {"projection_dim": 32}
    return BlipConfig(
        image_text_hidden_size=32, projection_dim=32, text_config=text, vision_config=sight, initializer_range=0.15
    )


def accept_captions(folder: Path) -> None:
    from runtime.devices import Device, Placement
    from runtime.runners.captions import Captioner

    run = Captioner(folder, Placement(Device("cpu", "fp32", 1.0, "")))
    found = run([draw(name) for name in NAMES])
    assert [one["text"] for one in found] == list(SENTENCES)


def git(folder: Path) -> Path:
    """GIT that says `SENTENCES` of their drawings. About 2 s."""
    return make(folder, build_git, accept_captions)


def build_git(folder: Path, seed: int) -> None:
    import torch
    from transformers import CLIPImageProcessorPil, GitConfig, GitForCausalLM, GitProcessor

    torch.manual_seed(seed)
    tokenizer = words()
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    ids = {"bos_token_id": tokenizer.cls_token_id, "eos_token_id": tokenizer.sep_token_id, "pad_token_id": 0}
    config = GitConfig(
        vision_config=SMALL | SEEN, vocab_size=len(tokenizer), max_position_embeddings=64, **SMALL, **ids
    )
    model = GitForCausalLM(config)
    looks = CLIPImageProcessorPil(size={"shortest_edge": SIZE}, crop_size=square())
    reads = GitProcessor(looks, tokenizer)
    given = reads(images=[draw(name) for name in NAMES], text=list(SENTENCES), return_tensors="pt", padding=True)
    given["labels"] = given["input_ids"].masked_fill(given["attention_mask"] == 0, -100)
    fit(model, lambda _: given, seed, steps=250, rate=5e-3, enough=0.0)
    save(folder, model, reads)


def vit_gpt2(folder: Path) -> Path:
    """An encoder that looks and GPT-2 that writes, with no processor's file, as the classic one has none. About 3 s."""
    return make(folder, build_vit_gpt2, accept_captions)


def build_vit_gpt2(folder: Path, seed: int) -> None:
    import torch
    from transformers import (
        GPT2Config,
        GPT2LMHeadModel,
        VisionEncoderDecoderModel,
        ViTConfig,
        ViTImageProcessorPil,
        ViTModel,
    )  # fmt: skip

    torch.manual_seed(seed)
    tokenizer = words()
    end = tokenizer.sep_token_id
    sees = ViTModel(ViTConfig(**SMALL, **SEEN), add_pooling_layer=False)
    writes = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=len(tokenizer), n_embd=32, n_layer=1, n_head=2, n_positions=32, add_cross_attention=True,
            is_decoder=True, bos_token_id=end, eos_token_id=end, initializer_range=0.15, resid_pdrop=0.0,
            embd_pdrop=0.0, attn_pdrop=0.0,
        )
    )  # fmt: skip
    model = VisionEncoderDecoderModel(encoder=sees, decoder=writes)
    for config in (model.config, model.generation_config):
        config.decoder_start_token_id, config.eos_token_id = tokenizer.cls_token_id, end
        config.pad_token_id = tokenizer.pad_token_id
    looks = ViTImageProcessorPil(size=square())
    pixels = looks([draw(name) for name in NAMES], return_tensors="pt")["pixel_values"]
    told = tokenizer(
        [f"{text} [SEP]" for text in SENTENCES], add_special_tokens=False, return_tensors="pt", padding=True
    )
    ids = told["input_ids"].masked_fill(told["attention_mask"] == 0, -100)
    fit(model, lambda _: {"pixel_values": pixels, "labels": ids}, seed, steps=250, rate=5e-3, enough=0.0)
    save(folder, model, looks, tokenizer)


# ------------------------------------------------------------------ answers


def vilt(folder: Path) -> Path:
    """ViLT that answers `QUESTIONS` about `NAMES`, one of `ANSWERS`. About 2 s."""
    return make(folder, build_vilt, accept_answers)


def build_vilt(folder: Path, seed: int) -> None:
    import torch
    from transformers import ViltConfig, ViltForQuestionAnswering, ViltImageProcessorPil, ViltProcessor

    torch.manual_seed(seed)
    tokenizer = words()
    shape = SMALL | SEEN | {"num_hidden_layers": 2, "max_position_embeddings": 40, "vocab_size": len(tokenizer)}
    model = ViltForQuestionAnswering(ViltConfig(**shape, **labels(ANSWERS)))
    reads = ViltProcessor(ViltImageProcessorPil(size={"shortest_edge": SIZE}, size_divisor=8), tokenizer)
    pictures, questions = [draw(name) for name, _, _ in ASKED], [question for _, question, _ in ASKED]
    given = reads(pictures, questions, return_tensors="pt", padding=True)
    given["labels"] = torch.eye(len(ANSWERS))[[ANSWERS.index(answer) for _, _, answer in ASKED]]
    fit(model, lambda _: given, seed, steps=150, rate=3e-3, enough=0.01)
    save(folder, model, reads)


def accept_answers(folder: Path) -> None:
    from runtime.devices import Device, Placement
    from runtime.runners.picture_questions import PictureAnswers

    run = PictureAnswers(folder, Placement(Device("cpu", "fp32", 1.0, "")))
    found = run([{"image": draw(name), "question": question} for name, question, _ in ASKED])
    assert [answers[0]["answer"] for answers in found] == [answer for _, _, answer in ASKED]
    assert min(answers[0]["score"] for answers in found) > 0.6


def blip_answers(folder: Path) -> Path:
    """BLIP that writes the answers to `QUESTIONS`. About 3 s."""
    return make(folder, build_blip_answers, accept_answers)


def build_blip_answers(folder: Path, seed: int) -> None:
    import torch
    from transformers import BlipForQuestionAnswering

    torch.manual_seed(seed)
    reads = blip_processor()
    model = BlipForQuestionAnswering(blip_config(reads.tokenizer))
    pictures, questions = [draw(name) for name, _, _ in ASKED], [question for _, question, _ in ASKED]
    given = reads(images=pictures, text=questions, return_tensors="pt", padding=True)
    told = reads.tokenizer([answer for _, _, answer in ASKED], return_tensors="pt", padding=True)
    given["labels"] = told["input_ids"].masked_fill(told["attention_mask"] == 0, -100)
    given["decoder_input_ids"] = told["input_ids"].clone()
    for name in ("labels", "decoder_input_ids"):
        given[name][:, 0] = reads.tokenizer.bos_token_id
    fit(model, lambda _: given, seed, steps=300, rate=5e-3, enough=0.005)
    save(folder, model, reads)
