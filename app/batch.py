"""`atelier run --batch`: one tool over many inputs, whose models' calls share batches; it goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agents.specialists import tool_named
from app.direct import FILES, arguments_of, imported
from app.run import fan
from app.service import Service
from runtime import cancel, progress
from runtime.errors import AtelierError, BadArgument, FileBroken, FileMissing, Stopped, need
from runtime.records import Json, Listener

AT_ONCE = 32
"""Inputs in work at the same time: what a runner takes in one batch."""


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    """From 1."""
    arguments: Mapping[str, Json]

    @property
    def digest(self) -> str:
        """What it is known by when the work goes on later."""
        return hashlib.sha256(json.dumps(dict(self.arguments), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    done: int
    failed: int
    before: int
    """How many were done already."""
    path: Path

    @property
    def fields(self) -> dict[str, Json]:
        return {"done": self.done, "failed": self.failed, "done_before": self.before, "out": str(self.path)}

    @property
    def text(self) -> str:
        already = f", {self.before} done before" if self.before else ""
        return f"{self.done} done, {self.failed} failed{already}: {self.path}"


def run_over(
    service: Service, tool: str, batch: Path, words: Sequence[str], out: Path | None, session: str, *listeners: Listener
) -> Outcome:
    """As the command line says it: arguments for all in `words`, results beside the batch where `out` is None.

    Raises:
        UnknownTool, BadArgument, FileProblem: there is no such tool or file, or they do not go together.
    """
    inputs = tool_named(tool, service.team)[0].inputs
    out = out or batch.with_name(f"{batch.name.removesuffix('.jsonl')}.{tool}.jsonl")
    if out.suffix not in (".jsonl", ".parquet"):
        raise BadArgument(f"--out {out} is neither .jsonl nor .parquet. Name it so, for example: {out.stem}.jsonl")
    items = items_of(batch, inputs, arguments_of(words, inputs))
    return run_batch(service, tool, items, out, session, *listeners)


def items_of(batch: Path, inputs: Mapping[str, Mapping[str, Any]], given: Mapping[str, Json]) -> list[Item]:
    """What is to be worked on: the lines of a JSONL file, or the files of a folder, each with the arguments `given`.

    A line is an object of arguments, or a text for the tool's first one.

    Raises:
        FileMissing, FileBroken: there is no such file or folder, or a line is not JSON.
        BadArgument: the tool takes no file, or the folder is empty.
    """
    if not batch.exists():
        raise FileMissing(batch)
    first = next(iter(inputs))
    rows = _files(batch, inputs) if batch.is_dir() else [_named(row, first) for row in _lines(batch)]
    if not rows:
        raise BadArgument(
            f"{batch} holds nothing to work on. Give a folder of files, or a file with one JSON value a line."
        )
    return [Item(number, {**given, **row}) for number, row in enumerate(rows, 1)]


def _files(folder: Path, inputs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Json]]:
    argument = next((name for name, spec in inputs.items() if spec.get("role") in FILES), "")
    if not argument:
        raise BadArgument(f"This tool takes no file: it takes {', '.join(inputs)}. Give a .jsonl file with those.")
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    several = inputs[argument]["type"] == "array"
    return [{argument: [str(path)] if several else str(path)} for path in paths]


def _lines(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            try:
                if line.strip():
                    yield json.loads(line)
            except ValueError as error:
                raise FileBroken(path, f"line {number} is not JSON ({error})") from error


def _named(row: Json, first: str) -> dict[str, Json]:
    return row if isinstance(row, dict) else {first: row}


def run_batch(
    service: Service, tool: str, items: Sequence[Item], out: Path, session: str, *listeners: Listener
) -> Outcome:
    """Run `tool` on every item that `out` has no result of yet, and write each result as it comes.

    A line of `out` is `{"n": 3, "input": …, "digest": …, "result": …}`, or has `error` instead of `result`: those are
    tried anew the next time. Where `out` ends in .parquet, the lines stand beside it and become it at the end.

    Raises:
        Stopped: it was cancelled; what was done is kept.
        MissingExtra: Parquet was asked for, and what writes it is not installed.
    """
    if out.suffix == ".parquet":
        need("pyarrow.parquet", "parquet")
    lines = out.with_suffix(".jsonl")
    known = done_in(lines)
    new = [item for item in items if item.digest not in known]
    inputs, failed = tool_named(tool, service.team)[0].inputs, 0
    session = session or service.sessions.open().id
    with (
        service.tool_at_work(tool, session, *listeners) as work,
        lines.open("a", encoding="utf-8") as file,
        progress.watched(lambda told: fan(listeners)(replace(progress.as_event(told), tool=tool))),
    ):
        for row in worked(new, lambda item: row_of(item, lambda: work(with_files(service, inputs, item, session)))):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            failed += "error" in row
    if out.suffix == ".parquet":
        write_parquet(lines, out)
    return Outcome(len(new) - failed, failed, len(items) - len(new), out)


def with_files(service: Service, inputs: Mapping[str, Mapping[str, Any]], item: Item, session: str) -> dict[str, Json]:
    """The arguments, with the artifact's name in place of each file's path."""
    arguments = dict(item.arguments)
    for name, spec in inputs.items():
        if spec.get("role") in FILES and name in arguments:
            arguments[name], _ = imported(service, arguments[name], session)
    return arguments


def row_of(item: Item, work: Callable[[], Json]) -> dict[str, Json]:
    """What is written of an item: its result, or the sentence that says why there is none.

    Raises:
        Stopped: it was cancelled, which is no result of its own.
    """
    row = {"n": item.number, "digest": item.digest, "input": dict(item.arguments)}
    try:
        return row | {"result": work()}
    except Stopped:
        raise
    except AtelierError as error:
        return row | {"error": str(error)}


def done_in(path: Path) -> set[str]:
    """The digests of what has a result already; a line that was cut off counts as none."""
    if not path.is_file():
        return set()
    _mend(path)
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["digest"] for row in rows if "result" in row}


def _mend(path: Path) -> None:
    """Cut off a last line that was not finished: the process was killed in the middle of it."""
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


def worked(items: Sequence[Item], work: Callable[[Item], dict[str, Json]]) -> Iterator[dict[str, Json]]:
    """The row of each item, as they are done; `AT_ONCE` at a time. Stopping the iteration stops the work."""
    token = cancel.CancelToken()
    waiting = iter(items)
    running: set[Future[dict[str, Json]]] = set()

    def under_token(item: Item) -> dict[str, Json]:
        with cancel.limited(token=token):
            return work(item)

    with ThreadPoolExecutor(AT_ONCE, "batch") as threads:
        try:
            for step in range(1, len(items) + 1):
                while len(running) < AT_ONCE and (item := next(waiting, None)):
                    running.add(threads.submit(under_token, item))
                done = next(iter(wait(running, return_when=FIRST_COMPLETED).done))
                running.remove(done)
                yield done.result()
                progress.report("input", step, len(items))
        finally:
            token.cancel()


def write_parquet(lines: Path, out: Path) -> None:
    """One row a result: its number, its error, its input as JSON, and a column for each field of the results."""
    arrow, parquet = need("pyarrow", "parquet"), need("pyarrow.parquet", "parquet")
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    latest = sorted({row["digest"]: row for row in rows}.values(), key=lambda row: row["n"])
    table = [
        {"n": row["n"], "input": json.dumps(row["input"]), "error": row.get("error", "")}
        | {name: _cell(value) for name, value in row.get("result", {}).items()}
        for row in latest
    ]
    names = list(dict.fromkeys(name for row in table for name in row))
    parquet.write_table(arrow.table({name: [row.get(name) for row in table] for name in names}), out)


def _cell(value: Json) -> Json:
    return value if isinstance(value, str | int | float | bool | None) else json.dumps(value, ensure_ascii=False)
