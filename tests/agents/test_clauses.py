import pytest

from agents.parsing.clauses import parse

FILES = {"handbook-1": "handbook.pdf", "my-notes-1": "my notes.txt"}


def texts(request, titles=FILES):
    return [clause.text for clause in parse(request, titles).clauses]


def test_a_list_of_labels_is_not_cut_up():
    assert texts("Sort handbook.pdf into one of: letter, note, report, and tell me the language") == [
        "Sort handbook-1 into one of: letter, note, report",
        "tell me the language",
    ]


def test_nothing_is_cut_inside_a_quote():
    request = 'Classify "Stop. Then tell me why, and where." as calm or angry'

    assert texts(request) == [request]


def test_an_apostrophe_opens_no_quote():
    assert parse("What's the company's policy on employees' cars?", {}).clauses[0].quotes == ()


def test_politeness_is_left_out_of_the_task():
    assert texts("Hello! Could you please summarise handbook.pdf?") == ["summarise handbook-1?"]


def test_a_remark_stays_with_what_it_is_about():
    assert texts("Summarise it. Three sentences, please.") == ["Summarise it. Three sentences, please"]


@pytest.mark.parametrize("said", ["handbook.pdf", "HANDBOOK.PDF", '"handbook.pdf"', "handbook-1", "the handbook"])
def test_a_document_is_known_by_its_file_name_its_artifact_name_and_its_title(said):
    assert parse(f"Summarise {said} now", FILES).files == ("handbook-1",)


def test_a_file_name_with_a_space_is_one_name():
    assert parse("Summarise my notes.txt", FILES).files == ("my-notes-1",)


def test_a_file_that_was_not_given_is_reported_missing():
    assert parse("Summarise report.docx", FILES).missing == ("report.docx",)


def test_the_newest_of_two_files_of_one_name_is_meant():
    assert parse("Read a.txt", {"a-1": "a.txt", "a-2": "a.txt"}).files == ("a-2",)


def test_the_names_that_close_a_task_are_what_it_is_about():
    parsed = parse("How many days do we get? [handbook-1]", FILES)

    assert [(clause.text, clause.files) for clause in parsed.clauses] == [("How many days do we get?", ("handbook-1",))]


def test_brackets_that_name_no_artifact_are_left_alone():
    assert texts("What does note [form-12] mean?") == ["What does note [form-12] mean?"]


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("How do I sort my mail?", True),
        ("Can you sort my mail?", False),
        ("tell me how long it takes", True),
        ("tell me a summary", False),
        ("Summarise this", False),
        ("who approves it", True),
    ],
)
def test_a_question_about_the_world_is_told_from_an_order(request_text, expected):
    assert parse(request_text, {}).clauses[0].is_question is expected


@pytest.mark.parametrize(
    "request_text", ["", "   ", "?!", "…", "⟦Q0⟧", "⟦F7⟧ [x-1]", "'" * 999, '"' * 999, "a" * 20000]
)
def test_odd_input_is_parsed_without_an_error(request_text):
    assert isinstance(parse(request_text, FILES).clauses, tuple)
