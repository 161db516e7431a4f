import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest


class Terminal:
    """`atelier chat` on a terminal of its own."""

    def __init__(self, environment, cwd, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "chat", *map(str, arguments)],
            stdin=slave, stdout=slave, stderr=slave, cwd=cwd, env=environment | {"TERM": "dumb"},
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def expect(self, words, seconds=60):
        """Wait for `words`; returns what was said up to them."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                pytest.fail(f"did not say {words!r}, but: {self.seen[-2000:]}")
            try:
                self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
            except OSError:
                break
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, text):
        os.write(self.master, text.encode())


@pytest.fixture
def terminal(cli_environment, tmp_path):
    opened = []

    def open_(*arguments):
        opened.append(Terminal(cli_environment, tmp_path, *arguments))
        return opened[-1]

    yield open_
    for each in opened:
        each.process.kill()
        each.process.wait()
        os.close(each.master)


def test_a_chat_understands_a_follow_up_and_leaves_on_ctrl_d(terminal, handbook):
    chat = terminal("--file", handbook, "--quiet")
    chat.expect("> ")
    chat.type("How many volunteer hours do we receive each year?\n")
    chat.expect("12 hours of volunteer time off")
    chat.expect("> ")
    chat.type("and how do I request it?\n")
    chat.expect("two weeks in advance through the HR portal")
    chat.expect("> ")
    chat.type("\x04")
    chat.expect("Go on with: atelier chat --session ")
    assert chat.process.wait(20) == 0


def test_ctrl_c_stops_the_run_and_not_the_chat(terminal, tmp_path):
    big = tmp_path / "big.txt"
    big.write_text("\n".join(f"Rule {n}: the crew of boat {n} meets at pier {n % 97} at dawn." for n in range(20_000)))
    chat = terminal("--file", big)
    chat.expect("> ")
    chat.type("Where does the crew of boat 77 meet?\n")
    chat.expect("documents Where does the crew")
    time.sleep(1.0)
    os.killpg(chat.process.pid, signal.SIGINT)
    chat.expect("Stopped.", 10)
    chat.expect("> ")
    chat.type("Which files do you have?\n")
    chat.expect("big.txt (text/plain)")


def test_ctrl_c_at_the_prompt_clears_the_line(terminal):
    chat = terminal("--quiet")
    chat.expect("> ")
    time.sleep(0.5)  # the prompt is printed a moment before it is waited at
    os.killpg(chat.process.pid, signal.SIGINT)
    chat.expect("(Ctrl-D leaves)")
    chat.type("Which files do you have?\n")
    chat.expect("There are no files yet.")


def test_an_error_ends_the_turn_and_not_the_chat(terminal):
    chat = terminal("--quiet")
    chat.expect("> ")
    chat.type("/file nowhere.pdf\n")
    chat.expect("> ")
    chat.type("Summarise it\n")
    chat.expect("No file at nowhere.pdf")
    chat.type("Which files do you have?\n")
    chat.expect("There are no files yet.")


def test_requests_may_come_through_a_pipe(cli_environment, tmp_path, handbook):
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "chat", "--quiet", "--file", str(handbook)],
        input="Which language is it in?\n\nAnd what is the language of the handbook?\n",
        capture_output=True, text=True, cwd=tmp_path, env=cli_environment, timeout=120,
    )  # fmt: skip

    assert done.stdout.count("written in English") == 2, done.stderr
