"""Answers and tables as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.pages import clean, snippet
from runtime.records import MARK, Answer, Artifact, Citation, Json, place_in, spot_fields


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def answer_fields(answer: Answer) -> dict[str, Json]:
    """An answer as the one JSON object that `--json` prints."""
    return {
        "text": answer.text,
        "artifacts": [artifact_fields(artifact) for artifact in answer.artifacts],
        "citations": [citation_fields(citation) for citation in answer.citations],
        "verdicts": [asdict(verdict) for verdict in answer.verdicts],
        "steps": [step_fields(step) for step in answer.steps],
        "usage": asdict(answer.usage),
        "seconds": answer.seconds,
        "session": answer.session,
    }


def artifact_fields(artifact: Artifact) -> dict[str, Json]:
    provenance = asdict(artifact.provenance) | {"sha256": artifact.sha256, "created_at": artifact.created_at}
    return {
        "name": artifact.name,
        "path": str(artifact.path),
        "media_type": artifact.media_type,
        "provenance": provenance,
    }


def citation_fields(citation: Citation) -> dict[str, Json]:
    return {
        "source": citation.source,
        "page": citation.page,
        "quote": citation.quote,
        "score": round(citation.score, 4),
        **spot_fields(citation),
    }


def step_fields(step: Any) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "agent": step.agent,
        "tool": step.tool,
        "arguments": dict(step.arguments),
        "seconds": step.seconds,
        "summary": step.summary,
    }
    return fields | ({"error": step.error} if step.error else {})


def answer_text(answer: Answer) -> str:
    """What a person reads: the text, where it stands, what was made, and which check failed."""
    parts = [answer.text]
    if answer.citations:
        rows = [f"[{n}] {c.place}: “{snippet(c.quote)}”" for n, c in enumerate(answer.citations, 1)]
        parts.append("\n".join(rows))
    if answer.artifacts:
        parts.append("\n".join(f"Made {artifact.name}: {shown(artifact.path)}" for artifact in answer.artifacts))
    failed = [f"Check failed: {verdict.check}. {verdict.hint}" for verdict in answer.verdicts if not verdict.ok]
    return clean("\n\n".join([*parts, *failed]))


def tool_text(result: Mapping[str, Json]) -> str:
    """What a tool that was run directly says, its citations beneath."""
    rows = [f"[{c['n']}] {place_in(c)}: “{snippet(c['quote'])}”" for c in result.get("citations", ())]
    return clean("\n\n".join([MARK.sub(r"[\1]", str(result["summary"])), *(["\n".join(rows)] if rows else [])]))


def shown(path: Path) -> str:
    """A path as short as it can be: from the home folder where it lies there.

    >>> shown(Path.home() / "notes.txt")
    '~/notes.txt'
    """
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    """A rich table; the last column takes what room is left."""
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        made.add_column(column, no_wrap=index == 0, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made
