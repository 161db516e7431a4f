"""A search in other words: one short call of the language model, which sees the query and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from smolagents import ChatMessage, MessageRole
from smolagents.agents import populate_template

from agents.marking import marked
from agents.observers import tokens
from agents.prompts import prompts
from runtime.errors import AtelierError
from runtime.records import Event, Listener
from tools.base import unchanged

LONGEST = 200
"""Characters of a query; what is longer is no query but an answer."""
BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d+[.)])\s*")


def rewording(model: Any | None, most: int, tell: Listener) -> Callable[[str], tuple[str, ...]]:
    """A function from a query to up to `most` others that ask the same; without a model it knows none.

    What the model says is only searched for. Where it fails the search goes on with the query alone, and says so.
    """
    if model is None or most < 1:
        return unchanged
    known: dict[str, tuple[str, ...]] = {}

    def reword(query: str) -> tuple[str, ...]:
        if query not in known:
            known[query] = asked(model, query, most, tell)
        return known[query]

    return reword


def asked(model: Any, query: str, most: int, tell: Listener) -> tuple[str, ...]:
    start = time.perf_counter()
    try:
        reply = model.generate([message(query, most)])
    except AtelierError:
        raise
    except Exception as error:  # whatever its server or its library raises: a search does not depend on it
        tell(Event("progress", text=f"searching as it was asked: the language model failed ({type(error).__name__})"))
        return ()
    found = queries_in(str(reply.content or ""), query, most)
    seconds = time.perf_counter() - start
    tell(Event("rewording", arguments={"query": query}, text="\n".join(found), seconds=seconds, **tokens(reply)))
    return found


def message(query: str, most: int) -> ChatMessage:
    text = populate_template(prompts("rewording")["task"], variables={"query": marked(query), "most": most})
    return ChatMessage(role=MessageRole.USER, content=[{"type": "text", "text": text}])


def queries_in(reply: str, query: str, most: int) -> tuple[str, ...]:
    """One a line, numbers and bullets aside; not the query itself, and nothing as long as an answer.

    >>> queries_in("1. volunteering leave\\n2) Paid time off for charity\\n\\nleave", "leave", 3)
    ('volunteering leave', 'Paid time off for charity')
    """
    lines = (BULLET.sub("", line).strip(" \"'`") for line in reply.splitlines())
    said = dict.fromkeys(line for line in lines if any(map(str.isalnum, line)) and len(line) <= LONGEST)
    return tuple(line for line in said if line.casefold() != query.strip().casefold())[:most]
