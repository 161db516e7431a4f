"""What the arguments of the tools that read texts are, read from a clause. Nothing is invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from agents.parsing.clauses import MODEL, Clause
from agents.readers import arguments
from agents.readers.caption_arguments import SENTENCE
from agents.readers.choice_arguments import SEVERAL_LABELS, UNPUNCTUATED, choices
from agents.readers.spoken_figures import in_figures
from runtime.records import Json
from runtime.regex import regex

SHARE = r"(0?\.\d+|1\.0|\d{1,3}\s?%|\d{1,3} per ?cent)"
LEAST = regex(
    r"\b(?:above|over|at least|minimum|threshold|confidence|scor(?:es?|ed|ing)|surer than|than|under|below)"
    rf"(?:\s*[:=]|\s+(?:of|is|at|from|score of|a))*\s*{SHARE}"
    rf"|(?<![\w.]){SHARE}\s+(?:sure|certain|confiden\w+|likely|or (?:more|higher|better|above|over|surer))\b",
    re.I,
)
KINDS = {
    "PER": r"people|persons?|who(?! (?:and|or) what)|individuals?|everybody|everyone",
    "ORG": r"organi[sz]ations?|compan(?:y|ies)|firms?|institutions?|businesses|agenc(?:y|ies)",
    "LOC": r"places?|locations?|cities|city|countr(?:y|ies)|towns?|villages?",
}
"""How people call the labels of most checkpoints for names."""
NOT_THESE = regex(
    r"\b(?:no|not|without|except(?: for)?|excluding|rather than|instead of|ignor\w+|leave out|leaving out|skip\w*|nor|"
    r"don['’]?t (?:list|want|need))\s+(?:any |the |all )?[^.;:?!]*?(?=\b(?:but|only|just)\b|[.;:?!]|$)",
    re.I,
)
"""The kinds that are not asked for."""
NAMED_ONLY = regex(r"\b(?:entit\w+|names)\b(?=[^.;]*\bonly\b)", re.I)
BESIDE_MODEL = regex(r"\blora\b|\badapter|\bv2/|\bprocessor\b|\bip-adapter\b", re.I)
"""What else may be called by such an id."""
AS_LORA = regex(
    r"(?:,?\s*(?:(?:at|with|of|=|weight|strength)\s*){0,3}[\d.]+\s?%?)?,?\s*(?:as (?:an? |the )?)?(?:lora|adapter)\b",
    re.I,
)
"""What stands behind the id of what is added to a model."""
CHECKPOINT = regex(
    r"\b(?:with|using|by|through|of|for|model|checkpoint|tokeni[sz]er)\s+(?:the )?"
    r"(?:model |checkpoint |tokeni[sz]er )?(?:of )?([A-Za-z0-9][\w.-]*/[\w.-]*[-\d_][\w.-]*\w)",
    re.I,
)
"""`owner/name`; with a hyphen or a digit in the name, so that `with and/or` is none."""
ANSWERS = regex(
    r"\banswers?\s+(?:to |for )?(?:the |this |my )?(?:question\b\s*(?:of )?[,:]?\s*)?"
    r"((?:who|whom|what|which|when|where|why|how|is|are|do|does|can|may|must)\b.+)$",
    re.I,
)


def threshold(clause: Clause) -> float | None:
    """
    >>> threshold(Clause("find the names with a score above 0.8", "")), threshold(Clause("at least 90 % sure", ""))
    (0.8, 0.9)
    """
    match = LEAST.search(in_figures(clause.text))
    if not match:
        return None
    said = match[1] or match[2]
    number = float(re.sub(r"[^\d.]", "", said))
    share = number if "." in said else number / 100
    return share if 0 <= share <= 1 else None


def entity_label(clause: Clause) -> str | None:
    """The one kind of name that is asked for; None for several, and for any.

    >>> entity_label(Clause("", "which companies are named?")), entity_label(Clause("", "list people and places"))
    ('ORG', None)
    >>> entity_label(Clause("", "persons only, no places or companies"))
    'PER'
    """
    said = NOT_THESE.sub("", clause.masked)
    found = [label for label, words in KINDS.items() if re.search(rf"\b(?:{words})\b", said, re.I)]
    any_name = re.search(r"\bentit|\b(?:the|all|which|any) names\b(?! of)", NAMED_ONLY.sub("", said), re.I)
    return found[0] if len(found) == 1 and not any_name else None


def checkpoint(clause: Clause) -> str | None:
    """
    >>> checkpoint(Clause("tokenise it with google-bert/bert-base-cased", "")), checkpoint(Clause("sort it by a/b", ""))
    ('google-bert/bert-base-cased', None)
    """
    said = clause.text
    match = next((one for one in CHECKPOINT.finditer(said) if not AS_LORA.match(said, one.end())), None)
    alone = None if match or BESIDE_MODEL.search(clause.text) else MODEL.search(clause.text)
    return match[1] if match else (alone[0] if alone else None)


def checked_question(clause: Clause) -> str | None:
    """The question whose answer is looked for: the quote that asks, else what follows 'answer'.

    >>> checked_question(Clause("does the text answer how many days we get?", ""))
    'how many days we get?'
    """
    quoted = next((quote for quote in clause.quotes if quote.rstrip().endswith("?")), None)
    match = None if quoted else ANSWERS.search(clause.text)
    return match[1] if match else quoted


def several(clause: Clause, roles: Mapping[str, str], files: Sequence[str]) -> list[str]:
    """The texts that are worked on together: quotes, or files; none where there is only one.

    >>> several(Clause("", "", ("I love it", "I hate it")), {"texts": "texts"}, ())
    ['I love it', 'I hate it']
    """
    if "texts" not in roles:
        return []
    labels = arguments.labels(clause) if "labels" in roles else []
    quotes = [quote for quote in clause.quotes if quote not in labels]
    if len(quotes) > 1 and not set(clause.files) & set(files):
        return quotes
    return list(files) if len(files) > 1 and not quotes else []


def inline(clause: Clause, roles: Mapping[str, str]) -> str:
    """The text that a clause itself gives; empty where it gives none.

    >>> inline(Clause("fill the gap: red, ___ and blue make white", ""), {"text": "text"})
    'red, ___ and blue make white'
    >>> inline(Clause("", "", ("Who sang?", "Anna sang.")), {"text": "text", "checked_question": "question"})
    'Anna sang.'
    """
    if "text" not in roles:
        return ""
    if "illustration" in roles:
        return max((quote for quote in clause.quotes if len(quote.split()) >= SENTENCE), key=len, default="")
    if "checked_question" in roles:
        return max((quote for quote in clause.quotes if quote != checked_question(clause)), key=len, default="")
    found = arguments.inline(clause)
    if found or "labels" in roles or clause.quotes:
        return found
    _, colon, after = clause.text.partition(":")
    return after.strip() if colon and len(after.split()) >= 4 else ""


UNICODE = (
    r"\bnfkc\b|\bunicode\b|\bligatures?\b|\bcompatibility (?:letters|characters|forms)\b|\bjoined letters\b|[ﬀ-ﬄ]"
    r"|\bfull-?width\b|\bletters\b[^.;]{0,40}\bas (?:normal|usual|ordinary|plain|regular|single) (?:ones|letters)\b"
)
READERS: Mapping[str, Callable[[Clause], Json]] = {
    "threshold": threshold,
    "entity_label": entity_label,
    "tokenizer": checkpoint,
    "model": checkpoint,
    "checked_question": checked_question,
    "multi_label": lambda clause: True if SEVERAL_LABELS.search(clause.masked) else None,
    "choices": choices,
    "punctuation": lambda clause: False if UNPUNCTUATED.search(clause.masked) else None,
    "unicode": lambda clause: _true_if(clause, UNICODE),
}
"""By role: the value, None where the clause gives none."""


def _true_if(clause: Clause, pattern: str) -> bool | None:
    return True if re.search(pattern, clause.masked, re.I) else None


def read(clause: Clause, roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments of these `roles`, role → name, that the clause gives."""
    found = {roles[role]: reader(clause) for role, reader in READERS.items() if role in roles}
    return {name: value for name, value in found.items() if value is not None}
