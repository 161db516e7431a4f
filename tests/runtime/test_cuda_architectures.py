import pytest

from runtime.cuda_architectures import (
    ALONE,
    BUILDS,
    GENERATIONS,
    LEAST_DRIVER,
    ON_ARM,
    Fit,
    build_for,
    builds,
    driver_serves,
    fit,
    generation,
    number,
)

CARDS = {known.sm for known in GENERATIONS}
ON_A_PC = [sm for sm in sorted(CARDS - ALONE) if sm != 110]


@pytest.mark.parametrize(
    ("sm", "archs", "how"),
    [
        (86, ["sm_80", "sm_90"], Fit.NATIVE),  # the same major version, a later minor one
        (80, ["sm_86"], Fit.NONE),  # an earlier minor one
        (90, ["sm_80", "sm_86"], Fit.NONE),  # another major one
        (120, ["sm_80", "sm_90"], Fit.NONE),
        (120, ["sm_90", "compute_90"], Fit.COMPILED),
        (61, ["sm_75", "sm_80", "compute_80"], Fit.NONE),  # PTX runs on later cards only
        (61, ["sm_60"], Fit.NATIVE),
        (121, ["sm_120"], Fit.NATIVE),
        (103, ["sm_100", "sm_120"], Fit.NATIVE),
        (110, ["sm_100", "sm_120", "compute_120"], Fit.NONE),
        (90, ["sm_90a"], Fit.NATIVE),
        (103, ["sm_100a", "compute_100a"], Fit.NONE),  # code with an `a` is for one architecture alone
        (103, ["sm_100f"], Fit.NATIVE),
        (120, ["compute_100f"], Fit.NONE),
        (87, ["sm_80", "sm_86"], Fit.NONE),  # Jetson Orin runs no other chip's machine code
        (87, ["sm_87"], Fit.NATIVE),
        (87, ["compute_80"], Fit.COMPILED),
        (89, ["sm_87"], Fit.NONE),
        (89, [], Fit.NONE),
        (89, ["gfx1100"], Fit.NONE),
    ],
)
def test_machine_code_runs_within_its_major_version_and_ptx_on_later_cards(sm, archs, how):
    assert fit(sm, archs) is how


def test_the_names_that_torch_gives_become_numbers():
    assert [number(arch) for arch in ("sm_90", "sm_90a", "sm_120", "gfx90a", "mps", "")] == [90, 90, 120, 0, 0, 0]


def test_a_card_that_is_not_in_the_table_is_of_the_generation_before_it():
    assert (generation(120), generation(88), generation(20)) == ("Blackwell", "Ampere", "")


def test_generations_are_in_order_and_none_is_there_twice():
    numbers = [known.sm for known in GENERATIONS]

    assert numbers == sorted(set(numbers))


def test_every_build_is_for_cards_and_a_cuda_that_the_tables_know():
    for build in (build for release in BUILDS.values() for build in release):
        assert {*build.native} <= CARDS
        assert int(build.cuda.split(".")[0]) in LEAST_DRIVER
        assert build.ptx in (0, max(build.native))


def test_no_build_has_code_for_a_card_that_its_cuda_cannot_compile_for():
    first = {known.sm: tuple(map(int, known.first_cuda.split("."))) for known in GENERATIONS}
    compiled = [(build.cuda, sm) for release in BUILDS.values() for build in release for sm in build.native]
    compiled += [(cuda, sm) for cuda, native in ON_ARM.items() for sm in native]

    for cuda, sm in compiled:
        assert tuple(map(int, cuda.split("."))) >= first[sm]


@pytest.mark.parametrize("sm", ON_A_PC)
def test_there_is_a_build_for_every_card_that_is_not_built_into_a_chip(sm):
    release, build = build_for(sm, "", 13, "x86_64")

    assert fit(sm, build.archs) is not Fit.NONE
    assert release in BUILDS


@pytest.mark.parametrize(
    ("sm", "driver", "minor", "chosen"),
    [
        (120, "", 13, (13, "cu130")),
        (120, "570.86.15", 13, (13, "cu129")),  # a driver for CUDA 12
        (61, "580.95", 13, (13, "cu126")),
        (70, "580.95", 10, (10, "cu128")),
        (70, "580.95", 11, (11, "cu126")),
        (86, "535.104.05", 13, (13, "cu129")),
        (86, "470.57", 13, (7, "cu118")),  # no later release has a build for CUDA 11
        (120, "", 6, (7, "cu128")),  # the release after it is the first with code for it
        (90, "", 6, (6, "cu124")),
        (90, "", 99, (99, "cu132")),  # a release that the table does not know yet is taken to be like the last
        (0, "", 13, (13, "cu130")),  # a card of which nothing is known
        (37, "", 13, (7, "cu118")),
        (86, "390.10", 13, None),
        (35, "", 13, None),
    ],
)
def test_the_build_is_the_default_of_the_nearest_release_that_card_and_driver_run(sm, driver, minor, chosen):
    found = build_for(sm, driver, minor, "x86_64")

    assert (found and (found[0], found[1].index)) == chosen


def test_builds_for_arm_have_code_for_other_cards():
    assert fit(86, [arch for build in builds(13, "aarch64") for arch in build.archs]) is Fit.NATIVE
    assert build_for(75, "", 13, "aarch64") is None
    assert build_for(110, "", 13, "aarch64")[1].index == "cu130"
    assert build_for(110, "", 13, "x86_64") is None


@pytest.mark.parametrize(
    ("driver", "cuda", "serves"),
    [
        ("525.60.13", "12.8", True),
        ("524.9", "12.8", False),
        ("570.86", "13.0", False),
        ("580.65.06", "13.2", True),
        ("", "13.0", True),
        ("unknown", "13.0", True),
        ("450.80", "", True),
    ],
)
def test_a_driver_serves_every_minor_version_of_its_cuda(driver, cuda, serves):
    assert driver_serves(driver, cuda) is serves


def test_the_table_agrees_with_the_one_that_this_torch_carries():
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.cuda, "PYTORCH_RELEASES_CODE_CC", None)
    minor = int(torch.__version__.split(".")[1])
    if theirs is None or minor not in BUILDS:
        pytest.skip("this torch carries no table, or is one that ours does not know")

    for machine in ("x86_64", "aarch64"):
        ours = {build.cuda: set(build.native) for build in builds(minor, machine)}
        assert ours == {cuda: by_machine[machine] for cuda, by_machine in theirs.items()}
