import numpy as np
import pytest

from app.stand_ins.forge_desk import BART, NEWS_BART, bench_of
from app.stand_ins.forge_seq2seq import NEWS
from rag.centrality import centrality, pick
from runtime.errors import BadInput, CheckpointNotFound
from runtime.records import Request
from tools.summaries import Summarize

COUNCIL = (
    "The city council approved a new bicycle lane network on Monday. "
    "The bicycle lanes will connect the centre with the suburbs. "
    "My aunt bakes excellent apple pie every Sunday. "
    "Cyclists have asked the council for safe lanes for years. "
    "The council expects the bike network to cut car traffic."
)


@pytest.fixture
def summarize(bench):
    return Summarize(bench)


def test_a_summary_is_sentences_of_the_text_in_its_order(summarize):
    sentences = summarize(text=COUNCIL, sentences=2)["sentences"]

    assert len(sentences) == 2
    assert [COUNCIL.index(sentence) for sentence in sentences] == sorted(COUNCIL.index(s) for s in sentences)


def test_what_belongs_to_nothing_else_is_left_out(summarize):
    assert "apple pie" not in summarize(text=COUNCIL, sentences=4)["summary"]


def test_a_summary_of_a_document_cites_the_page_of_each_sentence(bench, summarize, handbook):
    name = bench.artifacts.import_file(handbook).name

    result = summarize(text=name)

    assert len(result["sentences"]) == len(result["citations"]) == 3
    for sentence, citation in zip(result["sentences"], result["citations"], strict=True):
        assert sentence == citation["quote"]
        assert sentence in bench.library.read(name).pages[citation["page"] - 1].text


def test_a_summary_is_kept_as_an_artifact_that_knows_its_source(bench, summarize, handbook):
    name = bench.artifacts.import_file(handbook).name

    made = bench.artifacts.get(summarize(text=name, sentences=1)["artifacts"][0])

    assert made.sources == (name,)
    assert made.made_by == "summarize"
    assert bench.artifacts.text(made.name)


@pytest.mark.parametrize("count", [0, -1, 21])
def test_a_length_out_of_range_is_refused(summarize, count):
    with pytest.raises(BadInput, match="outside 1 to 20"):
        summarize(text=COUNCIL, sentences=count)


def test_a_text_shorter_than_asked_is_given_whole(summarize):
    assert summarize(text="One short note.", sentences=5)["sentences"] == ["One short note."]


def test_a_text_of_headings_alone_is_still_summarised(summarize):
    assert summarize(text="Leave\nPay\nTravel", sentences=2)["sentences"]


def test_the_sentence_nearest_to_all_others_is_the_most_central():
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [0.7, 0.714]], np.float32)

    ranks = centrality(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    assert ranks.sum() == pytest.approx(1)
    assert ranks.argmin() in (0, 2)


def test_one_sentence_alone_is_central():
    assert centrality(np.ones((1, 1), np.float32)).tolist() == [1.0]


def test_a_sentence_that_repeats_one_chosen_is_passed_over():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)

    assert pick(vectors, np.array([0.5, 0.3, 0.2]), 2) == [0, 2]


# ------------------------------------------------------------------ in a model's words

STORM, BANK, *_ = NEWS


def test_without_a_model_that_writes_the_text_is_quoted_and_the_result_says_why(having):
    result = Summarize(bench_of(having()))(text=COUNCIL, sentences=2)

    assert result["style"] == "extractive"
    assert result["why"].startswith("No model that writes summaries is on this machine")
    assert result["words"] == sum(len(sentence.split()) for sentence in result["sentences"])


def test_a_model_that_writes_is_used_where_one_is_here(having):
    bench = bench_of(having(BART))

    result = Summarize(bench)(text=STORM)

    assert (result["style"], result["why"]) == ("abstractive", f"{BART} is on this machine.")
    assert result["sentences"][0].startswith(NEWS[STORM].removesuffix("."))
    assert result["citations"] == []
    assert f"(From the text, in the words of {BART}, which may be wrong.)" in result["summary"]
    made = bench.artifacts.get(result["artifacts"][0])
    assert (made.provenance.checkpoint, made.provenance.parameters["style"]) == (BART, "abstractive")


def test_an_abstract_names_the_document_that_it_is_from(having, tmp_path):
    bench = bench_of(having(BART))
    path = tmp_path / "storm.txt"
    path.write_text(STORM)

    result = Summarize(bench)(text=bench.artifacts.import_file(path).name, style="abstractive", max_words=5)

    assert result["documents"] == ["storm.txt"]
    assert result["sentences"] == [NEWS[STORM]]
    assert "(From storm.txt, in the words of" in result["summary"]
    assert bench.artifacts.get("summary-1").sources == ("storm-1",)


def test_the_texts_own_sentences_can_be_had_where_a_model_is_here(having):
    result = Summarize(bench_of(having(BART)))(text=COUNCIL, style="extractive", sentences=1)

    assert result["sentences"][0] in COUNCIL
    assert (result["style"], result["why"], result["models"]) == ("extractive", "It was asked for.", [])


def test_the_embedded_size_quotes_whatever_is_here(having):
    result = Summarize(bench_of(having(BART, tier="embedded")))(text=COUNCIL)

    assert result["style"] == "extractive"


def test_at_the_embedded_size_a_model_that_is_here_can_be_asked_for(having):
    result = Summarize(bench_of(having(NEWS_BART, tier="embedded")))(text=STORM, style="abstractive")

    assert result["models"][0]["checkpoint"] == NEWS_BART


def test_what_an_english_model_does_not_read_is_quoted(having):
    german = "Der Rat hat am Montag ein Netz von Radwegen beschlossen. Die Wege verbinden das Zentrum mit den Vororten."

    result = Summarize(bench_of(having(BART)))(text=german)

    assert (result["style"], result["why"]) == ("extractive", f"The text is in German, and {BART} reads English.")


def test_a_model_that_is_not_here_is_named_with_the_command(having):
    with pytest.raises(CheckpointNotFound, match="atelier pull sshleifer/distilbart-cnn-12-6"):
        Summarize(bench_of(having()))(text=COUNCIL, style="abstractive")
    with pytest.raises(CheckpointNotFound, match="atelier pull google/pegasus-xsum"):
        Summarize(bench_of(having()))(text=COUNCIL, model="google/pegasus-xsum")


def test_a_request_for_a_models_words_ends_before_its_first_step_where_none_is_here(having, handbook):
    service = having()

    with pytest.raises(CheckpointNotFound, match="atelier pull sshleifer/distilbart-cnn-12-6"):
        service.ask(Request("Summarise the handbook in your own words", (handbook,)))
    assert service.ask(Request("Summarise the handbook word for word", (handbook,))).citations


def test_a_long_text_is_summarised_in_parts(having):
    result = Summarize(bench_of(having(BART)))(text=" ".join([*NEWS] * 3), style="abstractive")

    assert result["sentences"]
    assert result["words"] < len(" ".join([*NEWS] * 3).split())


def test_a_summary_has_no_more_words_than_wanted(summarize):
    result = summarize(text=COUNCIL, max_words=25)

    assert 0 < result["words"] <= 25


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"style": "short"}, "style='short' is none"),
        ({"max_words": 2}, "max_words=2 is outside 5 to 2000"),
        ({"min_words": 80, "max_words": 20}, "min_words=80 is more than max_words=20"),
        ({"min_words": "80"}, "min_words must be of type integer"),
    ],
)
def test_a_wrong_wish_is_answered_with_how_to_call_it(summarize, given, says):
    with pytest.raises(BadInput, match=says):
        summarize(text=COUNCIL, **given)
