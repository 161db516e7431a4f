from pathlib import Path

import pytest

from memory.graph import GraphMirror, graph_at
from memory.graph_ladybug import Ladybug
from memory.graph_neo4j import Neo4j
from memory.graph_records import LABELS, RELATIONS, graph_of
from memory.history import History
from memory.mirror_material import Gone, gather
from memory.notes import Notes
from runtime.errors import BadArgument, MirrorOutOfReach
from runtime.records import Answer, Citation, Event, Provenance, Request
from runtime.settings import Settings

pytest.importorskip("ladybug")


@pytest.fixture
def history(tmp_path):
    history = History(f"sqlite:///{tmp_path / 'history.sqlite'}")
    yield history
    history.close()


@pytest.fixture
def ada(tmp_path, history):
    """A run of tenant ada: a handbook was given, summarised and cited, and a note written from it."""
    return material_of("ada", "s-1", tmp_path, history)


def material_of(tenant, session, folder, history):
    from memory.artifacts import Artifacts

    artifacts = Artifacts(folder / tenant / session)
    given = folder / "handbook.txt"
    given.write_text("Twelve hours.")
    handbook = artifacts.import_file(given)
    run = history.start(session, tenant, Request("Summarise it", (given,)))
    history.add(run, Event("run-start", text="Summarise it"))
    agent = history.add(run, Event("agent-start", "language", "manager", arguments={"task": "Summarise it"}))
    tool = history.add(run, Event("tool-start", "language", tool="summarize", arguments={"text": handbook.name}), agent)
    artifacts.save_text("12 hours", "summary", Provenance("summarize", (handbook.name,)))
    done = Event("tool-end", "language", tool="summarize", arguments={"text": handbook.name}, text=f"12 of {tenant}")
    history.add(run, done, tool)
    history.add(run, Event("agent-end", "language", text=f"12 of {tenant}"), agent)
    note = Notes(history.engine, session, tenant).write("hours", f"12 at {tenant}", "language", sources=[handbook.name])
    cited = Citation("handbook.txt", None, "Twelve hours.", 0.9, handbook.name)
    history.finish(run, Answer(f"They get {note.value}.", citations=(cited,), session=session), "done")
    return gather(history, lambda name: Artifacts(folder / tenant / name).list(), tenant, session, run)


@pytest.fixture
def graph(tmp_path, ada):
    graph = GraphMirror("ada", Ladybug(tmp_path / "ada"))
    graph.apply([ada])
    return graph


def test_a_run_becomes_nodes_and_relations_of_every_kind(ada):
    drawn = graph_of(ada)

    assert {node.label for node in drawn.nodes.values()} == set(LABELS)
    assert {edge.kind for edge in drawn.edges.values()} == set(RELATIONS)
    for edge in drawn.edges.values():
        assert (edge.source.label, edge.target.label) in RELATIONS[edge.kind]


def test_it_says_who_produced_a_file(graph):
    found = graph.produced("summary-1")

    assert dict(zip(found.columns, found.rows[0], strict=True))["made_by"] == "summarize"
    assert dict(zip(found.columns, found.rows[0], strict=True))["agent"] == "language"


def test_a_file_that_a_person_gave_was_made_by_nobody_here(graph):
    assert graph.produced("handbook-1").rows[0][1:3] == ("you", "given by a person")
    assert graph.produced("photo-9").rows == ()


def test_it_says_what_depends_on_a_file_however_far_away(graph):
    names = {row[2] for row in graph.depends("handbook.txt").rows}

    assert {"handbook-1", "summary-1", "hours"} <= names
    assert any("They get 12" in name for name in names)
    assert {row[2] for row in graph.depends("handbook-1").rows} == {"summary-1", "hours"}


def test_taking_a_run_in_again_changes_nothing(graph, ada):
    before = graph.ask("MATCH (n)-[r]->(m) RETURN count(*)"), graph.of_session("s-1")

    graph.apply([ada, ada])

    assert (graph.ask("MATCH (n)-[r]->(m) RETURN count(*)"), graph.of_session("s-1")) == before


def test_every_node_carries_its_tenant_and_its_session(graph):
    assert graph.ask("MATCH (n) RETURN DISTINCT n.tenant, n.session").rows == (("ada", "s-1"),)


def test_a_question_cannot_write_and_a_wrong_one_is_told_why(graph):
    with pytest.raises(BadArgument, match="DELETE is not reading"):
        graph.ask("MATCH (n) DETACH DELETE n")
    with pytest.raises(BadArgument, match="not understand"):
        graph.ask("MATCH (n) RETURN m")


def test_the_file_itself_refuses_to_be_written_by_a_question(graph):
    with pytest.raises(BadArgument, match="read-only"):
        graph.store.read("MATCH (n) DETACH DELETE n")


def test_before_anything_was_taken_in_nothing_is_known(tmp_path):
    empty = GraphMirror("ada", Ladybug(tmp_path / "none"))

    assert empty.ask("MATCH (n) RETURN n").rows == ()
    assert (empty.holds("x"), empty.forget(Gone("s-1"))) == (0, 0)


@pytest.mark.parametrize("gone", [Gone("s-1"), Gone("s-1", artifact="handbook-1"), Gone(artifact="handbook-1")])
def test_a_forgotten_artifact_and_all_that_was_said_of_it_are_gone(graph, gone):
    assert graph.holds("handbook-1")
    assert graph.holds("12 at ada")

    assert graph.forget(gone) > 0

    assert (graph.holds("handbook-1"), graph.holds("handbook.txt"), graph.holds("12 at ada")) == (0, 0, 0)


def test_a_forgotten_note_takes_what_repeats_it_along_and_leaves_the_rest(graph):
    assert graph.forget(Gone(note="hours")) == 2  # the note, and the answer

    assert (graph.holds("12 at ada"), graph.holds("summary-1")) == (0, 1)


def test_what_another_session_has_stays(graph):
    assert graph.forget(Gone("s-2", artifact="handbook-1")) == 0
    assert graph.holds("handbook-1")


def test_names_with_quotes_and_other_scripts_are_only_names(graph):
    for name in ("'; MATCH (n) DETACH DELETE n", "文档", 'a"b\\', "x' OR 1=1"):
        assert graph.produced(name).rows == graph.depends(name).rows == ()
    assert graph.holds("handbook-1")


def test_a_file_that_is_no_graph_is_said_to_be_out_of_reach(tmp_path, ada):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "graph.lbug").write_bytes(b"not a database" * 1000)

    with pytest.raises(MirrorOutOfReach, match="graph"):
        GraphMirror("ada", Ladybug(tmp_path / "bad")).apply([ada])


def test_neo4j_is_chosen_by_its_address_and_its_password_is_never_shown(tmp_path):
    settings = Settings(home=tmp_path, neo4j_uri="neo4j://localhost:7687", neo4j_password="hush")
    chosen = graph_at(settings, tmp_path)

    assert isinstance(chosen.store, Neo4j)
    assert "hush" not in f"{settings!r} {chosen.store!r}"


def test_in_neo4j_only_ready_questions_are_put_each_to_one_tenant_only():
    class Listening:
        name, free = "graph", False

        def __init__(self):
            self.heard = []

        def read(self, query, values=None):
            self.heard.append((query, values))
            return type("Table", (), {"rows": ()})()

    store = Listening()
    graph = GraphMirror("ada", store)
    graph.produced("x"), graph.depends("x"), graph.of_session("s"), graph.relations("s")

    with pytest.raises(BadArgument, match="another tenant's"):
        graph.ask("MATCH (n) RETURN n")
    for query, values in store.heard:
        assert values["tenant"] == "ada"
        for part in query.split(" UNION "):
            named = [
                variable for variable in ("n", "m", "a", "i") if f"({variable}:" in part or f"({variable})" in part
            ]
            assert named
            assert all(f"{variable}.tenant = $tenant" in part for variable in named)


def test_a_server_out_of_reach_is_said_with_its_address_and_without_the_password(ada, monkeypatch):
    monkeypatch.setattr("memory.graph_neo4j.WAIT_S", 0.1)
    pytest.importorskip("neo4j")
    store = Neo4j("bolt://127.0.0.1:9", "neo4j", "hush")

    with pytest.raises(MirrorOutOfReach, match=r"bolt://127\.0\.0\.1:9") as caught:
        GraphMirror("ada", store).apply([ada])

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("uri", ["nonsense", "ftp://x"])
def test_an_address_that_is_none_is_out_of_reach_too(uri):
    pytest.importorskip("neo4j")

    with pytest.raises(MirrorOutOfReach):
        Neo4j(uri, "neo4j", "").read("RETURN 1")


def test_what_is_read_by_a_question_cannot_be_another_file(graph, tmp_path):
    secret = Path(tmp_path / "secret.csv")
    secret.write_text("password\n")

    with pytest.raises(BadArgument, match="not put to the graph"):
        graph.ask(f"LOAD FROM '{secret}' RETURN *")
