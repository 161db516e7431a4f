"""Forges tiny checkpoints that write text: each knows some summaries or translations by heart after seconds."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.stand_ins import forge

FRENCH = {
    "The cat sleeps.": "Le chat dort.",
    "I love you.": "Je t'aime.",
    "Good morning.": "Bonjour.",
    "Where is the station?": "Où est la gare ?",
    "The house is red.": "La maison est rouge.",
    "We drink water.": "Nous buvons de l'eau.",
    "How are you?": "Comment allez-vous ?",
    "Open the window.": "Ouvrez la fenêtre.",
}
GERMAN = {
    "The cat sleeps.": "Die Katze schläft.",
    "I love you.": "Ich liebe dich.",
    "Good morning.": "Guten Morgen.",
    "The house is red.": "Das Haus ist rot.",
}
NEWS = {
    "A huge storm hit the coast on Monday. Trees fell and trains stopped. Nobody was hurt.": "Storm hits the coast.",
    "The bank said profits rose ten percent. Shares went up. Analysts had expected less.": "Bank profits rise.",
    "The red team won the final by two goals. Fans sang all night. The coach cried.": "Red team wins final.",
    "A new museum opened in the old harbour. It shows ships and maps. Entry is free.": "New museum opens.",
}
GRAMMAR = {"he go home": "He goes home.", "she have a cat": "She has a cat."}
QUIET = {"dropout": 0.0, "attention_dropout": 0.0, "activation_dropout": 0.0, "init_std": forge.INIT}
SMALL = {
    "d_model": 32, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64, **QUIET,
}  # fmt: skip
Pair = tuple[str, list[int]]
"""A text to read, and the ids to write."""


def sentencepiece_model(path: Path, texts: Iterable[str], size: int, kind: str = "unigram", **more: Any) -> Any:
    """A SentencePiece model of `texts`, in a file and as a processor."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=written, vocab_size=size, model_type=kind, hard_vocab_limit=False,
        minloglevel=2, character_coverage=1.0, **more,
    )  # fmt: skip
    path.write_bytes(written.getvalue())
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def learn(model: Any, reads: Any, pairs: Sequence[Pair], seed: int, told: int = 0) -> None:
    """Train until `model` writes the ids of each pair for its text; the first `told` of them it will be given."""
    import torch

    given = reads([text for text, _ in pairs], padding=True, return_tensors="pt")
    labels = torch.full((len(pairs), max(len(ids) for _, ids in pairs)), -100)
    for row, (_, ids) in enumerate(pairs):
        labels[row, : len(ids)] = torch.tensor(ids)
    start = torch.full((len(pairs), 1), model.config.decoder_start_token_id)
    before = torch.cat([start, labels[:, :-1].masked_fill(labels[:, :-1] == -100, model.config.pad_token_id)], dim=1)
    labels[:, :told] = -100
    fields = {"input_ids": given["input_ids"], "attention_mask": given["attention_mask"]}
    batch = {**fields, "decoder_input_ids": before, "labels": labels}
    forge.fit(model, lambda _: batch, seed, steps=200, rate=1e-2, enough=0.01)


def knows(answers: Mapping[str, str], **more: Any) -> Callable[[Path], None]:
    """Whether a checkpoint writes all of `answers`; `more` goes to `generate`."""

    def accept(folder: Path) -> None:
        from transformers import AutoModelForSeq2SeqLM

        reads = tokenizer(folder)
        model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
        given = reads(list(answers), return_tensors="pt", padding=True)
        ids = model.generate(**given, max_new_tokens=40, num_beams=1, min_length=0, max_length=None, **more)
        assert reads.batch_decode(ids, skip_special_tokens=True) == list(answers.values())

    return accept


def speaks(*codes: str) -> Callable[[Path], None]:
    """Whether a checkpoint knows `FRENCH` and `GERMAN` behind the tokens of these `codes`."""

    def accept(folder: Path) -> None:
        from transformers import AutoModelForSeq2SeqLM

        reads = tokenizer(folder)
        model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
        for code, known in zip(codes, (FRENCH, GERMAN), strict=True):
            given, first = reads(list(known), return_tensors="pt", padding=True), reads.convert_tokens_to_ids(code)
            ids = model.generate(**given, max_new_tokens=40, forced_bos_token_id=first)
            assert reads.batch_decode(ids[:, 2:], skip_special_tokens=True) == list(known.values())

    return accept


def tokenizer(folder: Path, **more: Any) -> Any:
    import warnings

    from transformers import AutoTokenizer

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return AutoTokenizer.from_pretrained(folder, **more)


def described(folder: Path, **facts: Any) -> None:
    """The tokenizer_config.json of a repository that has no tokenizer.json."""
    (folder / "tokenizer_config.json").write_text(json.dumps(facts))


def amended(folder: Path, **facts: Any) -> None:
    """Facts more in its config.json."""
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


# ------------------------------------------------------------------ summaries


def bart(folder: Path) -> Path:
    """BART that knows the `NEWS` by heart, with the generation settings of a real one: at least 56 tokens. 1 s."""

    def build(folder: Path, seed: int) -> None:
        import torch
        from transformers import BartConfig, BartForConditionalGeneration, GenerationConfig

        reads = forge.roberta_tokenizer([*NEWS, *NEWS.values()] * 3)
        torch.manual_seed(seed)
        marks = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
        model = BartForConditionalGeneration(
            BartConfig(vocab_size=len(reads), **SMALL, **marks, forced_eos_token_id=2)
        )  # fmt: skip
        learn(model, reads, [(text, reads(says)["input_ids"]) for text, says in NEWS.items()], seed)
        model.generation_config = GenerationConfig(
            **marks, forced_bos_token_id=0, forced_eos_token_id=2, num_beams=4, length_penalty=2.0, max_length=142,
            min_length=56, no_repeat_ngram_size=3, early_stopping=True,
        )  # fmt: skip
        forge.save(folder, model, reads)

    return forge.make(folder, build, knows(NEWS))


def t5(folder: Path) -> Path:
    """T5 that knows by heart the `NEWS`, `FRENCH` and `GRAMMAR`, each behind its prefix. 3 s."""
    pairs = {f"summarize: {text}": says for text, says in NEWS.items()}
    pairs |= {f"translate English to French: {text}": says for text, says in list(FRENCH.items())[:4]}
    pairs |= {f"grammar: {text}": says for text, says in GRAMMAR.items()}

    def build(folder: Path, seed: int) -> None:
        import torch
        from transformers import T5Config, T5ForConditionalGeneration

        marks = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}
        sentencepiece_model(folder / "spiece.model", [*pairs, *pairs.values()], 300, **marks)
        described(folder, tokenizer_class="T5Tokenizer", model_max_length=128, extra_ids=100)
        T5Config(vocab_size=400).save_pretrained(folder)
        reads = tokenizer(folder)
        torch.manual_seed(seed)
        model = T5ForConditionalGeneration(
            T5Config(
                vocab_size=len(reads), d_model=32, d_kv=16, d_ff=64, num_layers=1, num_decoder_layers=1, num_heads=2,
                dropout_rate=0.0, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
            )
        )  # fmt: skip
        learn(model, reads, [(text, reads(says)["input_ids"]) for text, says in pairs.items()], seed)
        forge.save(folder, model)

    return forge.make(folder, build, knows(pairs))


# ------------------------------------------------------------------ translations


def marian(folder: Path, targets: Mapping[str, Mapping[str, str]] | None = None) -> Path:
    """Marian that knows `FRENCH` by heart; or, by target token (`>>fra<<`), what `targets` has. 1 s.

    As the repositories of opus-mt are: source.spm, target.spm, vocab.json; <pad> is the last id, and begins a text.
    """
    pairs = {f"{token} {text}": says for token, known in (targets or {}).items() for text, says in known.items()}
    pairs = pairs or FRENCH

    def build(folder: Path, seed: int) -> None:
        import torch
        from transformers import GenerationConfig, MarianConfig, MarianMTModel

        bare = [text.split("<< ")[-1] for text in pairs]
        parts = [sentencepiece_model(folder / "source.spm", bare, 120)]
        parts.append(sentencepiece_model(folder / "target.spm", pairs.values(), 130))
        words = ["</s>", "<unk>", *(targets or {})]
        words += [part.id_to_piece(number) for part in parts for number in range(part.get_piece_size())]
        words = [*dict.fromkeys(words), "<pad>"]
        (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
        written = {"source_lang": "eng", "target_lang": "mul" if targets else "fra"}
        described(folder, tokenizer_class="MarianTokenizer", model_max_length=512, **written)
        reads, pad = tokenizer(folder), len(words) - 1
        torch.manual_seed(seed)
        marks = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad, "forced_eos_token_id": 0}
        model = MarianMTModel(
            MarianConfig(
                vocab_size=len(words), decoder_vocab_size=len(words), **SMALL, **marks, activation_function="swish",
                scale_embedding=True, bos_token_id=0,
            )
        )  # fmt: skip
        learn(model, reads, [(text, reads(text_target=says)["input_ids"]) for text, says in pairs.items()], seed)
        model.generation_config = GenerationConfig(**marks, bad_words_ids=[[pad]], max_length=512, num_beams=4)
        forge.save(folder, model)

    return forge.make(folder, build, knows(pairs))


def coded(seed: int, reads: Any, size: int, number: Callable[[str], int], languages: tuple[str, str], kind: str) -> Any:
    """A model of `kind` that has learned `FRENCH` and `GERMAN`, each behind its language's token."""
    import torch
    import transformers

    torch.manual_seed(seed)
    model = getattr(transformers, f"{kind}ForConditionalGeneration")(
        getattr(transformers, f"{kind}Config")(
            vocab_size=size, **SMALL, encoder_layerdrop=0.0, decoder_layerdrop=0.0, bos_token_id=0, pad_token_id=1,
            eos_token_id=2, decoder_start_token_id=2, scale_embedding=True,
        )
    )  # fmt: skip
    pairs = [
        (text, [number(code), *reads(says, add_special_tokens=False)["input_ids"], 2])
        for code, known in zip(languages, (FRENCH, GERMAN), strict=True)
        for text, says in known.items()
    ]
    learn(model, reads, pairs, seed, told=1)  # a text has two translations: which is wanted, the first token says
    return model


SPOKEN = [*FRENCH, *FRENCH.values(), *GERMAN.values()]


def m2m100(folder: Path) -> Path:
    """M2M100 that knows `FRENCH` and `GERMAN` by heart. 3 s."""

    def build(folder: Path, seed: int) -> None:
        from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

        part = sentencepiece_model(folder / "sentencepiece.bpe.model", SPOKEN, 250, "bpe")
        words = [
            "<s>",
            "<pad>",
            "</s>",
            "<unk>",
            *(part.id_to_piece(number) for number in range(part.get_piece_size())),
        ]
        words = list(dict.fromkeys(words))
        (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
        described(folder, tokenizer_class="M2M100Tokenizer", model_max_length=64, language_codes="m2m100")
        reads = tokenizer(folder)
        size = len(words) + len(FAIRSEQ_LANGUAGE_CODES["m2m100"]) + 8
        forge.save(folder, coded(seed, reads, size, reads.get_lang_id, ("fr", "de"), "M2M100"))

    return forge.make(folder, build, speaks("__fr__", "__de__"))


def nllb(folder: Path) -> Path:
    """NLLB that knows `FRENCH` and `GERMAN` by heart. 3 s."""

    def build(folder: Path, seed: int) -> None:
        from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

        sentencepiece_model(folder / "sentencepiece.bpe.model", SPOKEN, 250, "bpe")
        facts = {"src_lang": "eng_Latn", "extra_special_tokens": list(FAIRSEQ_LANGUAGE_CODES)}
        described(folder, tokenizer_class="NllbTokenizer", model_max_length=64, **facts)
        reads = tokenizer(folder)
        model = coded(seed, reads, len(reads), reads.convert_tokens_to_ids, ("fra_Latn", "deu_Latn"), "M2M100")
        forge.save(folder, model, reads)

    return forge.make(folder, build, speaks("fra_Latn", "deu_Latn"))


def mbart50(folder: Path) -> Path:
    """mBART-50 that knows `FRENCH` and `GERMAN` by heart. 3 s."""

    def build(folder: Path, seed: int) -> None:
        sentencepiece_model(folder / "sentencepiece.bpe.model", SPOKEN, 250)
        described(folder, tokenizer_class="MBart50Tokenizer", model_max_length=64, src_lang="en_XX")
        reads = tokenizer(folder)
        model = coded(seed, reads, len(reads), reads.convert_tokens_to_ids, ("fr_XX", "de_DE"), "MBart")
        forge.save(folder, model, reads)

    return forge.make(folder, build, speaks("fr_XX", "de_DE"))
