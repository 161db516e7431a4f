"""What the arguments of a tool are for that declares no roles, told from their names, types and descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agents.parsing.clauses import Clause
from agents.readers.arguments import NUMBERS, without_files
from runtime.records import Json
from runtime.regex import regex

FILE = r"\b(?:artifact name|file|document|recording|picture|image|photo|table|csv|path)\b"
BY_NAME = (
    ("sound", r"recording|audio|sound|voice", "string"),
    ("video", r"video|clip|film", "string"),
    ("picture", r"picture|image|photo", "string"),
    ("table", r"table|csv|spreadsheet", "string"),
    ("text", r"text|content|sentence|passage|paragraph|document|file|article|letter", "string"),
    ("target", r"target(?:_language)?|to_language|language|lang", "string"),
    ("asked", r"question", "string"),
    ("query", r"query|topic|subject|keyword|search", "string"),
    ("prompt", r"prompt|instruction", "string"),
    ("labels", r"labels|categories|options|classes|choices", "array"),
    ("numbers", r"numbers|values|series", "array"),
    ("texts", r"texts|sentences|documents|files|articles", "array"),
)
"""Role, words of an argument's name that give it away, and its type. The first that fits."""
AMOUNT, WORDS = "amount ", "words "
"""Roles of numbers and of words that no other role fits: with the argument's name behind."""
BEHIND = regex(
    r"\b(?:of|into|in|as|for|at|on|from|to|near|about|named|called)\s+(?:the\s+)?([\w'’ -]+?)"
    r"(?=\s*(?:$|[,.;?!]|\b(?:and|for|in|over|on|at|from|to|into|with|by)\b))",
    re.I,
)


def with_roles(inputs: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """The inputs, with a role for each where the tool declares none at all."""
    if any("role" in spec for name, spec in inputs.items() if name != "model"):
        return inputs
    taken: set[str] = set()
    told = {}
    for name, spec in inputs.items():
        role = _role(name, spec)
        told[name] = spec if role in taken or not role else {**spec, "role": role}
        taken.add(role)
    return told


def _role(name: str, spec: Mapping[str, Any]) -> str:
    kind, words = str(spec.get("type", "")), set(re.findall(r"[a-z]+", name.lower()))
    found = (
        role
        for role, pattern, of in BY_NAME
        if of == kind and any(re.fullmatch(pattern, word) for word in [name, *words])
    )
    if role := next(found, ""):
        return role
    if kind == "string" and re.search(FILE, str(spec.get("description", "")), re.I):
        return next((r for r, pattern, _ in BY_NAME[:4] if re.search(pattern, str(spec["description"]), re.I)), "text")
    return {"integer": AMOUNT + name, "number": AMOUNT + name, "string": WORDS + name}.get(kind, "")


def cues_of(name: str) -> tuple[str, ...]:
    """The words of a tool's own name, as a cue for it where it declares none.

    >>> cues_of("next_move")
    ('\\\\bnext\\\\w*\\\\b.*\\\\bmove\\\\w*', '\\\\bmove\\\\w*\\\\b.*\\\\bnext\\\\w*')
    """
    words = [re.escape(word) for word in name.lower().split("_") if len(word) > 2]
    if len(words) < 2:
        return (rf"\b{words[0]}\w*\b",) if words else ()
    first, last = words[0], words[-1]
    return rf"\b{first}\w*\b.*\b{last}\w*", rf"\b{last}\w*\b.*\b{first}\w*"


def guessed(clause: Clause, roles: Mapping[str, str], inputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    """The arguments of the roles that only this file gives, as far as the clause has them."""
    values: dict[str, Json] = {}
    words = iter(_words(clause))
    for role, name in roles.items():
        needed = not inputs[name].get("nullable")
        value: Json = None
        if role.startswith(AMOUNT):
            value = _amount(clause, name, str(inputs[name]["type"]), needed)
        elif role.startswith(WORDS) and needed:
            value = next(words, None)
        values |= {} if value is None else {name: value}
    return values


def _amount(clause: Clause, name: str, kind: str, needed: bool) -> float | None:
    """The number beside the argument's name; where it is needed, else the first that is said."""
    number, spoken = rf"(\d+(?:\.\d+)?|{'|'.join(NUMBERS)})", re.escape(name.replace("_", " ").removesuffix("s"))
    patterns = [rf"\b{number}\s+{spoken}", rf"\b{spoken}s?\s*(?:of|=|:|is)?\s*{number}\b"]
    patterns += [rf"\b{number}\b"] if needed else []
    match = next((found for pattern in patterns if (found := re.search(pattern, clause.masked, re.I))), None)
    if not match:
        return None
    said = match[1].lower()
    value = float(NUMBERS[said]) if said in NUMBERS else float(said)
    return int(value) if kind == "integer" else value


def _words(clause: Clause) -> list[str]:
    """What may stand for an argument: quotes, else what follows 'of', 'in', 'for' …"""
    return list(clause.quotes) or [said.strip() for said in BEHIND.findall(without_files(clause))]


def lacking(values: Mapping[str, Json], roles: Mapping[str, str], inputs: Mapping[str, Mapping[str, Any]]) -> str:
    """The first argument of such a role that must be given and is not; empty where all are."""
    ours = (name for role, name in roles.items() if role.startswith((AMOUNT, WORDS)))
    return next((name for name in ours if not inputs[name].get("nullable") and name not in values), "")
