"""The Python that agents ran, as one script that can be read from top to bottom."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from app.live import short
from app.memory_tree import Node, tree
from memory.history import RecordedStep, Run
from rag.pages import clean


def script(run: Run, steps: Sequence[RecordedStep]) -> str:
    """Every code action in order, under it what it got back, then what those it asked ran. It is valid Python."""
    rows = [f"# run {run.id} of {run.session}: {run.status}", f"# asked: {short(run.request, 400)}"]
    return clean("\n".join([*rows, *sections(tree(steps), "")])) + "\n"


def sections(nodes: Sequence[Node], asked: str) -> Iterator[str]:
    """A section for each code action among `nodes`, with the calls that were recorded before it ended.

    What was called and never came to the end of its action, as where the process died, closes without code.
    """
    calls: list[Node] = []
    number = 0
    for node in nodes:
        if node.kind in ("agent", "tool"):
            calls.append(node)
        elif node.kind == "code":
            number += 1
            yield from section(node, calls, number, asked)
            calls = []
        elif node.kind == "run":
            yield from sections(node.children, "")
    if calls:
        yield from ("", "# no code was recorded for what follows", *returned(calls))
        yield from below(calls)


def section(node: Node, calls: Sequence[Node], number: int, asked: str) -> Iterator[str]:
    event = node.step.event
    yield ""
    yield f"# {short(event.agent, 60)}, step {number}, {event.seconds:.2f} s{asked}"
    yield from runnable(event.text)
    if event.error:
        yield f"# raised: {short(event.error, 400)}"
    yield from returned(calls)
    yield from below(calls)


def below(calls: Sequence[Node]) -> Iterator[str]:
    for call in calls:
        if call.kind == "agent":
            task = short(str(call.step.event.arguments.get("task", "")), 200)
            yield from sections(call.children, f", asked by {short(call.step.event.parent, 60)}: {task}")


def returned(calls: Sequence[Node]) -> Iterator[str]:
    for call in calls:
        name = call.step.event.agent if call.kind == "agent" else call.step.event.tool
        outcome = f"raised: {short(call.error, 200)}" if call.error else f"returned: {short(call.came_to, 200)}"
        yield f"# ↳ {short(name, 60)} {outcome if call.ended else 'did not end'}"


def runnable(code: str) -> Iterator[str]:
    """The lines of `code`; as comments where they are no Python."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield from (f"# {row}" for row in ["not Python:", *code.splitlines()])
        return
    yield from code.splitlines()
