"""`atelier index tune`: the same documents cut in several ways, and which of them finds best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag.tuning import Tried

SIZES, OVERLAPS = "300,600,900,1200", "0,75,150"
MARK = "★"
SHORT = {"characters": "chars"}
"""So that the table fits a narrow terminal."""


def register(app: typer.Typer) -> None:
    app.command()(tune)


def tune(
    questions: Annotated[Path, typer.Option("--questions", help="JSON lines, as for: atelier eval rag")],
    file: Annotated[list[Path], typer.Option("--file", "-f", help="A document. May be given again.")],
    sizes: Annotated[str, typer.Option(help="Longest passages to try, with commas.")] = SIZES,
    overlaps: Annotated[str, typer.Option(help="What neighbours share, with commas.")] = OVERLAPS,
    units: Annotated[str, typer.Option(help="What these count: characters, tokens, or both with a comma.")] = "",
    modes: Annotated[str, typer.Option(help="Where to cut: auto, recursive, or both with a comma.")] = "",
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=10, help="Passages that count as found.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not show what is going on.")] = False,
) -> None:
    """Try sizes and overlaps of passages on questions whose evidence is known. Writes nothing.

    A passage that several settings have in common is embedded once. The settings in use are always among those tried.
    """
    from app.cli import settings, show, watched
    from app.output import as_json
    from app.run import fan
    from app.tuning import tuned

    given = settings()
    wanted = (numbers(sizes, "sizes"), numbers(overlaps, "overlaps"), names(units), names(modes))
    with watched(quiet, steps=False) as listeners:
        found = tuned(given, questions, file, wanted, fan(listeners))
    if json:
        print(as_json(fields(found, k)))
        return
    show(table_of(found, k))
    print(*advice(found), sep="\n")


def numbers(text: str, option: str) -> list[int]:
    """
    >>> numbers("300, 900", "sizes")
    [300, 900]
    """
    from runtime.errors import BadArgument

    parts = names(text)
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        raise BadArgument(f"--{option} {text!r} is not whole numbers with commas, such as {SIZES}.")
    return [int(part) for part in parts]


def names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def table_of(found: Sequence[Tried], k: int) -> Any:
    from app.output import table
    from rag.tuning import best_of

    columns = ["", "size", "overlap", "unit", "mode", "passages", f"hit@{k}", "MRR@10", "nDCG@10", ""]
    return table(f"{len(found[0].ranks)} questions", columns, list(rows(found, best_of(found), k)))


def rows(found: Sequence[Tried], best: Tried, k: int) -> Iterator[list[str]]:
    for one in sorted(found, key=lambda one: (one.cut.mode, one.cut.unit, one.cut.size, one.cut.overlap)):
        cut, figures = one.cut, (one.hit(k), one.mrr, one.ndcg)
        what = [str(cut.size), str(cut.overlap), SHORT.get(cut.unit, cut.unit), cut.mode, str(one.passages)]
        yield [MARK if one is best else "", *what, *(f"{figure:.3f}" for figure in figures),
               "in use" if one is found[0] else ""]  # fmt: skip


def advice(found: Sequence[Tried]) -> Iterator[str]:
    """What to type for the best, and whether that is worth it; the settings in use come first in `found`."""
    from rag.tuning import ahead, best_of

    best, used = best_of(found), found[0]
    if best is used:
        yield "The settings in use are the best of these."
        return
    gain, chance = ahead(best, used)
    yield f"The best is {gain:+.3f} nDCG@10 from the settings in use; up to ±{chance:.3f} of that may be chance."
    if best.cut.size > used.cut.size:
        yield "Longer passages hold more, so more is found in as many of them; they also take more room in a prompt."
    yield f"To use it, write into atelier.toml:\n\n{best.cut.lines}"


def fields(found: Sequence[Tried], k: int) -> dict[str, Any]:
    from dataclasses import asdict

    from rag.tuning import ahead, best_of

    best = best_of(found)
    gain, chance = ahead(best, found[0])
    tried = [
        asdict(one.cut)
        | {"passages": one.passages, f"hit@{k}": round(one.hit(k), 4), "mrr": round(one.mrr, 4)}
        | {"ndcg": round(one.ndcg, 4), "best": one is best, "in_use": one is found[0]}
        for one in found
    ]
    ahead_by = {"gain": round(gain, 4), "chance": round(chance, 4) if chance != float("inf") else None}
    return {"questions": len(found[0].ranks), "tried": tried, "settings": best.cut.lines, **ahead_by}
