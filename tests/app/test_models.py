"""`atelier models`: the list and its filters, one checkpoint, and what fits this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.fitting import download, fitting_row
from app.listings import Wanted, model_rows
from app.shown import model_text, shown_model
from runtime.catalog import load_catalog
from runtime.devices import Device

DETR = "facebook/detr-resnet-50"
RMBG = "briaai/RMBG-1.4"
LLAMA = "meta-llama/Meta-Llama-3-8B-Instruct"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """The command in this process: its exit code, what it printed and what it complained of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("ATELIER_DEVICE", "cpu")
    monkeypatch.setattr("runtime.devices.available_gb", lambda: 6.0)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["atelier", "models", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def printed(models: Run, *arguments: str) -> Any:
    code, out, err = models(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_all_checkpoints_are_listed_task_by_task(models: Run) -> None:
    rows = printed(models)

    assert len(rows) == len(load_catalog().checkpoints)
    assert list(dict.fromkeys(row["task"] for row in rows)) == list(load_catalog().tasks())


def test_a_task_is_listed_with_what_serves_instead_of_those_that_no_longer_fit(models: Run) -> None:
    code, out, _ = models("image-segmentation")

    assert code == 0
    assert "by code of its repository; instead: nvidia/segformer-b3-finetuned-ade-512-512" in out


def test_filters_narrow_the_list_together(models: Run) -> None:
    rows = printed(models, "--tier", "light", "--licence", "MIT", "--max-gb", "0.6")

    assert {row["task"] for row in rows} > {"sentence-similarity", "document-question-answering"}
    for row in rows:
        assert (row["tier"], row["licence"]) == ("light", "mit")
        assert row["memory_gb"] <= 0.6


def test_here_lists_only_what_is_on_this_machine(models: Run) -> None:
    rows = printed(models, "summarization", "--here")

    assert [row["id"] for row in rows] == ["sentence-transformers/all-MiniLM-L6-v2"]


def test_a_filter_that_leaves_nothing_is_an_empty_list(models: Run) -> None:
    assert printed(models, "text-to-video", "--max-gb", "0.1") == []


def test_one_checkpoint_is_shown_with_every_fact(models: Run) -> None:
    shown = printed(models, "show", DETR)

    (facts,) = shown["serves"]
    assert shown["id"] == DETR
    assert (facts["task"], facts["revision"], facts["licence"]) == ("object-detection", "no_timm", "apache-2.0")
    assert facts.keys() > {"memory_gb", "disk_gb", "gated", "remote_code", "strengths", "limits", "here", "runs"}


def test_a_person_reads_the_facts_that_apply(models: Run) -> None:
    code, out, _ = models("show", RMBG)

    assert code == 0
    assert "  serves instead: nvidia/segformer-b3-finetuned-ade-512-512\n" in out
    assert "  needs code of its repository: yes\n" in out
    assert "  can be run here: no" in out
    assert "gated" not in out
    assert "revision" not in out


def test_a_checkpoint_of_several_tasks_is_shown_for_each() -> None:
    served = [line["task"] for line in shown_model("google-t5/t5-small", load_catalog())["serves"]]

    assert served == ["summarization", "translation"]


def test_a_short_name_is_enough_where_it_is_plain() -> None:
    assert shown_model("GPT2", load_catalog())["id"] == "openai-community/gpt2"


def test_an_add_on_is_shown_with_what_it_was_made_for() -> None:
    text = model_text(shown_model("ByteDance/SDXL-Lightning", load_catalog()))

    assert "an add-on for: stabilityai/stable-diffusion-xl-base-1.0\n  what it adds: lora" in text
    assert "made for the scheduler: lightning" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "facebook/bert-lage-cnn"), "Did you mean 'facebook/bart-large-cnn'?"),
        (("show", "wisper-tiny"), "Did you mean 'openai/whisper-tiny'?"),
        (("show", "xyzzy"), "No checkpoint 'xyzzy' in the catalog, nor on this machine. See them all with"),
        (("show", "english_grammar_checker"), "may be any of abdulmatinomotoso/English_Grammar_Checker, abdul"),
        (("show",), "Which checkpoint? Give its id"),
        (("show", DETR, "--here"), "'atelier models show' takes no filters"),
        (("fit", "--max-gb", "3"), "'atelier models fit' takes no filters"),
        (("summarization", DETR), f"Try: atelier models show {DETR}"),
        (("--licence", "mti"), "No checkpoint has the licence 'mti'. Did you mean 'mit'?"),
        (("--tier", "lite"), "Did you mean 'light'?"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence_and_exit_code_two(
    models: Run, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = models(*arguments)

    assert (code, out) == (2, "")
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_an_unknown_task_names_the_nearest(models: Run) -> None:
    for arguments in (("sumarization",), ("fit", "sumarization")):
        code, _, err = models(*arguments)
        assert code != 0
        assert "Did you mean 'summarization'?" in err


def test_fit_names_the_biggest_of_each_task_that_this_machine_holds(models: Run) -> None:
    fitting = printed(models, "fit")

    rows = {row["task"]: row for row in fitting["fits"]}
    assert (fitting["device"], fitting["memory_gb"], fitting["pool_gb"]) == ("cpu", 6.0, 3.0)
    assert list(rows) == list(load_catalog().tasks())
    assert rows["text-generation"]["id"] == "Qwen/Qwen2.5-0.5B-Instruct"
    assert all(row["takes_gb"] <= 6.0 for row in rows.values() if row["fits"])


def test_fit_says_where_not_even_the_smallest_is_held(models: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.devices.available_gb", lambda: 1.0)

    (row,) = printed(models, "fit", "image-text-to-text")["fits"]

    assert (row["id"], row["fits"]) == ("HuggingFaceTB/SmolVLM-500M-Instruct", False)


def test_fit_says_in_words_what_a_model_would_take(models: Run) -> None:
    code, out, _ = models("fit", "image-to-video")

    assert code == 0
    assert "cpu, fp32: 6.0 GB free, of which models may use 3.0 GB together" in out
    assert "download 4.6 GB" in out
    assert "takes 28.0 GB beside the processor and 6.0 GB are free" in " ".join(out.split())
    (row,) = printed(models, "fit", "object-detection")["fits"]
    assert row["download"] == "atelier pull PekingU/rtdetr_r50vd"


def test_fit_says_how_what_makes_pictures_would_run_on_a_card() -> None:
    card = Device("cuda:0", "fp16", 8.0, "")
    lines = load_catalog().serving("text-to-image")

    (row,) = [fitting_row([line], card, 8.0) for line in lines if line.id == "stabilityai/stable-diffusion-xl-base-1.0"]

    assert row["fits"]
    assert "its parts wait beside the processor and visit it in turn" in row["plan"]


def test_a_branch_is_part_of_what_to_type() -> None:
    (detr,) = load_catalog().named("facebook/detr-resnet-50")

    assert download(detr) == "atelier pull facebook/detr-resnet-50 --revision no_timm"


def test_what_is_gated_wants_terms_room_and_a_download() -> None:
    card = Device("cuda:0", "bf16", 20.0, "")
    (llama,) = load_catalog().named(LLAMA)

    row = fitting_row([llama], card, pool_gb=10.0)

    assert (row["fits"], row["takes_gb"]) == (True, 17.0)
    assert row["needs"] == [
        "accept its terms on the Hub",
        "download 16.1 GB",
        "ATELIER_POOL_GB=17",
    ]


def test_what_comes_with_the_packages_takes_nothing_more() -> None:
    (embedded,) = load_catalog().serving("sentence-similarity", "embedded")

    assert fitting_row([embedded], Device("cpu", "fp32", 8.0, ""), pool_gb=4.0)["needs"] == []


def test_what_is_replaced_never_counts_as_the_one_that_fits() -> None:
    lines = load_catalog().serving("text-to-speech")

    row = fitting_row(lines, Device("cpu", "fp32", 64.0, ""), pool_gb=32.0)

    assert row["id"] == "suno/bark-small"


def test_wanting_nothing_special_wants_everything() -> None:
    assert len(model_rows(Wanted(), load_catalog())) == len(load_catalog().checkpoints)
