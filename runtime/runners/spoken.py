"""English as it is read aloud: numbers, money and abbreviations in words, and no letter that a voice does not know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Spell = Callable[[str], str]
"""Puts whole numbers in a text into words."""

ABBREVIATIONS = {
    "Mr.": "mister", "Mrs.": "missus", "Ms.": "miss", "Dr.": "doctor", "Prof.": "professor", "St.": "saint",
    "Jr.": "junior", "Sr.": "senior", "e.g.": "for example", "i.e.": "that is", "etc.": "and so on", "vs.": "versus",
    "approx.": "approximately", "&": "and", "%": " percent", "°C": " degrees Celsius", "°F": " degrees Fahrenheit",
}  # fmt: skip
MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
SHORT = re.compile("|".join(rf"(?<!\w){re.escape(short)}" if short[0].isalpha() else re.escape(short)
                            for short in ABBREVIATIONS))  # fmt: skip
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
PRICE = re.compile(r"([$€£¥])\s?(\d+(?:\.\d+)?)")
NUMBER = re.compile(r"(?<![\w.])(\d+)(?:\.(\d+))?(st|nd|rd|th)?(?![\w]|\.\d)")
LONGEST = 15
"""Digits of a number that is read as one; a longer one is read digit by digit."""
PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\n": " ", "\t": " "}


def in_words(text: str, spell: Spell) -> str:
    """`text` without figures and abbreviations.

    >>> spell = {"21": "twenty one", "1200": "one thousand two hundred", "5": "five"}.get
    >>> in_words("Dr. Wu paid $1,200 on the 21st, i.e. 0.5% of it.", spell)
    'doctor Wu paid one thousand two hundred dollars on the twenty first, that is zero point five percent of it.'
    """
    text = SHORT.sub(lambda match: ABBREVIATIONS[match[0]], text)
    text = PRICE.sub(lambda match: f"{match[2]} {MONEY[match[1]]}", THOUSANDS.sub("", text))
    text = NUMBER.sub(lambda match: _number(match[1], match[2] or "", bool(match[3]), spell), text)
    return re.sub(r"\d", lambda match: f" {DIGITS[int(match[0])]} ", text)


def _number(whole: str, decimals: str, is_ordinal: bool, spell: Spell) -> str:
    by_digit = len(whole) > LONGEST or whole.startswith("0")
    words = _digits(whole) if by_digit else spell(whole)
    if decimals:
        return f"{words} point {_digits(decimals)}"
    return _ordinal(words) if is_ordinal else words


def _digits(figures: str) -> str:
    return " ".join(DIGITS[int(figure)] for figure in figures)


def _ordinal(words: str) -> str:
    """
    >>> [_ordinal(words) for words in ("twenty one", "six", "thirty")]
    ['twenty first', 'sixth', 'thirtieth']
    """
    before, space, last = words.rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{before}{space}{ORDINALS.get(last, regular)}"


def sayable(text: str, knows: Callable[[str], bool]) -> str:
    """`text` in the characters that a voice `knows`: others lose their accents, or are left out.

    >>> sayable("Zoë’s  café ☕", lambda character: character in "abcdefghijklmnopqrstuvwxyzZ' ")
    "Zoe's cafe"
    """
    known = (_known(PLAIN.get(character, character), knows) for character in text)
    return " ".join("".join(known).split())


def _known(text: str, knows: Callable[[str], bool]) -> str:
    if all(map(knows, text)):
        return text
    return "".join(character for character in unicodedata.normalize("NFKD", text) if knows(character))
