"""What is counted is heard by whoever watches: in order, not too often, with an idea of the time left."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from app.stand_ins import forge
from runtime import progress
from runtime.cancel import CancelToken, limited
from runtime.errors import Cancelled, DeadlinePassed
from runtime.progress import Generating, Progress, as_event, counted, report, watched, watcher


@pytest.fixture
def heard() -> list[Progress]:
    return []


@pytest.fixture
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """However quick they are."""
    monkeypatch.setattr(progress, "OFTEN_S", 0.0)


def steps(heard: list[Progress]) -> list[int]:
    return [progress.step for progress in heard]


def test_where_nobody_watches_nothing_happens() -> None:
    assert watcher() is None
    report("token", 1, 2)


def test_the_one_who_watches_hears_what_is_counted(heard: list[Progress]) -> None:
    with watched(heard.append):
        report("token", 1, 8)

    assert heard == [Progress("token", 1, 8, None)]
    assert heard[0].fraction == 0.125
    assert watcher() is None


def test_the_inner_one_hears_it_instead_of_the_outer_one(heard: list[Progress]) -> None:
    inner: list[Progress] = []

    with watched(heard.append):
        with watched(inner.append):
            report("token", 1, 2)
        report("batch", 1, 2)

    assert [progress.what for progress in inner] == ["token"]
    assert [progress.what for progress in heard] == ["batch"]


def test_watching_ends_with_its_block_also_when_the_block_fails(heard: list[Progress]) -> None:
    with pytest.raises(KeyError), watched(heard.append):
        raise KeyError

    report("token", 1, 2)
    assert heard == []


def test_another_thread_is_heard_only_where_the_watcher_was_carried(heard: list[Progress]) -> None:
    def carried(tell: progress.Tell) -> None:
        with watched(tell):
            report("token", 2, 2)

    with ThreadPoolExecutor(1) as threads, watched(heard.append):
        threads.submit(report, "token", 1, 2).result()
        tell = watcher()
        assert tell is not None
        threads.submit(carried, tell).result()

    assert steps(heard) == [2]


def test_quick_steps_are_told_ten_times_a_second_and_the_first_and_last_always(heard: list[Progress]) -> None:
    start = time.monotonic()
    with watched(heard.append):
        for step in range(1, 301):
            report("token", step, 300)
            time.sleep(0.001)

    most = (time.monotonic() - start) / progress.OFTEN_S + 2
    assert steps(heard)[0] == 1
    assert steps(heard)[-1] == 300
    assert 3 < len(heard) <= most
    assert steps(heard) == sorted(steps(heard))


def test_a_count_that_begins_again_is_told_from_its_first_step(heard: list[Progress]) -> None:
    with watched(heard.append):
        for step in (1, 2, 3, 1, 2, 3):
            report("denoising", step, 3)

    assert steps(heard) == [1, 3, 1, 3]


def test_two_counts_at_once_have_each_their_own_first_step(heard: list[Progress]) -> None:
    with watched(heard.append):
        report("batch", 1, 5)
        report("token", 1, 9)
        report("batch", 2, 5)

    assert [(progress.what, progress.step) for progress in heard] == [("batch", 1), ("token", 1)]


def test_threads_that_share_a_watcher_count_apart(heard: list[Progress]) -> None:
    inside = threading.Barrier(2, timeout=10)

    def work(total: int) -> None:
        for step in range(1, total + 1):
            inside.wait()
            report("denoising", step, total)

    with ThreadPoolExecutor(2) as threads, watched(heard.append):
        for done in [threads.submit(copy_context().run, work, 40) for _ in range(2)]:
            done.result()

    assert sorted(steps(heard)) == [1, 1, 40, 40]


@pytest.mark.usefixtures("every_step")
def test_the_time_left_follows_the_pace_of_the_latest_steps(
    heard: list[Progress], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock)

    with watched(heard.append):
        for step in range(1, 101):
            clock += 1.0 if step <= 50 else 10.0
            report("denoising", step, 101)
        clock += 10.0
        report("denoising", 101, 101)

    left = {progress.step: progress.seconds_left for progress in heard}
    assert left[1] is None
    assert left[2] == pytest.approx(99)
    assert left[50] == pytest.approx(51)
    assert left[90] == pytest.approx(110)
    assert left[101] == 0


def test_without_a_total_there_is_neither_a_fraction_nor_a_time(heard: list[Progress]) -> None:
    with watched(heard.append):
        report("token", 1, None)

    assert heard == [Progress("token", 1, None, None)]
    assert heard[0].fraction is None


def test_more_steps_than_were_announced_are_no_more_than_all(heard: list[Progress]) -> None:
    with watched(heard.append):
        report("token", 9, 8)

    assert heard[0].fraction == 1
    assert (heard[0].seconds_left or 0) == 0


@pytest.mark.usefixtures("every_step")
def test_what_is_counted_comes_through_with_its_number(heard: list[Progress]) -> None:
    with watched(heard.append):
        assert list(counted(["a", "b", "c"], "batch")) == ["a", "b", "c"]

    assert [(progress.step, progress.total) for progress in heard] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.usefixtures("every_step")
def test_of_what_has_no_length_the_total_is_told_or_unknown(heard: list[Progress]) -> None:
    def two() -> Iterator[int]:
        yield from (1, 2)

    with watched(heard.append):
        assert list(counted(two(), "batch")) == [1, 2]
        assert list(counted(two(), "batch", 2)) == [1, 2]
        assert list(counted([], "batch")) == []

    assert [progress.total for progress in heard] == [None, None, 2, 2]


@pytest.mark.usefixtures("every_step")
def test_a_pressed_token_stops_between_two_items(heard: list[Progress]) -> None:
    token, seen = CancelToken(), []

    def press_at(item: int) -> None:
        seen.append(item)
        if item == 3:
            token.cancel()

    with pytest.raises(Cancelled), limited(None, token), watched(heard.append):
        list(map(press_at, counted(range(10), "batch")))

    assert seen == [0, 1, 2, 3]
    assert steps(heard) == [1, 2, 3]


def test_a_listener_hears_step_total_and_time_left() -> None:
    event = as_event(Progress("denoising", 12, 50, 40.0))

    assert (event.kind, event.text) == ("progress", "denoising")
    assert (event.step, event.total, event.seconds_left, event.fraction) == (12, 50, 40.0, 0.24)
    assert as_event(Progress("token", 3, None, None)).fraction is None


# ------------------------------------------------------------------ generate


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A language model that answers by heart, as a pipeline."""
    import transformers

    folder = forge.chat(tmp_path_factory.mktemp("chat"), {"Hello": "Good morning to you."})
    return transformers.pipeline("text-generation", model=str(folder), device="cpu")


def write(chat: Any, criterion: Any, count: int, prompt: str = "Hello") -> None:
    """Write exactly `count` tokens."""
    chat.model.generate(
        **chat.tokenizer(prompt, return_tensors="pt"),
        min_new_tokens=count, max_new_tokens=count, do_sample=False, stopping_criteria=[criterion],
    )  # fmt: skip


@pytest.mark.usefixtures("every_step")
def test_each_token_that_is_written_is_counted(chat: Any, heard: list[Progress]) -> None:
    with watched(heard.append):
        write(chat, Generating(20), 20)

    assert [(progress.what, progress.step, progress.total) for progress in heard] == [
        ("token", step, 20) for step in range(1, 21)
    ]


@pytest.mark.usefixtures("every_step")
def test_a_call_that_generates_in_windows_counts_each_anew(chat: Any, heard: list[Progress]) -> None:
    criterion = Generating(3)

    with watched(heard.append):
        for prompt in ("Good", "Good morning to you. " * 5, "Hello"):
            write(chat, criterion, 3, prompt)

    assert steps(heard) == [1, 2, 3, 1, 2, 3, 1, 2, 3]


@pytest.mark.usefixtures("every_step")
def test_beams_and_encoders_are_counted_in_tokens_as_well(heard: list[Progress]) -> None:
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    torch.manual_seed(0)
    size = {"d_model": 16, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16, "encoder_layers": 1, "decoder_layers": 1}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
    marks = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
    model = BartForConditionalGeneration(BartConfig(vocab_size=40, **size, **heads, **marks)).eval()

    with watched(heard.append):
        model.generate(
            torch.arange(5, 25).reshape(2, 10),
            num_beams=3, do_sample=False, min_new_tokens=6, max_new_tokens=6, stopping_criteria=[Generating(6)],
        )  # fmt: skip

    assert steps(heard) == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("every_step")
def test_a_cancel_from_another_thread_ends_a_long_generation_at_the_next_token(chat: Any) -> None:
    token, tenth, pressed = CancelToken(), threading.Event(), []
    ran: list[float] = []
    timing = chat.model.register_forward_pre_hook(lambda *_: ran.append(time.monotonic()))

    def press() -> None:
        tenth.wait(30)
        token.cancel()
        pressed.append(time.monotonic())

    def tell(progress: Progress) -> None:
        if progress.step == 10:
            tenth.set()

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(Cancelled), limited(60, token), watched(tell):
        write(chat, Generating(2000), 2000)
    stopped = time.monotonic()
    pressing.join()
    timing.remove()

    assert sum(began > pressed[0] for began in ran) <= 1
    assert stopped - pressed[0] < 1


def test_a_deadline_ends_a_long_generation(chat: Any) -> None:
    start = time.monotonic()

    with pytest.raises(DeadlinePassed), limited(0.3):
        write(chat, Generating(2000), 2000)

    assert time.monotonic() - start < 1.5


def test_a_model_that_was_stopped_writes_on_as_before(chat: Any) -> None:
    def reply() -> str:
        said = chat([{"role": "user", "content": "Hello"}], max_new_tokens=20, do_sample=False)
        return said[0]["generated_text"][-1]["content"]

    before = reply()
    with pytest.raises(DeadlinePassed), limited(0):
        write(chat, Generating(2000), 2000)

    assert reply() == before == "Good morning to you."
