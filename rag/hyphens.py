"""Lines → one line, with the words whole again that a line's end had cut."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
CUT = re.compile(r"([^\W\d_]+)[-\u2010]$")
COMPOUNDS = frozenset(
    "all cross custom end ex extra first full half hard high in large left long low mid multi off on one open out over "
    "part post pre real right second self semi short small so soft third time top two under up user well".split()
)
"""First halves that mostly keep their hyphen: `long-term`."""
LISTED = frozenset(("and", "or", "to", "und", "oder", "et", "ou", "y", "o"))
"""What follows a hyphen that stands for a word still to come: `pre- and post-test`."""
LONGEST_WORD = 100
WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def words_in(text: str) -> set[str]:
    """Every word, and every hyphened one, in lower case.

    >>> sorted(words_in("Long-term plans"))
    ['long-term', 'plans']
    """
    return set(WORD.findall(text.lower()))


def joined(lines: Sequence[str], words: Collection[str] = ()) -> str:
    """
    >>> joined(["The organi-", "sation keeps its long-", "term plans", "and pre-", "and post-tests."])
    'The organisation keeps its long-term plans and pre- and post-tests.'
    """
    parts: list[str] = []
    for line in lines:
        line = " ".join(line.split())
        if parts and line:
            parts[-1:] = link(parts[-1], line, words)
        elif line:
            parts.append(line)
    return "".join(parts)


def link(last: str, line: str, words: Collection[str]) -> tuple[str, str]:
    """The last line and the next, with what stands between them where it belongs."""
    if last[-1] == "\u00ad":  # a soft hyphen shows at a line's end only
        return last[:-1], line
    if WIDE.match(last[-1]) and WIDE.match(line):
        return last, line
    cut = CUT.search(last[-LONGEST_WORD:])
    head = WORD.match(line)
    if not cut or not head or head[0] in LISTED:
        return f"{last} ", line
    return (last[:-1] if safe(cut[1], head[0], words) else last), line


def safe(left: str, right: str, words: Collection[str]) -> bool:
    """May the hyphen go? The document's own spelling decides; else small letters, and no usual compound.

    >>> safe("organi", "sation", ()), safe("long", "term", ()), safe("Jean", "Paul", ())
    (True, False, False)
    >>> safe("on", "line", {"online"}), safe("data", "base", {"data-base"})
    (True, False)
    """
    if not right[0].islower() or left.isupper() or "-" in right:
        return False
    whole, kept = (left + right).lower(), f"{left}-{right}".lower()
    if (whole in words) != (kept in words):
        return whole in words
    return len(left) > 1 and left.lower() not in COMPOUNDS
