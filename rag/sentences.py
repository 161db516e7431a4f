"""Text → its sentences."""

from __future__ import annotations

import re

TITLES = frozenset("adm capt col dr gen gov hon lt maj messrs mr mrs ms mx pres prof rep rev sen sgt st".split())
"""Never end a sentence: a name follows."""
MIDWAY = frozenset("al approx ca cf e.g eg esp i.e ie incl vs viz resp".split())
"""Never end a sentence: it goes on."""
COUNTED = frozenset(
    "apr art aug ch cl dec eq eqs feb fig figs jan jul jun mar no nos nov oct op p para pp sec sect sep sept tab "
    "vol".split()
)
"""End no sentence before a number: `No. 5`."""
LATE = frozenset("a.m p.m co corp dept est etc inc jr ltd ph.d sr u.k u.n u.s e.u".split())
"""May end a sentence: one that goes on does not go on with a word such as `The`."""
STARTERS = frozenset(
    "a all an and any as at but each employees every for from he how however i if in it managers no on our please she "
    "so some such that the their then there these they this those to we what when where which who you your".split()
)
BREAK = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s)|[。！？…]+[」』）”’》]*")
OPENERS = "\"'“‘(［[「『«¿¡"


def sentences(text: str) -> list[str]:
    """The sentences of `text`, verbatim, in order; every line and every list item is its own.

    >>> sentences("Dr. Smith paid $3.50, e.g. for tea. It was No. 5 in the U.S. market! Was it?")
    ['Dr. Smith paid $3.50, e.g. for tea.', 'It was No. 5 in the U.S. market!', 'Was it?']
    >>> sentences('He said "Go." Then he left the U.S. The end.')
    ['He said "Go."', 'Then he left the U.S.', 'The end.']
    >>> sentences("Leave\\n• 12 hours. Ask first.\\n1. Apply")
    ['Leave', '• 12 hours.', 'Ask first.', '1. Apply']
    >>> sentences("今日は休みです。明日は？「はい。」")
    ['今日は休みです。', '明日は？', '「はい。」']
    """
    return [part for line in text.split("\n") for part in of_line(line)]


def of_line(line: str) -> list[str]:
    parts, start = [], 0
    for match in BREAK.finditer(line):
        if ends(line[start : match.start()], match[0], line[match.end() :].lstrip()):
            parts.append(line[start : match.end()])
            start = match.end()
    return [part.strip() for part in (*parts, line[start:]) if part.strip()]


def ends(before: str, mark: str, after: str) -> bool:
    """Does the sentence end at `mark`?"""
    if mark[0] in "。！？":
        return True
    following = after.lstrip(OPENERS).lstrip()
    if not following or following[0].islower():
        return not following
    return mark[0] != "." or mark.startswith("..") or dot_ends(before, following)


LETTERS = re.compile(r"(?:^|[\s(\[\"'“‘/–—-])((?:[^\W\d_]\.)*[^\W\d_]+)$")
ITEM = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")


def dot_ends(before: str, following: str) -> bool:
    """Does a dot after `before` end the sentence, where `following` comes next?"""
    if ITEM.match(before):
        return False  # `1.` at the start counts an item
    match = LETTERS.search(before)
    word = match[1].lower() if match else ""
    starts = following.split()[0].strip(",.;:!?").lower() in STARTERS
    if word in TITLES or word in MIDWAY:
        return False
    if word in COUNTED:
        return not following[0].isdigit()
    if word in LATE or "." in word or is_initial(match):
        return starts
    return True


def is_initial(match: re.Match[str] | None) -> bool:
    """`J.` in `J. Smith`; `I` and `A` are words too, but seldom end a sentence."""
    return bool(match) and len(match[1]) == 1 and match[1].isupper()  # type: ignore[index]
