"""Two clauses about one call: 'cut it from 1:30 to 4:00 and save it as flac' is said in two, and done once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.clauses import Clause
from agents.filling import also
from agents.plans import Node


def merged(nodes: Sequence[Node], clause: Clause) -> Node | None:
    """The last two nodes as one, where the second, which serves `clause`, only says more of the first; else None."""
    if len(nodes) < 2 or clause.then:
        return None
    one, other = nodes[-2:]
    file = one.offer.single or one.offer.several
    more = other.values.keys() - {file}
    if not file or not one.offer.makes or not _alike(one, other, len(nodes) - 2):
        return None
    if not more or not more.isdisjoint(one.values):
        return None
    values = one.values | {name: other.values[name] for name in more}
    return replace(one, words=also(one.words, f" and {clause.text}"), values=values)


def _alike(one: Node, other: Node, place: int) -> bool:
    """Whether both are calls of one tool on one thing, `place` being where the first stands."""
    if one.offer is not other.offer or one.when != other.when or one.loop or other.loop:
        return False
    file = one.offer.single or one.offer.several
    return other.after == (place,) or (other.after == one.after and one.values.get(file) == other.values.get(file))
