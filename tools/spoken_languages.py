"""Which checkpoint speaks which language."""

from __future__ import annotations

from runtime.catalog import Checkpoint, load_catalog
from runtime.errors import CheckpointError
from runtime.places import is_here
from runtime.runners.language_codes import language
from tools.base import Choose

SPEAK = "text-to-speech"
BARK = frozenset("de en es fr hi it ja ko pl pt ru tr zh".split())
MMS = "facebook/mms-tts-"


def voice_for(code: str, choose: Choose, model: str = "") -> Checkpoint:
    """What to speak the language `code` with: the usual one if it does, else one that is here, else one to fetch.

    Where `model` is named, it is that one.

    Raises:
        CheckpointError: the usual one is not here, and no other that would do.
    """
    others = [] if model else speaking(code)
    here = [line for line in others if is_here(line)]
    try:
        usual = choose(SPEAK, model, "").checkpoint
    except CheckpointError:
        if not here:
            raise
        return here[0]
    return usual if fits(usual, code) else [*here, *others, usual][0]


def speaking(code: str) -> list[Checkpoint]:
    """The catalog's checkpoints that speak a language."""
    return [line for line in load_catalog().serving(SPEAK) if code in spoken_by(line) and not line.serves_instead]


def fits(line: Checkpoint, code: str) -> bool:
    """Whether a checkpoint may speak a language: it does, or one of the two is not known."""
    known = spoken_by(line)
    return not code or not known or code in known


def spoken_by(line: Checkpoint) -> frozenset[str]:
    """Codes of the languages that a checkpoint speaks, by its name; none where that does not tell.

    >>> sorted(spoken_by(Checkpoint("text-to-speech", "facebook/mms-tts-fra", "light", 0.1, "", "")))
    ['fr']
    """
    if line.id.startswith("suno/bark"):
        return BARK
    name = "eng" if line.id == "microsoft/speecht5_tts" else line.id.removeprefix(MMS).partition("-")[0]
    known = language(name) if line.id.startswith(("microsoft/speecht5_tts", MMS)) else None
    return frozenset([known.code] if known else [])


def id_of(line: Checkpoint) -> str:
    return line.id
