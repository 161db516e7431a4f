"""Whether a question in Cypher only reads, and reads nothing but the graph it is put to."""

from __future__ import annotations

import re

from runtime.errors import BadArgument

READS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN"})
"""What a question may begin with."""
REFUSED = frozenset(
    "ALTER ANALYZE ATTACH BEGIN CALL CHECKPOINT COMMENT COMMIT COPY CREATE DELETE DETACH DROP EXPLAIN EXPORT EXTENSION "
    "FORCE FOREACH FROM IMPORT INSTALL LOAD MACRO MERGE PROFILE PROJECT REMOVE ROLLBACK SET TO UNINSTALL UPDATE USE "
    "VACUUM".split()
)
"""Words with which something is written, another file or database is opened, or a procedure is called."""
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
LONGEST = 5000
"""Characters of a question."""


def check_reads_only(query: str) -> str:
    """`query`, found to be one question that only reads. What cannot be told for sure is refused.

    A backslash could hide where a quotation ends, a comment what a word is: neither is taken.

    >>> check_reads_only("MATCH (s:Step) WHERE s.text CONTAINS 'create' RETURN s.name;")
    "MATCH (s:Step) WHERE s.text CONTAINS 'create' RETURN s.name"

    Raises:
        BadArgument: it writes, calls a procedure, reads a file, is several statements, or cannot be judged.
    """
    stripped = query.strip().removesuffix(";")
    bare = QUOTED.sub("''", stripped)
    words = [word.upper() for word in WORD.findall(bare)]
    if problem := trouble(stripped, bare, words):
        raise BadArgument(
            f"This question is not put to the graph: {problem}. "
            'Only reading is, for example: atelier memory graph "MATCH (s:Step) RETURN s.name, s.at LIMIT 5"'
        )
    return stripped


def trouble(query: str, bare: str, words: list[str]) -> str:
    """Why a question is refused; empty where it is not."""
    if len(query) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if not words or words[0] not in READS:
        return "it does not begin with MATCH"
    if refused := sorted(REFUSED & set(words)):
        return f"{refused[0]} is not reading"
    if ";" in bare:
        return "it is more than one"
    if "\\" in query or "//" in bare or "/*" in bare:
        return "it has a backslash or a comment"
    if re.search(r"[\"'`]", bare.replace("''", "")) or not (bare.isascii() and bare.replace("\n", " ").isprintable()):
        return "a quotation does not end, or a letter outside one is not plain"
    return ""
