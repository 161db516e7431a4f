import pytest

from runtime.errors import BadInput
from tools.notes import RecallNote, WriteNote


def test_a_note_is_found_by_what_it_is_about(bench):
    write = WriteNote(bench, "documents")
    write(key="budget", value="The budget is 500 euros.")
    write(key="pets", value="Her dog is called Rex.")

    result = RecallNote(bench)(topic="how much money can we spend?")

    assert result["notes"][0]["value"] == "The budget is 500 euros."
    assert result["notes"][0]["by"] == "documents"


def test_notes_that_differ_are_both_shown(bench):
    write = WriteNote(bench)
    write(key="deadline", value="Friday")
    write(key="deadline", value="Monday")

    assert {note["value"] for note in RecallNote(bench)(topic="deadline")["notes"]} == {"Friday", "Monday"}


def test_with_no_notes_it_says_so(bench):
    assert RecallNote(bench)(topic="anything")["summary"] == "Nothing was written down in this session."


@pytest.mark.parametrize(("key", "value"), [("", "x"), ("x", " "), ("x", "y" * 4001)])
def test_a_note_that_says_nothing_or_too_much_is_refused(bench, key, value):
    with pytest.raises(BadInput, match="1 to 4,000 characters"):
        WriteNote(bench)(key=key, value=value)
