from dataclasses import replace

import forge
import pytest
from smolagents import ChatMessage, MessageRole

from agents.brains import brain_of
from agents.local import LocalModel, cut
from runtime.cancel import CancelToken, limited
from runtime.devices import Device
from runtime.errors import BrainError, Cancelled
from runtime.loaders import model_pool

REPLIES = {"Which files are there?": "Thought: look. <code> final_answer(2) </code> Observation: none."}
CPU = Device("cpu", "fp32", 8.0, "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return forge.chat(tmp_path_factory.mktemp("chat") / "model", REPLIES)


@pytest.fixture
def model(folder, settings):
    return brain_of(replace(settings, brain=f"transformers:{folder}"), model_pool(settings, CPU)).for_manager((), None)


def asked(text):
    return [ChatMessage(role=MessageRole.USER, content=[{"type": "text", "text": text}])]


def test_a_model_from_a_folder_answers_up_to_the_stop_string(model):
    said = model.generate(asked("Which files are there?"), stop_sequences=["</code>"])

    assert said.content == "Thought: look. <code> final_answer(2) "
    assert said.token_usage.input_tokens > 0
    assert said.token_usage.output_tokens > 0


def test_without_a_stop_string_it_ends_where_the_model_ends(model):
    assert model.generate(asked("Which files are there?")).content == REPLIES["Which files are there?"]


def test_a_stopped_run_ends_generation_at_the_next_token(model):
    token = CancelToken()
    token.cancel()

    with limited(60, token), pytest.raises(Cancelled):
        model.generate(asked("Which files are there?"))


def test_a_model_without_a_chat_template_is_no_brain(model):
    tokenizer = model._pipeline.tokenizer
    template, tokenizer.chat_template = tokenizer.chat_template, None
    try:
        with pytest.raises(BrainError, match="no chat template"):
            LocalModel(model._pipeline, "tiny")
    finally:
        tokenizer.chat_template = template


def test_what_follows_the_first_stop_string_is_left_out():
    assert cut("a </code> b Observation: c", ["Observation:", "</code>"]) == "a "
