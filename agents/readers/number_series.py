"""A row of numbers as people write it: with a currency or a unit, thousands set off, and an 'and' before the last."""

from __future__ import annotations

import re

from runtime.regex import regex

CURRENCY = r"(?:[€$£¥]|(?:EUR|USD|GBP|CHF)\b)"
UNIT = (
    r"(?:\s?(?:[€$£¥%]|°\s?[CF]?)|\s?(?:k|kg|g|km|cm|mm|kWh|MWh|EUR|USD|GBP|CHF|euros?|dollars?|pounds?|francs?|units?|"
    r"degrees?|lit(?:re|er)s?|pieces?|visitors?|people)\b)"
)
STEPS = r"(?:more|further|coming|next|steps?|hours?|days?|weeks?|months?|quarters?|years?|periods?|values?|points?)\b"
NUMBER = rf"[-−]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?!\d|\.\d)(?!\s+{STEPS})"
ITEM = rf"(?:{CURRENCY}\s?)?{NUMBER}{UNIT}?"
JOINED = r"(?:\s*[,;]\s*(?:(?:and|then|now|finally)\s+)?|\s+(?:and|then)\s+)"
SERIES = regex(rf"(?<![\w.,]){ITEM}(?:{JOINED}{ITEM}){{3,}}")
FIGURE = regex(r"([-−]?)((?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)\s?(k\b)?")


def numbers_in(said: str) -> list[float]:
    """The first such row of four numbers or more; empty where there is none.

    >>> numbers_in("sales were €1,200, €1,350, €980.50 and €1,500"), numbers_in("3,5,8,9")
    ([1200.0, 1350.0, 980.5, 1500.0], [3.0, 5.0, 8.0, 9.0])
    >>> numbers_in("3, 5, 8, 13 and 21, five more values"), numbers_in("pages 3, 5 and 8")
    ([3.0, 5.0, 8.0, 13.0, 21.0], [])
    """
    match = SERIES.search(said)
    if not match:
        return []
    plain = match[0] if re.search(r"[,;]\s", match[0]) else match[0].replace(",", ", ")
    return [_number(*found) for found in FIGURE.findall(plain)]


def _number(sign: str, figures: str, thousands: str) -> float:
    value = float(figures.replace(",", "")) * (1000 if thousands else 1)
    return -value if sign else value
