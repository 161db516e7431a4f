"""Sounds that mean something, and tiny checkpoints that learn in seconds to tell them apart, kept from run to run."""

from __future__ import annotations

import hashlib
import inspect
import json
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.stand_ins import forge
from runtime.runners.hush import empty_filters
from runtime.runners.onnx_export import locked
from runtime.sound import resample

Audio = NDArray[np.float32]

RATE = 16_000
WORDS = {"en": ("low", "mid", "high"), "fr": ("bas", "moyen", "haut")}
"""Whisper's: three pitches, as sines in "English" and as square waves in "French"."""
PITCHES_HZ, WORD_S, WINDOW_S = (300, 900, 2500), 0.6, 2
"""Three words fit into a window; a fourth is cut off by its end."""
LETTERS, LETTERS_HZ = "ABCDE", (300, 700, 1300, 2200, 3500)
"""wav2vec's: a letter is a tone of 0.1 s, with 0.04 s before the next, and a space is 0.12 s of silence."""
SOUNDS = ("low tone", "high tone", "noise", "silence")
VOICES = ((110, 1.5, 700), (220, 0.8, 1800), (160, 1.1, 1200), (300, 1.8, 2500), (90, 0.6, 500), (250, 1.2, 900))
"""Pitch in Hz, tilt, and formant in Hz of each."""

WAVES: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64,
    "conv_dim": (32, 32, 32), "conv_stride": (20, 4, 4), "conv_kernel": (64, 8, 8), "num_feat_extract_layers": 3,
    "num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 2, "feat_extract_norm": "group",
    "hidden_dropout": 0.0, "attention_dropout": 0.0, "activation_dropout": 0.0, "feat_proj_dropout": 0.0,
    "final_dropout": 0.0, "layerdrop": 0.0, "apply_spec_augment": False, "mask_time_prob": 0.0,
    "mask_feature_prob": 0.0,
}  # fmt: skip
"""What wav2vec 2.0 and WavLM have in common: a frame of 320 samples."""


def kept(home: Path, build: Callable[[Path], Path]) -> Path:
    """What `build` forges, from an earlier run where one had the same source. Workers wait for each other."""
    source = "".join(inspect.getsource(sys.modules[name]) for name in (build.__module__, __name__, forge.__name__))
    folder = home / "forged" / f"{build.__name__}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent / f".{build.__name__}.lock"):
        if not folder.is_dir():
            for old in folder.parent.glob(f"{build.__name__}-*"):
                shutil.rmtree(old)
            build(folder.with_name(f"{folder.name}.part")).rename(folder)
    return folder


# ------------------------------------------------------------------ sounds


def tone(hertz: float, seconds: float, square: bool = False, rate: int = RATE) -> Audio:
    """(T,), with soft ends of 10 ms."""
    time = np.arange(int(seconds * rate)) / rate
    wave = np.sin(2 * np.pi * hertz * time)
    wave = np.sign(wave) * 0.7 if square else wave
    edge = np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / (0.01 * rate)
    return (0.3 * wave * np.minimum(1.0, edge)).astype(np.float32)


def silence(seconds: float, rate: int = RATE) -> Audio:
    return np.zeros(int(seconds * rate), np.float32)


def noise(seconds: float, seed: int = 99) -> Audio:
    """As loud as speech."""
    return np.random.default_rng(seed).standard_normal(int(seconds * RATE)).astype(np.float32) * np.float32(0.1)


def said(words: Sequence[str], rate: int = RATE) -> Audio:
    """What the forged Whisper hears as `words`, all of one language."""
    language = "fr" if words[0] in WORDS["fr"] else "en"
    pitches = [PITCHES_HZ[WORDS[language].index(word)] for word in words]
    return np.concatenate([tone(pitch, WORD_S, language == "fr", rate) for pitch in pitches])


def spelled(text: str) -> Audio:
    """What the forged wav2vec hears as `text`."""
    parts = []
    for letter in text:
        parts.append(silence(0.12) if letter == " " else tone(LETTERS_HZ[LETTERS.index(letter)], 0.1))
        parts.append(silence(0.04))
    return np.concatenate(parts)


def sound(kind: str, chance: random.Random, rate: int = RATE, seconds: float = 1.0) -> Audio:
    """One of `SOUNDS`, never twice the same."""
    noise = np.random.default_rng(chance.randrange(1 << 30)).standard_normal(int(rate * seconds)).astype(np.float32)
    if kind in ("noise", "silence"):
        return noise * np.float32(0.2 if kind == "noise" else 1e-4)
    hertz = chance.uniform(150, 500) if kind == "low tone" else chance.uniform(2500, 5000)
    return tone(hertz, seconds, rate=rate) + noise * np.float32(1e-3)


def voice(number: int, chance: random.Random, seconds: float = 1.0) -> Audio:
    """One of `VOICES`: its pitch and its timbre are the speaker, its melody what is said."""
    pitch, tilt, formant = VOICES[number]
    parts = []
    for _ in range(4):
        sung = pitch * chance.uniform(0.9, 1.1)
        time = np.arange(int(RATE * seconds / 4)) / RATE
        overtones = [
            np.sin(2 * np.pi * sung * n * time + chance.uniform(0, 6))
            * n**-tilt
            * (1 + 3 * np.exp(-(((sung * n - formant) / 300) ** 2)))
            for n in range(1, 12)
        ]
        wave = np.sum(overtones, axis=0)
        parts.append(wave / np.abs(wave).max() * 0.3)
    whole = np.concatenate(parts)
    noise = np.random.default_rng(chance.randrange(1 << 30)).standard_normal(len(whole))
    return (whole + 0.005 * noise).astype(np.float32)


def encode(path: Path, audio: Audio | None, rate: int, pictures: int = 0) -> Path:
    """A file as FFmpeg writes it: m4a, webm, mkv, or with `pictures`, ten a second, a video."""
    import av

    with av.open(str(path.resolve()), "w") as file:
        tracks: list[tuple[Any, list[Any]]] = []
        if pictures:
            video = file.add_stream("mpeg4", rate=10)
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
            grey = [np.full((64, 64, 3), 8 * n % 255, np.uint8) for n in range(pictures)]
            shown = [av.VideoFrame.from_ndarray(picture, format="rgb24") for picture in grey]
            for number, picture in enumerate(shown):
                picture.pts = number
            tracks.append((video, shown))
        if audio is not None:
            code, hertz = ("libopus", 48_000) if path.suffix == ".webm" else ("aac", rate)
            wave = resample(audio, rate, hertz)
            parts = [wave[None, start : start + hertz] for start in range(0, len(wave), hertz)]
            frames = [av.AudioFrame.from_ndarray(part, format="fltp", layout="mono") for part in parts]
            for number, frame in enumerate(frames):
                frame.rate, frame.pts = hertz, number * hertz
            tracks.append((file.add_stream(code, rate=hertz, layout="mono"), frames))
        for stream, frames in tracks:
            for frame in [*frames, None]:
                file.mux(stream.encode(frame))
    return path


# ------------------------------------------------------------------ checkpoints


def ctc(folder: Path) -> Path:
    """wav2vec 2.0 that spells `LETTERS`. About 8 s."""
    return forge.make(folder, build_ctc, accept_ctc)


def accept_ctc(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("automatic-speech-recognition", model=str(folder), device="cpu")
    for text in ("BAD CAB", "ACE BED", "D", "DEED CAB BAD"):
        assert run(spelled(text))["text"] == text


def build_ctc(folder: Path, seed: int) -> None:
    import torch
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2CTCTokenizer,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForCTC,
        Wav2Vec2Processor,
    )

    vocabulary = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, **{x: 5 + n for n, x in enumerate(LETTERS)}}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    tokenizer = Wav2Vec2CTCTokenizer(str(folder / "vocab.json"), word_delimiter_token="|")
    extractor = Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False)
    torch.manual_seed(seed)
    model = Wav2Vec2ForCTC(
        Wav2Vec2Config(
            **WAVES, vocab_size=len(vocabulary), pad_token_id=0, bos_token_id=1, eos_token_id=2,
            ctc_loss_reduction="mean", ctc_zero_infinity=True,
        )
    )  # fmt: skip

    def word() -> str:
        return "".join(random.choices(LETTERS, k=random.randint(1, 4)))

    def batch(_: int) -> dict[str, Any]:
        texts = [" ".join(word() for _ in range(random.randint(1, 2))) for _ in range(16)]
        heard = extractor([spelled(text) for text in texts], sampling_rate=RATE, padding=True, return_tensors="pt")
        given = tokenizer(texts, padding=True, return_tensors="pt")
        labels = given["input_ids"].masked_fill(given["attention_mask"] == 0, -100)
        return {"input_values": heard["input_values"], "labels": labels}

    forge.fit(model, batch, seed, steps=400, rate=5e-3, enough=0.03)
    forge.save(folder, model, Wav2Vec2Processor(extractor, tokenizer))


def sound_classes(folder: Path) -> Path:
    """AST that tells `SOUNDS` apart, a second at a time. About 2 s."""
    return forge.make(folder, build_sound_classes, accept_sound_classes)


def accept_sound_classes(folder: Path) -> None:
    from transformers import pipeline

    with empty_filters():
        run = pipeline("audio-classification", model=str(folder), device="cpu")
    chance = random.Random(9)
    assert [run(sound(kind, chance))[0]["label"] for kind in SOUNDS] == list(SOUNDS)


def build_sound_classes(folder: Path, seed: int) -> None:
    import torch
    from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification

    with empty_filters():
        extractor = ASTFeatureExtractor(max_length=100, num_mel_bins=128)
    torch.manual_seed(seed)
    model = ASTForAudioClassification(
        ASTConfig(
            hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, max_length=100,
            num_mel_bins=128, initializer_range=0.1, id2label=dict(enumerate(SOUNDS)),
            label2id={kind: number for number, kind in enumerate(SOUNDS)},
        )
    )  # fmt: skip
    chance = random.Random(seed)
    sounds = [sound(kind, chance) for kind in SOUNDS for _ in range(12)]
    heard = extractor(sounds, sampling_rate=RATE, return_tensors="pt")["input_values"]
    labels = torch.arange(len(SOUNDS)).repeat_interleave(12)

    def batch(_: int) -> dict[str, Any]:
        rows = torch.tensor(random.sample(range(len(sounds)), 16))
        return {"input_values": heard[rows], "labels": labels[rows]}

    forge.fit(model, batch, seed, steps=80, rate=3e-3, enough=0.02)
    forge.save(folder, model, extractor)


def clap(folder: Path) -> Path:
    """CLAP that brings `SOUNDS`, two seconds at a time, and "This is a sound of noise." together. About 3 s."""
    return forge.make(folder, build_clap, accept_clap)


def accept_clap(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("zero-shot-audio-classification", model=str(folder), device="cpu")
    chance = random.Random(9)
    heard = [run(sound(kind, chance, 48_000), candidate_labels=list(SOUNDS))[0]["label"] for kind in SOUNDS]
    assert heard == list(SOUNDS)


def build_clap(folder: Path, seed: int) -> None:
    import torch
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, ClapProcessor

    sentences = [f"This is a sound of {kind}." for kind in SOUNDS]
    tokenizer = forge.roberta_tokenizer(sentences * 3, 400)
    extractor = ClapFeatureExtractor(max_length_s=2, truncation="rand_trunc", padding="repeatpad")
    still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    torch.manual_seed(seed)
    model = ClapModel(
        ClapConfig(
            text_config={
                "vocab_size": len(tokenizer), "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
                "intermediate_size": 64, "max_position_embeddings": 66, **still,
            },
            audio_config={
                "spec_size": 128, "num_mel_bins": 64, "depths": [1, 1], "num_attention_heads": [2, 2],
                "patch_embeds_hidden_size": 16, "hidden_size": 32, "window_size": 8, "hidden_dropout_prob": 0.0,
            },
            projection_dim=16,
        )
    )  # fmt: skip
    chance = random.Random(seed)
    heard = {
        kind: extractor([sound(kind, chance, 48_000) for _ in range(6)], sampling_rate=48_000, return_tensors="pt")
        for kind in SOUNDS
    }
    text = tokenizer(sentences, padding=True, return_tensors="pt")

    def batch(_: int) -> dict[str, Any]:
        features = torch.stack([random.choice(heard[kind]["input_features"]) for kind in SOUNDS])
        return {**text, "input_features": features, "is_longer": torch.zeros(4, 1).bool(), "return_loss": True}

    forge.fit(model, batch, seed, steps=100, rate=3e-3, enough=0.02)
    forge.save(folder, model, ClapProcessor(extractor, tokenizer))


def speakers(folder: Path) -> Path:
    """WavLM that tells `VOICES` apart. About 4 s."""
    return forge.make(folder, build_speakers, accept_speakers)


def accept_speakers(folder: Path) -> None:
    import torch
    from transformers import AutoFeatureExtractor, AutoModelForAudioXVector

    extractor = AutoFeatureExtractor.from_pretrained(folder)
    model = AutoModelForAudioXVector.from_pretrained(folder).eval()
    chance = random.Random(7)

    def unit(number: int) -> Any:
        given = extractor(voice(number, chance), sampling_rate=RATE, return_tensors="pt")
        with torch.inference_mode():
            return torch.nn.functional.normalize(model(**given).embeddings[0], dim=0)

    same = [float(unit(number) @ unit(number)) for number in range(4) for _ in range(4)]
    other = [float(unit(a) @ unit(b)) for a, b in combinations(range(4), 2) for _ in range(4)]
    assert min(same) > max(other) + 0.1


def build_speakers(folder: Path, seed: int) -> None:
    import torch
    from transformers import Wav2Vec2FeatureExtractor, WavLMConfig, WavLMForXVector

    extractor = Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False)
    torch.manual_seed(seed)
    model = WavLMForXVector(
        WavLMConfig(
            **WAVES, vocab_size=32, tdnn_dim=(32, 32, 32, 32, 64), xvector_output_dim=32, classifier_proj_size=32,
            use_weighted_layer_sum=True, num_labels=len(VOICES), initializer_range=0.1,
        )
    )  # fmt: skip
    chance = random.Random(seed)
    spoken = [voice(number, chance) for number in range(len(VOICES)) for _ in range(12)]
    heard = extractor(spoken, sampling_rate=RATE, return_tensors="pt")["input_values"]
    labels = torch.arange(len(VOICES)).repeat_interleave(12)

    def batch(_: int) -> dict[str, Any]:
        rows = torch.tensor(random.sample(range(len(spoken)), 16))
        return {"input_values": heard[rows], "labels": labels[rows]}

    forge.fit(model, batch, seed, steps=150, rate=5e-3, enough=0.1)
    forge.save(folder, model, extractor)
