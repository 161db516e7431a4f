"""Words by which people ask of tables: what to do with cells, which column is meant, what says nothing. All stemmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runtime.runners.sheets import Words, stem, stems


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase stands for."""

    kind: str
    """`operation`, `compare`, `extreme`, `asking`, `group`, `not`, `distinct`, `of` or `nothing`."""
    name: str = ""
    """COUNT, SUM, AVERAGE, MEDIAN, MAX, MIN; or `>`, `>=`, `<`, `<=`, `=`, `between`."""
    columns: str = ""
    """Words that its column may have in its name, where the phrase says by itself which is meant."""


def phrases(kind: str, table: Mapping[str, str], columns: Mapping[str, str] | None = None) -> dict[Words, Sense]:
    """Each phrase of the lines of `table`, which bars part, with its sense: the line's name, or `columns` for it."""
    return {
        stems(phrase): Sense(kind, name, (columns or {}).get(phrase, ""))
        for name, line in table.items()
        for phrase in line.split(" | ")
    }


AGE, LENGTH, COST, DAY = "age", "length duration", "price cost", "date day month year"
WHO = "name person employee customer author student player artist member"
ABOVE = {
    "older than": AGE, "longer than": LENGTH, "taller than": "height", "heavier than": "weight mass",
    "more expensive than": COST, "faster than": "speed", "warmer than": "temperature", "later than": DAY, "after": DAY,
}  # fmt: skip
BELOW = {
    "younger than": AGE, "shorter than": f"{LENGTH} height", "lighter than": "weight mass", "cheaper than": COST,
    "slower than": "speed", "colder than": "temperature", "earlier than": DAY, "before": DAY,
}  # fmt: skip
MOST = {
    "oldest": AGE, "longest": LENGTH, "tallest": "height", "heaviest": "weight mass", "most expensive": COST,
    "fastest": "speed", "warmest": "temperature", "latest": DAY, "newest": DAY, "farthest": "distance",
}  # fmt: skip
LEAST = {
    "youngest": AGE, "shortest": f"{LENGTH} height", "lightest": "weight mass", "cheapest": COST, "slowest": "speed",
    "coldest": "temperature", "earliest": DAY, "nearest": "distance",
}  # fmt: skip
ASKING = {
    "who": WHO, "everyone": WHO, "everybody": WHO, "how old": AGE, "how long": LENGTH, "how tall": "height",
    "how heavy": "weight mass", "how far": "distance", "how fast": "speed", "how expensive": COST,
    "where": "city place location country address site town", "when": f"{DAY} time",
}  # fmt: skip


def joined(table: Mapping[str, str]) -> str:
    return " | ".join(table)


SENSES: dict[Words, Sense] = {
    **phrases(
        "operation",
        {
            "COUNT": "how many | number of | the number of | count | count of",
            "SUM": "total | sum | sum of | total of | in total | altogether | in all | combined | overall | how much",
            "AVERAGE": "average | mean | on average | average number of | mean number of",
            "MEDIAN": "median",
            "MAX": "highest | largest | biggest | greatest | maximum | max | most | the most",
            "MIN": "lowest | smallest | least | fewest | minimum | min",
        },
    ),
    **phrases("operation", {"MAX": joined(MOST), "MIN": joined(LEAST)}, MOST | LEAST),
    **phrases(
        "compare",
        {
            ">": "more than | greater than | higher than | larger than | bigger than | over | above | exceeding | >",
            ">=": "at least | no less than | no fewer than | >= | since | from",
            "<": "less than | fewer than | lower than | smaller than | under | below | <",
            "<=": "at most | up to | no more than | <= | until",
            "=": "equal to | equals | exactly | =",
            "between": "between",
        },
    ),
    **phrases("compare", {">": joined(ABOVE), "<": joined(BELOW)}, ABOVE | BELOW),
    **phrases("asking", {"": joined(ASKING)}, ASKING),
    **phrases("group", {"": "per | by | each | for each | in each | for every | in every"}),
    **phrases("not", {"": "not | isn't | aren't | don't | doesn't | didn't | except | excluding | without"}),
    **phrases("distinct", {"": "different | distinct | unique"}),
    **phrases("of", {"": "of"}),
    **phrases(
        "nothing",
        {
            "": (
                "a an the in on at to for with from as is are was were be been am do does did have has had there it "
                "its this that these those which what whose whom how and or me us please all any both can could you "
                "tell give show list find get i we our my than table sheet file data value live work come belong "
                "located situated based sold sell made make placed listed contain appear recorded published named "
                "called only"
            ).replace(" ", " | ")
        },
    ),
}
"""Every phrase with its sense. A word that is in none, and in no column or cell, is a reason to refuse."""
ROWS = frozenset(map(stem, "row rows entry record line item".split()))
PERSONS = frozenset(map(stem, "person people employee staff worker colleague member".split()))
"""What the rows may be called, the latter where they name somebody."""
LISTING = frozenset(map(stem, "list name show give tell print".split()))
NUMBERED = "year id number no code"
"""Columns whose numbers are names: `order 1007`, `in 2010`."""
