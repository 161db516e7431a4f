"""However much an agent prints and however long it works, its prompt stays bounded and nothing is lost."""

from __future__ import annotations

import pytest

from agents.compaction import MADE_BY
from agents.manager import Limits, build_manager
from agents.plans import Situation
from agents.scripted import ScriptedBrain
from agents.specialists import SPECIALISTS
from app.service import Service
from runtime.records import Request
from tools.files import ReadFile


def said(messages):
    return "\n".join(str(message.content) for message in messages)


def worked(bench, *lines, tokens=200, **limits):
    brain = ScriptedBrain(*lines)
    limit = Limits(steps=60, observation_tokens=tokens, **limits)
    manager = build_manager(brain, bench, Situation(), limit, team=SPECIALISTS[:1])
    return manager.run("Work."), brain.model.heard


def test_a_long_observation_is_cut_with_its_head_its_tail_and_where_all_of_it_is(bench):
    _, heard = worked(bench, "print('START' + 'x' * 9000 + 'END')", "final_answer('done')")

    prompt = said(heard[1])
    assert "START" in prompt
    assert "xEND" in prompt
    assert "characters left out; read all with read_file('observation-1')" in prompt
    assert "x" * 1000 not in prompt
    assert "x" * 9000 in bench.artifacts.text("observation-1")
    assert "x" * 9000 in ReadFile(bench)(file="observation-1")["summary"]


def test_a_short_observation_is_left_as_it_is(bench):
    _, heard = worked(bench, "print('short')", "final_answer('done')")

    assert "short" in said(heard[1])
    assert bench.artifacts.names() == ()


def test_the_last_value_is_kept_whole_though_smolagents_cuts_it(bench):
    worked(bench, "'y' * 50_000", "final_answer('done')")

    kept = "".join(ReadFile(bench)(file=name)["summary"].rpartition(" [^")[0] for name in bench.artifacts.names())
    assert "y" * 50_000 in kept


def test_what_read_file_cannot_return_at_once_is_put_by_in_pieces(bench):
    _, heard = worked(bench, "print('x' * 50_000)", "final_answer('done')")

    assert "read all with read_file('observation-1') to read_file('observation-3')" in said(heard[1])
    assert "".join(map(bench.artifacts.text, bench.artifacts.names())).count("x") >= 50_000


def test_the_prompt_of_fifty_steps_stays_under_a_limit(bench):
    line = "print('z' * 100_000)\n# " + "why " * 200
    _, heard = worked(bench, *[line] * 50, "final_answer('done')", tokens=500)

    most = max(len(said(messages)) for messages in heard)
    first = len(said(heard[0]))
    assert len(heard) == 51
    assert most < first + 8 * 500 * 4 + 50 * 1500
    assert most < 100_000
    assert len(said(heard[50])) < len(said(heard[25])) + 25 * 1500


def test_plans_and_errors_of_long_ago_are_thinned_too(bench):
    brain = ScriptedBrain(*["raise ValueError('e' * 20_000)"] * 30, "final_answer('done')", plan="plan " * 400)
    limit = Limits(steps=60, planning_interval=3, observation_tokens=300)
    manager = build_manager(brain, bench, Situation(), limit, team=SPECIALISTS[:1])

    manager.run("Work.")

    assert max(len(said(messages)) for messages in brain.model.heard) < 60_000


def test_lines_are_read_back_as_they_were_printed(bench):
    worked(bench, "for n in range(600):\n    print('  row', n)", "final_answer('done')")

    assert "  row 11\n  row 12\n" in ReadFile(bench)(file="observation-1")["summary"]


def test_text_in_other_scripts_is_cut_between_characters(bench):
    _, heard = worked(bench, "print('日本語' * 3000)", "final_answer('done')")

    assert "�" not in said(heard[1])
    assert "日本語" * 3000 in bench.artifacts.text("observation-1")


def test_zero_cuts_nothing(bench):
    _, heard = worked(bench, "print('x' * 9000)", "final_answer('done')", tokens=0)

    assert "x" * 9000 in said(heard[1])


def test_what_was_put_by_is_not_handed_out_as_made(settings, pool):
    service = Service(settings, pool, ScriptedBrain("print('x' * 90_000)", "final_answer('done')"))

    answer = service.ask(Request("Print much."))

    assert answer.artifacts == ()
    assert {a.made_by for a in service.sessions.open(answer.session).artifacts.list()} == {MADE_BY}


def test_what_an_agent_saw_is_in_the_history(settings, pool):
    service = Service(settings, pool, ScriptedBrain("print('seen')", "final_answer('done')"))

    session = service.ask(Request("Print.")).session

    (run,) = service.history.runs(session, "local")
    seen = [s.event.text for s in service.history.steps(run.id, "local") if s.event.kind == "observation"]
    assert len(seen) == 1
    assert "seen" in seen[0]


@pytest.mark.parametrize("reset", [True, False])
def test_resetting_one_agent_leaves_the_others_memory_alone(bench, reset):
    """`run(reset=True)`, smolagents' default, clears the run of that agent; `reset=False` goes on with it."""
    brain = ScriptedBrain(
        "first = documents(task='list')", "final_answer(list_artifacts())", "final_answer('one')", "final_answer('two')"
    )
    manager = build_manager(brain, bench, Situation(), Limits(), team=SPECIALISTS[:2])
    manager.run("First task.")
    agents = {name: desk.__self__._agent for name, desk in works(manager).items()}
    before = list(agents["documents"].memory.steps)
    assert before

    manager.run("Second task.", reset=reset)

    assert ("First task." in said(brain.model.heard[-1])) is not reset
    assert agents["documents"].memory.steps == before
    assert agents["documents"].memory is not manager.memory
    agents["language"].memory.reset()
    assert agents["documents"].memory.steps == before


def works(manager):
    """The specialists' desks, which agents' code cannot reach by a public name."""
    return {name: specialist._work for name, specialist in manager.managed_agents.items()}
