"""`atelier eval rag`: the tools' own findings and answers, measured."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.evaluating import evaluate, fields, workplace
from app.indexing import Indexer
from rag.evaluate import Scores
from rag.questions import Question, read_questions
from runtime.errors import BadArgument, FileMissing, KindNotRead, UnknownCollection, UnknownSession

ASKED = [
    {"question": "How many volunteer hours do we receive each year?", "answer": "12 hours", "page": 7},
    {
        "question": "Who started the company?",
        "answer": "Elspeth MacIsaac and Tomas Lindqvist",
        "source": "handbook.pdf",
    },
    {"question": "How much is a coffee at the Galley?", "answer": None},
    {"question": "What is said of whales?", "quote": "Whales are fish."},
]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ASKED))
    return path


@pytest.fixture
def atelier(service, monkeypatch):
    """Runs `atelier eval rag …` with the models that are loaded already."""
    monkeypatch.setenv("ATELIER_HOME", str(service.settings.home))
    monkeypatch.setattr("app.cli.served", lambda **given: service)

    def run(*arguments):
        words = ["eval", "rag", *map(str, arguments)]
        return CliRunner().invoke(app, words, catch_exceptions=False, env={"COLUMNS": "120"}).output

    return run


def measured(service, questions, *files, k=5, session=""):
    with workplace(service, files, session) as at:
        return evaluate(service, at, read_questions(questions), k, lambda event: None)


def test_the_figures_are_those_of_the_tools(service, questions, handbook):
    done = measured(service, questions, handbook)

    scores = done.scores
    assert (scores.questions, scores.placed) == (4, 2)
    assert [outcome.rank is not None for outcome in done.outcomes] == [True, True, False, False]
    assert dict(scores.hits)[5] == 1
    assert scores.told == 1
    assert scores.faithful == 1
    assert scores.refused == 0
    assert 0 < scores.p50_ms <= scores.p95_ms
    assert done.lost == (4,)


def test_files_are_gone_afterwards_and_nothing_is_written_down(service, questions, handbook):
    with workplace(service, [handbook]) as at:
        folder = at.artifacts.get(at.library.names()[0]).path.parent
        evaluate(service, at, read_questions(questions), 5, lambda event: None)
        assert folder.is_dir()

    assert not folder.exists()
    assert service.sessions.known() == ()
    assert not (service.settings.home / "index").exists()


def test_a_session_is_measured_on_its_own_files(service, questions, handbook):
    session, _ = service.take(handbook)

    assert measured(service, questions, session=session).scores.placed == 2
    assert len(service.sessions.open(session).artifacts.names()) == 1


def test_a_collection_is_measured_alone(service, questions, handbook):
    Indexer(service, "main", lambda event: None).add([str(handbook)], "faiss")

    with workplace(service, [], collection="main") as at:
        done = evaluate(service, at, read_questions(questions), 5, lambda event: None)

    assert done.scores.placed == 2
    assert [outcome.rank is not None for outcome in done.outcomes] == [True, True, False, False]
    assert done.scores.faithful == 1


def test_what_progress_there_is_is_told(service, questions, handbook):
    heard = []
    with workplace(service, [handbook]) as at:
        evaluate(service, at, read_questions(questions), 5, heard.append)

    assert any(event.text.startswith("indexing handbook.pdf") for event in heard)
    assert (heard[-1].text, heard[-1].step, heard[-1].total) == ("question", 4, 4)


def test_the_table_says_what_each_figure_means(atelier, questions, handbook):
    shown = atelier("--questions", questions, "--file", handbook, "-k", "3", "--quiet")

    assert "4 questions, 2 of them with evidence that can be found" in shown
    for name in ("hit@1", "hit@3", "MRR@10", "nDCG@10", "faithful", "rightly refused", "p95"):
        assert name in shown
    assert "hit@5" not in shown
    assert "lines 4 name a place or a quote that is not in the documents" in shown


def test_json_has_every_figure_and_every_question(atelier, questions, handbook):
    told = json.loads(atelier("--questions", questions, "--file", handbook, "--json", "--quiet"))

    assert {"hit@1", "hit@10", *Scores.__dataclass_fields__} - {"hits"} <= told.keys()
    assert [each["question"] for each in told["each"]] == [row["question"] for row in ASKED]
    assert told["each"][0]["rank"] == 1
    assert told["lost"] == [4]


def test_the_plot_is_a_picture_with_a_bar_for_each_figure(atelier, questions, handbook, tmp_path):
    from PIL import Image

    assert "Drew" in atelier("--questions", questions, "--file", handbook, "--plot", tmp_path / "p.png", "--quiet")

    with Image.open(tmp_path / "p.png") as picture:
        seen = picture.convert("RGB")
        colours = {seen.getpixel((x, y)) for x in range(0, seen.width, 2) for y in range(0, seen.height, 2)}
    assert {(28, 109, 208), (43, 138, 62), (179, 89, 0)} <= colours


def test_questions_are_made_from_documents_and_can_be_asked(atelier, service, handbook, tmp_path):
    out = tmp_path / "made.jsonl"

    assert "Wrote 12 questions" in atelier("--synthetic", "--file", handbook, "--out", out, "--count", "12")

    made = read_questions(out)
    done = measured(service, out, handbook, k=10)
    assert len(made) == done.scores.placed == 12
    assert dict(done.scores.hits)[10] > 0.8


def test_nothing_is_written_over(atelier, handbook, tmp_path):
    (tmp_path / "mine.jsonl").write_text("mine")

    with pytest.raises(BadArgument, match="is there already"):
        atelier("--synthetic", "--file", handbook, "--out", tmp_path / "mine.jsonl")
    with pytest.raises(BadArgument, match="cannot be written"):
        atelier("--synthetic", "--file", handbook, "--out", tmp_path / "none" / "q.jsonl")
    assert (tmp_path / "mine.jsonl").read_text() == "mine"


def test_what_is_given_wrongly_is_said_in_a_sentence(atelier, service, questions, handbook, tmp_path):
    for arguments, error, match in (
        (["--file", handbook], BadArgument, "--questions q.jsonl"),
        (["--questions", tmp_path / "none.jsonl", "--file", handbook], FileMissing, "No file at"),
        (["--questions", questions], BadArgument, "Say what to look in"),
        (["--questions", questions, "--file", handbook, "--plot", tmp_path / "no" / "p.png"], BadArgument, "cannot be"),
        (["--questions", questions, "--file", handbook, "--session", "s"], BadArgument, "Say what to look in"),
        (["--questions", questions, "--session", "s"], UnknownSession, "No session"),
        (["--questions", questions, "--collection", "none-such"], UnknownCollection, "none-such"),
        (["--questions", questions, "--file", tmp_path / "none.pdf"], FileMissing, "No file at"),
        (["--synthetic", "--file", handbook], BadArgument, "--out q.jsonl"),
    ):
        with pytest.raises(error, match=match):
            atelier(*arguments)
    assert service.sessions.known() == ()


def test_a_document_that_questions_name_must_be_there(service, handbook, tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "Who?", "source": "other.pdf"}\n')

    with pytest.raises(BadArgument, match=r"other\.pdf, which is not among the documents: handbook\.pdf"):
        measured(service, path, handbook)


def test_a_picture_is_no_document(service, questions, tmp_path):
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "dot.png")

    with pytest.raises(KindNotRead), workplace(service, [tmp_path / "dot.png"]):
        pass


def test_questions_without_answers_are_timed(service, handbook):
    with workplace(service, [handbook]) as at:
        done = evaluate(service, at, [Question("Who started the company?")], 10, lambda event: None)

    told = fields(done)
    assert (told["mrr"], told["told"], told["placed"]) == (None, None, 0)
    assert told["p50_ms"] > 0
