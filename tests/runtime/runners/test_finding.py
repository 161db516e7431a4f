"""What is named on the spot is found where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stand_ins import forge_finding
from app.stand_ins.forge import wordpiece
from app.stand_ins.forge_audio import kept
from app.stand_ins.forge_finding import SCENES, THINGS, scene
from runtime.devices import Device, Placement
from runtime.runners.boxes import overlap, without_doubles
from runtime.runners.finding import ThingFinder

CPU, HALF = (Placement(Device("cpu", dtype, 8.0, "")) for dtype in ("fp32", "bf16"))


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_finding.searcher)


@pytest.fixture(scope="module")
def find(folder: Path) -> ThingFinder:
    return ThingFinder(folder, CPU)


def test_what_is_named_is_found_and_the_rest_is_left(find: ThingFinder) -> None:
    scenes = [scene(number) for number in range(SCENES)]

    found = find([one.picture for one in scenes], candidate_labels=["stop sign", "kite"], threshold=0.5)

    for one, things in zip(scenes, found, strict=True):
        there = {name: box for name, box in one.things if name in ("stop sign", "kite")}
        assert {thing["label"] for thing in things} == there.keys()
        assert all(overlap(thing["box"], there[thing["label"]]) >= 0.7 for thing in things)


def test_a_batch_is_as_one_by_one_and_bf16_finds_the_same(find: ThingFinder, folder: Path) -> None:
    pictures, half = [scene(number).picture for number in (1, 3)], ThingFinder(folder, HALF)

    together = find(pictures, candidate_labels=list(THINGS), threshold=0.5)

    for one, things in zip(pictures, together, strict=True):
        (alone,) = find([one], candidate_labels=list(THINGS), threshold=0.5)
        assert [thing["box"] for thing in things] == [pytest.approx(thing["box"], abs=0.05) for thing in alone]
        (rough,) = half([one], candidate_labels=list(THINGS), threshold=0.5)
        assert {thing["label"] for thing in rough} == {thing["label"] for thing in things}


def test_boxes_that_leave_the_picture_are_clamped(find: ThingFinder) -> None:
    (found,) = find([scene(0).picture.resize((60, 90))], candidate_labels=["kite", "book"], threshold=0.0)

    assert found
    assert all(0 <= x <= 60 for thing in found for x in thing["box"][::2])
    assert all(0 <= y <= 90 for thing in found for y in thing["box"][1::2])


def test_a_model_that_reads_phrases_answers_with_the_labels_that_were_given(tmp_path: Path) -> None:
    grounding_dino(tmp_path)

    found = ThingFinder(tmp_path, CPU)(
        [scene(0).picture, scene(1).picture], candidate_labels=["A kite", "stop sign"], threshold=0.0
    )

    assert len(found) == 2
    assert all(found)
    assert {thing["label"] for things in found for thing in things} <= {"A kite", "stop sign"}
    assert all(0 <= edge <= 320 for things in found for thing in things for edge in thing["box"])


def grounding_dino(folder: Path) -> None:
    """Untrained: training it takes a minute."""
    import torch
    import transformers as t

    torch.manual_seed(0)
    reads = wordpiece(["a kite . stop sign . sports ball . book ."])
    stages = {"depths": [1] * 4, "num_heads": [1] * 4, "out_features": ["stage2", "stage3", "stage4"]}
    back = t.SwinConfig(image_size=64, patch_size=4, embed_dim=8, window_size=2, **stages)
    words = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    text = t.BertConfig(vocab_size=len(reads), max_position_embeddings=64, **words)
    small = {"d_model": 32, "encoder_layers": 1, "decoder_layers": 2, "encoder_ffn_dim": 16, "decoder_ffn_dim": 16}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "num_queries": 4, "max_text_len": 32}
    points = {"encoder_n_points": 2, "decoder_n_points": 2, "num_feature_levels": 4}
    config = t.GroundingDinoConfig(backbone_config=back, text_config=text, **small, **heads, **points)
    looks = t.GroundingDinoImageProcessorPil(size={"shortest_edge": 128, "longest_edge": 128})
    t.GroundingDinoForObjectDetection(config).save_pretrained(folder)
    t.GroundingDinoProcessor(looks, reads).save_pretrained(folder)


def test_one_thing_is_told_once_and_two_names_of_it_both() -> None:
    dog = {"label": "dog", "score": 0.9, "box": [0.0, 0.0, 10.0, 10.0]}
    again, pet = dog | {"score": 0.5, "box": [0.0, 1.0, 10.0, 10.0]}, dog | {"label": "pet", "score": 0.4}

    assert without_doubles([dog, again, pet]) == [dog, pet]


@pytest.mark.parametrize("labels", [[], [""], ["a mug", "  "], [3]])
def test_labels_that_name_nothing_are_refused(labels: list[str], find: ThingFinder) -> None:
    with pytest.raises(ValueError, match="candidate_labels that are not empty"):
        find([scene(0).picture], candidate_labels=labels)


def test_other_scripts_and_long_labels_do_not_break_it(find: ThingFinder) -> None:
    assert find(
        [scene(0).picture], candidate_labels=["красная кружка", "杯子", "a very long name " * 30], threshold=0.9
    )
    assert find([], candidate_labels=["a mug"]) == []
