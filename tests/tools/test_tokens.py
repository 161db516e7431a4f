"""What a tokenizer does is shown, for the embedded model and any checkpoint that is here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.service import Service
from app.stand_ins.forge_desk import bench_of
from app.stand_ins.forge_reading import BERT, ROBERTA
from runtime.errors import BadInput, CheckpointNotFound, UnknownArtifact
from runtime.records import Request
from tools.tokens import ShowTokens

Having = Callable[..., Service]


def test_tokens_have_ids_places_marks_and_the_mask(bench: Any) -> None:
    text = "Do you need more eclairs?"

    result = ShowTokens(bench)(text=text)

    assert [row["text"] for row in result["tokens"]][:3] == ["[CLS]", "do", "you"]
    assert [row["special"] for row in result["tokens"]].count(True) == 2
    assert all(row["attention"] == 1 for row in result["tokens"])
    assert "".join(text[row["start"] : row["end"]] for row in result["tokens"]) == text.replace(" ", "")
    assert result["per_text"][0]["normalized"] == text.lower()
    assert result["per_text"][0]["words"][-1] == "?"
    assert (result["limit"], result["checkpoint"]) == (256, "sentence-transformers/all-MiniLM-L6-v2")


def test_shorter_texts_are_padded_to_the_longest(bench: Any) -> None:
    result = ShowTokens(bench)(texts=["one", "one two three"])

    padding = [row for row in result["tokens"] if row["attention"] == 0]
    assert [row["text"] for row in padding] == ["[PAD]", "[PAD]"]
    assert {row["of"] for row in padding} == {0}
    assert [one["tokens"] for one in result["per_text"]] == [5, 5]


def test_what_is_cut_off_is_said(bench: Any) -> None:
    result = ShowTokens(bench)(text="word " * 300)

    assert (result["count"], result["per_text"][0]["cut"]) == (256, 46)
    assert "46 more did not fit and are cut off" in result["summary"]
    assert len(result["tokens"]) == 200
    assert result["artifacts"]


def test_the_tokenizer_of_any_checkpoint_here_is_shown(having: Having) -> None:
    bench = bench_of(having(BERT, ROBERTA))

    lower, upper = (ShowTokens(bench)(text="The capital of Japan", model=id) for id in (BERT, ROBERTA))

    assert [row["text"] for row in lower["tokens"]][:2] == ["[CLS]", "the"]
    assert upper["tokens"][0]["text"] == "<s>"
    assert any(row["text"].startswith("Ġ") for row in upper["tokens"])
    assert (lower["checkpoint"], upper["checkpoint"]) == (BERT, ROBERTA)
    assert bench.pool.loaded() == ()


def test_a_checkpoint_that_would_not_fit_the_memory_is_shown_all_the_same(having: Having) -> None:
    bench = bench_of(having(ROBERTA, pool_gb=1e-6))

    assert ShowTokens(bench)(text="Japan", model=ROBERTA)["checkpoint"] == ROBERTA


def test_a_checkpoint_that_is_not_here_is_named_with_the_command(having: Having) -> None:
    with pytest.raises(CheckpointNotFound, match=f"atelier pull {BERT}"):
        ShowTokens(bench_of(having()))(text="hello", model=BERT)
    with pytest.raises(BadInput, match="is a folder"):
        ShowTokens(bench_of(having()))(text="hello", model="./mine")


@pytest.mark.parametrize("text", ["東京へ行きました", "👩‍👩‍👧", "\ud800"])
def test_any_text_is_shown(bench: Any, text: str) -> None:
    assert ShowTokens(bench)(text=text)["count"] > 2


def test_wrong_input_is_refused(bench: Any) -> None:
    for given in ({}, {"text": ""}, {"texts": [None]}, {"text": "x" * 1_000_001}):
        with pytest.raises(BadInput):
            ShowTokens(bench)(**given)
    with pytest.raises(UnknownArtifact):
        ShowTokens(bench)(text="notes-5")


def test_the_embedded_tokenizer_needs_no_torch(cli_environment: dict[str, str]) -> None:
    code = (
        "import sys; from app.service import Service; from runtime.settings import load_settings; "
        "Service(load_settings()).run_tool('show_tokens', {'text': 'hello'}); "
        "print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    environment = cli_environment | {"PYTHONWARNINGS": "default"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_request_is_answered(having: Having, tmp_path: Path) -> None:
    answer = having(BERT).ask(Request(f'Tokenise "the capital of Japan" with {BERT}'))

    assert f"The tokenizer of {BERT} makes of it:\n6 tokens: [CLS] the capital of japan [SEP]" in answer.text
