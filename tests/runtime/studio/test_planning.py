"""The planning table: what fits which card, how, and the sentence that says so."""

from __future__ import annotations

import pytest

from runtime.catalog import Checkpoint, load_catalog
from runtime.devices import IN_PIECES, OFFLOADED, Device
from runtime.loaders import expected, ladders
from runtime.studio.planning import LAYER_GB, Plan, plan

SVD = "stabilityai/stable-video-diffusion-img2vid-xt"
ANIMATEDIFF = "ByteDance/AnimateDiff-Lightning"
HUNYUAN = "hunyuanvideo-community/HunyuanVideo"
COG = "THUDM/CogVideoX-2b"
MODELSCOPE = "ali-vilab/text-to-video-ms-1.7b"
CRAFTER = "ali-vilab/VideoCrafter2"
SD15 = "stable-diffusion-v1-5/stable-diffusion-v1-5"
SDXL = "stabilityai/stable-diffusion-xl-base-1.0"
SD3 = "stabilityai/stable-diffusion-3-medium-diffusers"
SSD = "segmind/SSD-1B"
FLUX = "black-forest-labs/FLUX.1-dev"


def line(id: str) -> Checkpoint:
    found = load_catalog().find(id)
    assert found
    return found


def on(card_gb: float, id: str, host_gb: float = 64, dtype: str = "fp16", **size: int) -> Plan:
    return plan(line(id), Device("cuda:0", dtype, card_gb, ""), card_gb, host_gb, **size)


@pytest.mark.parametrize(
    ("id", "ways"),
    [
        (SVD, [IN_PIECES, OFFLOADED, "", ""]),
        (ANIMATEDIFF, [OFFLOADED, "", "", ""]),
        (HUNYUAN, [IN_PIECES] * 4),
        (COG, [IN_PIECES, IN_PIECES, OFFLOADED, ""]),
        (MODELSCOPE, ["", "", "", ""]),
        (CRAFTER, [IN_PIECES, OFFLOADED, "", ""]),
        (SD15, ["", "", "", ""]),
        (SDXL, [OFFLOADED, "", "", ""]),
        (SD3, [IN_PIECES, OFFLOADED, OFFLOADED, ""]),
        (SSD, ["", "", "", ""]),
        (FLUX, [IN_PIECES] * 4),
    ],
)
def test_each_row_of_the_table_on_cards_of_8_12_16_and_24_gb(id: str, ways: list[str]) -> None:
    assert [on(card_gb, id).way for card_gb in (8, 12, 16, 24)] == ways


def test_what_wants_more_than_24_gb_goes_part_by_part_on_32_and_whole_on_80() -> None:
    assert [on(card_gb, HUNYUAN).way for card_gb in (32, 80)] == [OFFLOADED, ""]
    assert [on(card_gb, FLUX).way for card_gb in (32, 80)] == [OFFLOADED, ""]


def test_what_was_chosen_is_said_with_its_reason_in_one_sentence() -> None:
    assert on(8, SDXL).reason == (
        "stabilityai/stable-diffusion-xl-base-1.0 would take 11.5 GB and 8.0 GB are free on cuda:0: its parts wait "
        "beside the processor and visit it in turn, 15 to 40 % slower, at 8.0 GB."
    )
    assert "several times slower" in on(8, COG).reason
    assert on(24, SD15).reason.endswith("24.0 GB are free on cuda:0.")


def test_a_larger_picture_takes_more_and_may_not_go_in_whole() -> None:
    assert on(8, SD15, width=1536, height=1536).gigabytes > 2 * on(8, SD15).gigabytes
    assert on(8, SD15, width=1536, height=1536).way == OFFLOADED


def test_a_shorter_clip_goes_in_whole_where_the_usual_one_does_not() -> None:
    assert (on(16, COG).way, on(18, COG, frames=25).way) == (OFFLOADED, "")


def test_full_precision_takes_twice_as_much() -> None:
    assert on(80, SDXL, dtype="fp32").gigabytes == pytest.approx(2 * on(80, SDXL).gigabytes)
    assert on(12, SDXL, dtype="fp32").way == IN_PIECES


def test_decoding_is_cut_small_only_where_it_must_not_take_much() -> None:
    assert not on(24, SDXL).slices
    assert on(8, SDXL).slices


def test_parts_can_only_wait_beside_the_processor_where_there_is_room_for_them() -> None:
    found = on(8, COG, host_gb=8)

    assert found.way == "nowhere"
    assert found.reason.endswith("8.0 GB are free. Nothing of its task is smaller; ask for fewer pixels or frames.")


def test_what_fits_nowhere_names_a_smaller_one_of_its_task() -> None:
    assert on(8, HUNYUAN, host_gb=20).reason.endswith("Take ali-vilab/text-to-video-ms-1.7b.")


def test_without_an_accelerator_it_runs_beside_the_processor_or_nowhere() -> None:
    here = Device("cpu", "fp32", 16.0, "")

    assert plan(line(SD15), here, 16, 16).way == "processor"
    assert plan(line(FLUX), here, 16, 16).way == "nowhere"


def test_the_pools_ladder_begins_where_the_table_says() -> None:
    def rungs(card_gb: float, id: str) -> list[str]:
        return [rung.rung for rung in ladders(Device("cuda:0", "fp16", card_gb, ""), 64)(line(id))]

    assert rungs(24, SDXL) == ["", OFFLOADED, IN_PIECES, "processor"]
    assert rungs(8, SDXL) == [OFFLOADED, IN_PIECES, "processor"]
    assert rungs(8, SD3) == [IN_PIECES, "processor"]


def test_what_only_visits_the_card_is_expected_to_take_little_there() -> None:
    whole, offloaded, in_pieces, beside = ladders(Device("cuda:0", "fp16", 24.0, ""), 64)(line(SDXL))

    assert expected(line(SDXL), whole) == {"cuda:0": pytest.approx(7.65)}
    assert expected(line(SDXL), offloaded) == {"cuda:0": pytest.approx(7.65 * 0.74), "cpu": pytest.approx(7.65)}
    assert expected(line(SDXL), in_pieces) == {"cuda:0": LAYER_GB, "cpu": pytest.approx(7.65)}
    assert expected(line(SDXL), beside) == {"cpu": pytest.approx(15.3)}
