"""A Hub's cache with tiny checkpoints that hear and speak, under the ids that people use; and recordings for them."""

from __future__ import annotations

from pathlib import Path

from app.stand_ins import forge, forge_audio, forge_voices, forge_whisper
from app.stand_ins.forge_audio import RATE, WAVES, Audio, kept
from runtime import sound

HEARD = {
    "openai/whisper-tiny": forge_whisper.whisper,
    "MIT/ast-finetuned-audioset-10-10-0.4593": forge_audio.sound_classes,
    "laion/clap-htsat-unfused": forge_audio.clap,
    "microsoft/wavlm-base-plus-sv": forge_audio.speakers,
}
"""Trained, and kept from run to run."""
WIDE = "microsoft/wavlm-base-sv"
"""Untrained, with vectors as long as SpeechT5 takes them."""


def wide_voices(folder: Path) -> Path:
    import torch
    from transformers import Wav2Vec2FeatureExtractor, WavLMConfig, WavLMForXVector

    torch.manual_seed(0)
    model = WavLMForXVector(
        WavLMConfig(
            **WAVES, vocab_size=32, tdnn_dim=(32, 32, 32, 32, 64), xvector_output_dim=512, classifier_proj_size=32,
            num_labels=2, initializer_range=0.1,
        )
    )  # fmt: skip
    forge.save(folder, model, Wav2Vec2FeatureExtractor(do_normalize=True, return_attention_mask=False))
    return folder


def hub_of_talks(home: Path, hub: Path, raw: Path) -> Path:
    """Fill `hub`; what is untrained is forged in `raw`."""
    for id, build in HEARD.items():
        forge.hub_install(kept(home, build), id, hub)
    forge.hub_install(wide_voices(raw / "wide"), WIDE, hub)
    forge.hub_install(forge_voices.speecht5(raw / "speecht5"), "microsoft/speecht5_tts", hub)
    forge.hub_install(forge_voices.vocoder(raw / "vocoder"), "microsoft/speecht5_hifigan", hub)
    forge.hub_install(forge_voices.vits(raw / "mms"), "facebook/mms-tts-fra", hub)
    return hub


def wav(path: Path, audio: Audio, rate: int = RATE) -> Path:
    return sound.write(path, audio, rate)
