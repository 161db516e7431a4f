import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from agents.brains import EmbeddedBrain, brain_of
from app.service import Service
from runtime.errors import BrainError, CheckpointNotFound, MissingExtra, SettingsError
from runtime.records import Request


class ChatServer(ThreadingHTTPServer):
    """An OpenAI-compatible server that says one line after another."""

    def __init__(self, lines, key=""):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lines, self.key, self.heard = list(lines), key, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.server.key and self.headers["Authorization"] != f"Bearer {self.server.key}":
            return self.reply({"error": {"message": "bad key"}}, 401)
        return self.reply({"data": [{"id": "tiny"}]})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append(asked)
        if not self.server.lines:
            return self.reply({"error": {"message": "the card is out of memory"}}, 400)
        planning = "<end_plan>" in (asked.get("stop") or ())
        said = "1. documents: list" if planning else self.server.lines.pop(0)
        message = {"role": "assistant", "content": said}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        self.reply(
            {"id": "1", "object": "chat.completion", "created": 0, "model": "tiny", "choices": [choice], "usage": usage}
        )

    def reply(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server():
    made = []

    def start(*lines, key=""):
        made.append(ChatServer(lines, key))
        return made[-1]

    yield start
    for each in made:
        each.shutdown()
        each.server_close()


def test_a_language_model_behind_a_server_drives_manager_and_specialist(server, settings, pool):
    chat = server(
        "Thought: ask.\n<code>\nfinal_answer(documents(task='List the files.').summary)\n</code>",
        "Thought: list.\n<code>\nfinal_answer(list_artifacts())\n</code>",
    )

    answer = Service(replace(settings, brain=f"openai:tiny@{chat.url}"), pool).ask(Request("Which files are there?"))

    assert answer.text == "There are no files yet."
    assert answer.usage.model_calls == 3
    assert answer.usage.input_tokens == 30
    assert "def documents(task: str)" in json.dumps(chat.heard[1])


def test_a_server_that_fails_in_the_middle_ends_the_run_in_one_sentence(server, settings, pool):
    chat = server("Thought: look.\n<code>\nprint(documents)\n</code>")
    service = Service(replace(settings, brain=f"openai:tiny@{chat.url}"), pool)

    with pytest.raises(BrainError, match=r"openai:tiny@.* failed: .*the card is out of memory"):
        service.ask(Request("Which files are there?"))
    assert [run.status for run in service.history.runs(service.history.latest_session("local"), "local")] == ["failed"]


def test_a_request_in_japanese_is_left_to_a_language_model(server, settings, pool):
    chat = server("Thought: say.\n<code>\nfinal_answer('はい、ファイルはありません。')\n</code>")

    answer = Service(replace(settings, brain=f"openai:tiny@{chat.url}"), pool).ask(Request("ファイルはありますか"))

    assert answer.text == "はい、ファイルはありません。"


def test_a_server_that_does_not_answer_is_one_sentence_before_any_work(settings, pool):
    service = Service(replace(settings, brain="openai:tiny@http://127.0.0.1:9/v1"), pool)

    with pytest.raises(BrainError, match=r"No language model answers at http://127.0.0.1:9/v1"):
        service.ask(Request("Which files are there?"))
    assert not (settings.home / "sessions").exists()


def test_a_model_the_server_does_not_have_is_named_with_those_it_has(server, settings, pool):
    with pytest.raises(BrainError, match=r"no model 'big'\. It has: tiny"):
        brain_of(replace(settings, brain=f"openai:big@{server().url}"), pool)


def test_hugging_faces_servers_out_of_reach_are_one_sentence_before_any_work(settings, pool, monkeypatch):
    monkeypatch.setattr("agents.brains.ROUTER", "http://127.0.0.1:9/v1")
    service = Service(replace(settings, brain="inference:some/model"), pool)

    with pytest.raises(BrainError, match="No language model answers at"):
        service.ask(Request("Which files are there?"))
    assert not (settings.home / "sessions").exists()


def test_a_wrong_key_is_told_as_such_and_not_shown(server, settings, pool):
    with pytest.raises(BrainError, match="refuses the key") as error:
        brain_of(replace(settings, brain=f"openai:tiny@{server(key='right').url}", api_key="wrong-key"), pool)
    assert "wrong-key" not in str(error.value)


@pytest.mark.parametrize("brain", ["", "gpt", "openai", "openai:", "transformers:"])
def test_a_brain_that_is_none_is_a_settings_error(settings, pool, brain):
    with pytest.raises(SettingsError, match="brain="):
        brain_of(replace(settings, brain=brain), pool)


@pytest.mark.parametrize("kind", ["vllm", "litellm"])
def test_a_brain_whose_package_is_missing_says_which_extra_brings_it(settings, pool, kind):
    with pytest.raises(MissingExtra, match=rf"pip install -e '\.\[{kind}\]'"):
        brain_of(replace(settings, brain=f"{kind}:tiny"), pool)


def test_a_local_model_that_is_not_here_is_named_with_the_command_that_fetches_it(settings):
    service = Service(replace(settings, brain="transformers:nobody/nothing"))

    with pytest.raises(CheckpointNotFound, match="nobody/nothing"):
        service.ask(Request("Which files are there?"))


def test_the_default_is_the_planner(settings, pool):
    assert isinstance(brain_of(settings, pool), EmbeddedBrain)
