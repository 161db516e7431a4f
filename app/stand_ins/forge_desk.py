"""What a desk that reads and writes has: tiny checkpoints under the ids of real ones, kept from run to run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.stand_ins import forge, forge_generation, forge_seq2seq, forge_text
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_seq2seq import FRENCH

if TYPE_CHECKING:
    from app.service import Service

REPLIES = {
    "Write a line about the sea.": "The sea is wide and blue.",
    "Name a colour.": "Green.",
}


def chat(folder: Path) -> Path:
    """A model that answers what `REPLIES` has."""
    return forge.chat(folder, REPLIES)


def english(folder: Path) -> Path:
    """Marian that says `FRENCH` in English again."""
    made = forge_seq2seq.marian(folder, {">>eng<<": {says: text for text, says in FRENCH.items()}})
    path = made / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"source_lang": "fra"}))
    return made


BART, NEWS_BART = "facebook/bart-large-cnn", "sshleifer/distilbart-cnn-12-6"
EN_FR, FR_EN, M2M100 = "Helsinki-NLP/opus-mt-en-fr", "Helsinki-NLP/opus-mt-fr-en", "facebook/m2m100_418M"
READER, NAMER = "deepset/roberta-base-squad2", "dslim/bert-base-NER"
GPT2, CHAT = "distilbert/distilgpt2", "Qwen/Qwen2.5-0.5B-Instruct"
TAPAS, CHRONOS = "google/tapas-base-finetuned-wtq", "amazon/chronos-bolt-base"
MADE: dict[str, Callable[[Path], Path]] = {
    BART: forge_seq2seq.bart,
    NEWS_BART: forge_seq2seq.bart,
    EN_FR: forge_seq2seq.marian,
    FR_EN: english,
    M2M100: forge_seq2seq.m2m100,
    READER: forge_text.spans,
    NAMER: forge.names,
    GPT2: forge_generation.gpt2,
    CHAT: chat,
    TAPAS: forge_text.table,
    CHRONOS: forge_text.waves,
}


def install(home: Path, hub: Path, *ids: str) -> None:
    """Have `ids` in the cache `hub`, as if they had been pulled."""
    for id in ids:
        forge.hub_install(kept(home, MADE[id]), id, hub)


def bench_of(service: Service) -> Any:
    """The bench of a new session."""
    from app import run

    return run.bench(service.settings, service.calls, service.sessions.open(), lambda event: None)
