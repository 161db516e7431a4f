"""The numbers that a text says, in digits or words."""

from __future__ import annotations

import re
from collections.abc import Iterator

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = (
    {word: str(value) for value, word in enumerate(SMALL)}
    | {word: str(10 * value) for value, word in enumerate(TENS, 2)}
    | {"hundred": "100", "thousand": "1000", "dozen": "12", "once": "1", "twice": "2", "double": "2", "half": "0.5"}
)
COMPOUND = re.compile(rf"\b({'|'.join(TENS)})[- ]({'|'.join(SMALL[1:10])})\b", re.I)
LOOSE = frozenset({"one", "once", "double", "half"})
"""Words that often count nothing: 'the one who', 'double-check'. They bear a number out, but need not be borne out."""


def numbers(text: str) -> tuple[str, ...]:
    """
    >>> numbers("Twelve of 1,000 at 10:30, and twenty-five at 2.50")
    ('12', '1000', '10', '30', '25', '2.5')
    """
    return tuple(value for _, value in found(text))


def numbers_said(text: str) -> Iterator[tuple[str, str]]:
    """Each as it is said, and its value; words that often count nothing are left out.

    >>> list(numbers_said("The one of 14 got twelve"))
    [('14', '14'), ('twelve', '12')]
    """
    return ((said, value) for said, value in found(text) if said.lower() not in LOOSE)


def found(text: str) -> Iterator[tuple[str, str]]:
    joined = COMPOUND.sub(lambda match: str(int(WORDS[match[1].lower()]) + int(WORDS[match[2].lower()])), text)
    for match in re.finditer(rf"{DIGITS.pattern}|[^\W\d_]+", joined):
        said = match[0]
        if said[0].isdigit():
            yield said, value_of(said)
        elif said.lower() in WORDS:
            yield said, WORDS[said.lower()]


def value_of(digits: str) -> str:
    """
    >>> value_of("1,000"), value_of("2.50"), value_of("007"), value_of("1.000.000")
    ('1000', '2.5', '7', '1000000')
    """
    whole = (
        re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits)
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+([.,]\d+)?", digits)
        else digits
    )
    number, _, rest = whole.replace(",", ".").partition(".")
    fraction = rest.rstrip("0")
    return f"{int(number)}.{fraction}" if fraction else str(int(number))
