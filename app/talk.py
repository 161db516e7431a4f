"""The chat on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.output import answer_text
from app.service import Service
from runtime.errors import AtelierError
from runtime.records import Listener, Request

WELCOME = "Ask away. Ctrl-C stops a run, Ctrl-D leaves, /file PATH adds a document."


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
    while (line := next_line(interactive)) is not None:
        if line.startswith("/file "):
            files = (*files, Path(line.removeprefix("/file ").strip()).expanduser())
            continue
        if line:
            session, files = turn(service, Request(line, files, session), quiet)
    if session:
        print(f"Go on with: atelier chat --session {session}", file=sys.stderr)


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
