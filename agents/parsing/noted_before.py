"""'I had you jot down something on the keys. What was it?': what was noted is told, and then asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.parsing.clauses import Clause
from runtime.regex import regex

WHEN = (
    r"(?: (?:again|once|for (?:me|us|later)"
    r"|(?:earlier|yesterday|today|tonight|recently|before|(?:some time |a while )?ago"
    r"|(?:(?:last|this|the other|on) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this|the other) \w+"
    r"|in the \w+|\w+ (?:days?|weeks?|hours?) ago)\b(?: (?:morning|evening|night|afternoon))?))"
)
NOTED = regex(
    r"(?:[\w'’-]+,? ){0,6}?"
    r"(?:(?:i|we) (?:had|asked|told|made|let|got|wanted) you (?:to )?(?:please )?"
    r"(?:write|note|jot|put|take|mark|scribble|remember|keep|save|store|memori[sz]e|record)"
    r"|you (?:wrote|noted|jotted|put|took|marked|scribbled|kept|saved|stored|recorded)"
    r"|(?:i|we) (?:made|left|took|wrote|dictated|gave)(?: you)? an? (?:short |quick |little )?(?:note|memo|reminder))\b"
    rf"(?: down| up)?{WHEN}{{0,2}}(?: (?:something|a (?:thing|line|note|word)(?: or two)?|some(?: \w+)?|a few \w+))?"
    r"(?: (?:about|on|of|regarding|concerning|to do with))? "
    rf"(?P<topic>[^,;.?!]+?){WHEN}{{0,2}}(?:,? (?:and|but|though)\b.*)?\W*",
    re.I,
)
"""How it is told that something was noted, and on what."""
ASKED_BACK = regex(
    r"(?:and |but |so )?(?:(?:what|who|where|when|how much|which(?: one)?)(?: exactly)? (?:was|is|were|did|have|had) "
    r"(?:it|that|they|this|the note|i|you|we)(?: (?:say|said|write|written|note|noted|put|go|tell you))?"
    r"|(?:do )?remind me(?: (?:of (?:it|that|what)|what (?:it|that) was|what it said))?"
    r"|(?:tell|give|show|read)(?: me)? (?:it|that|what (?:it|that) (?:was|said)|the note)(?: out)?(?: back)?"
    r"(?: to me)?)(?: (?:again|exactly|about|down|please|now|aloud)){0,3}\W*",
    re.I,
)
"""How it is asked for, with no word of what it is."""


def asked_back(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses with a question after what was noted named in full, in place of the two.

    >>> told, asked = Clause("I had you jot down something on the keys", ""), Clause("What was it?", "What was it?")
    >>> [one.text for one in asked_back([told, asked])]
    ['What did I ask you to note about the keys?']
    """
    done: list[Clause] = []
    for clause in clauses:
        told = _telling(done) if ASKED_BACK.fullmatch(clause.text) and not clause.files else None
        if told is None:
            done.append(clause)
            continue
        at, topic = told
        full = f"What did I ask you to note about {topic}?"
        done[at:] = [*done[at + 1 :], replace(clause, text=full, masked=full)]
    return tuple(done)


def _telling(before: Sequence[Clause]) -> tuple[int, str] | None:
    """Where it is told what was noted, and what that is about."""
    for at in reversed(range(len(before))):
        clause = before[at]
        if not (clause.is_question or clause.files) and (noted := NOTED.fullmatch(clause.text)):
            return at, noted["topic"]
    return None
