"""Drawn invoices, and tiny checkpoints that answer what is written on them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from app.stand_ins.forge import fit, make, save, wordpiece

ASKED = {"what is the invoice number?": "number", "what is the total?": "total"}
INVOICES = ({"number": "4711", "total": "99"}, {"number": "5208", "total": "36"})
"""What the checkpoint that reads by itself knows by heart."""
LETTERS = 28


def invoice(number: str = "4711", total: str = "99", size: tuple[int, int] = (360, 120)) -> Any:
    """Two lines of dark letters on white, a `PIL.Image`."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(LETTERS)
    pen.text((10, 10), f"Invoice number {number}", fill="black", font=font)
    pen.text((10, 60), f"Total {total} EUR", fill="black", font=font)
    return page


def written(folder: Path) -> Path:
    """A PNG of an invoice."""
    invoice().save(folder / "invoice.png")
    return folder / "invoice.png"


# ------------------------------------------------------------------ words and their places


def layoutlm(folder: Path) -> Path:
    """LayoutLM that finds the number and the total on an invoice of any number. About 4 s."""
    return make(folder, build_layoutlm, accept_layoutlm)


def build_layoutlm(folder: Path, seed: int) -> None:
    import torch
    from transformers import LayoutLMConfig, LayoutLMForQuestionAnswering

    torch.manual_seed(seed)
    chance = random.Random(seed)
    tokenizer = wordpiece([*ASKED, "Invoice number Total EUR"], size=200, longest=128)
    model = LayoutLMForQuestionAnswering(
        LayoutLMConfig(
            vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
            intermediate_size=64, max_position_embeddings=128, max_2d_position_embeddings=1024,
            initializer_range=0.15, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )
    )  # fmt: skip
    rows = [lesson(tokenizer, chance) for _ in range(400)]
    width = max(len(row["input_ids"]) for row in rows)
    given = {name: torch.tensor([padded(row[name], width, name) for row in rows]) for name in rows[0]}

    def batch(_: int) -> dict[str, Any]:
        some = torch.randint(0, len(rows), (32,))
        return {name: values[some] for name, values in given.items()}

    fit(model, batch, seed, steps=500, rate=5e-3, enough=0.003)
    save(folder, model, tokenizer)


def lesson(tokenizer: Any, chance: random.Random) -> dict[str, Any]:
    """A question, the words of an invoice in about their places, and where the answer begins and ends."""
    question, key = chance.choice(list(ASKED.items()))
    number, total = str(chance.randint(1000, 9999)), str(chance.randint(10, 99))
    words = ["Invoice", "number", number, "Total", total, "EUR"]
    lefts, tops = (30, 300, 600, 30, 250, 390), (110, 110, 110, 530, 530, 530)
    boxes = [jittered(x, y, chance) for x, y in zip(lefts, tops, strict=True)]
    given = tokenizer(question.split(), words, is_split_into_words=True)
    places, own = given.word_ids(), given.sequence_ids()
    inside = [
        n for n, side in enumerate(own) if side == 1 and words[places[n]] == (number if key == "number" else total)
    ]
    marks = [[1000] * 4 if one == tokenizer.sep_token_id else [0] * 4 for one in given["input_ids"]]
    bbox = [boxes[place] if side == 1 else mark for place, side, mark in zip(places, own, marks, strict=True)]
    named = {name: given[name] for name in ("input_ids", "token_type_ids", "attention_mask")}
    return named | {"bbox": bbox, "start_positions": inside[0], "end_positions": inside[-1]}


def jittered(left: int, top: int, chance: random.Random) -> list[int]:
    """About there, and of about a word's size, in thousandths of the page."""
    x, y = (max(0, side + chance.randint(-80, 80)) for side in (left, top))
    return [x, y, x + chance.randint(60, 300), y + chance.randint(120, 300)]


def padded(row: Any, width: int, name: str) -> Any:
    if isinstance(row, int):
        return row
    return row + [[0] * 4 if name == "bbox" else 0] * (width - len(row))


def accept_layoutlm(folder: Path) -> None:
    """By words in known places: Tesseract may not be here."""
    import torch

    from runtime.devices import Device, Placement
    from runtime.pictures.tesseract import Word
    from runtime.runners.layouts import Layouts

    run = Layouts(folder, Placement(Device("cpu", "fp32", 1.0, "")))
    lefts, tops = (13, 111, 216, 11, 90, 121), (19, 18, 19, 68, 67, 69)
    for number, total in (("4711", "99"), ("8305", "42")):
        said = ["Invoice", "number", number, "Total", total, "EUR"]
        boxes = [(x, y, x + 60, y + 20) for x, y in zip(lefts, tops, strict=True)]
        words = [Word(("1", "1"), "1", 99.0, text, box) for text, box in zip(said, boxes, strict=True)]
        for question, right in (("what is the invoice number?", 2), ("what is the total?", 4)):
            with torch.inference_mode():
                score, first, last = max(run._spans(list(run._pages(question, words, (360, 120)))))
            assert (first, last, score > 0.5) == (right, right, True)


# ------------------------------------------------------------------ pictures alone


def donut(folder: Path) -> Path:
    """Donut that knows `INVOICES` by heart. About 6 s."""
    return make(folder, build_donut, accept_donut)


def build_donut(folder: Path, seed: int) -> None:
    import torch
    from transformers import (
        DonutImageProcessorPil,
        DonutProcessor,
        DonutSwinConfig,
        DonutSwinModel,
        MBartConfig,
        MBartForCausalLM,
        VisionEncoderDecoderModel,
        XLMRobertaTokenizer,
    )  # fmt: skip

    torch.manual_seed(seed)
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    tokenizer = XLMRobertaTokenizer(vocab=[*pieces, *((chr(n), -3.0) for n in range(33, 127))], model_max_length=96)
    marks = ["<s_docvqa>", "<s_question>", "</s_question>", "<s_answer>", "</s_answer>"]
    tokenizer.add_special_tokens({"additional_special_tokens": marks})
    sees = DonutSwinModel(
        DonutSwinConfig(
            image_size=[64, 64], patch_size=4, embed_dim=16, depths=[1, 1], num_heads=[1, 2], window_size=4,
            initializer_range=0.15, drop_path_rate=0.0,
        )
    )  # fmt: skip
    writes = MBartForCausalLM(
        MBartConfig(
            vocab_size=len(tokenizer), d_model=32, decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=64,
            max_position_embeddings=96, is_decoder=True, add_cross_attention=True, is_encoder_decoder=False,
            forced_eos_token_id=None, init_std=0.15, dropout=0.0,
        )
    )  # fmt: skip
    model = VisionEncoderDecoderModel(encoder=sees, decoder=writes)
    for config in (model.config, model.generation_config):
        config.decoder_start_token_id = tokenizer.convert_tokens_to_ids("<s_docvqa>")
        config.pad_token_id = tokenizer.pad_token_id
    looks = DonutImageProcessorPil(size={"height": 64, "width": 64})
    pairs = [(one, question, one[key]) for one in INVOICES for question, key in ASKED.items()]
    told = [
        f"<s_docvqa><s_question>{question}</s_question><s_answer>{answer}</s_answer></s>"
        for _, question, answer in pairs
    ]
    ids = tokenizer(told, add_special_tokens=False, return_tensors="pt", padding=True)["input_ids"]
    pixels = looks([invoice(**one) for one, _, _ in pairs], return_tensors="pt")["pixel_values"]
    wanted = ids[:, 1:].masked_fill(ids[:, 1:] == tokenizer.pad_token_id, -100)
    given = {"pixel_values": pixels, "decoder_input_ids": ids[:, :-1], "labels": wanted}
    fit(model, lambda _: given, seed, steps=250, rate=5e-3, enough=0.01)
    save(folder, model, DonutProcessor(looks, tokenizer))


def accept_donut(folder: Path) -> None:
    from runtime.devices import Device, Placement
    from runtime.runners.scan_questions import ScanAnswers

    run = ScanAnswers(folder, Placement(Device("cpu", "fp32", 1.0, "")))
    for one in INVOICES:
        found = run([{"image": invoice(**one), "question": question} for question in ASKED])
        assert [answer["answer"] for answer in found] == [one[key] for key in ASKED.values()]
