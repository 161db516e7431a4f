"""How the manager makes a file of what was only said, so that another specialist can work on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import smolagents

from agents.specialists import cited_in
from runtime.errors import BadInput, NoResult
from runtime.records import MARK, Provenance, Report
from tools.base import Bench

NAME = "keep_text"


class KeepText(smolagents.Tool):  # type: ignore[no-untyped-call]
    """The words themselves do not travel in tasks: a task names files, and what is in those is material."""

    name = NAME
    description = (
        "Keeps what a report says as a text file of this session and returns its artifact name, to be named in the "
        "task of another specialist. For reports that made no file themselves."
    )
    inputs = {"report": {"type": "any", "description": "A report, or words."}}
    output_type = "string"
    labels = ()

    def __init__(self, bench: Bench) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._bench = bench

    def forward(self, report: Any) -> str:
        """
        Raises:
            BadInput: there are no words in it.
            NoResult: it tells of work that failed.
        """
        said, data = _read(report)
        if data.get("failed"):
            raise NoResult(said)
        words = MARK.sub("", said).strip()
        if not words:
            raise BadInput(f"{NAME} was given nothing to keep. Give it a report, or its summary.")
        cited = {citation.artifact for citation in cited_in(said, self._bench.sources)}
        sources = tuple(name for name in self._bench.artifacts.names() if name in cited)
        return self._bench.artifacts.save_text(words, "text", Provenance(NAME, sources)).name


def _read(report: Any) -> tuple[str, Mapping[str, Any]]:
    """What a report says, and its values; out of the sandbox it comes as a mapping."""
    if isinstance(report, Report):
        return report.summary, report.data
    if isinstance(report, Mapping):
        return str(report.get("summary", "")), report.get("data") or {}
    return str(report), {}
