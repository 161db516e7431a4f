"""What was learned of dialogue acts: which clauses ask for something, which add a detail, and which only tell."""

import pytest

from agents.choosing.dialogue_acts import SHIPPED, acts
from agents.choosing.wordings import load_wordings
from agents.parsing.clauses import parse
from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers
from benchmarks.train_dialogue_acts import asking, load
from benchmarks.train_wordings import fit, share_right


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


@pytest.fixture
def act(encoder):
    """What each clause of a request does, by the likeliest."""

    def likeliest(request):
        clauses = parse(request, {}).clauses
        done = acts(clauses, [[] for _ in clauses], encoder([clause.masked for clause in clauses]))
        return [max(("asked", "detail", "told"), key=lambda name: getattr(one, name)) for one in done]

    return likeliest


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("The archive sent us the minutes on paper. Run OCR on the scan. Set the language to deu.",
         ["told", "asked", "detail"]),
        ("Printing starts at noon. Please enlarge the logo twice.", ["told", "asked"]),
        ("Make a picture of a heron at dawn. Seed 7.", ["asked", "detail"]),
        ("What does the lease say about pets? Thanks a lot, you saved my day!", ["asked", "told"]),
        ("Cut the clip to 20 seconds, I have to send it by mail.", ["asked", "told"]),
    ],
)  # fmt: skip
def test_what_is_told_is_told_from_what_is_asked(act, request_, wanted):
    assert act(request_) == wanted


def test_what_some_writers_wrote_is_understood_from_what_the_others_did(encoder):
    said = load()
    ours, theirs = [one for one in said if one.by == 1][:300], [one for one in said if one.by != 1]
    known = theirs[::4] + asking()[::8]

    found = fit(known, encoder([one.text for one in known]))

    assert share_right(found, ours, encoder([one.text for one in ours])) > 0.85


def test_the_shipped_weights_are_small_and_know_the_three_acts():
    assert SHIPPED.stat().st_size < 1_000_000
    assert set(load_wordings(SHIPPED).classes) == {"asked", "detail", "told"}


@pytest.mark.parametrize(
    ("request_", "titles", "wanted"),
    [
        ("A source sent me a voicemail. Is it the same man speaking in a.mp3 and b.mp3?", ["a.mp3", "b.mp3"],
         ["compare_voices"]),
        ("Our photographs were taken on whatever table was free, which looks untidy. Put a white background behind "
         "the object in a.jpg", ["a.jpg"], ["replace_background"]),
        ("Grab the frame at 42 seconds from a.mp4 and enlarge it 4 times, someone nicked the tip jar", ["a.mp4"],
         ["extract_frames", "enlarge_picture"]),
        ("Read a.txt to me, my eyes are tired tonight", ["a.txt"], ["read_aloud"]),
    ],
)  # fmt: skip
def test_what_is_only_told_is_no_work(planner, request_, titles, wanted):
    files = {f"{title.split('.')[0]}-1": title for title in titles}
    kinds = {name: {"mp3": "sound", "jpg": "picture", "mp4": "video"}.get(title.split(".")[1], "document")
             for name, title in files.items()}  # fmt: skip

    plan = planner.plan(request_, Situation(files, kinds=kinds))

    assert ([node.offer.name for node in plan.nodes], plan.refusals) == (wanted, ())
