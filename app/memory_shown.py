"""What is remembered as text for people: sessions, runs, their steps, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from app.live import short
from app.memory_tree import Node, tree, walked
from memory.history import RecordedStep, Run
from memory.notes import Note, said
from rag.pages import clean
from runtime.records import Json

UNTOLD = ("observation", "progress", "model")
"""Kinds that only `--full` shows."""
INTERRUPTED = "interrupted: its process died before the run ended; what it had done is below"


def run_rows(kept: Sequence[Run]) -> list[list[str]]:
    return [[run.id[:8], run.session, run.status, when(run.started_at), took(run), short(run.request)] for run in kept]


def run_fields(run: Run) -> dict[str, Json]:
    told: dict[str, Json] = {"id": run.id, "session": run.session, "status": run.status, "request": run.request}
    told |= {"files": list(run.files), "started_at": run.started_at, "finished_at": run.finished_at}
    return told | {"answer": None if run.answer is None else dict(run.answer)}


def step_fields(step: RecordedStep) -> dict[str, Json]:
    event = step.event
    told: dict[str, Json] = {"id": step.id, "parent": step.parent, "at": step.at, "kind": event.kind}
    told |= {"agent": event.agent, "tool": event.tool, "arguments": dict(event.arguments), "text": event.text}
    told |= {"error": event.error, "seconds": event.seconds}
    return told | {"input_tokens": event.input_tokens, "output_tokens": event.output_tokens}


def note_fields(session: str, note: Note) -> dict[str, Json]:
    told: dict[str, Json] = {"session": session, "key": note.key, "value": note.value, "by": note.by, "run": note.run}
    told |= {"sources": list(note.sources), "confidence": note.confidence, "at": note.created_at}
    return told | {"superseded_at": note.superseded_at}


def note_line(note: Note) -> str:
    """A note, whose it is, how sure, and from what."""
    made = [note.by, f"run {note.run[:8]}" if note.run else "", when(note.created_at)]
    made += [f"confidence {note.confidence:g}" if note.confidence < 1 else "", ", ".join(note.sources)]
    made += [f"superseded {when(note.superseded_at)}" if note.superseded_at else ""]
    return clean(f"{note.key}: {said(note.value)}  ({'; '.join(filter(None, made))})")


def shown_run(run: Run, steps: Sequence[RecordedStep], full: bool) -> str:
    """A run, its steps nested under what started them: a line each, or all that is known."""
    nodes = walked(tree(steps))
    body = (full_lines(depth, node) if full else [line(depth, node)] for depth, node in nodes if full or told(node))
    return clean("\n".join([*head(run), *chain.from_iterable(body)]))


def told(node: Node) -> bool:
    return node.kind not in UNTOLD


def head(run: Run) -> Iterator[str]:
    yield f"run {run.id}  of {run.session}  {when(run.started_at)}  {took(run)}"
    yield f"  {INTERRUPTED if run.status == 'interrupted' else run.status}"
    yield f"  asked: {short(run.request, 400)}"
    if run.files:
        yield f"  with: {', '.join(run.files)}"
    if run.answer:
        yield f"  answered: {short(str(run.answer.get('text', '')), 400)}"


def line(depth: int, node: Node) -> str:
    """One line: what, what came of it, how long it took."""
    mark = {"check": "✗ " if node.error else "✓ "}.get(node.kind, "")
    outcome = f"✗ {short(node.error)}" if node.error else short(node.came_to) if node.kind in ("agent", "tool") else ""
    seconds = f"  {node.seconds:.2f} s" if node.seconds else ""
    ending = "" if node.ended else "  (did not end)"
    return f"{'  ' * (depth + 1)}{mark}{title(node)}{' → ' + outcome if outcome else ''}{seconds}{ending}"


def title(node: Node) -> str:
    event = node.step.event
    if node.kind == "agent":
        return f"{event.agent}: {short(str(event.arguments.get('task', '')))}"
    if node.kind == "tool":
        return f"{event.tool}({given(event.arguments)})"
    if node.kind == "check":
        return event.tool
    return f"{event.agent or 'run'} {node.kind}: {short(event.text)}".strip()


def given(arguments: Mapping[str, Json]) -> str:
    return ", ".join(f"{name}={short(repr(value), 60)}" for name, value in arguments.items())


def full_lines(depth: int, node: Node) -> Iterator[str]:
    """The line, then texts whole, errors, tokens and the time."""
    event, indent = node.step.event, "  " * (depth + 2)
    yield line(depth, node)
    yield f"{indent}at {node.step.at}" + tokens(node)
    for name, value in event.arguments.items():
        yield from block(indent, name, value if isinstance(value, str) else repr(value))
    yield from block(indent, {"agent": "returned", "tool": "returned"}.get(node.kind, node.kind), node.came_to)
    yield from block(indent, "error", node.error)


def tokens(node: Node) -> str:
    event = (node.end or node.step).event
    counted = event.input_tokens or event.output_tokens
    return f"  {event.input_tokens} tokens in, {event.output_tokens} out" if counted else ""


def block(indent: str, name: str, text: str) -> Iterator[str]:
    if text:
        yield f"{indent}{name}:"
        yield from (f"{indent}  {row}" for row in text.splitlines())


def when(at: str) -> str:
    """
    >>> when("2026-11-21T16:40:02.123456+00:00"), when("")
    ('2026-11-21 16:40:02', '')
    """
    return at[:19].replace("T", " ")


def took(run: Run) -> str:
    """How long it ran; empty where it has not ended."""
    if not run.finished_at or run.status == "interrupted":
        return ""
    lasted = datetime.fromisoformat(run.finished_at) - datetime.fromisoformat(run.started_at)
    return f"{lasted.total_seconds():.2f} s"
