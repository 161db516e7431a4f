import pytest

from agents.planning.features import looked_at
from agents.planning.filling import fill


@pytest.fixture
def filled(domain):
    def filled(text, order, links=()):
        tools = [domain.by_name[name] for name in order]
        return fill(tools, links, looked_at(text, domain.tools), domain)

    return filled


def test_a_result_goes_where_its_link_says(filled):
    order = ["Automatic Speech Recognition", "Translation"]

    assert filled("Transcribe talk.wav and translate it.", order, [tuple(order)]) == [["talk.wav"], ["<node-0>"]]


def test_a_question_goes_beside_the_picture_it_asks_about(filled):
    text = "Answer 'What color is the car?' about street.jpg."

    assert filled(text, ["Visual Question Answering"]) == [["street.jpg", "What color is the car?"]]


def test_two_questions_go_to_two_tools_in_turn(filled):
    text = "Answer 'Who signed it?' from the document a.png and 'What color is it?' about b.jpg."
    got = filled(text, ["Document Question Answering", "Visual Question Answering"])

    assert [values[-1] for values in got] == ["Who signed it?", "What color is it?"]


def test_two_quotations_are_compared(filled):
    assert filled("How similar are 'a dog' and 'a cat'?", ["Sentence Similarity"]) == [["a dog", "a cat"]]


def test_without_a_quotation_the_clause_is_the_text(filled):
    (values,) = filled("Please edit photo.jpg: make the sky green.", ["Image Editing"])

    assert values[-1] == "photo.jpg"
    assert "sky green" in values[0] or "Edit" in values[0]


def test_a_file_to_make_is_given_to_no_step(filled):
    assert filled("Draw 'a red kite' and save it as kite.png", ["Text-to-Image"]) == [["a red kite"]]


def test_a_picture_that_an_earlier_step_makes_is_not_taken_from_a_file(filled):
    order = ["Image Editing", "Depth Estimation"]
    got = filled("Edit a.jpg to match 'a red car', then estimate the depth.", order, [tuple(order)])

    assert got == [["a red car", "a.jpg"], ["<node-0>"]]
