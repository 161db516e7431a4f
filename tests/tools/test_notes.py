import pytest

from runtime.errors import BadInput, UnknownArtifact
from runtime.records import Provenance
from tools.notes import RecallNote, WriteNote


def test_a_note_is_found_by_what_it_is_about(bench):
    write = WriteNote(bench, "documents")
    write(key="budget", value="The budget is 500 euros.")
    write(key="pets", value="Her dog is called Rex.")

    result = RecallNote(bench)(topic="how much money can we spend?")

    assert result["notes"][0]["value"] == "The budget is 500 euros."
    assert result["notes"][0]["by"] == "documents"


def test_notes_of_two_agents_that_differ_are_shown_as_a_conflict(bench):
    WriteNote(bench, "documents")(key="deadline", value="Friday")
    written = WriteNote(bench, "language")(key="deadline", value="Monday")

    result = RecallNote(bench)(topic="deadline")

    assert "Others noted something else" in written["summary"]
    assert result["summary"] == "deadline: two values: Friday (documents); Monday (language)"
    assert result["conflicts"] == ["deadline"]
    assert {note["value"] for note in result["notes"]} == {"Friday", "Monday"}


def test_a_correction_by_the_same_agent_is_no_conflict(bench):
    write = WriteNote(bench, "documents")
    write(key="deadline", value="Friday")
    write(key="deadline", value="Monday")

    result = RecallNote(bench)(topic="deadline")

    assert (result["summary"], result["conflicts"]) == ("deadline: Monday", [])


def test_a_note_says_what_it_was_read_from_and_how_sure_it_is(bench):
    name = bench.artifacts.save_text("Leave is 12 hours.", "handbook", Provenance("user")).name

    WriteNote(bench, "documents")(key="leave", value="12 hours", sources=[name], confidence=0.7)

    (note,) = RecallNote(bench)(topic="leave")["notes"]
    assert (note["sources"], note["confidence"]) == ([name], 0.7)
    with pytest.raises(UnknownArtifact):
        WriteNote(bench)(key="leave", value="12 hours", sources=["nothing-9"])


def test_with_no_notes_it_says_so(bench):
    assert RecallNote(bench)(topic="anything")["summary"] == "Nothing was written down in this session."


@pytest.mark.parametrize(("key", "value"), [("", "x"), ("x", " "), ("x", "y" * 4001)])
def test_a_note_that_says_nothing_or_too_much_is_refused(bench, key, value):
    with pytest.raises(BadInput, match="1 to 4,000 characters"):
        WriteNote(bench)(key=key, value=value)


def test_what_a_text_says_is_noted_with_it_as_the_source(bench):
    made = bench.artifacts.save_text("The lease ends\n on 3 May.", "summary", Provenance("summarize"))

    result = WriteNote(bench)(key="lease", value=made.name)

    note = RecallNote(bench)(topic="when does the lease end?")["notes"][0]
    assert (note["value"], note["sources"]) == ("The lease ends on 3 May.", [made.name])
    assert result["summary"] == f"Noted: what {made.name} says"


def test_a_text_that_is_too_long_to_be_noted_is_refused(bench):
    made = bench.artifacts.save_text("word " * 2000, "summary", Provenance("summarize"))

    with pytest.raises(BadInput, match=r"1 to 4,000 characters"):
        WriteNote(bench)(key="lease", value=made.name)
