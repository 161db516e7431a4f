"""The chat on a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agents.plans import Doubt
from app.output import answer_text
from app.service import Service
from runtime.errors import AtelierError
from runtime.records import Listener, Request

WELCOME = "Ask away. Ctrl-C stops a run, Ctrl-D leaves, /file PATH adds a document."

YES = re.compile(r"(?:y|yes|yeah|yep|sure|ok(?:ay)?|do (?:it|that)|exactly|right)\b[\s.!,]*(?:please)?\W*$", re.I)
NO = re.compile(r"(?:n|no|nope|not? (?:that|really)|never ?mind)\b\W*$", re.I)
"""How the question whether a tool is meant is answered."""


@contextmanager
def listening(quiet: bool, steps: bool = True) -> Iterator[tuple[Listener, ...]]:
    """The live display as the only listener, with the agents' `steps` or without; none where it shall be quiet."""
    if quiet:
        yield ()
        return
    from app.live import Live

    with Live(steps=steps) as live:
        yield (live,)


def converse(service: Service, files: tuple[Path, ...], session: str, quiet: bool) -> None:
    """Read requests until the input ends. An error ends a turn, never the chat."""
    if session:
        service.sessions.require(session)
    interactive = sys.stdin.isatty()
    if interactive:
        import readline  # noqa: F401  (line editing, by being imported)

        print(WELCOME, file=sys.stderr)
    waiting = ""
    while (line := next_line(interactive)) is not None:
        if line.startswith("/file "):
            files = (*files, Path(line.removeprefix("/file ").strip()).expanduser())
            continue
        if waiting and NO.match(line):
            line, waiting = "", ""
            print("Then put it in other words.", end="\n\n", flush=True)
        line, waiting = waiting if waiting and YES.match(line) else line, ""
        if line and (doubt := doubt_about(service, Request(line, files, session))):
            print(doubt.question, end="\n\n", flush=True)
            waiting = f"{line} (with {doubt.tool})"
        elif line:
            session, files = turn(service, Request(line, files, session), quiet)
    if session:
        print(f"Go on with: atelier chat --session {session}", file=sys.stderr)


def doubt_about(service: Service, request: Request) -> Doubt | None:
    """What has to be asked before the embedded planner can serve a request."""
    if service.brain.reads_any_language:
        return None
    try:
        return next(iter(service.plan(request).doubts), None)
    except AtelierError:  # the turn itself will say it
        return None


def next_line(interactive: bool) -> str | None:
    """The next line that was typed; None at the end. Ctrl-C at the prompt clears the line."""
    try:
        return input("> " if interactive else "").strip()
    except EOFError:
        return None
    except KeyboardInterrupt:
        print("\n(Ctrl-D leaves)", file=sys.stderr)
        return ""


def turn(service: Service, request: Request, quiet: bool) -> tuple[str, tuple[Path, ...]]:
    """One request and its answer. Returns the session and the files that are still to be given."""
    try:
        with listening(quiet) as listeners:
            answer = service.ask(request, *listeners)
    except KeyboardInterrupt:
        print("Stopped. Ask something else, or Ctrl-D to leave.", file=sys.stderr)
        return request.session, request.files
    except AtelierError as error:
        print(error, file=sys.stderr)
        return request.session, ()
    print(answer_text(answer), end="\n\n", flush=True)
    return answer.session, ()
