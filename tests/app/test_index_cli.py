"""`atelier index`: documents into collections, and answers from them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.dooming import Dooming
from app.forgetting import Forgetter
from app.service import Service
from runtime.errors import AtelierError, BadArgument, UnknownCollection
from runtime.records import Request

LEAVE = "Every employee of the lighthouse gets 31 days of leave a year."
BOATS = "Boats of the lighthouse may be borrowed on Sundays."
SECRET = "The violet heron hides seven brass keys beneath the mill."


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "leave.md").write_text(f"# Leave\n\n{LEAVE}\n")
    (folder / "boats.txt").write_text(BOATS)
    return folder


@pytest.fixture
def kept(settings: Any, home: Path) -> Any:
    """Settings of a home of the test's own, with the prepared encoder in it."""
    settings.home.mkdir(parents=True)
    (settings.home / "models").symlink_to(home / "models")
    return replace(settings, mirrors="", store="faiss")


@pytest.fixture
def atelier(kept: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `atelier index …`; returns the exit code and what was printed."""
    monkeypatch.setenv("ATELIER_HOME", str(kept.home))
    monkeypatch.setenv("ATELIER_STORE", "faiss")
    monkeypatch.setenv("ATELIER_MIRRORS", "")

    def run(*arguments: object, env: dict[str, str] | None = None) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["index", *map(str, arguments)], env=env)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    return run


@pytest.fixture
def ask(kept: Any, pool: Any) -> Any:
    def run(text: str, *files: Path, session: str = "", collection: str = "", tenant: str = "local") -> Any:
        service = Service(replace(kept, tenant=tenant), pool)
        try:
            return service.ask(Request(text, files, session, collection=collection))
        finally:
            service.history.close()

    return run


def test_documents_are_added_listed_searched_rolled_back_and_removed(atelier: Any, docs: Path) -> None:
    assert atelier("add", docs)[0] == 0
    (docs / "boats.txt").unlink()
    added = json.loads(atelier("add", docs, "--json")[1])
    assert (added["version"], added["removed"], added["unchanged"]) == (2, [str(docs / "boats.txt")], 1)

    (row,) = json.loads(atelier("list", "--json")[1])
    assert (row["collection"], row["store"], row["documents"], row["version"]) == ("main", "faiss", 1, 2)
    found = json.loads(atelier("search", "how much leave", "--json")[1])
    assert (found[0]["document"], found[0]["name"]) == ("hr/leave.md", "leave-1@main")
    assert "version 3 (rolled back to 1): 2 documents" in atelier("rollback", 1)[1]
    assert [row["version"] for row in json.loads(atelier("versions", "--json")[1])] == [1, 2, 3]
    assert "boats.txt" in atelier("list", "-c", "main")[1]
    assert "1 documents" in atelier("remove", "boats.txt")[1]
    assert "boats.txt" not in atelier("list", "-c", "main")[1]
    assert "Deleted" in atelier("remove", "--all", "--yes")[1]
    assert "No collection yet" in atelier("list")[1]


def test_nothing_changed_makes_no_version(atelier: Any, docs: Path) -> None:
    atelier("add", docs)

    assert atelier("add", docs)[1].strip() == "Nothing has changed: the collection main stays at version 1."


def test_bad_files_are_listed_at_the_end_and_end_in_1_where_nothing_came_in(atelier: Any, docs: Path) -> None:
    (docs / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")

    code, said = atelier("add", docs)
    assert (code, said.splitlines()[0].startswith(f"✗ {docs}/bad.pdf: ")) == (0, True)
    code, said = atelier("add", docs)
    assert (code, "Nothing has changed" in said) == (1, True)
    code, said = atelier("add", docs / "bad.pdf", "-c", "other")
    assert (code, "there is no collection other yet" in said) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", ""],
        ["add", ".", "--collection", "../../etc"],
        ["add", ".", "--collection", "none"],
        ["add", ".", "--collection", "Main"],
        ["add", ".", "--store", "fais"],
        ["search", "x", "--collection", "nope"],
        ["rollback", "1"],
        ["versions", "-c", "nope"],
        ["remove"],
        ["remove", "x", "--all"],
        ["remove", "--all", "-c", "nope"],
        ["rebuild"],
        ["list", "-c", "nope"],
    ],
)
def test_what_cannot_be_done_is_one_sentence(atelier: Any, arguments: list[str]) -> None:
    with pytest.raises(AtelierError) as told:
        atelier(*arguments)

    assert str(told.value).strip()
    assert "\n" not in str(told.value)


def test_what_is_not_in_a_collection_cannot_be_removed(atelier: Any, docs: Path) -> None:
    atelier("add", docs)

    with pytest.raises(BadArgument, match="atelier index list --collection main"):
        atelier("remove", "pay.txt")


def test_a_question_is_answered_from_the_collection_with_its_document(atelier: Any, ask: Any, docs: Path) -> None:
    atelier("add", docs)

    answer = ask("How many days of leave does an employee of the lighthouse get?")

    assert answer.text == f"{LEAVE} [1]"
    assert (answer.citations[0].source, answer.citations[0].artifact) == ("hr/leave.md", "leave-1@main")
    assert all(verdict.ok for verdict in answer.verdicts)


def test_a_document_of_the_collection_can_be_named(atelier: Any, ask: Any, docs: Path) -> None:
    atelier("add", docs)

    assert ask("When may boats be borrowed according to boats.txt?").citations[0].source == "boats.txt"
    assert "boats-1@main" in ask("Which files do you have?").text
    assert "Sundays" in ask("Read boats-1@main").text


def test_files_of_a_request_come_before_the_collection_unless_it_is_named(
    atelier: Any, ask: Any, docs: Path, tmp_path: Path
) -> None:
    atelier("add", docs)
    mine = tmp_path / "mine.txt"
    mine.write_text("Every employee of the workshop gets 20 days of leave a year.")
    question = "How many days of leave does an employee of the lighthouse get?"

    assert "lighthouse" not in ask(question, mine).text
    assert "31 days" in ask(question, mine, collection="main").text
    assert "31 days" not in ask(question, mine, collection="none").text


def test_an_unknown_collection_is_refused_before_anything_is_written(ask: Any, kept: Any) -> None:
    with pytest.raises(UnknownCollection, match="atelier index add"):
        ask("How many days?", collection="nope")

    assert not (kept.home / "sessions").exists()


def test_no_tenant_sees_anothers_collection(atelier: Any, ask: Any, docs: Path) -> None:
    atelier("add", docs)
    other = {"ATELIER_TENANT": "other"}

    assert "No collection yet" in atelier("list", env=other)[1]
    with pytest.raises(UnknownCollection):
        atelier("search", "leave", env=other)
    assert "31 days" not in ask("How many days of leave does an employee get?", tenant="other").text


def test_what_is_forgotten_goes_from_the_collections_of_the_tenant_alone(
    atelier: Any, ask: Any, docs: Path, kept: Any, pool: Any
) -> None:
    secret = docs / "secret.txt"
    secret.write_text(SECRET)
    atelier("add", docs)
    atelier("add", docs, env={"ATELIER_TENANT": "other"})
    session = ask("Where are the keys of the heron?", secret).session

    service = Service(kept, pool)
    doomed = Dooming(service.history, kept).session(session)
    done = Forgetter(service.history, kept, lambda: pool).forget(doomed)
    service.history.close()

    assert (done.went["collections"], done.went["indexes"], done.gone) == (1, 0, True)
    assert "secret.txt" not in atelier("list", "-c", "main")[1]
    assert "secret.txt" in atelier("list", "-c", "main", env={"ATELIER_TENANT": "other"})[1]
    mine = kept.home / "collections" / "local"
    assert not [path for path in mine.rglob("*") if path.is_file() and b"heron" in path.read_bytes()]


def test_what_only_got_old_stays_in_a_collection(atelier: Any, ask: Any, docs: Path, kept: Any, pool: Any) -> None:
    atelier("add", docs)
    ask("When may boats be borrowed?", docs / "boats.txt")

    service = Service(kept, pool)
    doomed = Dooming(service.history, kept).older(0)
    done = Forgetter(service.history, kept, lambda: pool).forget(doomed)
    service.history.close()

    assert (len(doomed.sessions), done.went["collections"], done.went["indexes"]) == (1, 0, 0)
    assert "Sundays" in ask("When may boats of the lighthouse be borrowed?").text


def test_content_that_no_kept_version_needs_is_cleared(atelier: Any, docs: Path, kept: Any) -> None:
    few = {"ATELIER_COLLECTION_VERSIONS": "2"}
    for number in range(4):
        (docs / "boats.txt").write_text(f"Boats may be borrowed on day {number}.")
        atelier("add", docs, env=few)

    contents = [path for path in (kept.home / "index").iterdir() if path.is_dir()]
    assert len(contents) == 3
    assert atelier("rollback", 3, env=few)[0] == 0


def test_how_far_it_is_is_told_with_the_time_left(kept: Any, pool: Any, docs: Path) -> None:
    from app.indexing import Indexer

    (docs / "rules.txt").write_text(" ".join(f"Rule {n} is about thing {n} of all things." for n in range(900)))
    heard: list[Any] = []

    Indexer(Service(kept, pool), "main", heard.append).add([str(docs)])

    shares = [event.fraction for event in heard if event.fraction is not None and "storing" not in event.text]
    assert shares == sorted(shares)
    assert any(event.seconds_left for event in heard)
    assert any("passages" in event.text for event in heard)
