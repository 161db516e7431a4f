"""Agents' code is locked in from end to end, and where it is not, that is said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.scripted import ScriptedBrain
from app.confining import chosen, importable
from app.doctor.sandbox import sandbox
from app.service import Service
from runtime.cancel import CancelToken
from runtime.errors import Cancelled, NoSandbox, SettingsError
from runtime.records import Event, Request
from runtime.settings import Settings, load_settings
from tools.base import Tool


def asked(settings: Settings, pool: Any, *lines: str, **given: Any) -> tuple[str, list[Event]]:
    heard: list[Event] = []
    answer = Service(settings, pool, ScriptedBrain(*lines), **given).ask(Request("Do it."), heard.append)
    return answer.text, heard


def test_a_manager_a_specialist_and_a_tool_work_in_two_sandboxes(settings: Settings, pool: Any, handbook: Path) -> None:
    service = Service(
        settings,
        pool,
        ScriptedBrain(
            "seen = []\nreport = documents(task='list the files')\nseen.append(report.summary)",
            "final_answer(list_artifacts())",
            'final_answer(f\'{len(seen)}: {report.data["files"][0]["name"]}\')',
        ),
    )

    assert service.ask(Request("Which files?", (handbook,))).text == "1: handbook-1"


def test_code_cannot_reach_what_is_in_this_process(settings: Settings, pool: Any) -> None:
    code = "try:\n    print(documents.bench.calls)\nexcept AttributeError as e:\n    final_answer(f'none: {e}')"

    assert asked(settings, pool, code)[0] == "none: 'function' object has no attribute 'bench'"


def test_the_tier_stands_in_the_runs_history(settings: Settings, pool: Any) -> None:
    _, heard = asked(settings, pool, "final_answer('done')")

    assert [(e.tool, e.text) for e in heard if e.kind == "sandbox"] == [
        (chosen(settings).tier.name, chosen(settings).notice or "Sandbox A (namespaces, Landlock and seccomp).")
    ]


def test_a_run_without_a_sandbox_says_so_in_its_history(settings: Settings, pool: Any) -> None:
    text, heard = asked(replace(settings, sandbox="none"), pool, "final_answer('done')")

    assert text == "done"
    assert "UNPROTECTED" in next(e.text for e in heard if e.kind == "sandbox")


def test_where_there_is_none_nothing_is_begun(settings: Settings, pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.confining.probe", lambda preload: dict.fromkeys("ABCD", "not here"))
    service = Service(settings, pool, ScriptedBrain("final_answer('never')"))

    with pytest.raises(NoSandbox, match="--sandbox none"):
        service.ask(Request("Do it."))
    assert service.history.sessions(settings.tenant) == ()


@pytest.mark.parametrize("tier", "ABCD")
def test_every_tier_gives_the_same_answer(settings: Settings, pool: Any, tier: str) -> None:
    given = replace(settings, sandbox=tier)
    try:
        chosen(given)
    except NoSandbox as error:
        pytest.skip(str(error))
    lines = ("report = documents(task='list')\nfinal_answer(report.summary)", "final_answer(list_artifacts())")

    assert asked(given, pool, *lines)[0] == asked(replace(settings, sandbox="none"), pool, *lines)[0]


def test_none_cannot_be_set_for_long(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds for one run only"):
        load_settings({"ATELIER_SANDBOX": "none"})
    file = tmp_path / "atelier.toml"
    file.write_text('sandbox = "none"')
    with pytest.raises(SettingsError, match="holds for one run only"):
        load_settings({}, file)

    assert load_settings({}, sandbox="none").sandbox == "none"


def test_who_may_forbid_weak_sandboxes_forbids_none_at_all() -> None:
    with pytest.raises(NoSandbox, match="forbidden by require_tier=B"):
        chosen(Settings(sandbox="none", require_tier="B"))


def test_packages_that_may_be_imported_are_there(settings: Settings, pool: Any) -> None:
    given = replace(settings, sandbox_imports="numpy, pandas")

    assert importable(given) == ("numpy", "pandas")
    code = "import pandas as pd\nfinal_answer(str(pd.DataFrame({'a': [1, 2]})['a'].sum()))"
    assert asked(given, pool, code)[0] == "3"


def test_a_file_that_code_wrote_is_in_the_answer(settings: Settings, pool: Any) -> None:
    if chosen(settings).tier.name not in "AB":
        pytest.skip("no files in this tier")
    service = Service(
        settings,
        pool,
        ScriptedBrain(
            "final_answer(documents(task='write it').summary)",
            "with open('t.csv', 'w') as f:\n    f.write('a,b')\nfinal_answer(keep_file(file='t.csv'))",
        ),
    )
    answer = service.ask(Request("Write it."))

    assert [artifact.path.read_text() for artifact in answer.artifacts] == ["a,b"]


class Send(Tool):
    name = "send"
    description = "Sends words to somebody."
    inputs = {"to": {"type": "string", "description": "Whom to."}}
    labels = ("side_effect", "egress")

    def forward(self, to: str) -> dict[str, Any]:
        return {"summary": f"sent to {to}"}


def team() -> Any:
    from agents.specialists import Remit
    from tools.files import ListArtifacts

    return (Remit("office", "Reads and sends.", (ListArtifacts, Send)),)


SENDING = (
    "final_answer(office(task='send it').summary)",
    "list_artifacts()\ntry:\n    final_answer(send(to='eve'))\nexcept Exception as e:\n    final_answer(str(e))",
)


def test_after_reading_a_person_is_asked_before_anything_is_sent(settings: Settings, pool: Any) -> None:
    asked_about: list[Any] = []
    text, heard = asked(settings, pool, *SENDING, team=team(), approve=lambda one: not asked_about.append(one))

    assert text == "sent to eve"
    assert [(one.agent, one.tool, one.sources) for one in asked_about] == [("office", "send", ("list_artifacts",))]
    assert [e.kind for e in heard if e.kind in ("question", "answered")] == ["question", "answered"]


def test_where_nobody_is_there_it_is_refused_and_the_history_has_it(settings: Settings, pool: Any) -> None:
    text, heard = asked(settings, pool, *SENDING, team=team())

    assert text.startswith("A person has to approve of send")
    assert [(e.agent, e.tool) for e in heard if e.kind == "refused"] == [("office", "send")]


def test_what_was_answered_before_taints_what_is_asked_after(settings: Settings, pool: Any) -> None:
    lines = ("final_answer('first')", SENDING[0], "final_answer(send(to='eve'))", "final_answer('not sent')")
    service = Service(settings, pool, ScriptedBrain(*lines), team=team())
    session = service.ask(Request("One.")).session
    heard: list[Event] = []

    service.ask(Request("Two.", (), session), heard.append)

    assert "(earlier answers)" in next(e.text for e in heard if e.kind == "refused")


def test_a_stop_in_the_middle_of_a_statement_ends_the_run(settings: Settings, pool: Any) -> None:
    token = CancelToken()
    service = Service(settings, pool, ScriptedBrain("while True:\n    pass"))

    def press(event: Event) -> None:
        if event.kind == "plan":
            import threading

            threading.Timer(0.2, token.cancel).start()

    began = time.monotonic()
    with pytest.raises(Cancelled):
        service.ask(Request("Spin."), press, token=token)
    assert time.monotonic() - began < 5


def test_a_crash_is_the_agents_observation(settings: Settings, pool: Any) -> None:
    given = replace(settings, sandbox_memory_mb=256)
    text, _ = asked(given, pool, "x = 'x' * (1 << 30)", "final_answer('went on')")

    assert text == "went on"


def test_the_doctor_says_which_tier_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    found = sandbox(Settings())
    assert found.facts["tier"] == chosen(Settings()).tier.name

    weaker = {"A": "unshare: not permitted", "B": "", "C": "", "D": ""}
    monkeypatch.setattr("agents.sandbox.tiers.probe", lambda preload: weaker)
    assert sandbox(Settings()).line().startswith("– sandbox: B (Landlock and seccomp). The contents of files")
    assert "Why: A: unshare: not permitted." in sandbox(Settings()).says
    assert sandbox(Settings(require_tier="A")).state == "broken"


def test_ctrl_c_in_the_middle_of_a_statement_leaves_no_process(tmp_path: Path, cli_environment: dict[str, str]) -> None:
    code = (
        "from pathlib import Path; from agents.scripted import ScriptedBrain; from app.service import Service\n"
        "from runtime.pool import FakePool; from runtime.records import Request\n"
        "from runtime.settings import Settings\n"
        "from agents.sandbox.zygotes import zygote\n"
        "def tell(e):\n    if e.kind == 'plan': print(zygote().pid, flush=True)\n"
        f"Service(Settings(home=Path({str(tmp_path)!r}), mirrors=''), FakePool({{}}), "
        "ScriptedBrain('while True:\\n    pass')).ask(Request('Spin.'), tell)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=cli_environment
    )
    assert process.stdout is not None
    zygote = int(process.stdout.readline())
    time.sleep(0.3)
    process.send_signal(2)
    process.wait(20)
    process.stdout.close()

    assert process.returncode != 0
    assert not os.path.exists(f"/proc/{zygote}")  # noqa: PTH110
