"""Which checkpoint translates from one language into another: that of the pair, else one for many languages."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.catalog import load_catalog
from runtime.choosing import Choice
from runtime.errors import CheckpointError
from runtime.runners.language_codes import Language
from tools.base import Choose

TASK = "translation"
PAIR = "Helsinki-NLP/opus-mt-{}-{}"
ENGLISH, MANY = "en", "mul"
ANY_TO_ANY = (
    ("m2m", "facebook/m2m100_418M"),
    ("flores", "facebook/nllb-200-distilled-600M"),
    ("mbart", "facebook/mbart-large-50-many-to-many-mmt"),
)
"""By the code that a `Language` has of those it knows."""


def candidates(source: Language, target: Language) -> Iterator[str]:
    """Checkpoints that translate so, the best first, whether or not they are here.

    >>> from runtime.runners.language_codes import language
    >>> list(candidates(language("en"), language("fr")))[:2]
    ['Helsinki-NLP/opus-mt-en-fr', 'facebook/m2m100_418M']
    >>> list(candidates(language("Acehnese"), language("French")))[1:]
    ['facebook/nllb-200-distilled-600M']
    """
    one, other = (language.code.partition("-")[0] for language in (source, target))
    yield PAIR.format(one, other)
    yield from (id for code, id in ANY_TO_ANY if getattr(source, code) and getattr(target, code))
    if other == ENGLISH:
        yield PAIR.format(MANY, ENGLISH)
    if one == ENGLISH:
        yield PAIR.format(ENGLISH, MANY)


def into(target: Language) -> Iterator[str]:
    """Those that translate into `target` from some language; the first is likely to do it from the one that it is."""
    other = target.code.partition("-")[0]
    yield PAIR.format(MANY if other == ENGLISH else ENGLISH, other)
    yield from (line.id for line in load_catalog().serving(TASK) if line.id.endswith(f"-{other}"))
    yield from (id for code, id in ANY_TO_ANY if getattr(target, code))
    yield PAIR.format(ENGLISH, MANY)


def checkpoint_to(target: Language, source: Language | None, choose: Choose) -> str:
    """The one that a person chose for translation; else the best that is here; else the smallest to fetch.

    Where the source is not known yet, one that may do it is enough.
    """
    usual = found(TASK, "", choose)
    if usual and usual.named:
        return usual.checkpoint.id
    able = list(candidates(source, target)) if source else list(into(target))
    here = next((id for id in able if found(TASK, id, choose)), "")
    return here or to_fetch(able)


def to_fetch(able: list[str]) -> str:
    """The first light one of those in the catalog, else the first: one that it does not know may not exist at all."""
    lines = [line for id in able if (line := load_catalog().find(id, TASK)) and not line.serves_instead]
    return min(lines, key=lambda line: line.tier != "light").id if lines else able[0]


def found(task: str, id: str, choose: Choose) -> Choice | None:
    """What would serve `task`, by the checkpoint `id` if one is named; None where it is not on this machine."""
    try:
        return choose(task, id, "")
    except CheckpointError:
        return None
