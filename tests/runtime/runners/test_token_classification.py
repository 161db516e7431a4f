"""Names are found where they stand, whole and once, in texts of any length; parts of speech word by word."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from app.stand_ins import forge, forge_text
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, CheckpointError
from runtime.runners.entities import Labelled, entities
from runtime.runners.token_classification import TokenClassifier

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
TEXT = "Maria Garcia met Bob Jones in New York"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> TokenClassifier:
    return TokenClassifier(forge.names(tmp_path_factory.mktemp("names")), CPU)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> TokenClassifier:
    return TokenClassifier(forge_text.stories(tmp_path_factory.mktemp("stories")), CPU)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> TokenClassifier:
    return TokenClassifier(forge_text.parts_of_speech(tmp_path_factory.mktemp("speech")), CPU)


def pairs(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(entity["text"], entity["label"]) for entity in found]


def placed(text: str, found: list[dict[str, Any]]) -> bool:
    """Whether each says exactly where it stands, and none comes before the end of the one before."""
    places = [place for entity in found for place in (entity["start"], entity["end"])]
    return places == sorted(places) and all(text[e["start"] : e["end"]] == e["text"] for e in found)


# ------------------------------------------------------------------ names


def test_names_are_whole_and_say_where_they_stand(names: TokenClassifier) -> None:
    [found] = names([TEXT])

    assert pairs(found) == [("Maria Garcia", "PER"), ("Bob Jones", "PER"), ("New York", "LOC")]
    assert placed(TEXT, found)
    assert all(0.5 < entity["score"] <= 1 for entity in found)
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("strategy", ["first", "average", "max"])
def test_they_are_those_of_transformers_own_pipeline(names: TokenClassifier, strategy: str) -> None:
    from transformers import pipeline

    theirs: Any = pipeline("token-classification", model=str(names.folder), device="cpu", aggregation_strategy=strategy)
    texts = [TEXT, "Johnathan Brownish was quiet (in Oslo), and Alice Smithy slept.", "nothing of the kind"]
    for ours, other in zip(names(texts, words=strategy), theirs(texts), strict=True):
        assert [(e["label"], e["start"], e["end"]) for e in ours] == [
            (e["entity_group"], e["start"], e["end"]) for e in other
        ]
        assert [e["score"] for e in ours] == pytest.approx([float(e["score"]) for e in other], abs=1e-5)


def test_a_long_text_is_read_to_its_end_and_no_name_is_cut_or_doubled(stories: TokenClassifier) -> None:
    random.seed(5)
    words = [word for _ in range(400) for word, _ in forge_text.sentence()]
    text = " ".join(words)
    known = re.compile("|".join((*forge.PEOPLE, *forge.PLACES)))
    expected = [name.group() for name in known.finditer(text)]
    assert len(words) > 40 * stories._tokenizer.model_max_length

    [found] = stories([text])

    assert [entity["text"] for entity in found] == expected
    assert placed(text, found)


def test_a_name_may_lie_anywhere_against_the_borders_of_windows(stories: TokenClassifier) -> None:
    for words in range(30, 62):
        filler = ("L was quiet . " * 40).replace("L", "Oslo").split()
        text = " ".join([*filler[:words], "Maria Garcia visited New York .", *filler[:20]])

        [found] = stories([text])

        assert [pair for pair in pairs(found) if pair[0] != "Oslo"] == [("Maria Garcia", "PER"), ("New York", "LOC")]


def test_a_batch_says_what_one_by_one_says_in_order(names: TokenClassifier) -> None:
    texts = ["Bob Jones slept", TEXT * 9, "", "Oslo was quiet and Alice Smith slept", "nothing"]

    together = names(texts)

    for text, found in zip(texts, together, strict=True):
        [alone] = names([text])
        assert pairs(found) == pairs(alone)
        assert placed(text, found)


def test_a_word_is_never_split_between_labels(names: TokenClassifier) -> None:
    text = "Alicesmithgarcia visited Newyorkberlin"

    [found] = names([text], aggregation="tokens", words="max")

    assert [word["text"] for word in found] == text.split()


def test_offsets_hold_in_any_script(names: TokenClassifier) -> None:
    text = "🎉 Alice Smith met  Zoë̈ in\u00a0東京 — नमस्ते, Bob Jones lives in New York."

    [found] = names([text])
    [words] = names([text], aggregation="tokens")

    assert ("Bob Jones", "PER") in pairs(found)
    assert placed(text, found)
    assert placed(text, words)
    assert "".join(word["text"] for word in words) == "".join(text.split())


def test_what_scores_low_is_left_out(names: TokenClassifier) -> None:
    [found] = names([TEXT])
    least = min(entity["score"] for entity in found)

    assert len(names([TEXT], threshold=least + 1e-6)[0]) == len(found) - 1
    assert names([TEXT], threshold=1.1) == [[]]


def test_nothing_and_empty_texts_have_no_names(names: TokenClassifier) -> None:
    assert names([]) == []
    assert names(["", "   ", "\n"]) == [[], [], []]


@pytest.mark.parametrize("wrong", [{"aggregation": "simple"}, {"words": "last"}])
def test_an_unknown_way_lists_the_known_ones(names: TokenClassifier, wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"is not one of (entities, tokens|first, average, max)"):
        names([TEXT], **wrong)


def test_half_precision_finds_the_same_names(names: TokenClassifier) -> None:
    [found] = TokenClassifier(names.folder, HALF)([TEXT])

    assert pairs(found) == pairs(names([TEXT])[0])
    assert type(found[0]["score"]) is float


def test_windows_are_read_a_slice_at_a_time_and_can_be_stopped_between(names: TokenClassifier) -> None:
    token, sizes = CancelToken(), []

    def seen(model: Any, args: Any, given: Any) -> None:
        sizes.append(len(given["input_ids"]))
        token.cancel()

    hook = names._model.register_forward_pre_hook(seen, with_kwargs=True)
    with limited(None, token), pytest.raises(Cancelled):
        names([TEXT * 300])
    hook.remove()

    assert sizes == [names.batch_size]


def test_a_tokenizer_that_cannot_say_where_is_refused(names: TokenClassifier, tmp_path: Path) -> None:
    """Japanese BERT's cuts by a dictionary."""
    forge.save(tmp_path, names._model)
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nが", encoding="utf-8")
    settings = {"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "basic"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")

    with pytest.raises(CheckpointError, match=r"BertJapaneseTokenizer .* does not say where .* tokenizer.json"):
        TokenClassifier(tmp_path, CPU)


# ------------------------------------------------------------------ parts of speech


def test_every_word_has_its_part_of_speech_and_equal_neighbours_stay_apart(speech: TokenClassifier) -> None:
    [found] = speech(["The old dog sees my car house"], aggregation="tokens")

    assert pairs(found) == [
        ("The", "DET"), ("old", "ADJ"), ("dog", "NOUN"), ("sees", "VERB"), ("my", "DET"), ("car", "NOUN"),
        ("house", "NOUN"),
    ]  # fmt: skip


def test_pieces_of_a_word_are_one_row(speech: TokenClassifier) -> None:
    text = "unhappyish dogs see"
    assert len(speech._tokenizer.tokenize(text)) > 3

    [found] = speech([text], aggregation="tokens")

    assert [word["text"] for word in found] == ["unhappyish", "dogs", "see"]


def test_a_word_on_the_border_of_two_windows_stays_one(speech: TokenClassifier) -> None:
    for words in range(1, 12):
        text = " ".join(["dog"] * words + ["unhappyishdogs"] * 30)

        [found] = speech([text], aggregation="tokens")

        assert [word["text"] for word in found] == text.split()


def test_labels_without_marks_are_put_together_as_names_too(speech: TokenClassifier) -> None:
    [found] = speech(["my car house"])

    assert pairs(found) == [("my", "DET"), ("car house", "NOUN")]


def test_every_word_of_a_long_text_has_one_row(speech: TokenClassifier) -> None:
    text = "the old dog sees my car , " * 100

    [found] = speech([text], aggregation="tokens")

    assert [word["text"] for word in found] == text.split()
    assert pairs(found)[-7:-1] == pairs(speech(["the old dog sees my car"], aggregation="tokens")[0])


# ------------------------------------------------------------------ marks before labels


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("B-PER I-PER O B-PER", [("PER", 0, 2), ("PER", 3, 4)]),
        ("B-PER B-PER I-PER", [("PER", 0, 1), ("PER", 1, 3)]),
        ("I-PER I-PER I-LOC", [("PER", 0, 2), ("LOC", 2, 3)]),
        ("B-PER I-LOC I-LOC", [("PER", 0, 1), ("LOC", 1, 3)]),
        ("S-PER S-PER O B-LOC I-LOC E-LOC I-LOC", [("PER", 0, 1), ("PER", 1, 2), ("LOC", 3, 6), ("LOC", 6, 7)]),
        ("B-ORG L-ORG U-ORG", [("ORG", 0, 2), ("ORG", 2, 3)]),
        ("PER PER O LOC", [("PER", 0, 2), ("LOC", 3, 4)]),
        ("B-gene-name I-gene-name", [("gene-name", 0, 2)]),
        ("O O", []),
        ("", []),
    ],
)
def test_marks_say_where_a_name_begins_and_ends(labels: str, expected: list[tuple[str, int, int]]) -> None:
    words = [Labelled(label, 1.0, place, place + 1) for place, label in enumerate(labels.split())]

    assert [(found.label, found.start, found.end) for found in entities(words)] == expected
