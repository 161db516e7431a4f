"""What tokenizers do is shown step by step, as the models see it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.stand_ins import forge_reading
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_text import gaps, lower_gaps
from runtime.errors import CheckpointError
from runtime.runners.sentence_embedding import SentenceEncoder, package_folder
from runtime.tokenizing import reader_in

CAPITAL = "The capital of Japan is Tokyo."


def test_a_text_is_normalised_cut_into_words_and_then_into_tokens() -> None:
    (shown,) = reader_in(package_folder(), SentenceEncoder.max_tokens)(["Zoë is unbelievably tokenized!"])

    assert shown.normalized == "zoe is unbelievably tokenized!"
    assert shown.words == ("zoe", "is", "unbelievably", "tokenized", "!")
    assert [token.text for token in shown.tokens if token.special] == ["[CLS]", "[SEP]"]
    first = shown.tokens[1]
    assert (first.text, first.start, first.end, first.special, first.seen) == ("zoe", 0, 3, False, True)
    assert shown.cut == 0


@pytest.mark.parametrize("build", [gaps, lower_gaps])
def test_ids_are_those_that_transformers_gives(home: Path, build: object) -> None:
    from transformers import AutoTokenizer

    folder = kept(home, build)
    theirs = AutoTokenizer.from_pretrained(folder)([CAPITAL, "Paris"], padding=True)

    ours = reader_in(folder)([CAPITAL, "Paris"])

    assert [[token.id for token in one.tokens] for one in ours] == theirs["input_ids"]
    assert [[int(token.seen) for token in one.tokens] for one in ours] == theirs["attention_mask"]


def test_what_does_not_fit_is_counted(home: Path) -> None:
    reader = reader_in(kept(home, lower_gaps))
    length = len(reader([CAPITAL])[0].tokens)

    (shown,) = reader([CAPITAL * 50])

    assert len(shown.tokens) == reader.limit == 64
    assert shown.cut == 50 * (length - 2) + 2 - 64
    assert len(reader([CAPITAL])[0].tokens) == length  # cutting one leaves nothing behind


def test_a_checkpoint_with_older_files_is_read_by_transformers(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    shutil.copytree(kept(home, lower_gaps), folder)
    (folder / "tokenizer.json").rename(tmp_path / "tokenizer.json")
    import json

    vocabulary = json.loads((tmp_path / "tokenizer.json").read_text())["model"]["vocab"]
    (folder / "vocab.txt").write_text("\n".join(sorted(vocabulary, key=vocabulary.__getitem__)))

    shown, known = (reader_in(where)(["walking"])[0].tokens for where in (folder, kept(home, lower_gaps)))

    assert [token.id for token in shown] == [token.id for token in known]


def test_a_broken_tokenizer_is_one_sentence(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(kept(home, lower_gaps), folder)
    (folder / "tokenizer.json").write_text("{}")

    with pytest.raises(CheckpointError, match=r"tokenizer\.json is no tokenizer"):
        reader_in(folder)


def test_a_checkpoint_without_a_tokenizer_says_so(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    for name in ("config.json", "model.safetensors"):
        shutil.copy(kept(home, forge_reading.stars) / name, folder / name)

    with pytest.raises(CheckpointError, match="no tokenizer"):
        reader_in(folder)


@pytest.mark.parametrize("text", ["", " ", "東京へ行きました", "\ud800", "👩‍👩‍👧 naïve"])
def test_any_text_is_shown(text: str) -> None:
    (shown,) = reader_in(package_folder())([text])

    assert shown.tokens[0].special
    assert all(token.end <= len(text) for token in shown.tokens)
