"""What collections and their documents may be called, and where such a name stands in what a person says."""

from __future__ import annotations

import re

from runtime.errors import BadArgument

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NONE = "none"
"""What a person types for no collection; none may be called so."""


def checked_name(name: str) -> str:
    """
    Raises:
        BadArgument: no collection can be called so.
    """
    if not NAME.fullmatch(name) or name == NONE:
        raise BadArgument(f"A collection cannot be called {name!r}. Use small letters, digits and hyphens, such as: hr")
    return name


def file_name(title: str) -> str:
    """
    >>> file_name("hr/leave.md"), file_name("https://example.org/rules/leave.html")
    ('leave.md', 'leave.html')
    """
    return title.rstrip("/").rpartition("/")[2]


def stands_in(word: str, text: str) -> bool:
    return "." in word and re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text) is not None
