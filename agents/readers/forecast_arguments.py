"""What a forecast is told, read from a clause: which column or numbers, how far, which quantiles, which season."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.number_series import JOINED, SERIES, numbers_in
from agents.readers.spoken_figures import in_figures
from agents.readers.spoken_numbers import NUMBERS, figure
from agents.readers.spoken_times import digits
from runtime.records import Json
from runtime.regex import regex

WORDS = "|".join(NUMBERS)
NUMBER = rf"(?<![\w.-])(\d+|{WORDS})(?![.\d])"
STEPS = r"(?:steps?|hours?|(?:working )?days?|weeks?|months?|quarters?|years?|periods?|values?|points?)"
IS = r"(?:\s*(?:of|at|is|are|being|to be|should be|set to|for|length|period|cycle|pattern|[:=]))*\s*"
HORIZON = (
    regex(rf"\bhorizon{IS}{NUMBER}|\b{NUMBER}[ -]step horizon\b", re.I),
    regex(rf"\b{NUMBER}\s+(?:(?:more|coming|next|further|whole|full)\s+){{0,4}}{STEPS}\b", re.I),
    regex(rf"\b(?:next|coming|following)\s+{NUMBER}\b|\b{NUMBER}\s+(?:ahead|more|further)\b", re.I),
)
ENDS = (
    r"(?=\s+(?:for|over|in|from|of|during|using|with|by|on|to|until|into|ahead|will|at|and|be|look|develop|go|"
    r"continue|evolve|change|move|out|\d)\b|\s*[,.;:?!]|\s*$)"
)
COLUMN = (
    regex(rf"\b{STEPS}\s+of\s+(?:the |our |my )?([\w %/-]+?)(?:\s+column)?{ENDS}", re.I),
    regex(rf"\bcolumn\s+(?:called |named )?([\w %/-]+?){ENDS}", re.I),
    regex(r"\b(?:the|our|my|its|of|for)\s+((?!(?:the|our|my|its)\b)[\w%/-]+(?: [\w%/-]+){0,2}?)\s+column\b", re.I),
    regex(
        r"\b(?:forecasts?|predict(?:ion)?s?|project(?:ion)?s?|extrapolat(?:e|ion)|estimate)\s+(?:of\s+|for\s+|how\s+)?"
        rf"(?:the |our |my )?([\w %/-]+?)(?:\s+column)?{ENDS}",
        re.I,
    ),
    regex(rf"\b(?:how|what) (?:will|would|might|do|does|are|is) (?:the |our |my )?([\w %/-]+?){ENDS}", re.I),
)
"""What goes before the name of a column, the surer words first."""
NO_COLUMN = regex(
    r"(?:next|coming|following|how|what|when|which|it|this|that|that|them|they|these|those|table|file|data|series|numbers?|"
    r"values?|figures?|for|over|in|of|to|from|on|with|based|you|we|i|things?|an?|half|"
    rf"{STEPS}|\d+|{WORDS})\b",
    re.I,
)
"""What such a phrase begins with where it names no column."""
SHARE = r"(?:0?\.\d+|\d{1,2}(?:\.\d+)?(?:\s?(?:%|per ?cent\b|st\b|nd\b|rd\b|th\b))?|(?:the )?median\b)"
LISTED = rf"{SHARE}(?:(?:{JOINED}|\s*/\s*)(?:the )?{SHARE}){{0,20}}"
QUANTILE = r"(?:quantiles?|percentiles?)"
QUANTILES = (
    regex(
        rf"\b{QUANTILE}\b(?:\s*(?:of|at|are|being|should be|to be|set to|such as|[:=\[(]))*\s*(?:the )?({LISTED})", re.I
    ),
    regex(rf"(?<![\w.])({LISTED})[\s-]*{QUANTILE}\b", re.I),
    regex(r"\b(P\d{1,2}(?:(?:\s*[,/]\s*(?:and\s+)?|\s+and\s+)P\d{1,2})+)\b", re.I),
)
SEASON = (
    regex(rf"\bseason(?:al|ality)?{IS}(?:every\s+|after\s+)?{NUMBER}(?:\s+{STEPS})?", re.I),
    regex(
        rf"\b(?:repeats?|comes? (?:round|back|around)|cycles?|recurs?|returns?)(?: (?:itself|again))? "
        rf"(?:every|each|after|of) {NUMBER}(?:\s+{STEPS})?",
        re.I,
    ),
    regex(rf"\b{NUMBER}[ -]{STEPS}(?:[ -]long)? (?:season(?:al\w*)?|cycle|rhythm|period)\b", re.I),
)
NO_SEASON = regex(
    r"\b(?:no|without(?: an?y?)?|ignor\w+(?: any| the)?|not? any|zero)\s+season\w*"
    r"|\b(?:not|isn['’]t|non-?)\s*seasonal\b",
    re.I,
)


def quantiles(clause: Clause) -> Json:
    """Numbers between 0 and 1.

    >>> quantiles(Clause("quantiles 0.05, 0.5 and 0.95", "")), quantiles(Clause("the 10th and 90th percentile", ""))
    ([0.05, 0.5, 0.95], [0.1, 0.9])
    """
    match = next((match for pattern in QUANTILES if (match := pattern.search(in_figures(clause.text)))), None)
    said = re.findall(r"\d*\.\d+|\d+|median", match[1]) if match else []
    shares = [0.5 if one == "median" else float(one) for one in said]
    shares = [round(one / 100, 4) if one >= 1 else one for one in shares]
    return shares if shares and all(0 < one < 1 for one in shares) else None


def season(clause: Clause) -> int | None:
    """
    >>> season(Clause("", "the season is 52")), season(Clause("", "no seasonality, please"))
    (52, 1)
    """
    if NO_SEASON.search(clause.masked):
        return 1
    match = next((match for pattern in SEASON if (match := pattern.search(digits(clause.masked)))), None)
    return figure(match[1]) if match else None


def horizon(clause: Clause) -> int | None:
    """How many steps ahead.

    >>> horizon(Clause("", "two weeks ahead with a season of 7 days")), horizon(Clause("", "horizon = 10"))
    (2, 10)
    """
    said = digits(clause.masked)
    for pattern in (*SEASON, *QUANTILES, SERIES):
        said = pattern.sub("", said)
    match = next((match for pattern in HORIZON if (match := pattern.search(said))), None)
    return figure(next(filter(None, match.groups()))) if match else None


def column(clause: Clause) -> str | None:
    """
    >>> column(Clause("forecast revenue for the next 6 months", ""))
    'revenue'
    >>> column(Clause("predict the next 3 weeks of unit sales in shop-1", "", files=("shop-1",)))
    'unit sales'
    >>> column(Clause("how will orders in shop-1 develop?", "", files=("shop-1",)))
    'orders'
    """
    if clause.quotes:
        return clause.quotes[0]
    if series(clause):
        return None
    said = clause.text
    for name in clause.files:
        said = re.sub(rf"(?:\b(?:in|from|of|out of|using|with) )?(?<![\w-]){re.escape(name)}(?![\w-])", "in it", said)
    found = (match[1].strip() for pattern in COLUMN if (match := pattern.search(said)))
    return next((name for name in found if not NO_COLUMN.match(name)), None)


def series(clause: Clause) -> list[float]:
    """The numbers themselves.

    >>> series(Clause("forecast 3, 4.5, 6 and 7 for two steps", ""))
    [3.0, 4.5, 6.0, 7.0]
    """
    said = clause.text
    for pattern in QUANTILES:
        said = pattern.sub("", said)
    return numbers_in(said)


FORECASTERS: Mapping[str, Callable[[Clause], Json]] = {
    "horizon": horizon,
    "column": column,
    "quantiles": quantiles,
    "season": season,
}
"""By role: the value, None where the clause gives none."""
