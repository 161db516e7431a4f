"""Two clauses about one call: 'cut it from 1:30 to 4:00 and save it as flac' is said in two, and done once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.calls.filling import also
from agents.calls.references import IT, made_in
from agents.parsing.clauses import Clause
from agents.plans import Node
from runtime.regex import regex

TIMES = regex(r"\btime ?(?:s|stamps?|codes?)\b|\bwhen (?:each|they|every)\b", re.I)
AGAIN = regex(r"\b(?:again|once more|twice)\b", re.I)


def merged(nodes: Sequence[Node], clause: Clause) -> Node | None:
    """The last two nodes as one, where the second, which serves `clause`, says more of the first, or nothing new."""
    if len(nodes) < 2 or clause.then:
        return None
    one, other = nodes[-2:]
    if other.after == (len(nodes) - 2,) and (flag := _also_made(one, other, clause)):
        return replace(one, words=also(one.words, f" and {clause.text}"), values=one.values | {flag: True})
    file = one.offer.single or one.offer.several
    if not file or one.offer is not other.offer or one.when != other.when or one.loop or other.loop:
        return None
    more = {name: value for name, value in other.values.items() if name != file and one.values.get(name) != value}
    if not (other.after == (len(nodes) - 2,) and one.offer.makes) and not _on_the_same(one, other, clause):
        return None
    if not more:
        return None if AGAIN.search(clause.masked) else one
    bare = one.values.keys() <= {file}
    if not more.keys().isdisjoint(one.values) or not (one.offer.makes or bare or _names_nothing(clause)):
        return None
    return replace(one, words=also(one.words, f" and {clause.text}"), values=one.values | more)


def _also_made(one: Node, other: Node, clause: Clause) -> str:
    """The option of the first call that makes what the second would: a GIF beside a clip, a sheet that tells times."""
    timed = TIMES.search(clause.masked) and "columns" in other.offer.roles() and not set(other.values)
    if timed and "on_a_sheet" in one.offer.roles():
        return one.offer.roles()["on_a_sheet"]
    wanted = set(other.values) <= {other.offer.single} and other.offer.makes == "image/gif"
    return "gif" if wanted and "gif" in one.offer.inputs else ""


def _on_the_same(one: Node, other: Node, clause: Clause) -> bool:
    """Whether both are calls on one thing; a clause that names nothing goes on with what the one before was about."""
    file = one.offer.single or one.offer.several
    return (other.after == one.after and one.values.get(file) == other.values.get(file)) or _names_nothing(clause)


def _names_nothing(clause: Clause) -> bool:
    return not (clause.files or clause.quotes or IT.search(clause.masked) or made_in(clause.masked))
