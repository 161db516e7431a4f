"""Which languages a translation model knows, and how it is told: each family has a way of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from runtime.errors import CheckpointError
from runtime.runners.language_codes import Language, known_languages, language

FAMILIES = "Marian, M2M100, NLLB, mBART-50 and T5"
ONE = re.compile(r"[a-z]{2,3}(_([A-Z]{2}|[A-Z][a-z]{3}))?")
"""A code of one language: `fr`, `fra`, `pt_BR`, `zho_Hans`."""
SHOWN = 12
"""Languages that an error names."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How a model is told from which language to translate into which."""

    prefix: str = ""
    """Goes in front of the text."""
    source: str = ""
    """What the tokenizer calls the language that it reads; empty where there is no choice."""
    first: int | None = None
    """The token that the translation begins with."""


@dataclass(frozen=True, slots=True)
class Tongues:
    sources: Mapping[str, str] | None
    """Our code of a language that it reads → the model's name for it; None where the checkpoint does not list them."""
    targets: Mapping[str, str] | None
    direct: Callable[[str, str], Direction]
    """Takes the model's names."""

    def direction(self, source: str, target: str) -> tuple[str, str, Direction]:
        """Our codes of both languages, and how the model is told.

        Raises:
            ValueError: it does not translate so; the sentence names what it does, the nearest first.
        """
        read, reads = one_of(source, self.sources, "from")
        write, writes = one_of(target, self.targets, "into")
        if read == write:
            raise ValueError(f"Source and target are both {read!r}: there is nothing to translate.")
        return read, write, self.direct(reads, writes)


def one_of(word: str, known: Mapping[str, str] | None, way: str) -> tuple[str, str]:
    """Our code, and the model's, for the language `word`."""
    if not word:
        raise ValueError(f"It is not said which language to translate {way}. Give its code, such as 'fr'.")
    found = language(word)
    code = found.code if found else word.strip().casefold()
    if known is None and found:
        return code, code
    if known is not None and code in known:
        return code, known[code]
    likely = known if known is not None else [one.code for one in known_languages()]
    raise ValueError(f"This model does not translate {way} {word!r}. It translates {way} {listed(word, likely)}.")


def listed(word: str, codes: Iterable[str]) -> str:
    """
    >>> listed("fe", ["de", "fr"])
    'de (German), fr (French)'
    """
    named = {code: found.name if (found := language(code)) else code for code in codes}
    order = sorted(named)
    if len(order) > SHOWN:
        order.sort(key=lambda code: -max(_likeness(word, code), _likeness(word, named[code])))
    more = f" and {len(order) - SHOWN} more" if len(order) > SHOWN else ""
    return ", ".join(f"{code} ({named[code]})" for code in order[:SHOWN]) + more


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.casefold(), other.casefold()).ratio()


def tongues(config: Any, tokenizer: Any) -> Tongues:
    """Of the model with this configuration and tokenizer.

    Raises:
        CheckpointError: its family is told in a way that is not known here.
    """
    kind, reads = config.model_type, type(tokenizer).__name__
    if kind == "marian":
        return _marian(tokenizer)
    if kind == "m2m_100" and hasattr(tokenizer, "get_lang_id"):
        return _coded(tokenizer, lambda one: one.m2m, "__{}__")
    if kind in ("m2m_100", "nllb-moe"):
        return _coded(tokenizer, lambda one: one.flores)
    if kind == "mbart" and reads.startswith("MBart50"):
        return _coded(tokenizer, lambda one: one.mbart)
    if kind in ("t5", "mt5", "umt5"):
        return _prefixed(getattr(config, "task_specific_params", None) or {})
    raise CheckpointError(
        f"Translation runs {FAMILIES}; this is {kind!r}, read by {reads}. "
        "Choose another with: atelier models translation"
    )


def _coded(tokenizer: Any, called: Callable[[Language], str], spelled: str = "{}") -> Tongues:
    """Any to any: the tokenizer is told the source, and the first token of the translation is the target's."""

    def number(name: str) -> int | None:
        found = tokenizer.convert_tokens_to_ids(spelled.format(name))
        return None if found == tokenizer.unk_token_id else found

    known = {one.code: called(one) for one in known_languages() if called(one) and number(called(one)) is not None}
    return Tongues(known, known, lambda source, target: Direction(source=source, first=number(target)))


def _marian(tokenizer: Any) -> Tongues:
    """One pair; or several targets, of which the text's first token chooses: `>>fra<<`."""
    tokens = {token.strip("<>"): token for token in tokenizer.supported_language_codes}
    targets = _of_tokens(tokens) if tokens else _alone(tokenizer.target_lang)
    prefixes = {name: f"{token} " for name, token in tokens.items()}
    return Tongues(_alone(tokenizer.source_lang), targets, lambda _, target: Direction(prefix=prefixes.get(target, "")))


def _alone(name: str | None) -> dict[str, str] | None:
    """The one language called `name`; None for the name of a group (`mul`, `ROMANCE`), whose members are not listed."""
    found = language(name) if name and ONE.fullmatch(name) else None
    return {found.code: ""} if found else None


def _of_tokens(names: Iterable[str]) -> dict[str, str]:
    """Our code → Marian's, the plainest where a language has several: `fra` before `fra_CA`, usual scripts first."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (len(name), name)):
        one = language(name)
        found.setdefault(one.code if one else name.casefold(), name)
    return found


def _prefixed(tasks: Mapping[str, Any]) -> Tongues:
    """T5's: the text begins with what to do, in English. Those that list no pairs are taken at their word."""
    pairs = {}
    for name, settings in tasks.items():
        way = name.removeprefix("translation_").split("_to_")
        if name.startswith("translation_") and len(way) == 2:
            pairs[way[0], way[1]] = str(settings.get("prefix") or _asked(way[0], way[1]))

    def direct(source: str, target: str) -> Direction:
        if pairs and (source, target) not in pairs:
            ways = ", ".join(f"{read} to {write}" for read, write in pairs)
            raise ValueError(f"This model does not translate {source} to {target}. It translates {ways}.")
        return Direction(prefix=pairs.get((source, target)) or _asked(source, target))

    if not pairs:
        return Tongues(None, None, direct)
    return Tongues({read: read for read, _ in pairs}, {write: write for _, write in pairs}, direct)


def _asked(source: str, target: str) -> str:
    names = [found.name if (found := language(code)) else code for code in (source, target)]
    return f"translate {names[0]} to {names[1]}: "
