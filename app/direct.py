"""`atelier run`: one tool, its arguments as words on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agents.specialists import tool_named
from app.service import Service
from runtime.errors import BadArgument, BadInput, nearest
from runtime.records import Json, Listener

FILES = (
    "text", "texts", "document", "documents", "sound", "sounds", "voice", "picture", "pictures", "video", "table",
    "about", "like_picture", "illustration", "style_picture", "outline_picture", "mask_picture", "clip_sound",
)  # fmt: skip
"""Roles of the arguments that take a file."""
ENDINGS = (
    ".pdf", ".docx", ".txt", ".md", ".wav", ".mp3", ".flac", ".ogg", ".m4a", ".mp4", ".png", ".jpg", ".jpeg", ".webp",
)  # fmt: skip
"""What a file's name ends with that is looked for though it is not there."""


def run_directly(
    service: Service, tool: str, words: Sequence[str], session: str, *listeners: Listener, raw: bool = False
) -> dict[str, Json]:
    """Run `tool` with arguments given as `name=value`. The path of a file is imported and stands for its artifact.

    Raises:
        UnknownTool, BadArgument: there is none of that name, or an argument does not fit it.
        FileProblem: a file cannot be used.
    """
    inputs = tool_named(tool, service.team)[0].inputs
    arguments = arguments_of(words, inputs)
    for name, spec in inputs.items():
        if spec.get("role") in FILES and name in arguments:
            arguments[name], session = imported(service, arguments[name], session)
    try:
        result: dict[str, Json] = service.run_tool(tool, arguments, session, *listeners, raw=raw)
        return result
    except BadInput as error:
        raise BadArgument(str(error)) from error


def arguments_of(words: Sequence[str], inputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Json]:
    return dict(parsed(word, inputs) for word in words)


def parsed(word: str, inputs: Mapping[str, Mapping[str, Any]]) -> tuple[str, Json]:
    """
    >>> parsed("labels=policy,recipe", {"labels": {"type": "array"}})
    ('labels', ['policy', 'recipe'])
    """
    name, equals, text = word.partition("=")
    if not equals:
        raise BadArgument(f"--arg {word!r} is not name=value. For example: --arg {next(iter(inputs), 'name')}=…")
    if name not in inputs:
        raise BadArgument(f"No argument {name!r}. {nearest(name, inputs, 'Arguments')}")
    kind = inputs[name]["type"]
    try:
        return name, READERS[kind](text)
    except ValueError as error:
        raise BadArgument(f"--arg {name}={text!r} is not of type {kind}.") from error


def array(text: str) -> list[Json]:
    """A JSON array, or words between commas."""
    if text.lstrip().startswith("["):
        return list(json.loads(text))
    return [item.strip() for item in text.split(",") if item.strip()]


def boolean(text: str) -> bool:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]


READERS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": boolean,
    "array": array,
    "object": json.loads,
}


def imported(service: Service, value: Json, session: str) -> tuple[Json, str]:
    """`value` with each path of a file in it replaced by the artifact's name, and the session they are in."""
    names = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and is_path(item):
            session, artifact = service.take(Path(item).expanduser(), session)
            item = artifact.name
        names.append(item)
    return (names if isinstance(value, list) else names[0]), session


def is_path(text: str) -> bool:
    """Whether a text was meant as a file's path: it is one, or it is one word with a slash or a file's ending."""
    try:
        if len(text) < 4096 and Path(text).expanduser().is_file():
            return True
    except (OSError, ValueError):
        return False
    return len(text.split()) == 1 and ("/" in text or Path(text).suffix.lower() in ENDINGS)
