"""How people ask for work on texts and speech in passing: what is told beside it, and what is left out."""

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture
def planned(planner, tmp_path):
    """A request, and the titles of the files at hand → the nodes of its plan."""

    def planned(request, *titles, earlier=(), made=None):
        files = {f"{title.rpartition('.')[0].replace('_', '-')}-1": title for title in titles}
        kinds = {name: kind_of(type_of(tmp_path / title)) for name, title in files.items()}
        made = made or {}
        kinds |= {name: "voice" for name in made}
        return planner.plan(request, Situation(files, tuple(files), tuple(earlier), kinds, made)).nodes

    return planned


def tools(nodes):
    return [node.offer.name for node in nodes]


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("My boss is waiting, so summarise a.txt in three sentences", "summarize"),
        ("We have a guest from Lyon tomorrow, so put a.txt into French please", "translate"),
        ("I only have a minute, so: until what time may the bells ring according to a.txt?", "answer_from_documents"),
        ("I'm on the train so keep it brief: who pays for repairs according to a.txt?", "answer_from_documents"),
        ("My teacher will ask about this: find passages on sample size in a.txt", "search_documents"),
        ("Our data officer insists: please translate a.txt into German", "translate"),
        ("Good evening everyone, the guests' notes are in a.txt. Are they positive or negative?", "judge_sentiment"),
        ("Half my members read Turkish, so translate a.txt into Turkish", "translate"),
        ("When does the contract end? It's in a.txt.", "answer_from_documents"),
        ("She wrote it herself, could you translate it into Thai? It's a.txt", "translate"),
    ],
)
def test_what_is_told_before_an_order_is_no_part_of_it(planned, request_, tool):
    assert tools(planned(request_, "a.txt")) == [tool]


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("I only have a minute, so: until what time may bells ring?", "until what time may bells ring?"),
        ("I'm on the train so keep it brief: who pays according to a.txt?", "who pays according to a-1?"),
        ("One question about a.txt: who pays for repairs?", "who pays for repairs?"),
        ("It should be in a.txt: who pays for repairs?", "who pays for repairs?"),
    ],
)  # fmt: skip
def test_a_question_is_put_without_what_leads_up_to_it(planned, request_, question):
    assert planned(request_, "a.txt")[0].values["question"] == question


@pytest.mark.parametrize(
    ("request_", "title", "language"),
    [
        ("He tells about the flood, in Dutch. Type out what he says in a.mp3", "a.mp3", "nl"),
        ("Auntie left a message in Hungarian. Have a.ogg spoken in German?", "a.ogg", "hu"),
        ("The sermon in a.mp3 is in Portuguese. Turn it into spoken German", "a.mp3", "pt"),
        ("The interview in a.wav is in Swedish. Subtitles in English please", "a.wav", "sv"),
        ("She speaks Portuguese, so make English subtitles for a.mp4", "a.mp4", "pt"),
        ("Grandma tells about the war in Polish in a.mp3, can you type it up?", "a.mp3", "pl"),
    ],
)
def test_the_language_in_which_something_is_told_to_be_said_is_that_of_the_recording(
    planned, request_, title, language
):
    assert planned(request_, title)[0].values["language"] == language


@pytest.mark.parametrize(
    ("request_", "target"),
    [("Give me the message in a.ogg in German, spoken", "de"), ("Say what is in a.ogg in French", "fr")],
)  # fmt: skip
def test_the_language_in_which_something_is_wanted_is_not(planned, request_, target):
    values = planned(request_, "a.ogg")[0].values

    assert "language" not in values
    assert target in values.values()


@pytest.mark.parametrize(
    ("request_", "source", "target"),
    [
        ("Swedish to Danish, a.txt", "sv", "da"), ("Polish → French: a.txt", "pl", "fr"),
        ("a.txt, German to English please", "de", "en"), ("translate a.txt, Spanish-Italian", "es", "it"),
        ("Translate a.txt from Czech into Thai", "cs", "th"),
    ],
)  # fmt: skip
def test_two_languages_behind_each_other_are_those_from_and_to(planned, request_, source, target):
    (node,) = planned(request_, "a.txt")

    assert (node.offer.name, node.values["source"], node.values["to"]) == ("translate", source, target)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("Spanish version of a.txt please, and have it read aloud", ["translate", "read_aloud"]),
        ("a.txt: show me pages 2 to 6. And five keywords for the whole text.", ["read_file", "extract_keywords"]),
        ("a.txt - three key points and ten keywords", ["summarize", "extract_keywords"]),
        ("Write a short goodbye to Ruth, and have it spoken", ["generate_text", "read_aloud"]),
        ("Have a.txt translated into Dutch and let me hear it", ["translate", "read_aloud"]),
    ],
)
def test_an_order_may_be_only_a_name_or_a_wish_to_have_it_done(planned, request_, expected):
    assert tools(planned(request_, "a.txt")) == expected


def test_keywords_behind_pages_are_counted_by_their_own_number(planned):
    pages, words = planned("a.txt: show me pages 4 to 9. And six keywords for the whole ruling.", "a.txt")

    assert (pages.values["last_page"], words.values["count"]) == (9, 6)


@pytest.mark.parametrize(
    ("request_", "labels"),
    [
        ("Is a.txt about travel, home office or training?", ["travel", "home office", "training"]),
        ("Is it a complaint, an order or a refund? a.txt", ["complaint", "order", "refund"]),
        ("Is this more about rent or about repairs? a.txt", ["rent", "repairs"]),
        ("Which of the topics billing, delivery and login does a.txt belong under?", ["billing", "delivery", "login"]),
    ],
)
def test_being_about_one_thing_or_another_is_a_matter_of_labels(planned, request_, labels):
    (node,) = planned(request_, "a.txt")

    assert (node.offer.name, node.values["labels"]) == ("classify_text", labels)


@pytest.mark.parametrize(
    "request_",
    [
        'Which word fits best, off, out or up: "It was called ___"',
        'Which word goes in the gap, off, out or up? "It was called ___"',
        'Fill the blank in "It was called ___", choose from off, out or up',
        'What word is missing: off, out or up? "It was called ___"',
    ],
)
def test_the_words_to_choose_from_stand_behind_any_way_to_ask_for_one(planned, request_):
    (node,) = planned(request_)

    assert node.values == {"text": "It was called ___", "choices": ["off", "out", "up"]}


@pytest.mark.parametrize(
    "said",
    [
        "nothing rephrased",
        "in the report's own sentences",
        "nothing may be reworded",
        "don't paraphrase",
        "word for word",
    ],
)
def test_a_summary_that_must_not_be_put_in_other_words_keeps_the_sentences(planned, said):
    assert planned(f"Shorten a.txt to 120 words, {said}", "a.txt")[0].values["style"] == "extractive"


@pytest.mark.parametrize(
    ("request_", "second"),
    [
        ("If a.txt is negative, draw us a storm. If it isn't, a funfair instead.", "a funfair"),
        ("If a.txt is negative, draw a storm. Otherwise a funfair.", "a funfair"),
        ("Is a.txt negative? If so, paint a storm; if not, a funfair at noon.", "a funfair at noon"),
    ],
)
def test_an_order_on_the_opposite_takes_the_verb_that_was_said(planned, request_, second):
    judged, storm, other = planned(request_, "a.txt")

    assert (judged.offer.name, storm.when.negated, other.when.negated) == ("judge_sentiment", False, True)
    assert other.values["prompt"] == second


@pytest.mark.parametrize("said", ["otherwise leave it", "if not, skip it", "otherwise do nothing"])
def test_what_is_left_alone_otherwise_is_no_work(planner, said):
    plan = planner.plan(
        f"Moderate a.txt. If it passes, translate it into German; {said}.", Situation({"a-1": "a.txt"}, ("a-1",))
    )

    assert tools(plan.nodes) == ["moderate", "translate"]
    assert not plan.refusals


def test_what_is_not_to_be_done_on_a_condition_is_done_otherwise(planned):
    test, order = planned(
        "If a.txt contains anything offensive, don't translate it; otherwise put it into Italian", "a.txt"
    )

    assert (test.offer.name, order.offer.name, order.when.negated) == ("moderate", "translate", True)


def test_a_strict_condition_leads_to_what_is_only_named(planned):
    nodes = planned("Moderate a.txt. Only when that comes out as allow: an English translation of it", "a.txt")

    assert tools(nodes) == ["moderate", "translate"]
    assert nodes[1].when.value == "allow"


def test_why_may_stand_between_a_condition_and_its_order(planned):
    request = "Is a.txt negative? If it is negative, we can't print it, so put it into German"

    assert planned(request, "a.txt")[-1].when.value == "negative"


@pytest.mark.parametrize("said", ["boil the English down to one sentence", "read the English version aloud"])
def test_what_was_translated_is_called_by_its_language(planned, said):
    assert planned(f"Put a.txt into English, then {said}", "a.txt")[-1].after == (0,)


def test_a_translation_in_a_voice_is_the_one_that_was_made(planned):
    nodes = planned("Translate a.txt into English and then say the translation in the voice of b.wav", "a.txt", "b.wav")

    assert tools(nodes) == ["translate", "clone_voice"]
    assert nodes[1].after == (0,)


@pytest.mark.parametrize(
    "said", ['with that voice read "Mind the step"', 'let the kept voice say "Mind the step"']
)  # fmt: skip
def test_a_voice_that_was_just_kept_says_what_comes_next(planned, said):
    kept, spoken = planned(f"Keep his voice from b.wav and {said}", "b.wav")

    assert (kept.offer.name, spoken.offer.name, spoken.after) == ("describe_voice", "clone_voice", (0,))
    assert spoken.values["text"] == "Mind the step"


def test_the_one_voice_that_was_kept_is_the_one_to_forget(planned):
    (node,) = planned("Delete the voice you kept of him, for good", "b.wav", made={"voice-1": "describe_voice"})

    assert node.values == {"voice": "voice-1"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("Read a.txt aloud and make the reading the sound of b.mp4", ["read_aloud", "replace_sound"]),
        (
            "Say in English what he says in b.mp4 and put that speech on the video instead of his own sound",
            ["translate_speech", "replace_sound"],
        ),
        ("Read a.txt aloud and lay that narration over b.mp4", ["read_aloud", "replace_sound"]),
    ],
)  # fmt: skip
def test_speech_that_a_video_is_to_have_is_made_as_sound(planned, request_, expected):
    assert tools(planned(request_, "a.txt", "b.mp4")) == expected


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("Go through our old chats for what we agreed about the logo, answers only, at most 5",
         {"query": "the logo", "k": 5, "kind": "answer"}),
        ("Look up the notes from earlier sessions about the audit. Only since 1 September 2026",
         {"query": "the audit", "kind": "note", "since": "2026-09-01"}),
        ("Go back through our earlier sessions for what was said about grants", {"query": "grants"}),
    ],
)  # fmt: skip
def test_earlier_sessions_are_gone_through_for_what_was_said(planned, request_, values):
    (node,) = planned(request_)

    assert (node.offer.name, node.values) == ("recall", values)


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ('for my class: go on from this beginning, "The lift stopped". seed 11, not more than 400 tokens',
         {"prompt": "The lift stopped", "mode": "continue", "seed": 11, "max_new_tokens": 400}),
        ('Write on from here: "The lift stopped", at most 90 tokens',
         {"prompt": "The lift stopped", "mode": "continue", "max_new_tokens": 90}),
    ],
)  # fmt: skip
def test_a_text_goes_on_from_what_is_quoted(planned, request_, values):
    assert planned(request_)[0].values == values


def test_what_is_told_of_other_files_behind_a_dash_is_no_part_of_a_search(planned):
    (node,) = planned(
        "Find passages on fees, PDF files only - the markdown is just my own musings", "a.pdf", "musings.md"
    )

    assert node.values == {"query": "fees", "kind": "pdf"}


def test_a_heading_before_what_is_sought_under_it_is_a_section(planned):
    (node,) = planned('Under the headings with "Limitations" in a.txt, find 4 passages on bias', "a.txt")

    assert (node.values["section"], node.values["limit"]) == ("Limitations", 4)


def test_a_follow_up_is_about_what_the_question_before_named(planned):
    before = "How much notice does the agreement demand before a shift change?"

    assert planned("and who has to sign it off?", "a.pdf", earlier=(before,))[0].values["topic"] == "shift change"


@pytest.mark.parametrize(
    "request_",
    [
        "Ring the print shop and ask if our newsletter is ready, would you?",
        "put a.txt up on our shop's website and answer whoever comments",
        "Compose a 30 second waltz for our trailer, something with an accordion",
        "print a.txt 25 times",
        "Train a LoRA on a.txt, rank 16, 2000 steps, and give me the safetensors",
    ],
)
def test_work_that_no_tool_does_is_refused_with_all_that_is_said_of_it(planned, request_):
    assert planned(request_, "a.txt") == ()


@pytest.mark.parametrize(
    ("request_", "tool"),
    [
        ("who may sign cheques for the club? should be in club_rules.pdf or in minutes.pdf", "answer_from_documents"),
        ("It's all in club_rules.pdf and minutes.pdf. Who may sign cheques for the club?", "answer_from_documents"),
        ("Are these about holidays, sick leave or pay? club_rules.pdf, minutes.pdf", "classify_text"),
    ],
)
def test_files_that_are_named_alone_belong_to_what_is_asked_beside_them(planned, request_, tool):
    (node,) = planned(request_, "club_rules.pdf", "minutes.pdf", "budget.pdf")

    assert node.offer.name == tool
    assert ["club-rules-1", "minutes-1"] in node.values.values()


def test_a_table_that_is_named_behind_the_question_is_asked_once(planned):
    assert tools(planned("which month had the highest sales? table is sales.csv", "sales.csv")) == ["ask_table"]


@pytest.mark.parametrize("said", ["into Italian and once in Greek", "into Italian and also into Greek"])
def test_a_second_language_may_be_named_without_the_verb(planned, said):
    assert [node.values["to"] for node in planned(f"Put a.txt {said}", "a.txt")] == ["it", "el"]


def test_no_time_to_spare_is_no_word_on_timestamps(planned):
    transcript, summary = planned("No time, sorry: transcript of a.mp3 and a summary", "a.mp3")

    assert (transcript.values, summary.after) == ({"sound": "a-1"}, (0,))


def test_how_much_slower_is_the_number_behind_it(planned):
    assert planned("My hands are full: read a.txt to me, a bit slower, 0.8", "a.txt")[0].values["speed"] == 0.8
