import json

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.service import Service
from runtime.errors import BadArgument, MissingExtra, SettingsError
from runtime.records import Request
from runtime.settings import Settings

pytest.importorskip("chromadb")
pytest.importorskip("ladybug")


@pytest.fixture(scope="module")
def told(cli_home_of_memory):
    """A session in which a handbook was summarised and something noted."""
    from pathlib import Path

    service = Service(Settings(home=cli_home_of_memory, threads=1))
    handbook = Path(__file__).parents[2] / "examples" / "handbook.pdf"
    first = service.ask(Request("Summarise handbook.pdf in two sentences", (handbook,)))
    service.ask(Request("Remember that the budget is 500 euros", session=first.session))
    return first.session


@pytest.fixture(scope="module")
def cli_home_of_memory(home, encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("memory")
    (folder / "models").symlink_to(home / "models")
    return folder


@pytest.fixture
def memory(told, cli_home_of_memory, monkeypatch, tmp_path):
    """The command; our errors as they are raised."""
    monkeypatch.setenv("ATELIER_HOME", str(cli_home_of_memory))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(app, ["memory", *map(str, arguments)])

    return run


def test_who_produced_a_file_is_a_table_or_json(memory, told):
    assert "summarize" in memory("graph", "--produced", "summary-1").output
    (row,) = json.loads(memory("graph", "--produced", "summary-1", "--json").output)
    assert (row["agent"], row["made_by"], row["session"]) == ("language", "summarize", told)


def test_what_depends_on_a_file(memory):
    rows = json.loads(memory("graph", "--depends", "handbook.pdf", "--json").output)

    assert {"handbook-1", "summary-1"} <= {row["name"] for row in rows}


def test_a_whole_session_is_listed(memory, told):
    shown = memory("graph", "--session", told)

    assert "write_note" in shown.output
    assert memory("graph", "--session", "nobody").output == "Nothing is known of that.\n"


def test_a_question_in_cypher_is_answered(memory):
    (row,) = json.loads(memory("graph", "MATCH (n:Artifact) RETURN count(*) AS many", "--json").output)

    assert row == {"many": 2}


@pytest.mark.parametrize(
    "given",
    [
        ("graph", "MATCH (n) DETACH DELETE n"),
        ("graph", "MATCH (n) RETURN m"),
        ("graph",),
        ("graph", "MATCH (n) RETURN n", "--produced", "x"),
        ("graph", "MATCH (n) RETURN n", "--session", "x"),
        ("graph", "--session", "nobody", "--html", "x.html"),
        ("graph", "--html", "/no/such/folder/x.html"),
        ("search", "x", "--kind", "poem"),
        ("search", "x", "--since", "soon"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(memory, given):
    assert isinstance(memory(*given).exception, BadArgument)


def test_the_latest_session_is_drawn(memory, told, tmp_path):
    done = memory("graph", "--html", "out.html", "--png", "out.png")

    assert f"Drew {told}: out.html" in done.output
    assert "write_note" in (tmp_path / "out.html").read_text()
    assert (tmp_path / "out.png").read_bytes()[:4] == b"\x89PNG"


def test_what_was_said_is_found(memory):
    assert "500 euros" in memory("search", "how much money", "-k", "1").output
    (found,) = json.loads(memory("search", "how much money", "-k", "1", "--kind", "note", "--json").output)
    assert found["kind"] == "note"


def test_what_waits_is_brought_and_everything_can_be_again(memory):
    memory("sync")

    done = {each["mirror"]: each for each in json.loads(memory("sync", "--all", "--json").output)}

    assert {name: (each["applied"], each["left"]) for name, each in done.items()} == {
        "vectors": (2, 0),
        "graph": (2, 0),
    }
    assert memory("sync").output == "vectors: 0 runs taken in, 0 left.\ngraph: 0 runs taken in, 0 left.\n"


def test_without_mirrors_it_says_how_to_have_them(memory, monkeypatch):
    monkeypatch.setenv("ATELIER_MIRRORS", "")
    assert isinstance(memory("sync").exception, SettingsError)
    monkeypatch.setenv("ATELIER_MIRRORS", "graph")
    assert isinstance(memory("search", "x").exception, MissingExtra)
    monkeypatch.setattr("app.mirroring.installed", lambda package: False)
    assert isinstance(memory("sync").exception, MissingExtra)
    assert isinstance(memory("graph", "--produced", "x").exception, MissingExtra)
