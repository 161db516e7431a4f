"""Forges a Whisper that knows three tones in two languages: it writes, translates, marks times and aligns words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from app.stand_ins import forge
from app.stand_ins.forge_audio import RATE, WINDOW_S, WORD_S, WORDS, noise, said, silence
from runtime.devices import Device, Placement
from runtime.runners.hush import hush_generate
from runtime.runners.speech_recognition import SpeechRecognizer

Taught = tuple[int, bool, tuple[float, float]]
"""A token, whether it is to be predicted, and from when to when its word sounds."""
NEVER = (0.0, 0.0)


def whisper(folder: Path) -> Path:
    """Whisper with windows of 2 s that writes `WORDS`, tells languages apart, marks and aligns times. About 10 s."""
    return forge.make(folder, build_whisper, accept_whisper)


def accept_whisper(folder: Path) -> None:
    from transformers import pipeline

    hush_generate()
    run = pipeline("automatic-speech-recognition", model=str(folder), device="cpu")
    for words in (("low", "high", "mid"), ("haut", "bas"), ("mid", "mid", "low"), ("moyen", "haut", "moyen")):
        heard = run(said(words), generate_kwargs={"task": "transcribe"}, return_timestamps=True)
        assert heard["text"].split() == list(words)
        assert heard["chunks"][0]["timestamp"] == (0.0, round(WORD_S * len(words), 2))
    assert not heard_noise(folder)["text"]


def heard_noise(folder: Path) -> dict[str, Any]:
    recognizer = SpeechRecognizer(folder, Placement(Device("cpu", "fp32", 8.0, "")))
    return recognizer([{"audio": noise(1.5), "sample_rate_hz": RATE}])[0]


def whisper_tokenizer() -> tuple[Any, list[str]]:
    """And its signs of languages."""
    from tokenizers import AddedToken
    from transformers import WhisperTokenizer
    from transformers.models.whisper.tokenization_whisper import LANGUAGES

    vocabulary, merges = forge.byte_pairs([" " + " ".join(words) for words in WORDS.values()] * 4, 300, [])
    vocabulary["<|endoftext|>"] = len(vocabulary)
    languages = [f"<|{code}|>" for code in list(LANGUAGES)[:99]]
    signs = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    tokenizer = WhisperTokenizer(
        vocab=vocabulary, merges=merges, pad_token="<|endoftext|>", model_max_length=448,
        extra_special_tokens=["<|startoftranscript|>", *languages, *(f"<|{sign}|>" for sign in signs)],
    )  # fmt: skip
    marks = [AddedToken(f"<|{n * 0.02:.2f}|>", special=False, normalized=False) for n in range(1501)]
    tokenizer.add_tokens(marks)
    return tokenizer, languages


def untrained_whisper(extractor: Any, tokenizer: Any, languages: Sequence[str]) -> Any:
    from transformers import GenerationConfig, WhisperConfig, WhisperForConditionalGeneration

    token = tokenizer.convert_tokens_to_ids
    end, begin = token("<|endoftext|>"), token("<|startoftranscript|>")
    ends: dict[str, Any] = {
        "bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": begin,
    }  # fmt: skip
    model = WhisperForConditionalGeneration(
        WhisperConfig(
            vocab_size=len(tokenizer), num_mel_bins=80, d_model=48, encoder_layers=1, decoder_layers=1,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64,
            max_source_positions=extractor.chunk_length * 50, max_target_positions=64, dropout=0.0, init_std=0.1,
            suppress_tokens=None, begin_suppress_tokens=None, attn_implementation="eager", **ends,
        )
    )  # fmt: skip
    model.generation_config = GenerationConfig(
        max_length=64, is_multilingual=True, lang_to_id={sign: token(sign) for sign in languages},
        task_to_id={task: token(f"<|{task}|>") for task in ("transcribe", "translate")},
        no_timestamps_token_id=token("<|notimestamps|>"), prev_sot_token_id=token("<|startofprev|>"),
        max_initial_timestamp_index=50, return_timestamps=False, alignment_heads=[[0, 0]],
        begin_suppress_tokens=[end], suppress_tokens=[], **ends,
    )  # fmt: skip
    return model


def build_whisper(folder: Path, seed: int) -> None:
    import torch
    from transformers import WhisperFeatureExtractor, WhisperProcessor

    tokenizer, languages = whisper_tokenizer()
    extractor = WhisperFeatureExtractor(feature_size=80, chunk_length=WINDOW_S)
    torch.manual_seed(seed)
    model = untrained_whisper(extractor, tokenizer, languages)
    lesson = Lesson(tokenizer, extractor)
    forge.fit(aligning(model), lambda _: lesson.batch(16), seed, steps=300, rate=5e-3, enough=0.02)
    model.config._attn_implementation = "sdpa"
    forge.save(folder, model, WhisperProcessor(extractor, tokenizer))


def aligning(model: Any) -> Any:
    """`model`, with a loss that also makes its first head look at the sound of the word that was just written."""
    import torch

    class Aligning(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, looks: Any, **given: Any) -> Any:
            written = self.model(**given, output_attentions=True)
            seen = (written.cross_attentions[0][:, 0] * looks).sum(-1)[looks.sum(-1) > 0]
            written.loss = written.loss - 0.2 * (seen + 1e-6).log().mean()
            return written

    return Aligning()


class Lesson:
    """What Whisper learns from: up to four words, a task, with times or without, now and then after a prompt.

    Noise is no speech, and whatever may be written about it is as likely as anything else.
    """

    def __init__(self, tokenizer: Any, extractor: Any) -> None:
        self._tokenizer, self._extractor = tokenizer, extractor
        self._heard: dict[Any, Any] = {}

    def batch(self, size: int) -> dict[str, Any]:
        import torch

        examples = [self._example() if random.random() < 0.9 else self._noise() for _ in range(size)]
        length = max(len(row) for _, row in examples) - 1
        labels = torch.full((size, length), -100)
        inputs = torch.full((size, length), self._token("<|endoftext|>"))
        looks = torch.zeros(size, length, WINDOW_S * 50)
        begin, no_speech = self._token("<|startoftranscript|>"), self._token("<|nospeech|>")
        for number, (_, row) in enumerate(examples):
            for place, ((token, _, when), (following, is_learned, _)) in enumerate(pairwise(row)):
                inputs[number, place] = token
                labels[number, place] = following if is_learned else -100
                if token == begin and not is_learned:
                    labels[number, place] = no_speech
                looks[number, place, slice(*(round(moment * 50) for moment in when))] = 1
        features = torch.tensor(np.stack([heard for heard, _ in examples]))
        return {"input_features": features, "decoder_input_ids": inputs, "labels": labels, "looks": looks}

    def _example(self) -> tuple[Any, list[Taught]]:
        """Features, and the row of tokens that goes with them."""
        spoken = random.choice(tuple(WORDS))
        numbers = [random.randrange(3) for _ in range(random.randint(1, 4))]
        lead_s = random.choice((0.0, 0.1))
        task = random.choice(("transcribe", "translate"))
        written = WORDS["en" if task == "translate" else spoken]
        row = [*self._prompt(), *self._signs("<|startoftranscript|>"), *self._signs(f"<|{spoken}|>", is_learned=True)]
        row += self._signs(f"<|{task}|>")
        whole = [n for n in range(len(numbers)) if lead_s + WORD_S * (n + 1) <= WINDOW_S]
        text = [taught for n in whole for taught in self._word(written[numbers[n]], lead_s + WORD_S * n)]
        if random.random() < 0.4:
            row += [*self._signs("<|notimestamps|>"), *text]
        else:
            start, end = self._mark(lead_s), self._mark(lead_s + WORD_S * len(whole))
            is_cut = len(whole) < len(numbers)
            row += [*start, *text, *end, *(end if is_cut else [])]
        return self._features(spoken, tuple(numbers), lead_s), [*row, *self._signs("<|endoftext|>", is_learned=True)]

    def _noise(self) -> tuple[Any, list[Taught]]:
        number = random.randrange(16)
        if number not in self._heard:
            heard = self._extractor(noise(0.5 * (number % 4 + 1), number), sampling_rate=RATE)
            self._heard[number] = heard.input_features[0]
        language, begin = random.choice(tuple(WORDS)), random.choice(("notimestamps", "0.00"))
        signs = ("startoftranscript", language, "transcribe", begin)
        row = [taught for sign in signs for taught in self._signs(f"<|{sign}|>")]
        text = [(random.randrange(self._token("<|endoftext|>") + 1), True, NEVER) for _ in range(4)]
        return self._heard[number], [*row, *text]

    def _prompt(self) -> list[Taught]:
        if random.random() < 0.8:
            return []
        words = random.choices(WORDS["en"] + WORDS["fr"], k=random.randint(1, 3))
        tokens = [taught[0] for word in words for taught in self._word(word, 0.0)]
        return [*self._signs("<|startofprev|>"), *((token, False, NEVER) for token in tokens)]

    def _word(self, word: str, start_s: float) -> list[Taught]:
        tokens = self._tokenizer(f" {word}", add_special_tokens=False)["input_ids"]
        return [(token, True, (start_s, start_s + WORD_S)) for token in tokens]

    def _mark(self, moment_s: float) -> list[Taught]:
        look = min(moment_s, WINDOW_S - 0.04)
        return [(self._token(f"<|{moment_s:.2f}|>"), True, (look, look + 0.04))]

    def _signs(self, sign: str, is_learned: bool = False) -> list[Taught]:
        return [(self._token(sign), is_learned, NEVER)]

    def _token(self, sign: str) -> int:
        number: int = self._tokenizer.convert_tokens_to_ids(sign)
        return number

    def _features(self, spoken: str, numbers: tuple[int, ...], lead_s: float) -> Any:
        key = spoken, numbers, lead_s
        if key not in self._heard:
            wave = np.concatenate([silence(lead_s), said([WORDS[spoken][n] for n in numbers])])
            heard = self._extractor(wave[: WINDOW_S * RATE], sampling_rate=RATE)
            self._heard[key] = heard.input_features[0]
        return self._heard[key]
