"""A plan → the Python that the manager runs, and the calls that its specialists make of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from agents.keep_text import NAME
from agents.plans import Node, Plan, When
from tools.outcomes import SUMMARY

LIKELY = 0.3
"""From which score on a sound that was found counts as being there."""


def manager_lines(plan: Plan) -> list[str]:
    """
    One node, `answer_from_documents`, comes to:

        report_1 = documents(task='How many hours? [handbook-1]')
        final_answer(report_1.summary)
    """
    rounds = [list(group) for _, group in groupby(range(len(plan.nodes)), lambda place: _round(plan.nodes, place))]
    blocks = [list(block) for _, block in groupby(rounds, lambda places: plan.nodes[places[0]].when)]
    lines = [line for block in blocks for line in _block(plan.nodes, block)]
    asked = [
        f"report_{n}" for n, node in enumerate(plan.nodes, 1) if "question" in node.offer.roles() and not node.when
    ]
    listed = gaps_listed(asked) if len(asked) > 1 else []
    return [*lines, *listed, f"final_answer({_ending(plan, rounds, bool(listed))})"]


def _ending(plan: Plan, rounds: Sequence[Sequence[int]], gaps: bool) -> str:
    """The text for the person: what each report says, and what cannot be done."""
    parts = [_summary(plan.nodes, places) for places in rounds]
    parts += [repr(refusal) for refusal in plan.refusals]
    parts += ["*missing"] if gaps else []
    if len(parts) == 1 and not parts[0].startswith("*"):
        return parts[0]
    return '"\\n\\n".join([' + ", ".join(parts) + "])"


def _summary(nodes: Sequence[Node], places: Sequence[int]) -> str:
    if len(places) > 1:
        return f"*(report.summary for report in {_name(places)})"
    name = _name(places)
    return f"*([{name}.summary] if {name} else [])" if nodes[places[0]].when else f"{name}.summary"


def _round(nodes: Sequence[Node], place: int) -> tuple[int, str, str]:
    """What nodes have in common that are written as one loop; alone where there is no loop."""
    node = nodes[place]
    stem = node.words.rpartition(" [")[0] if node.words.endswith("]") else node.words
    plain = node.loop and node.when is None and len(node.after) <= 1
    return (node.loop, node.offer.name, stem) if plain else (-1 - place, "", "")


def _name(places: Sequence[int]) -> str:
    return f"reports_{places[0] + 1}" if len(places) > 1 else f"report_{places[0] + 1}"


def _block(nodes: Sequence[Node], rounds: Sequence[Sequence[int]]) -> list[str]:
    """Calls that stand under the same condition, or under none."""
    when = nodes[rounds[0][0]].when
    calls = [line for places in rounds for line in _lines(nodes, places)]
    if when is None:
        return calls
    names = " = ".join(_name(places) for places in rounds)
    return [f"{names} = None", f"if {condition(nodes, when)}:", *(f"    {line}" for line in calls)]


def _lines(nodes: Sequence[Node], places: Sequence[int]) -> list[str]:
    if len(places) > 1:
        return _looped(nodes, places)
    return [f"{_name(places)} = {nodes[places[0]].offer.specialist}(task={task(nodes, places[0])})"]


def _looped(nodes: Sequence[Node], places: Sequence[int]) -> list[str]:
    """
    Rounds on files:       for name in ['a-1', 'b-1']:
    on what a loop made:   for name in [report.artifacts[0] for report in reports_1]:
    """
    first, reports = nodes[places[0]], _name(places)
    words = first.words.rpartition(" [")[0] if not first.after else first.words
    call = f"{first.offer.specialist}(task={words + ' ['!r} + name + ']')"
    return [
        f"{reports} = []",
        f"for name in {_over(nodes, places)}:",
        f"    {reports}.append({call})",
    ]


def _over(nodes: Sequence[Node], places: Sequence[int]) -> str:
    """What a loop runs over: names of files, or what an earlier loop made."""
    if not nodes[places[0]].after:
        return repr([nodes[place].words.rpartition(" [")[2].rstrip("]") for place in places])
    fed = [nodes[place].after[0] for place in places]
    group = [n for n in range(len(nodes)) if _round(nodes, n) == _round(nodes, fed[0])]
    if fed == group:
        return f"[{_file('report', nodes[fed[0]])} for report in {_name(group)}]"
    return f"[{', '.join(made(nodes, place, None) for place in fed)}]"


def task(nodes: Sequence[Node], place: int) -> str:
    """The task as a Python string; one that works on earlier nodes' artifacts names them when it is run."""
    node = nodes[place]
    if not node.after:
        return repr(node.words)
    names = " + ', ' + ".join(made(nodes, earlier, node.when) for earlier in node.after)
    opening = node.words.removesuffix("]") + ", " if node.words.endswith("]") else node.words + " ["
    return f"{opening!r} + {names} + ']'"


def made(nodes: Sequence[Node], place: int, when: When | None) -> str:
    """What a node made, in Python; what it would have worked on, where its condition did not hold."""
    node, report = nodes[place], _report(nodes, place)
    if node.makes_pieces:
        return f"', '.join({report}.artifacts)"
    if node.when is None or node.when == when:
        return _file(report, node)
    instead = made(nodes, node.after[0], when) if node.after else repr(node.values.get(node.offer.single, ""))
    return f"({_file(report, node)} if {report} else {instead})"


def _file(report: str, node: Node) -> str:
    """The file that a node's report is about: what was made, or what it says, kept as a text."""
    return f"{report}.artifacts[0]" if node.offer.makes else f"{NAME}({report})"


def _report(nodes: Sequence[Node], place: int) -> str:
    """The variable that holds a node's report: one of a loop's reports, or its own."""
    alike = [n for n in range(len(nodes)) if _round(nodes, n) == _round(nodes, place)]
    return f"{_name(alike)}[{alike.index(place)}]" if len(alike) > 1 else _name(alike)


def condition(nodes: Sequence[Node], when: When) -> str:
    """
    >>> from agents.plans import Offer
    >>> node = Node(Offer("detect_language", "language", {}), "", {})
    >>> condition([node], When(0, "language", "is", "fr")), condition([node], When(0, "seconds", "over", 60.0))
    ("report_1.data.get('language') == 'fr'", "report_1.data.get('seconds', 0) > 60.0")
    """
    if when.field == SUMMARY:
        return f"{when.value!r} {'not in' if when.negated else 'in'} {_report(nodes, when.node)}.summary.lower()"
    data = f"{_report(nodes, when.node)}.data.get({when.field!r}"
    if when.how == "is":
        return f"{data}) {'!=' if when.negated else '=='} {when.value!r}"
    if when.how == "has":
        sought = str(when.value).lower()
        found = f"any({sought!r} in label.lower() and score >= {LIKELY} for label, score in {data}, {{}}).items())"
        return f"not {found}" if when.negated else found
    over = (when.how == "over") != when.negated
    return f"{data}, 0) {'>' if over else '<'} {when.value!r}"


def gaps_listed(reports: Sequence[str]) -> list[str]:
    """Code that puts together what was asked and no document tells: of several parts, a person should see which."""
    return [
        f"gaps = [gap for report in [{', '.join(reports)}] for gap in report.data.get('gaps', [])]",
        "missing = ['Not in the documents: ' + ' '.join(f'“{gap}”' for gap in gaps)] if gaps else []",
    ]


def specialist_lines(plan: Plan) -> list[str]:
    """What a specialist runs for its task; of several calls, what each returned."""
    lines = [f"result_{n} = {call(node)}" for n, node in enumerate(plan.nodes, 1)]
    results = ", ".join(f"result_{n}" for n in range(1, len(lines) + 1))
    return [*lines, f"final_answer({results if len(lines) == 1 else f'[{results}]'})"]


def call(node: Node) -> str:
    return f"{node.offer.name}({', '.join(f'{name}={value!r}' for name, value in node.values.items())})"


def calls(nodes: Sequence[Node]) -> list[str]:
    """The call that each node's specialist makes, with words for what is only known when it is run."""
    return [_call(node) for node in nodes]


def _call(node: Node) -> str:
    if not node.after:
        return call(node)
    steps = " and ".join(str(place + 1) for place in node.after)
    fed = node.offer.several if len(node.after) > 1 or not node.offer.single else node.offer.single
    values = "".join(f", {name}={value!r}" for name, value in node.values.items())
    return f"{node.offer.name}({fed}=<what step {steps} made>{values})"
