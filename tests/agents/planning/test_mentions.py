from agents.planning.mentions import find
from agents.planning.reading import read


def mentions(text, domain):
    return find(read(text).masked, domain.tools)


def test_tools_are_found_in_the_order_they_are_asked_for(domain):
    best = mentions("Transcribe talk.wav, translate the transcript into French and summarize it.", domain).best
    order = sorted(("Summarization", "Translation", "Automatic Speech Recognition"), key=lambda name: best[name].start)

    assert order == ["Automatic Speech Recognition", "Translation", "Summarization"]


def test_what_is_at_hand_is_a_weaker_mention_than_a_wish(domain):
    found = mentions("I have an edited image. Edit the image 'a.jpg'.", domain)

    assert found.best["Image Editing"].start == len("I have an edited image. ")


def test_a_result_is_not_taken_for_work_to_do(domain):
    found = mentions("Draw a cat and segment the generated image.", domain)

    assert found.best["Image Segmentation"].of_result is False
    assert found.results["Text-to-Image"] != ()


def test_a_tool_that_nobody_speaks_of_has_no_mention(domain):
    found = mentions("Translate 'hello there' into French.", domain)

    assert found.best["Depth Estimation"] is None
    assert found.asked["Depth Estimation"] == frozenset()
