"""Forges checkpoints that speak, untrained: what they say is noise, of the right length, rate and repeatability."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.stand_ins import forge

RATE = 16_000
UPSAMPLING: dict[str, Any] = {
    "upsample_initial_channel": 16, "upsample_rates": [8, 8, 2, 2], "upsample_kernel_sizes": [16, 16, 4, 4],
    "resblock_kernel_sizes": [3], "resblock_dilation_sizes": [[1]],
}  # fmt: skip
PRESET = "v2/en_speaker_1"


def vocoder(folder: Path) -> Path:
    """The HiFi-GAN that SpeechT5 needs: 256 samples for a frame."""
    import torch
    from transformers import SpeechT5HifiGan, SpeechT5HifiGanConfig

    torch.manual_seed(0)
    forge.save(folder, SpeechT5HifiGan(SpeechT5HifiGanConfig(**UPSAMPLING)))
    return folder


def speecht5(folder: Path, endless: bool = False) -> Path:
    """SpeechT5 with 600 positions, which stops after one step of two frames, or an `endless` one never by itself."""
    import sentencepiece
    import torch
    from transformers import (
        SpeechT5Config,
        SpeechT5FeatureExtractor,
        SpeechT5ForTextToSpeech,
        SpeechT5Processor,
        SpeechT5Tokenizer,
    )

    folder.mkdir(parents=True, exist_ok=True)
    letters = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ .,!?'-"
    with (folder / "spm_char.model").open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([letters] * 3), model_writer=file, vocab_size=80, model_type="char",
            hard_vocab_limit=False, minloglevel=2, character_coverage=1.0, bos_id=0, pad_id=1, eos_id=2, unk_id=3,
        )  # fmt: skip
    tokenizer = SpeechT5Tokenizer(str(folder / "spm_char.model"), model_max_length=600)
    torch.manual_seed(0)
    model = SpeechT5ForTextToSpeech(
        SpeechT5Config(
            vocab_size=len(tokenizer), hidden_size=32, encoder_layers=1, encoder_attention_heads=2, encoder_ffn_dim=64,
            decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=64, speech_decoder_prenet_units=32,
            speech_decoder_postnet_layers=2, speech_decoder_postnet_units=32, speaker_embedding_dim=512,
            max_speech_positions=600, max_text_positions=100, encoder_max_relative_position=20, conv_dim=(8,),
            conv_stride=(5,), conv_kernel=(10,), num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=2,
        )
    )  # fmt: skip
    torch.nn.init.constant_(model.speech_decoder_postnet.prob_out.bias, -20.0 if endless else 20.0)
    forge.save(folder, model, SpeechT5Processor(SpeechT5FeatureExtractor(), tokenizer))
    return folder


def babbler(folder: Path) -> Path:
    """SpeechT5 that goes on as long as a text of that length allows."""
    return speecht5(folder, endless=True)


def vits(folder: Path, voices: int = 1, is_uroman: bool = False, phonemize: bool = False) -> Path:
    """VITS, as MMS has it."""
    import torch
    from transformers import VitsConfig, VitsModel, VitsTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    letters = ["<pad>", *"abcdefghijklmnopqrstuvwxyz '-", "<unk>"]
    (folder / "vocab.json").write_text(json.dumps({letter: number for number, letter in enumerate(letters)}))
    tokenizer = VitsTokenizer(
        str(folder / "vocab.json"), language="eng", phonemize=phonemize, normalize=True, is_uroman=is_uroman
    )
    torch.manual_seed(0)
    model = VitsModel(
        VitsConfig(
            **UPSAMPLING, vocab_size=len(letters), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            ffn_dim=32, flow_size=16, spectrogram_bins=9, duration_predictor_filter_channels=16,
            depth_separable_num_layers=1, duration_predictor_num_flows=1, prior_encoder_num_flows=2,
            prior_encoder_num_wavenet_layers=1, posterior_encoder_num_wavenet_layers=1, sampling_rate=RATE,
            num_speakers=voices, speaker_embedding_size=8 if voices > 1 else 0,
        )
    )  # fmt: skip
    forge.save(folder, model, tokenizer)
    return folder


def bark(folder: Path) -> Path:
    """Bark, scaled down in all its parts, with one voice: `PRESET`."""
    import torch
    from transformers import AutoConfig, BarkConfig, BarkModel

    tokenizer = forge.wordpiece(["hello world , how are you today ?"], 200, lower=False, longest=256)
    semantic, codes, coarse, fine = 100, 32, 2, 4
    small = {"num_layers": 1, "num_heads": 2, "hidden_size": 16, "bias": False}
    sizes = {"input_vocab_size": semantic + coarse * codes + 2, "output_vocab_size": semantic + coarse * codes + 2}
    codec = AutoConfig.for_model(
        "encodec", sampling_rate=24_000, target_bandwidths=[6.0], num_filters=4, hidden_size=16, codebook_size=codes,
        codebook_dim=16, upsampling_ratios=[8, 5, 4, 2], num_lstm_layers=1, num_residual_layers=1,
    )  # fmt: skip
    torch.manual_seed(0)
    model = BarkModel(
        BarkConfig(
            semantic_config={"input_vocab_size": 600, "output_vocab_size": semantic + 1, "block_size": 1024, **small},
            coarse_acoustics_config={**sizes, "block_size": 1024, **small},
            fine_acoustics_config={
                "input_vocab_size": codes + 1, "output_vocab_size": codes + 1, "block_size": 128,
                "n_codes_total": fine, "n_codes_given": 1, **small,
            },
            codec_config=codec.to_dict(),
        )
    )  # fmt: skip
    forge.save(folder, model, tokenizer)
    (folder / "generation_config.json").write_text(json.dumps(bark_generation(semantic, codes, coarse, fine)))
    save_preset(folder, semantic, codes, coarse, fine)
    return folder


def bark_generation(semantic: int, codes: int, coarse: int, fine: int) -> dict[str, Any]:
    """As the Hub has it; the class of transformers cannot save itself."""
    return {
        "model_type": "bark", "sample_rate": 24_000, "codebook_size": codes,
        "semantic_config": {
            "eos_token_id": semantic, "max_new_tokens": 40, "max_input_semantic_length": 256, "semantic_rate_hz": 49.9,
            "do_sample": True, "semantic_vocab_size": semantic, "semantic_pad_token": semantic,
            "semantic_infer_token": 599, "text_encoding_offset": semantic, "text_pad_token": 598,
        },
        "coarse_acoustics_config": {
            "coarse_semantic_pad_token": semantic + coarse * codes, "coarse_rate_hz": 75, "do_sample": True,
            "n_coarse_codebooks": coarse, "coarse_infer_token": semantic + coarse * codes + 1,
            "max_coarse_input_length": 32, "max_coarse_history": 60, "sliding_window_len": 60,
        },
        "fine_acoustics_config": {
            "max_fine_history_length": 16, "max_fine_input_length": 32, "n_fine_codebooks": fine, "temperature": 0.5,
        },
    }  # fmt: skip


def save_preset(folder: Path, semantic: int, codes: int, coarse: int, fine: int) -> None:
    drawn = np.random.default_rng(0)
    prompts = {
        "semantic_prompt": drawn.integers(0, semantic, 20),
        "coarse_prompt": drawn.integers(0, codes, (coarse, 30)),
        "fine_prompt": drawn.integers(0, codes, (fine, 30)),
    }
    (folder / "speaker_embeddings" / "v2").mkdir(parents=True)
    paths = {name: f"speaker_embeddings/{PRESET}_{name}.npy" for name in prompts}
    for name, prompt in prompts.items():
        np.save(folder / paths[name], prompt)
    table = {"repo_or_path": "suno/bark-small", PRESET: paths}
    (folder / "speaker_embeddings_path.json").write_text(json.dumps(table))
