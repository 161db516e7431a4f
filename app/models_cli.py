"""`atelier models …`: the list, and what is done to it. Thin, as app/cli.py is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
HELP = ("-h", "--help")


class ListFirst(TyperGroup):
    """What is none of the commands is a task, or a word of `list`: `atelier models summarization`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = args and args[0] in (*self.commands, *HELP)
        return super().parse_args(ctx, args if known else ["list", *args])


models = typer.Typer(cls=ListFirst, help="The checkpoints: list them, and add your own.")


@models.command("list")
def list_models(
    what: Annotated[str, typer.Argument(metavar="[TASK | show | fit]", help="A task; or one of the two words.")] = "",
    which: Annotated[str, typer.Argument(metavar="[ID | TASK]", help="After show: an id. After fit: a task.")] = "",
    tier: Annotated[str, typer.Option(help="Only this size: embedded, light or full.")] = "",
    licence: Annotated[str, typer.Option(help="Only under this licence, such as apache-2.0.")] = "",
    max_gb: Annotated[float | None, typer.Option(help="Only those that take at most so many GB as fp32.")] = None,
    here: Annotated[bool, typer.Option("--here", help="Only those on this machine.")] = False,
    own: Annotated[bool, typer.Option("--own", help="Only your own.")] = False,
    json: AsJson = False,
) -> None:
    """What each serves, how big it is, whether it is here. The word list may be left out.

    atelier models show ID: all that is known of one.

    atelier models fit [TASK]: for each task the biggest that fits this machine's memory, and what it would take.
    """
    from app.cli import settings, show
    from app.listings import Wanted, models_shown
    from app.output import as_json

    rows, seen = models_shown(settings(), Wanted(what, tier, licence, max_gb, here, own), which)
    if json:
        print(as_json(rows))
    elif isinstance(seen, str):
        print(seen)
    else:
        show(seen)


@models.command()
def add(
    id: Annotated[str, typer.Argument(help="A name on the Hub, or a folder: ./my-folder", show_default=False)] = "",
    task: Annotated[str, typer.Option(help="What it serves. May be left out where it was made for one task.")] = "",
    tier: Annotated[str, typer.Option(help="Its size, light or full; light if left out.")] = "",
    revision: Annotated[str, typer.Option(help="Branch, tag or commit; main if left out.")] = "",
    note: Annotated[str, typer.Option(help="The one thing to know of it.")] = "",
    licence: Annotated[str, typer.Option(help="Its licence, such as apache-2.0.")] = "",
    when_asked: Annotated[bool, typer.Option("--when-asked", help="Do not use it unless it is asked for.")] = False,
    json: AsJson = False,
) -> None:
    """Add a checkpoint of your own. It is used first for its task, also by what runs already."""
    from app.cli import settings
    from app.models import add_model, added_text
    from app.wishes import Wish

    told = add_model(settings().home, Wish(id, task, tier, revision, note, licence, when_asked))
    _tell(told, added_text(told), json)


@models.command()
def remove(
    id: Annotated[str, typer.Argument(help="As it was added.")],
    task: Annotated[str, typer.Option(help="Only for this task.")] = "",
    json: AsJson = False,
) -> None:
    """Remove a checkpoint of your own from the list. Its files stay."""
    from app.cli import settings
    from app.models import remove_model, removed_text

    told = remove_model(settings().home, id, task)
    _tell(told, removed_text(told), json)


@models.command()
def lock(
    file: Annotated[Path | None, typer.Option(help="The lock file; ./atelier.lock if left out.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 where something differs.")] = False,
    json: AsJson = False,
) -> None:
    """Write down the revisions that are here, so that nothing else is loaded."""
    from app.cli import settings
    from app.lock import check_lock, lock_text, write_lock

    told = (check_lock if check else write_lock)(settings(), file)
    _tell(told, lock_text(told), json)
    raise typer.Exit(1 if told.get("differences") else 0)


def _tell(told: Any, text: str, json: bool) -> None:
    from app.output import as_json

    print(as_json(told) if json else text)
