"""atelier ask | chat | run | tools | models | pull | memory | doctor | demo. Thin: parse, ask, print.

Nothing heavy is imported here: `atelier --help` answers at once. Each command imports what it needs.
"""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.consent_cli import consent
from app.eval_cli import evaluation
from app.index_cli import index
from app.memory_cli import memory
from app.models_cli import models
from app.plan_cli import plan
from app.reproduce_cli import reproduce

if TYPE_CHECKING:
    from app.service import Service

app = typer.Typer(
    help="An agent platform for models on your own machine: ask in plain words, get answers with their sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(models, name="models")
app.add_typer(consent, name="consent")
app.add_typer(memory, name="memory")
app.command("plan")(plan)
app.command("reproduce")(reproduce)
app.add_typer(evaluation, name="eval")
app.add_typer(index, name="index")

File = Annotated[list[Path] | None, typer.Option("--file", "-f", help="A document to work on. May be given again.")]
Brain = Annotated[str | None, typer.Option(help="What drives the agents: embedded, openai:<model>@<base_url>, …")]
SessionOption = Annotated[
    str, typer.Option("--session", "-s", help="The session to go on with; a new one if left out.")
]
CollectionOption = Annotated[
    str, typer.Option("--collection", "-c", help="What to look in too; main if there is one, none for none.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what is going on.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run every model anew, also where its result is known.")]
Sandbox = Annotated[
    str | None, typer.Option(help="What locks agents' code in: A to D, see doctor; none, for this run only.")
]
Timeout = Annotated[float | None, typer.Option(help="Seconds the request may take; 600 if left out.")]


@app.command()
def ask(
    request: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    file: File = None,
    session: SessionOption = "",
    collection: CollectionOption = "",
    brain: Brain = None,
    language: Annotated[str, typer.Option(help="ISO 639-1 code of the language the answer must be in.")] = "",
    schema: Annotated[Path | None, typer.Option(help="A JSON Schema that the answer must fit.")] = None,
    timeout: Timeout = None,
    sandbox: Sandbox = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would take: tools, models, GB, s.")
    ] = False,
    no_cache: NoCache = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Ask for something once."""
    from app.output import answer_fields, answer_text, as_json
    from app.output_foresight import foresight_fields, foresight_text
    from runtime.records import Request

    service = served(brain=brain, timeout_s=timeout, cache_gb=0 if no_cache else None, sandbox=sandbox)
    asked = Request(request, tuple(file or ()), session, language, read_schema(schema), collection)
    if dry_run:
        foreseen = service.foresee(asked)
        print(as_json(foresight_fields(foreseen)) if json else foresight_text(foreseen))
        return
    with watched(quiet) as listeners:
        answer = service.ask(asked, *listeners)
    print(as_json(answer_fields(answer)) if json else answer_text(answer))


@app.command()
def chat(
    file: File = None,
    session: SessionOption = "",
    brain: Brain = None,
    sandbox: Sandbox = None,
    quiet: Quiet = False,
) -> None:
    """Hold a conversation. Ctrl-C stops the run; Ctrl-D leaves."""
    from app.talk import converse

    converse(served(brain=brain, sandbox=sandbox), tuple(file or ()), session, quiet)


@app.command()
def run(
    tool: Annotated[str, typer.Argument(help="A tool's name; see: atelier tools")],
    arg: Annotated[
        list[str] | None, typer.Option("--arg", "-a", help="name=value. A file's path may be a value.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Run it over many: a .jsonl file with one input a line, or a folder of files.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where a batch's results go: .jsonl or .parquet. What is there is not done again."),
    ] = None,
    session: SessionOption = "",
    no_cache: NoCache = False,
    raw: Annotated[bool, typer.Option("--raw", help="Also what the models said themselves. Goes with --json.")] = False,
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run one tool directly, without agents."""
    from app.output import as_json, tool_text

    service = served(cache_gb=0 if no_cache else None)
    if batch is None:
        from app.direct import run_directly

        with watched(quiet, steps=False) as listeners:
            result = run_directly(service, tool, arg or [], session, *listeners, raw=raw)
        print(as_json(result) if json else tool_text(result))
        return
    from app.batch import run_over

    with watched(quiet, steps=False) as listeners:
        outcome = run_over(service, tool, batch, arg or [], out, session, *listeners)
    print(as_json(outcome.fields) if json else outcome.text)
    raise typer.Exit(1 if outcome.failed else 0)


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
def pull(
    what: Annotated[list[str], typer.Argument(metavar="TASK|ID...", help="A task, for its default; or a checkpoint.")],
    tier: Annotated[str, typer.Option(help="Of a task the first of this size: light or full.")] = "",
    revision: Annotated[str, typer.Option(help="Branch, tag or commit; the catalog's, or main, if left out.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which files, and how big.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a big download.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Only check what is here; asks no network.")] = False,
    json: AsJson = False,
) -> None:
    """Fetch checkpoints from the Hugging Face Hub. What was broken off goes on where it stopped."""
    from app.meant import meant
    from app.output import as_json
    from app.pull import check, fetch_all, preview
    from runtime.catalog import catalog_at

    given = settings()
    lines = meant(catalog_at(given.home), what, tier, revision)
    if verify or dry_run:
        outcomes = check(lines) if verify else preview(lines)
    else:
        outcomes = fetch_all(lines, given.models_gb, yes)
    print(as_json([outcome.fields for outcome in outcomes]) if json else "\n".join(each.text for each in outcomes))


@app.command()
def cache(clear: Annotated[bool, typer.Option("--clear", help="Forget every result.")] = False) -> None:
    """Say how many results of model calls are kept, or forget them."""
    from runtime.calls import results_of

    kept = results_of(settings())
    if clear:
        print(f"Forgot {kept.clear()} results.")
    else:
        stats = kept.stats()
        print(f"{stats.entries} results, {stats.bytes / 1e6:.1f} MB. Forget them with: atelier cache --clear")


@app.command()
def doctor(
    tasks: Annotated[
        bool, typer.Option("--tasks", help="Also say of each task what runs it, or what it needs.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Say what works on this machine (✓), what is broken (✗) and what could be added (–).

    Exit code 1 where something is broken.
    """
    from app.doctor import examine
    from app.doctor.tasks import readiness, tasks_table
    from app.output import as_json

    findings = []
    for finding in examine(settings(), full=tasks):
        findings.append(finding)
        if not json:
            print(finding.line(), flush=True)
    if json:
        print(as_json([finding.fields() for finding in findings]))
    elif tasks:
        show(tasks_table(readiness()))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


@app.command()
def tour(
    only: Annotated[str, typer.Option(help="Only these parts, with commas: text, documents, audio.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write a page with every input, output and player.")] = None,
    quiet: Quiet = False,
) -> None:
    """Run every tool on real input, with tiny stand-ins for its models: nothing is downloaded."""
    from app.tour.guide import guide

    raise typer.Exit(guide(settings(), only, html, quiet))


@app.command()
def demo(quiet: Quiet = False) -> None:
    """Show the main job on a document that comes along: a question, a refusal, and three things in one request."""
    from app.demo import demonstrate

    demonstrate(settings(), quiet)


def settings(**given: Any) -> Any:
    from runtime.settings import load_settings

    return load_settings(**given)


def served(**given: Any) -> Service:
    from app.approving import approver
    from app.confining import warned
    from app.consenting import asker
    from app.service import Service

    return Service(warned(settings(**given)), consent=asker(), approve=approver())


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


def watched(quiet: bool, steps: bool = True) -> Any:
    """A context that gives the listeners a run should have: the live display, or none."""
    from app.talk import listening

    return listening(quiet, steps)


def show(renderable: Any) -> None:
    from rich.console import Console

    Console(highlight=False).print(renderable)


def main() -> None:
    """The `atelier` command: our errors are one line on standard error, exit code 2 where the request was at fault."""
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:  # how Typer ends on Ctrl-C
            leave(_said("Stopped. What was made so far is kept.", STOPPED))
        raise
    except Exception as error:
        from runtime.errors import AtelierError, RequestError, SettingsError

        if not isinstance(error, AtelierError):
            raise
        sys.exit(_said(str(error), 2 if isinstance(error, RequestError | SettingsError) else 1))


STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def leave(code: int) -> None:
    """End now, with this code. Left to itself, Python ends as if killed where Ctrl-C fell into the making of a
    dataclass: it remembers an interrupt that went through `exec` of a text, though it was caught (`Py_RunMain`)."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _said(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
