"""Where each argument of a planned call came from, in words a person can check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agents.parsing.clauses import Clause, Parsed
from agents.plans import Situation
from runtime.records import Json
from runtime.runners.language_codes import known_languages


def origins(
    clause: Clause, values: Mapping[str, Json], after: Sequence[int], parsed: Parsed, situation: Situation
) -> dict[str, str]:
    """Argument → where its value was found; what an earlier step makes has no argument yet and stands under ''."""
    told = {name: _origin(value, clause, parsed, situation) for name, value in values.items()}
    steps = " and ".join(str(place + 1) for place in after)
    return told | ({"": f"what step {steps} makes"} if after else {})


def _origin(value: Json, clause: Clause, parsed: Parsed, situation: Situation) -> str:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str) and first in situation.names:
        return _of_file(first, clause, parsed, situation)
    if isinstance(first, str) and first in clause.quotes:
        return "in quotes"
    said = _said(first, clause.text)
    return f"the word “{said}”" if said and " " not in said else "read from the words"


def _of_file(name: str, clause: Clause, parsed: Parsed, situation: Situation) -> str:
    title = situation.names[name]
    if name in clause.files:
        return f"{title}, named"
    if name in parsed.files:
        return f"{title}, named elsewhere in the request"
    if name in situation.made:
        return f"made earlier by {situation.made[name]}"
    return f"{title}, given with the request" if name in situation.focus else f"{title}, at hand in the session"


def _said(value: Json, text: str) -> str:
    """The word that stands for a value: itself, a language's name for its code, a number's digits."""
    language = next((one.name for one in known_languages() if one.code == value), "")
    words = [language] if language else [f"{value:g}" if isinstance(value, float) else str(value)]
    match = next(
        (found for word in words if (found := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I))), None
    )
    return match[0] if match else ""
