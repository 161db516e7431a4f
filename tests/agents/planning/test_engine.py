import itertools
import subprocess
import sys
import time

import pytest

from agents.planning import Engine, Tool, load_weights
from agents.planning.weights import SHIPPED
from runtime.errors import CheckpointError


def tools(draft):
    return [step.tool for step in draft.steps]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Transcribe the recording talk.wav.", ["Automatic Speech Recognition"]),
        ("Translate 'Good morning, everyone' into French.", ["Translation"]),
        ("Estimate the depth of the objects in room.jpg.", ["Depth Estimation"]),
        ("How similar are 'a small dog' and 'a little cat'?", ["Sentence Similarity"]),
        (
            "Transcribe talk.wav, translate the transcript into German and summarize the translated text.",
            ["Automatic Speech Recognition", "Translation", "Summarization"],
        ),
        (
            "Generate an image based on the text 'a red boat', then segment the generated image.",
            ["Text-to-Image", "Image Segmentation"],
        ),
    ],
)
def test_requests_are_planned(engine, text, plan):
    draft = engine.draft(text)

    assert tools(draft) == plan
    assert draft.links == tuple(itertools.pairwise(plan))


def test_steps_name_what_earlier_ones_made(engine):
    draft = engine.draft("Transcribe talk.wav and translate the transcript into German.")

    assert [step.arguments for step in draft.steps] == [("talk.wav",), ("<node-0>",)]


def test_each_step_carries_its_probability(engine):
    draft = engine.draft("Transcribe the recording talk.wav.")

    assert 0.9 < draft.steps[0].confidence <= 1
    assert draft.nearest[0][0] == "Automatic Speech Recognition"


def test_the_same_request_gets_the_same_draft(engine):
    text = "I have 'a.jpg'. Detect the objects, describe them, and read the description aloud."

    assert engine.draft(text) == engine.draft(text)


@pytest.mark.parametrize("text", ["", "  \n ", "?", "🙂🙂", "'", "<node-0>", "a" * 20_000, "a.jpg " * 300, "'" * 3000])
def test_odd_requests_get_a_draft(engine, text):
    draft = engine.draft(text)

    assert bool(draft.steps) == bool(text.strip())


def test_a_long_request_is_planned_in_time(engine):
    text = ("Please look at a.jpg, detect the objects in it, and translate 'some words' into French. " * 70)[:5000]
    engine.draft(text)
    started = time.perf_counter()
    engine.draft(text)

    assert time.perf_counter() - started < 2  # 0.1 s alone on one core


def test_a_tool_without_cues_is_planned_from_its_description(domain, encoder):
    tides = Tool("tide_table", "Tells when high tide and low tide come at a harbour.", ("text",), ("text",))
    engine = Engine(domain, load_weights(tools=domain.names), encoder, added=[tides])

    assert tools(engine.draft("When is high tide at the harbour of 'Whitby'?")) == ["tide_table"]


def test_an_added_tool_takes_nothing_from_what_is_known(domain, encoder, engine):
    tides = Tool("tide_table", "Tells when high tide and low tide come at a harbour.", ("text",), ("text",))
    more = Engine(domain, load_weights(tools=domain.names), encoder, added=[tides])
    text = "Transcribe talk.wav and translate the transcript into German."

    assert tools(more.draft(text)) == tools(engine.draft(text))


def test_weights_for_other_tools_are_refused():
    with pytest.raises(CheckpointError, match="fitted for other tools"):
        load_weights(tools=("paint", "dance"))


@pytest.mark.parametrize("content", [None, b"", b"not tensors", b"\x02\0\0\0\0\0\0\0{}"])
def test_a_file_without_weights_is_named(tmp_path, content):
    path = tmp_path / "weights.safetensors"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CheckpointError, match=r"weights\.safetensors"):
        load_weights(path)


def test_weights_are_small():
    assert SHIPPED.stat().st_size < 5_000_000


def test_loading_is_quick_and_loads_no_torch():
    code = (
        "import time, sys; from agents.planning import load_domain, load_weights; start = time.perf_counter(); "
        "load_weights(tools=load_domain().names); took = time.perf_counter() - start; "
        "assert took < 1.5, took; assert not {'torch', 'transformers', 'scipy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
