"""atelier ask | chat | run | tools | models | doctor | demo. Thin: parse, ask, print.

Nothing heavy is imported here: `atelier --help` answers at once. Each command imports what it needs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.service import Service

app = typer.Typer(
    help="An agent platform for models on your own machine: ask in plain words, get answers with their sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[list[Path] | None, typer.Option("--file", "-f", help="A document to work on. May be given again.")]
Brain = Annotated[str | None, typer.Option(help="What drives the agents: embedded, openai:<model>@<base_url>, …")]
SessionOption = Annotated[
    str, typer.Option("--session", "-s", help="The session to go on with; a new one if left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what the agents are doing.")]
Timeout = Annotated[float | None, typer.Option(help="Seconds the request may take; 600 if left out.")]


@app.command()
def ask(
    request: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    file: File = None,
    session: SessionOption = "",
    brain: Brain = None,
    language: Annotated[str, typer.Option(help="ISO 639-1 code of the language the answer must be in.")] = "",
    schema: Annotated[Path | None, typer.Option(help="A JSON Schema that the answer must fit.")] = None,
    timeout: Timeout = None,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Ask for something once."""
    from app.output import answer_fields, answer_text, as_json
    from runtime.records import Request

    service = served(brain=brain, timeout_s=timeout)
    with watched(quiet) as listeners:
        asked = Request(request, tuple(file or ()), session, language, read_schema(schema))
        answer = service.ask(asked, *listeners)
    print(as_json(answer_fields(answer)) if json else answer_text(answer))


@app.command()
def chat(file: File = None, session: SessionOption = "", brain: Brain = None, quiet: Quiet = False) -> None:
    """Hold a conversation. Ctrl-C stops the run; Ctrl-D leaves."""
    from app.talk import converse

    converse(served(brain=brain), tuple(file or ()), session, quiet)


@app.command()
def run(
    tool: Annotated[str, typer.Argument(help="A tool's name; see: atelier tools")],
    arg: Annotated[
        list[str] | None, typer.Option("--arg", "-a", help="name=value. A file's path may be a value.")
    ] = None,
    session: SessionOption = "",
    json: AsJson = False,
) -> None:
    """Run one tool directly, without agents."""
    from app.direct import run_directly
    from app.output import as_json, tool_text

    result = run_directly(served(), tool, arg or [], session)
    print(as_json(result) if json else tool_text(result))


@app.command()
def tools(json: AsJson = False) -> None:
    """List every tool: what it does, whose it is, what it takes."""
    from app.listings import tool_rows
    from app.output import as_json, table

    rows = tool_rows()
    if json:
        print(as_json(rows))
        return
    show(table("", ["tool", "specialist", "sizes", "what it does"], [
        [row["name"], row["specialist"], " ".join(row["tiers"]), row["description"]] for row in rows
    ]))  # fmt: skip


@app.command()
def models(
    what: Annotated[str, typer.Argument(metavar="[TASK | show | fit]", help="A task; or one of the two words.")] = "",
    which: Annotated[str, typer.Argument(metavar="[ID | TASK]", help="After show: an id. After fit: a task.")] = "",
    tier: Annotated[str, typer.Option(help="Only this size: embedded, light or full.")] = "",
    licence: Annotated[str, typer.Option(help="Only under this licence, such as apache-2.0.")] = "",
    max_gb: Annotated[float | None, typer.Option(help="Only those that take at most so many GB as fp32.")] = None,
    here: Annotated[bool, typer.Option("--here", help="Only those on this machine.")] = False,
    json: AsJson = False,
) -> None:
    """List the checkpoints: what each serves, how big it is, whether it is here.

    atelier models show ID: all that is known of one.

    atelier models fit [TASK]: for each task the biggest that fits this machine's memory, and what it would take.
    """
    from app.listings import Wanted, models_shown
    from app.output import as_json

    rows, seen = models_shown(settings(), Wanted(what, tier, licence, max_gb, here), which)
    if json:
        print(as_json(rows))
    elif isinstance(seen, str):
        print(seen)
    else:
        show(seen)


@app.command()
def doctor(json: AsJson = False) -> None:
    """Say what works on this machine and what does not. Exit code 1 where something is broken."""
    from app.doctor import examine
    from app.output import as_json

    findings = examine(settings())
    if json:
        print(as_json([finding.fields() for finding in findings]))
    else:
        print("\n".join(finding.line() for finding in findings))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def demo(quiet: Quiet = False) -> None:
    """Show the main job on a document that comes along: a question, a refusal, and three things in one request."""
    from app.demo import demonstrate

    demonstrate(settings(), quiet)


def settings(**given: Any) -> Any:
    from runtime.settings import load_settings

    return load_settings(**given)


def served(**given: Any) -> Service:
    from app.service import Service

    return Service(settings(**given))


def read_schema(path: Path | None) -> Any:
    """The JSON in a file; None where none is given."""
    import json

    from runtime.errors import FileBroken, FileMissing

    if path is None:
        return None
    if not path.is_file():
        raise FileMissing(path)
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise FileBroken(path, f"it is not JSON ({error})") from error


def watched(quiet: bool) -> Any:
    """A context that gives the listeners a run should have: the live display, or none."""
    from app.talk import listening

    return listening(quiet)


def show(renderable: Any) -> None:
    from rich.console import Console

    Console(highlight=False).print(renderable)


def main() -> None:
    """The `atelier` command: our errors are one line on standard error, exit code 2 where the request was at fault."""
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:  # how Typer ends on Ctrl-C
            _said("Stopped. What was made so far is kept.", STOPPED)
        raise
    except Exception as error:
        from runtime.errors import AtelierError, RequestError, SettingsError

        if not isinstance(error, AtelierError):
            raise
        sys.exit(_said(str(error), 2 if isinstance(error, RequestError | SettingsError) else 1))


STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def _said(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
