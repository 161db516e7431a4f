"""What speaks for a line as the answer to a question: meaning, words, form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.asking import gives, kind_of
from rag.lines import Line
from rag.wording import WORD, content, longest_run, names, stems, words

Values = NDArray[np.float64]
Encoder = Callable[[list[str]], NDArray[np.float32]]
"""N texts → (N, D) unit-length rows. One that remembers makes a second question about the same passages cheap."""


def measure(question: str, lines: Sequence[Line], encoder: Encoder) -> dict[str, Values]:
    """By name, (N,) each: the evidence that each of N lines answers."""
    return by_meaning(question, lines, encoder) | by_words(question, lines) | by_form(question, lines)


def by_meaning(question: str, lines: Sequence[Line], encoder: Encoder) -> dict[str, Values]:
    """Cosines with the question; `read` is a line together with half of what stands around it.

    `implied` tells whether a line means the words that it does not have: the mean, over these words, of how much
    nearer the whole question is than the question without the word. `beer` brings it nearer to `alcohol is served`,
    `password` does not.
    """
    lacking = without_each(question)
    texts = list(dict.fromkeys([question, *lacking, *(text for line in lines for text in (line.text, *line.around))]))
    vectors = dict(zip(texts, encoder(texts).astype(np.float64), strict=True))
    asked = vectors[question]
    own = np.stack([vectors[line.text] for line in lines])
    read = unit(np.stack([sum((vectors[text] / 2 for text in line.around), vectors[line.text]) for line in lines]))
    gains = np.stack([read @ (asked - vectors[text]) for text in lacking] or [np.zeros(len(lines))], axis=1)
    lacks = ~presence(list(lacking.values()) or [""], [line_stems(line.text) for line in lines])
    cosine = own @ asked
    return {
        "cosine": cosine,
        "cosine_read": read @ asked,
        "cosine_best": np.full(len(lines), cosine.max()),
        "implied": (gains * lacks).sum(axis=1) / np.maximum(lacks.sum(axis=1), 1),
    }


def unit(rows: Values) -> Values:
    scaled: Values = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled


def without_each(question: str) -> dict[str, str]:
    """The question without each of the words that carry it → the stem of the word.

    >>> without_each("Who runs the canteen?")
    {'Who the canteen?': 'run', 'Who runs the ?': 'canteen'}
    """
    found = {
        " ".join((question[: match.start()] + question[match.end() :]).split()): stem
        for match in WORD.finditer(question)
        for stem in content(words(match[0]))
    }
    return {text: stem for text, stem in found.items() if words(text)}


def by_words(question: str, lines: Sequence[Line]) -> dict[str, Values]:
    """Shares of the question's words that a line or its passage has, rare ones counting more (BM25's idf); the share of
    its names that neither the line nor what stands around it has; and the longest run of shared words, in sixths."""
    asked = content(words(question)) or [""]
    own = [line_stems(line.text) for line in lines]
    has = presence(asked, own)
    idf = np.log1p((len(lines) - has.sum(axis=0) + 0.5) / (has.sum(axis=0) + 0.5))
    ranks = np.array([line.rank for line in lines])
    passage = np.stack([has[ranks == rank].any(axis=0) for rank in ranks])
    around = presence(asked, [line_stems(" ".join(line.around)) for line in lines])
    name = np.array([stem in names(question) for stem in asked], float)
    return {
        "covered": has @ idf / idf.sum(),
        "covered_passage": passage @ idf / idf.sum(),
        "names_missing": ~(has | around) @ name / max(name.sum(), 1),
        "run": np.array([min(longest_run(stems(words(question)), stems(words(line.text))), 6) / 6 for line in lines]),
    }


def line_stems(text: str) -> set[str]:
    return set(stems(words(text)))


def presence(asked: Sequence[str], texts: Iterable[set[str]]) -> NDArray[np.bool_]:
    """(N, W): does each of N texts, given by its stems, have each of W stems?"""
    return np.array([[stem in text for stem in asked] for text in texts], bool)


def by_form(question: str, lines: Sequence[Line]) -> dict[str, Values]:
    """Whether what is asked for is missing, by how far that rules a line out; the length in words, and the place."""
    kind = kind_of(question)
    asked = set(words(question))
    missing = np.array([kind is not None and not gives(line.text, kind, asked) for line in lines], float)
    length = np.array([len(words(line.text)) for line in lines])
    return {
        **{f"no_{group}": missing * (kind is not None and kind.group == group) for group in GROUPS},
        "length": np.log1p(length),
        "short": (length < 5).astype(float),
        "first": np.array([line.rank == 0 for line in lines], float),
    }


GROUPS = ("quantity", "date", "other")
