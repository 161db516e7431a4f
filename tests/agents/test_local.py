import pytest
from smolagents import ChatMessage, MessageRole

from agents.brains import brain_of
from agents.local import LocalModel
from app.stand_ins import forge
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import BrainError, Cancelled
from runtime.pool import FakePool
from runtime.runners.generation import TextGenerator
from runtime.settings import Settings

REPLIES = {"Which files are there?": "Thought: look. <code> final_answer(2) </code> Observation: none."}


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    folder = forge.chat(tmp_path_factory.mktemp("chat") / "model", REPLIES)
    return TextGenerator(folder, Placement(Device("cpu", "fp32", 8.0, "")))


@pytest.fixture
def model(runner):
    pool = FakePool({"text-generation": runner})
    return brain_of(Settings(brain="transformers:tiny"), pool).for_manager((), None)


def asked(text):
    return [ChatMessage(role=MessageRole.USER, content=[{"type": "text", "text": text}])]


def test_a_model_on_this_machine_answers_up_to_the_stop_string(model):
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


def test_a_model_without_a_chat_template_is_no_brain(runner, monkeypatch):
    monkeypatch.setattr(runner.tokenizer, "chat_template", None)

    with pytest.raises(BrainError, match="no chat template"):
        LocalModel(runner, "tiny")
