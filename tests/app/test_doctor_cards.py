import pytest

from app.doctor.cards import card_findings
from app.doctor.child import Ended
from app.doctor.seen import Card, Shown, Torch, listed, shown, smi
from runtime.settings import Settings

HOPPER = ("sm_50", "sm_60", "sm_70", "sm_75", "sm_80", "sm_86", "sm_90")
TURING = ("sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "sm_120")
RTX_5080 = Card("NVIDIA GeForce RTX 5080", "sm_120", 17.1, 16.2)
GTX_1080 = Card("NVIDIA GeForce GTX 1080", "sm_61", 8.5, 8.0)
RTX_3090 = Card("NVIDIA GeForce RTX 3090", "sm_86", 25.4, 24.0)
ON_CPU = Torch(version="2.13.0+cpu", device="cpu", dtype="fp32")
AUTO = Settings()


def cuda(*cards, version="2.13.0+cu130", runtime="13.0", archs=TURING, **known):
    return Torch(version=version, cuda=runtime, archs=archs, cards=cards, **known)


def verdict(torch, seen=None, settings=AUTO, machine="x86_64"):
    (finding,) = card_findings(torch, seen or Shown("nvidia", torch.cards, "580.95.05"), settings, machine)
    return finding


def nvidia(card, driver="580.95.05", problem=""):
    return Shown("nvidia", (card,), driver, problem)


def test_a_card_that_the_build_has_code_for_is_well():
    finding = verdict(cuda(RTX_5080, driver_cuda="13.0"))

    assert (finding.what, finding.state) == ("cuda:0", "ok")
    assert finding.says == (
        "NVIDIA GeForce RTX 5080 (Blackwell, sm_120), 16.2 of 17.1 GB free; driver 580.95.05 knows CUDA up to 13.0"
    )
    assert finding.facts["total_gb"] == 17.1


def test_a_card_that_is_newer_than_the_build_is_told_which_to_install():
    torch = cuda(RTX_5080, version="2.6.0+cu126", runtime="12.6", archs=HOPPER, device="cuda:0")

    finding = verdict(torch)

    assert finding.state == "broken"
    assert "(Blackwell, sm_120)" in finding.says
    assert "built for sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90" in finding.says
    assert "'torch==2.7.*' --index-url https://download.pytorch.org/whl/cu128" in finding.says


def test_a_card_that_the_build_no_longer_has_code_for_is_told_which_to_install():
    finding = verdict(cuda(GTX_1080, device="cuda:0"))

    assert finding.state == "broken"
    assert "(Pascal, sm_61)" in finding.says
    assert "torch==2.13.0 --index-url https://download.pytorch.org/whl/cu126" in finding.says


def test_a_card_runs_the_machine_code_of_an_earlier_one_of_its_generation():
    assert verdict(cuda(RTX_3090, archs=("sm_80", "sm_90"))).state == "ok"


def test_code_that_the_driver_compiles_works_and_is_said_to_be_slow_at_first():
    finding = verdict(cuda(RTX_5080, archs=(*HOPPER, "compute_90"), device="cuda:0"))

    assert finding.state == "ok"
    assert "compiles this torch for sm_120 at first use" in finding.says


def test_a_second_card_that_is_unfit_breaks_nothing():
    good, old = card_findings(cuda(RTX_5080, GTX_1080, device="cuda:0"), nvidia(RTX_5080), AUTO, "x86_64")

    assert (good.what, good.state) == ("cuda:0", "ok")
    assert (old.what, old.state) == ("cuda:1", "missing")
    assert "cu126" in old.says


def test_a_card_that_no_build_serves_is_sent_to_the_processor():
    finding = verdict(cuda(Card("NVIDIA GeForce GTX 680", "sm_30", 2.1, 2.0), device="cuda:0"))

    assert finding.says.endswith(
        "No build of torch since 2.6 has code for sm_30: use the processor with ATELIER_DEVICE=cpu"
    )


def test_a_chip_with_its_own_code_is_sent_to_the_builds_that_its_maker_makes():
    finding = verdict(cuda(Card("Orin", "sm_87", 30.0, 20.0), device="cuda:0"), machine="aarch64")

    assert finding.says.endswith(
        "Only NVIDIA's own builds of torch, for Jetson boards, have code for sm_87: install one of those"
    )


def test_a_card_whose_driver_is_too_old_for_every_fitting_build_gets_both_told():
    torch = cuda(RTX_5080, version="2.6.0+cu118", runtime="11.8", archs=HOPPER, device="cuda:0")

    finding = verdict(torch, nvidia(RTX_5080, "470.57.02"))

    assert "Update its driver, then install: pip install --force-reinstall 'torch==2.7.*'" in finding.says


def test_a_torch_for_the_processor_next_to_a_card_is_a_choice_and_the_way_to_the_card_is_told():
    finding = verdict(ON_CPU, nvidia(RTX_5080))

    assert (finding.what, finding.state) == ("accelerator", "missing")
    assert finding.says == (
        "the system shows NVIDIA GeForce RTX 5080 (Blackwell, sm_120), but torch 2.13.0+cpu was not built for it. "
        "Install one for it: pip install --force-reinstall torch==2.13.0 --index-url https://download.pytorch.org/whl/cu130"
    )


@pytest.mark.parametrize(
    ("card", "driver", "index"),
    [
        (RTX_5080, "580.95.05", "cu130"),
        (RTX_5080, "570.86.15", "cu129"),
        (GTX_1080, "580.95.05", "cu126"),
        (RTX_3090, "535.104.05", "cu129"),
        (RTX_3090, "470.57.02", "cu118"),
        (Card("NVIDIA card"), "", "cu130"),
    ],
)
def test_the_index_follows_from_card_and_driver(card, driver, index):
    assert verdict(ON_CPU, nvidia(card, driver)).says.endswith(f"/whl/{index}")


def test_a_card_that_was_asked_for_and_cannot_be_used_is_broken():
    assert verdict(ON_CPU, nvidia(RTX_5080), Settings(device="cuda")).state == "broken"


def test_a_driver_that_is_too_old_for_the_runtime_is_named_with_the_one_it_needs():
    finding = verdict(cuda(), nvidia(RTX_3090, "535.104.05"))

    assert finding.state == "broken"
    assert "its driver 535.104.05 is too old for torch 2.13.0+cu130, which needs 580 or newer" in finding.says
    assert "install a torch that it runs: pip install --force-reinstall torch==2.13.0" in finding.says
    assert finding.says.endswith("/whl/cu129")


def test_a_driver_is_judged_by_what_torch_says_of_it_where_nvidia_smi_is_not_there():
    finding = verdict(cuda(driver_cuda="12.4"), Shown("nvidia"))

    assert finding.state == "broken"
    assert "its driver that knows CUDA up to 12.4 is too old" in finding.says
    assert finding.says.endswith("Update the driver")


def test_what_torch_says_of_a_card_that_it_cannot_use_is_passed_on():
    torch = cuda(warnings=("CUDA initialization: CUDA unknown error",))

    finding = verdict(torch, nvidia(RTX_3090))

    assert finding.state == "broken"
    assert "torch cannot use it: CUDA initialization: CUDA unknown error. Update the driver" in finding.says


def test_a_failing_nvidia_smi_is_quoted():
    problem = "Failed to initialize NVML: Driver/library version mismatch"

    finding = verdict(cuda(), Shown("nvidia", problem=problem))

    assert finding.state == "broken"
    assert f"nvidia-smi says: {problem}" in finding.says


def test_cards_that_are_hidden_on_purpose_are_no_fault():
    finding = verdict(cuda(), nvidia(RTX_3090))

    assert finding.state == "missing"
    assert "CUDA_VISIBLE_DEVICES" in finding.says


def test_a_card_of_amd_runs_a_torch_that_was_built_for_it():
    torch = Torch(version="2.13.0+rocm7.2", hip="7.2.1", archs=("gfx1030", "gfx1100"), device="cuda:0")
    there, related = (
        Card("AMD Radeon RX 7900 XTX", "gfx1100", 25.7, 25.0),
        Card("AMD Radeon RX 7600", "gfx1102", 8.6, 8.0),
    )

    (good,) = card_findings(replaced(torch, there), Shown("amd"), AUTO)
    (unfit,) = card_findings(replaced(torch, related), Shown("amd"), AUTO)

    assert (good.what, good.state) == ("cuda:0", "ok")
    assert good.says == "AMD Radeon RX 7900 XTX (gfx1100), 25.0 of 25.7 GB free"
    assert unfit.state == "broken"
    assert "HSA_OVERRIDE_GFX_VERSION" in unfit.says


def replaced(torch, *cards):
    return Torch(version=torch.version, hip=torch.hip, archs=torch.archs, device=torch.device, cards=cards)


def test_a_card_of_amd_that_torch_does_not_see_is_told_how():
    assert "/whl/rocm7.2" in verdict(ON_CPU, Shown("amd")).says
    finding = verdict(Torch(version="2.13.0+rocm7.2", hip="7.2.1"), Shown("amd"))
    assert (finding.state, "render and video" in finding.says) == ("broken", True)


def test_apples_processor_is_a_card_too():
    torch = Torch(version="2.13.0", cards=(Card("Apple's graphics processor", "mps", 12.7, 12.7),), device="mps")

    assert (verdict(torch, Shown("apple")).what, verdict(torch, Shown("apple")).state) == ("mps", "ok")
    assert verdict(ON_CPU, Shown("apple")).state == "missing"


def test_a_machine_without_a_card_is_well_and_one_that_is_left_alone_is_not_looked_at():
    assert verdict(ON_CPU, Shown()).state == "missing"
    assert "ATELIER_DEVICE=cpu" in verdict(cuda(RTX_5080), nvidia(RTX_5080), Settings(device="cpu")).says


def test_a_card_next_to_a_torch_that_cannot_be_imported_is_still_named():
    finding = verdict(Torch(error="ImportError"), nvidia(RTX_5080))

    assert finding.state == "missing"
    assert "RTX 5080" in finding.says


SMI = """\
NVIDIA GeForce RTX 5080, 570.86.15, 16303, 15800, 12.0
NVIDIA GB10, 570.86.15, [N/A], [N/A], 12.1
"""


def test_nvidia_smis_table_becomes_cards():
    found = listed(Ended(0, 15.0, SMI))

    assert (found.kind, found.driver) == ("nvidia", "570.86.15")
    assert [(card.arch, round(card.total_gb, 1)) for card in found.cards] == [("sm_120", 17.1), ("sm_121", 0.0)]


def test_an_old_nvidia_smi_does_not_know_the_architecture():
    assert listed(Ended(0, 15.0, "Tesla K80, 450.80.02, 11441, 11441\n")).cards[0].arch == ""


def test_an_empty_table_shows_no_card():
    assert listed(Ended(0, 15.0, "No devices were found\n")) == Shown()


@pytest.fixture
def nvidia_smi(tmp_path, monkeypatch):
    """Puts an nvidia-smi first on the PATH, by the commands of a shell; a newer one knows `compute_cap`."""

    def put(new, old="exit 9"):
        file = tmp_path / "bin" / "nvidia-smi"
        file.parent.mkdir()
        file.write_text(f'#!/bin/sh\ncase "$1" in *compute_cap*) {new} ;; *) {old} ;; esac\n')
        file.chmod(0o755)
        monkeypatch.setenv("PATH", str(file.parent), prepend=":")

    return put


def test_nvidia_smi_is_asked(nvidia_smi, tmp_path):
    nvidia_smi("echo 'NVIDIA H100 80GB HBM3, 570.86.15, 81559, 81000, 9.0'")

    assert shown(smi(), tmp_path).cards[0].arch == "sm_90"


def test_an_nvidia_smi_that_does_not_know_architectures_is_asked_again(nvidia_smi, tmp_path):
    unknown = "echo 'Field \"compute_cap\" is not a valid field to query.'; exit 2"
    nvidia_smi(unknown, "echo 'Tesla K80, 450.80.02, 11441, 11441'")

    assert shown(smi(), tmp_path).driver == "450.80.02"


def test_an_nvidia_smi_that_fails_is_quoted_and_shows_no_card_by_itself(nvidia_smi, tmp_path):
    nvidia_smi("echo 'NVIDIA-SMI has failed' >&2; exit 9")

    assert shown(smi(), tmp_path) == Shown(problem="NVIDIA-SMI has failed")


@pytest.mark.parametrize(
    ("sign", "kind"), [("dev/nvidia0", "nvidia"), ("proc/driver/nvidia", "nvidia"), ("dev/kfd", "amd"), ("dev/dxg", "")]
)
def test_the_files_of_a_driver_show_what_card_there_is(tmp_path, sign, kind):
    (tmp_path / sign).mkdir(parents=True)

    assert shown(None, tmp_path).kind == kind
