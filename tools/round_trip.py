"""How much of a text is left when its translation is translated back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from runtime.records import Json
from runtime.runners.language_codes import UNSPACED, Language
from tools.pairs import ENGLISH, checkpoint_to, found

if TYPE_CHECKING:
    from tools.base import Tool

MULTILINGUAL = "intfloat/multilingual-e5-large"
SHOWN = 2_000


def round_trip(
    tool: Tool, pages: Sequence[str], made: Sequence[str], source: Language, target: Language
) -> dict[str, Json]:
    """The translation back into `source`, and how alike the two texts are.

    `measure` says what `score` is, from `least` to `most`; both are null where nothing here translates back.
    """
    back = checkpoint_to(source, target, tool.bench.pool.choice)
    if found("translation", back, tool.bench.pool.choice) is None:
        says = f"It was not translated back: that takes {back}. Fetch it with: atelier pull {back}"
        return {"measure": "", "score": None, "least": None, "most": None, "text": "", "says": says}
    results = tool.run(list(made), checkpoint=back, source=target.code, target=source.code)
    returned = [str(item["text"]) for item in results.items]
    before, after = "\n".join(pages), "\n".join(returned)
    measure, score, least = alike(tool, before, after, source)
    says = f"Translated back, it is alike by {score:.2f} ({measure}, from {least:g} to 1)."
    return {"measure": measure, "score": score, "least": least, "most": 1.0, "text": after[:SHOWN], "says": says}


def alike(tool: Tool, before: str, after: str, language: Language) -> tuple[str, float, float]:
    """What is measured, how much, and the least that it can be.

    Meanings are compared where an encoder for the language is here: English comes with the packages. The cosines of
    e5 lie between about 0.7 and 1 whatever is compared.
    """
    pairs = [(one, other) for one, other in zip(before.split("\n"), after.split("\n"), strict=False) if one.strip()]
    encoder = "" if language.code == ENGLISH else MULTILINGUAL
    has_encoder = not encoder or found("sentence-similarity", encoder, tool.bench.pool.choice) is not None
    if not pairs or not has_encoder:
        return "words in common", overlap(before, after, language.code), 0.0
    prefix = "query: " if encoder else ""
    texts = [prefix + text for pair in pairs for text in pair]
    if encoder:
        vectors = np.stack(tool.run(texts, "sentence-similarity", checkpoint=encoder).items)
    else:
        vectors = tool.bench.encoder(texts)
    cosines = (vectors[::2] * vectors[1::2]).sum(axis=1)
    weights = [len(one) for one, _ in pairs]
    named = encoder or "all-MiniLM-L6-v2"
    return f"cosine of the meanings by {named}", round(float(np.average(cosines, weights=weights)), 4), -1.0


def overlap(before: str, after: str, language: str) -> float:
    """F1 of the words that both have, 0 to 1; of letters in scripts without spaces.

    >>> overlap("The cat sleeps.", "A cat sleeps", "en"), overlap("猫が眠る", "猫が寝る", "ja")
    (0.6667, 0.75)
    """
    one, other = (Counter(units(text, language)) for text in (before, after))
    common = (one & other).total()
    return round(2 * common / max(one.total() + other.total(), 1), 4)


def units(text: str, language: str) -> list[str]:
    if language in UNSPACED:
        return [letter for letter in text if letter.isalnum()]
    return ["".join(filter(str.isalnum, word)) for word in text.casefold().split() if any(map(str.isalnum, word))]
