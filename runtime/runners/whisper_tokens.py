"""Reads what Whisper wrote about a window: segments between marks of time, and words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LEAST_STEP_S = 0.2
"""Where marks would move a window by less, it moves by its length: a model may mark the same time for ever."""
UNSPACED = {"zh", "yue", "ja", "th", "lo", "my", "km", "bo"}
"""Languages that are written without spaces between words: there, characters are timed."""
TORN = "\ufffd"
"""What half a character decodes to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of a window: when it is, in seconds from the window's begin, and which of the tokens are its text."""

    start_s: float
    end_s: float
    places: tuple[int, ...]


def cut(tokens: Sequence[int | float], length_s: float, is_last: bool) -> tuple[list[Piece], float]:
    """The segments of a window of `length_s`, and how many seconds of it are heard: the next window begins there.

    A token is an int, a mark of time a float. As in Whisper's paper (Radford et al. 2022, section 3.8): speech that has
    begun and is not ended by a mark is cut off by the window's border, so it is left to the next window; two marks at
    the end say that speech goes on from there; one says that the rest is not speech.

    >>> cut([0.0, 7, 8, 1.5, 1.5, 9], 2.0, is_last=False)
    ([Piece(start_s=0.0, end_s=1.5, places=(1, 2))], 1.5)
    >>> cut([0.0, 7, 8, 1.5], 2.0, is_last=False)
    ([Piece(start_s=0.0, end_s=1.5, places=(1, 2))], 2.0)
    """
    pieces: list[Piece] = []
    start_s, places = 0.0, list[int]()
    for place, token in enumerate(tokens):
        if not isinstance(token, float):
            places.append(place)
            continue
        if places:
            pieces.append(Piece(min(start_s, token), min(token, length_s), tuple(places)))
            places = []
        start_s = token
    if places and (is_last or not pieces):
        pieces.append(Piece(min(start_s, length_s), length_s, tuple(places)))
        return pieces, length_s
    goes_on = bool(places) or (len(tokens) > 1 and all(isinstance(token, float) for token in tokens[-2:]))
    heard_s = start_s if goes_on else length_s
    return pieces, heard_s if LEAST_STEP_S <= heard_s < length_s else length_s


def worded(decode: Callable[[list[int]], str], tokens: Sequence[int], language: str) -> Iterator[tuple[str, int, int]]:
    """Each word of `tokens`: its text, and the places of its first token and of the one behind its last."""
    text, begin = "", 0
    for unit, start, _ in _units(decode, tokens):
        if text and _begins_word(unit, language):
            yield text.strip(), begin, start
            text = ""
        begin = begin if text else start
        text += unit
    if text.strip():
        yield text.strip(), begin, len(tokens)


def _units(decode: Callable[[list[int]], str], tokens: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """Runs of tokens that decode to whole characters: one character may be torn over several."""
    begin = 0
    for end in range(1, len(tokens) + 1):
        text = decode(list(tokens[begin:end]))
        if TORN not in text or end == len(tokens):
            yield text, begin, end
            begin = end


def _begins_word(unit: str, language: str) -> bool:
    if unit.startswith(" "):
        return True
    return language in UNSPACED and not all(unicodedata.category(character).startswith("P") for character in unit)
