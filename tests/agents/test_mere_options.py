"""What is said only of how the search before it is done, and a sheet that tells times, is no call of its own."""

from pathlib import Path

import pytest

from agents.planner import Planner
from agents.plans import Situation
from agents.specialists import offers
from memory.artifacts import type_of
from runtime.records import kind_of


@pytest.fixture(scope="module")
def planner(encoder):
    return Planner(offers(), encoder)


def calls(planner, request, *titles):
    files = {f"{Path(title).stem}-1": title for title in titles}
    kinds = {name: kind_of(type_of(Path(title))) for name, title in files.items()}
    nodes = planner.plan(request, Situation(files, tuple(files), (), kinds)).nodes
    return [(node.offer.name, dict(node.values)) for node in nodes]


@pytest.mark.parametrize(
    ("request_", "options"),
    [
        ("Did we write any notes in earlier sessions about hail? Since 1 March 2026, and just the notes.",
         {"kind": "note", "since": "2026-03-01"}),
        ("What did we find out about hail in earlier sessions? Just the answers, and no more than three.",
         {"kind": "answer", "k": 3}),
        ("Find the passages about hail in a.pdf. At most 4, and only on pages 10 to 20.",
         {"documents": ["a-1"], "limit": 4, "page": 10, "last_page": 20}),
        ("Search a.pdf for hail. Only under the heading Duties.", {"documents": ["a-1"], "section": "Duties"}),
        ("Look up what is said about hail. Only the pdfs, please.", {"kind": "pdf"}),
    ],
)  # fmt: skip
def test_a_clause_of_mere_options_belongs_to_the_search_before_it(planner, request_, options):
    (_, values), *others = calls(planner, request_, "a.pdf")

    assert (values, others) == ({"query": "hail", **options}, [])


@pytest.mark.parametrize(
    "request_",
    [
        "Take one still from where each scene begins in a.mkv and lay them out on a contact sheet with their times.",
        "Take a frame of each scene of a.mkv and put them on a sheet with timestamps",
    ],
)
def test_a_sheet_with_times_is_made_with_the_frames(planner, request_):
    assert calls(planner, request_, "a.mkv") == [("extract_frames", {"video": "a-1", "scenes": True, "sheet": True})]


def test_a_sheet_of_so_many_columns_is_made_of_the_frames(planner):
    found = calls(planner, "Take 6 frames of a.mkv and put them on a sheet in three columns", "a.mkv")

    assert found == [("extract_frames", {"video": "a-1", "count": 6}), ("make_sheet", {"columns": 3})]


@pytest.mark.parametrize(
    "request_",
    [
        "Nothing moved between the two shots. Take the frame at 5 seconds and the frame at 50 seconds of a.mp4",
        "one frame from second 5 and one from second 50 of a.mp4",
        "grab a still at 0:05 and another at 0:50 from a.mp4",
        "the frames at 5 and 50 seconds of a.mp4",
    ],
)
def test_each_moment_that_is_named_gives_a_frame(planner, request_):
    assert calls(planner, request_, "a.mp4") == [
        ("extract_frames", {"video": "a-1", "at_s": moment}) for moment in (5.0, 50.0)
    ]


def test_the_id_of_a_lora_is_no_model(planner):
    request = "Generate an astronaut riding a tortoise with nerijs/pixel-art-xl at 0.8 as LoRA"

    assert calls(planner, request) == [
        ("make_picture", {"prompt": "an astronaut riding a tortoise", "adapters": ["nerijs/pixel-art-xl=0.8"]})
    ]
