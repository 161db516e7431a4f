"""What in a text a moderator would mark: embedded, and by checkpoints of two kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stand_ins import forge_reading
from app.stand_ins.forge_audio import kept
from benchmarks.train_heads import examples, moderated
from runtime.choosing import HERE
from runtime.devices import Device, Placement
from runtime.errors import WrongArchitecture
from runtime.runners.moderation import CATEGORIES, EmbeddedModerator, TextModerator, category_of, counts, cues
from runtime.runners.sentence_embedding import SentenceEncoder

DATA = Path(__file__).parents[2] / "data" / "moderation.txt"
FOOL, BEAT, GUEST = "you are a fool", "i will beat you", "you are a guest"


@pytest.fixture(scope="module")
def embedded(encoder: SentenceEncoder) -> EmbeddedModerator:
    return EmbeddedModerator(encoder)


@pytest.mark.parametrize(("half", "marked", "wrongly"), [("tuning", 27, 2), ("held out", 27, 3)])
def test_most_of_what_should_be_marked_is_and_little_else(
    embedded: EmbeddedModerator, half: str, marked: int, wrongly: int
) -> None:
    """29 and 29 of 30 marked, 0 and 1 of 20 harmless ones, when it was written."""
    asked = examples(DATA, moderated, half)
    highest = [max(scores.values()) for scores in embedded([example.text for example in asked])]

    assert sum(score >= 0.5 for score, one in zip(highest, asked, strict=True) if one.labels) >= marked
    assert sum(score >= 0.5 for score, one in zip(highest, asked, strict=True) if not one.labels) <= wrongly


def test_the_right_category_comes_first(embedded: EmbeddedModerator) -> None:
    asked = [example for example in examples(DATA, moderated, "held out") if example.labels]
    found = embedded([example.text for example in asked])

    right = [max(scores, key=scores.__getitem__) in one.labels for scores, one in zip(found, asked, strict=True)]

    assert sum(right) >= 28


def test_each_category_is_scored_by_itself(embedded: EmbeddedModerator) -> None:
    (scores,) = embedded(["I will kill you, you idiot."])

    assert list(scores) == list(CATEGORIES)
    assert all(0 <= score <= 1 for score in scores.values())
    assert scores["threat"] + scores["toxicity"] > 1


@pytest.mark.parametrize("text", ["", "今日はいい天気です。", "x" * 100_000, "\ud800"])
def test_any_text_gets_an_answer(embedded: EmbeddedModerator, text: str) -> None:
    assert max(embedded([text])[0].values()) < 0.7


def test_no_text_gets_no_answer(embedded: EmbeddedModerator) -> None:
    assert embedded([]) == []


def test_cues_are_whole_words_and_a_star_stands_for_any_ending() -> None:
    assert list(cues()) == list(CATEGORIES)
    assert counts("Idiots!")[0] == 1
    assert counts("Essex and Sussex have no classes.").sum() == 0


def test_a_checkpoint_that_was_trained_for_it_is_read_by_its_labels(home: Path) -> None:
    moderator = TextModerator(kept(home, forge_reading.toxic), HERE)

    fool, beat, guest = moderator([FOOL, BEAT, GUEST])

    assert set(fool) == {"toxicity", "threat"}  # it knows nothing of the others
    assert fool["toxicity"] > 0.9 > 0.1 > fool["threat"]
    assert beat["threat"] > 0.9 > 0.1 > beat["toxicity"]
    assert max(guest.values()) < 0.1


def test_a_checkpoint_that_judges_entailment_is_asked_for_each_category(home: Path) -> None:
    moderator = TextModerator(kept(home, forge_reading.says_what), Placement(Device("cpu", "bf16", 0.0, "")))

    fool, beat, guest = moderator([FOOL, BEAT, GUEST])

    assert set(fool) == set(CATEGORIES)
    assert max(fool, key=fool.__getitem__) == "toxicity"
    assert max(beat, key=beat.__getitem__) == "threat"
    assert guest["toxicity"] < 0.5 < fool["toxicity"]
    assert sum(moderator.memory.values()) > 0


def test_several_texts_are_judged_as_each_alone(home: Path) -> None:
    moderator = TextModerator(kept(home, forge_reading.toxic), HERE)

    together = moderator([GUEST, FOOL, "", BEAT * 100])

    assert moderator([]) == []
    for text, scores in zip((GUEST, FOOL, "", BEAT * 100), together, strict=True):
        assert moderator([text])[0] == pytest.approx(scores, abs=1e-4)


def test_a_checkpoint_that_marks_nothing_of_the_kind_is_refused(home: Path) -> None:
    with pytest.raises(WrongArchitecture, match="knows nothing of toxicity"):
        TextModerator(kept(home, forge_reading.cats_or_dogs), HERE)


def test_labels_of_well_known_checkpoints_find_their_category() -> None:
    known = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")

    assert [category_of(label) for label in known] == ["toxicity", "toxicity", "toxicity", "threat", "toxicity", "hate"]
    assert category_of("LABEL_0") == ""
