import pytest

from agents.parsing.clauses import parse
from agents.parsing.followups import repeated, resolve, topic_of

FILES = {"handbook-1": "handbook.pdf"}
VOLUNTEERING = "How many volunteer hours do we receive each year?"


def resolved(request, *earlier):
    clauses = parse(request, FILES).clauses
    return [clause.text for clause in resolve(clauses, earlier, [clause.is_question for clause in clauses])]


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("And how do I request it?", "how do I request it (about volunteer hours)?"),
        ("Who approves them?", "Who approves them (about volunteer hours)?"),
        ("What about part-time employees?", "What about part-time employees (about volunteer hours)?"),
        ("When?", "When (about volunteer hours)?"),
    ],
)
def test_a_follow_up_is_understood_from_the_turn_before(request_text, expected):
    assert resolved(request_text, VOLUNTEERING) == [expected]


def test_a_question_that_stands_alone_is_left_as_it_is():
    assert resolved("When does the cafeteria open?", VOLUNTEERING) == ["When does the cafeteria open?"]


def test_a_conjunction_is_no_pointer():
    assert resolved("Is it true that this office closes early?", VOLUNTEERING) == [
        "Is it true that this office closes early?"
    ]


def test_the_topic_outlives_a_turn_that_had_none():
    assert resolved("Who approves it?", VOLUNTEERING, "And how do I request it?") == [
        "Who approves it (about volunteer hours)?"
    ]


def test_within_one_request_the_clause_before_gives_the_topic():
    assert resolved("How many sick days are paid, and who approves them?") == [
        "How many sick days are paid",
        "who approves them (about sick days)?",
    ]


def test_the_verb_after_who_is_no_topic():
    assert resolved("Who runs the cafeteria, and when does it open?")[1] == "when does it open (about cafeteria)?"


def test_with_nothing_before_nothing_is_made_up():
    assert resolved("How do I request it?") == ["How do I request it?"]


def test_an_order_is_not_a_follow_up():
    assert resolved("Summarise it", VOLUNTEERING) == ["Summarise it"]


def test_a_request_without_a_topic_has_none():
    assert topic_of("What about it?") == ""


def test_after_a_file_was_named_it_is_the_file():
    assert resolved("Read handbook.pdf and tell me who wrote it", VOLUNTEERING)[1] == "tell me who wrote it"


def test_a_chain_of_follow_ups_keeps_to_the_first_topic():
    turns = (VOLUNTEERING, "And how do I request it?", "Who approves them?")

    assert resolved("And by when?", *turns) == ["by when (about volunteer hours)?"]


def test_a_new_topic_takes_over_from_the_old_one():
    assert resolved("And how much does it cost?", VOLUNTEERING, "Where is the parking garage?") == [
        "how much does it cost (about parking garage)?"
    ]


PICTURES = {"a-1": "a.jpg", "b-1": "b.jpg", "c-1": "c.jpg"}
SOUGHT = 'Find "a manhole cover" in a.jpg'


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ok same caption, now for b.jpg please", 'Find "a manhole cover" in b.jpg'),
        ("Thanks. Same question for b.jpg.", 'Find "a manhole cover" in b.jpg.'),
        ("Same as before for b.jpg", 'Find "a manhole cover" in b.jpg'),
        ("now the same, but b.jpg", 'Find "a manhole cover" in b.jpg'),
        ("do that for b.jpg too", 'Find "a manhole cover" in b.jpg'),
        ("repeat that with b.jpg and c.jpg", 'Find "a manhole cover" in b.jpg and c.jpg'),
        ("likewise for b.jpg", 'Find "a manhole cover" in b.jpg'),
        ("now b.jpg please", 'Find "a manhole cover" in b.jpg'),
        ("b.jpg too, please", 'Find "a manhole cover" in b.jpg'),
        ("and in b.jpg?", 'Find "a manhole cover" in b.jpg?'),
        ("and the other one, b.jpg?", 'Find "a manhole cover" in b.jpg?'),
        (
            "Now do the same in b.jpg and c.jpg, but with threshold 0.2.",
            'Find "a manhole cover" in b.jpg and c.jpg, with threshold 0.2.',
        ),
        ("Next: b.jpg, with a threshold of 0.4", 'Find "a manhole cover" in b.jpg, with a threshold of 0.4'),
    ],
)
def test_what_was_asked_before_is_asked_of_other_files(said, meant):
    assert repeated(said, [SOUGHT], PICTURES).removeprefix("Thanks. ") == meant


@pytest.mark.parametrize(
    "said", ["Is the same man in b.jpg as in a.jpg?", "Put the same caption in b.jpg", "now crop b.jpg", "Show b.jpg"]
)
def test_a_request_of_its_own_is_no_repetition(said):
    assert repeated(said, [SOUGHT], PICTURES) == said


def test_a_value_that_was_told_before_is_changed_where_it_stood():
    said = repeated("the same for b.jpg, with threshold 0.2", [f"{SOUGHT}, threshold 0.4"], PICTURES)

    assert said == 'Find "a manhole cover" in b.jpg, threshold 0.2'
