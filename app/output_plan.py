"""A plan as text for people and as JSON for programs: its steps, why they were chosen, and the Python they come to."""

from __future__ import annotations

from collections.abc import Iterator

from agents.coding import calls, condition, manager_lines
from agents.plans import Node, Plan, Why
from runtime.records import Json


def plan_text(plan: Plan, explain: bool = False) -> str:
    """Steps, what cannot be done, and the code; with `explain` what spoke for each step."""
    steps = [line for place in range(len(plan.nodes)) for line in _step(plan, place, explain)]
    asides = [f"Left aside, for it asks for nothing: “{aside}”" for aside in plan.asides]
    code = ["", "The manager runs:", *(f"    {line}" for line in manager_lines(plan))] if plan.nodes else []
    made = ["", "The specialists call:", *(f"    {line}" for line in calls(plan.nodes))] if plan.nodes else []
    return "\n".join([*steps, *plan.refusals, *asides, *code, *made])


def plan_fields(plan: Plan) -> dict[str, Json]:
    """As the one JSON object that `--json` prints. Steps are numbered from 1."""
    return {
        "steps": [_fields(plan, place) for place in range(len(plan.nodes))],
        "refusals": list(plan.refusals),
        "doubts": [
            {"words": doubt.words, "tool": doubt.tool, "confidence": doubt.confidence, "question": doubt.question}
            for doubt in plan.doubts
        ],
        "asides": list(plan.asides),
        "code": manager_lines(plan),
        "calls": list(calls(plan.nodes)),
    }


def _step(plan: Plan, place: int, explain: bool) -> Iterator[str]:
    node = plan.nodes[place]
    arguments = ", ".join(f"{name}={value!r}" for name, value in node.values.items())
    fed = f"  from step {' and '.join(str(earlier + 1) for earlier in node.after)}" if node.after else ""
    loop = f"  loop {node.loop}" if node.loop else ""
    made = f"{node.offer.specialist}: {node.offer.name}({arguments})"
    yield f"{place + 1}. {made}{fed}{loop}  confidence {node.confidence:.2f}"
    if node.when:
        yield f"   only if {condition(plan.nodes, node.when)}"
    if explain and node.why:
        yield from _reasons(node, node.why)


def _reasons(node: Node, why: Why) -> Iterator[str]:
    yield f"   said: “{why.clause}”"
    if why.cue:
        yield f"   words that ask for it: “{why.cue}”"
    if why.learned >= 0.01:
        yield f"   learned of asking: {why.learned:.2f}"
    if why.asked:
        yield "   it is a question, which goes to what answers"
    if why.phrase:
        yield f"   nearest in meaning ({why.cosine:.2f}): “{why.phrase}”"
    if why.runner_up:
        yield f"   next best: {why.runner_up} ({why.runner_up_score:.2f})"
    for name, origin in why.origins.items():
        yield f"   {name or 'works on'}: {origin}"


def _fields(plan: Plan, place: int) -> dict[str, Json]:
    node = plan.nodes[place]
    fields: dict[str, Json] = {
        "step": place + 1,
        "specialist": node.offer.specialist,
        "tool": node.offer.name,
        "arguments": dict(node.values),
        "from": [earlier + 1 for earlier in node.after],
        "loop": node.loop,
        "only_if": condition(plan.nodes, node.when) if node.when else "",
        "confidence": node.confidence,
        "task": node.words,
    }
    return fields | ({"why": _why_fields(node.why)} if node.why else {})


def _why_fields(why: Why) -> dict[str, Json]:
    return {
        "said": why.clause,
        "cue": why.cue,
        "learned": why.learned,
        "question": why.asked,
        "phrase": why.phrase,
        "cosine": why.cosine,
        "runner_up": why.runner_up,
        "runner_up_score": why.runner_up_score,
        "origins": dict(why.origins),
    }
