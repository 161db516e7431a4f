import numpy as np
import pytest

from runtime.errors import BadInput
from tools.summaries import Summarize, centrality, pick

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
