"""A collection beside a session's own files: what a request stands in then."""

from __future__ import annotations

from dataclasses import replace

from agents.plans import Situation
from rag.collection import Collection
from runtime.records import Request


def beside(situation: Situation, collection: Collection | None, request: Request) -> Situation:
    """The situation with the collection in it, and with its documents that the request names.

    Files that came with the request are what is meant, unless it names the collection too.
    """
    if collection is None:
        return situation
    named = collection.named_in(request.text)
    titles = {**situation.titles, collection.all: f"the collection {collection.name}", **named}
    focus = (*situation.focus, collection.all) if situation.focus and request.collection else situation.focus
    return replace(situation, titles=titles, focus=focus, kinds={**situation.kinds, collection.all: "collection"})
