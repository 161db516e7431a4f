"""What crosses a folder boundary: frozen records, each field explained once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Any
"""A value that `json.dumps` takes: what agents and tools hand to each other."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for."""

    text: str
    files: tuple[Path, ...] = ()
    session: str = ""
    """The session to go on with; a new one is opened where it is empty."""
    language: str = ""
    """ISO 639-1 code that the answer must be in; any where it is empty."""
    schema: Mapping[str, Json] | None = None
    """JSON Schema that the answer's text must fit; none where it is prose."""
    collection: str = ""
    """The collection that is searched beside the session's files; `main`, if there is one, where it is empty; none
    where it is `none`."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an artifact came to be: enough to make it again."""

    tool: str
    """The tool that made it, or `user` for a file a person gave."""
    sources: tuple[str, ...] = ()
    """Names of the artifacts it was made from."""
    parameters: Mapping[str, Json] = field(default_factory=dict)
    checkpoint: str = ""
    revision: str = ""
    device: str = ""
    seed: int | None = None
    seconds: float = 0.0
    original: str = ""
    """For a person's file: the file name it had. Never a path."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file by the name agents use for it."""

    name: str
    """`handbook-1`, `summary-2`: a kind and a number, unique in its session."""
    path: Path
    media_type: str
    """`application/pdf`, `text/plain` (UTF-8), `image/png` …"""
    sha256: str
    provenance: Provenance
    created_at: str = ""
    """ISO 8601, UTC."""

    @property
    def made_by(self) -> str:
        return self.provenance.tool

    @property
    def sources(self) -> tuple[str, ...]:
        return self.provenance.sources

    @property
    def kind(self) -> str:
        return kind_of(self.media_type)

    @property
    def title(self) -> str:
        """What a person calls it: the file name they gave, or the artifact's own name."""
        return self.provenance.original or self.name


KINDS = {"audio": "sound", "image": "picture", "video": "video", "application/vnd.atelier.voice": "voice"}


def kind_of(media_type: str) -> str:
    """What people call a file of this type: `document`, `sound`, `picture`, `video` or `voice`.

    >>> kind_of("audio/wav"), kind_of("application/pdf")
    ('sound', 'document')
    """
    return KINDS.get(media_type) or KINDS.get(media_type.partition("/")[0], "document")


MARK = re.compile(r"\[\^(\d+)\]")
"""How a text marks a citation while it is on its way: `[^3]`, as Markdown does. Plain `[3]` may stand in a document."""


PAGES = {".pptx": "slide", ".xlsx": "sheet", ".epub": "part"}
"""What people call the pages of a document, by the end of its file name; `page` where it is not here."""
LINES = {".xlsx": "row"}


def place(title: str, page: int | None, line: int | None = None, seconds: float | None = None) -> str:
    """
    >>> place("handbook.pdf", 7), place("notes.txt", None), place("sales.xlsx", 2, 14)
    ('handbook.pdf, page 7', 'notes.txt', 'sales.xlsx, sheet 2, row 14')
    >>> place("tool.py", None, 12), place("talk.srt", None, None, 72)
    ('tool.py, line 12', 'talk.srt, 00:01:12')
    """
    suffix = Path(title).suffix.lower()
    on = f"{PAGES.get(suffix, 'page')} {page}" if page else ""
    at = f"{LINES.get(suffix, 'line')} {line}" if line else ""
    return ", ".join(filter(None, (title, on, at, "" if seconds is None else clock(seconds))))


def clock(seconds: float) -> str:
    """
    >>> clock(3723.9)
    '01:02:03'
    """
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, with its place."""

    text: str
    source: str
    """Artifact name of the document."""
    title: str
    """The document's file name, for people."""
    page: int | None = None
    """1 for the first page; None where a document has no pages."""
    section: str = ""
    """The heading it stands under, where one is known."""
    position: int = 0
    """Order within the document, from 0."""
    score: float = 0.0
    """How well it fits what was asked; higher is better, comparable within one search only."""
    line: int | None = None
    """The line it begins on, 1 for the first; None where lines do not count. In a spreadsheet, the row."""
    seconds: float | None = None
    """When it begins to be said, from the recording's start; None where nothing is timed."""

    @property
    def place(self) -> str:
        return place(self.title, self.page, self.line, self.seconds)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document that says it."""

    source: str
    """The document's file name, as a person knows it."""
    page: int | None
    quote: str
    """Verbatim, white space aside."""
    score: float
    """0 to 1."""
    artifact: str = ""
    """The document's artifact name."""
    line: int | None = None
    """As a passage's."""
    seconds: float | None = None
    """As a passage's."""

    @property
    def place(self) -> str:
        return place(self.source, self.page, self.line, self.seconds)


def place_in(fields: Mapping[str, Json]) -> str:
    """The place of a citation that is given as plain values."""
    return place(fields["source"], fields["page"], fields.get("line"), fields.get("seconds"))


def spot_fields(one: Passage | Citation) -> dict[str, Json]:
    """Its line and its second as plain values, where it has them."""
    return {name: value for name in ("line", "seconds") if (value := getattr(one, name)) is not None}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check said."""

    check: str
    ok: bool
    hint: str = ""
    """What to change if it failed, written for the agent."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an agent did: a tool it called, or a specialist."""

    agent: str
    tool: str
    arguments: Mapping[str, Json]
    seconds: float
    summary: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a specialist hands to its manager: values to go on with, not prose to parse."""

    summary: str
    data: Mapping[str, Json] = field(default_factory=dict)
    artifacts: tuple[str, ...] = ()
    """Names of what was made."""
    confidence: float = 1.0
    """0 to 1; the lowest of what the tools said."""
    sources: tuple[Citation, ...] = ()

    def __str__(self) -> str:
        return self.summary


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run cost, all agents together."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    tool_calls: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets back."""

    text: str
    artifacts: tuple[Artifact, ...] = ()
    citations: tuple[Citation, ...] = ()
    """Numbered from 1 in this order: `[1]` in the text is the first."""
    verdicts: tuple[Verdict, ...] = ()
    steps: tuple[Step, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    session: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that just happened in a run; history and the live display listen."""

    kind: str
    """`run-start run-end agent-start agent-end plan code rewording observation tool-start tool-end check progress model
    sandbox refused question answered preview`: question and answered around what a person is asked, `refused` where no
    call was made, `preview` for a file that shows what is being made."""
    agent: str = ""
    parent: str = ""
    """The agent that called this one; empty for the manager."""
    tool: str = ""
    arguments: Mapping[str, Json] = field(default_factory=dict)
    text: str = ""
    """The plan, the code, the summary: what a person would read."""
    error: str = ""
    seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    fraction: float | None = None
    """How far along, 0 to 1; for `progress`. Follows from `step` and `total` where there are both."""
    step: int = 0
    """How many are done; for `progress`. 0 where nothing is counted."""
    total: int | None = None
    """How many there will be, at most."""
    seconds_left: float | None = None

    def __post_init__(self) -> None:
        if self.total:
            object.__setattr__(self, "fraction", min(1.0, self.step / self.total))


Listener = Callable[[Event], None]
