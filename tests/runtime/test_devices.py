"""The device is chosen with a reason, and torch is asked only where there is something to find."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from runtime import devices
from runtime.devices import Device, available_gb, choose, torch_dtype
from runtime.errors import SettingsError

GB = 10**9


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without an accelerator."""
    monkeypatch.setattr(devices, "may_accelerate", lambda: False)


class FakeTorch(types.SimpleNamespace):
    """As much of torch as `choose` asks, on a machine with these cards."""

    def __init__(self, cards: int = 0, capability: int = 9, mps: bool = False) -> None:
        cuda = types.SimpleNamespace(
            is_available=lambda: cards > 0,
            device_count=lambda: cards,
            mem_get_info=lambda index: (40 * GB, 80 * GB),
            get_device_capability=lambda index: (capability, 0),
            get_device_name=lambda index: "NVIDIA H200",
        )
        super().__init__(
            __version__="2.13",
            cuda=cuda,
            backends=types.SimpleNamespace(mps=types.SimpleNamespace(is_available=lambda: mps)),
            mps=types.SimpleNamespace(recommended_max_memory=lambda: 12 * GB),
        )


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Gives this machine the accelerators of a FakeTorch."""

    def has(**what: Any) -> None:
        monkeypatch.setattr(devices, "may_accelerate", lambda: True)
        monkeypatch.setitem(sys.modules, "torch", FakeTorch(**what))

    return has


@pytest.mark.usefixtures("bare")
def test_a_machine_without_an_accelerator_gets_the_processor_and_hears_why() -> None:
    chosen = choose()

    assert (chosen.name, chosen.dtype, chosen.reason) == ("cpu", "fp32", "This machine shows no accelerator.")
    assert chosen.memory_gb > 0


def test_choosing_on_a_machine_without_an_accelerator_never_imports_torch() -> None:
    program = (
        "import sys; from runtime import devices; devices.SIGNS = (); sys.platform = 'linux'; "
        "devices.choose(); devices.choose('cpu', 'bf16'); print('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_an_accelerator_that_was_asked_for_and_is_not_there_says_what_to_type(device: str) -> None:
    with pytest.raises(SettingsError, match=f"device='{device}' cannot be used: .* Set ATELIER_DEVICE=auto, or cpu"):
        choose(device)


def test_the_processor_is_taken_when_asked_for_whatever_else_is_there(machine: Any) -> None:
    machine(cards=1)

    assert choose("cpu").reason == "The processor was asked for."


def test_a_card_is_found_with_its_free_memory(machine: Any) -> None:
    machine(cards=2)

    assert choose() == Device("cuda:0", "bf16", 40.0, "NVIDIA H200 was found.")
    assert choose("cuda:1").name == "cuda:1"


def test_a_card_from_before_bf16_gets_fp16(machine: Any) -> None:
    machine(cards=1, capability=7)

    assert choose().dtype == "fp16"
    assert choose(dtype="bf16").dtype == "bf16"


def test_a_card_that_is_not_there_names_those_that_are(machine: Any) -> None:
    machine(cards=2)

    with pytest.raises(SettingsError, match="the cards here are cuda:0 to cuda:1"):
        choose("cuda:2")


def test_apples_processor_is_found(machine: Any) -> None:
    machine(mps=True)

    assert choose() == Device("mps", "fp16", 12.0, "Apple's graphics processor was found.")


def test_a_card_that_torch_does_not_see_is_explained(machine: Any) -> None:
    machine()

    assert "install the build of torch for your card" in choose().reason
    with pytest.raises(SettingsError, match="install the build of torch"):
        choose("cuda")


@pytest.mark.parametrize(
    ("device", "dtype", "says"),
    [
        ("cudda", "auto", "Did you mean 'cuda'"),
        ("cpu:1", "auto", "is no device"),
        ("cuda:one", "auto", "is no device"),
        ("auto", "fp8", "Precisions: auto, bf16, fp16, fp32"),
    ],
)
def test_what_is_no_device_or_precision_names_what_is(device: str, dtype: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        choose(device, dtype)


def test_our_names_of_precisions_are_torchs() -> None:
    import torch

    kinds = [torch_dtype(Device("cpu", dtype, 1.0, "")) for dtype in ("fp32", "fp16", "bf16")]

    assert kinds == [torch.float32, torch.float16, torch.bfloat16]


def fake_machine(root: Path, files: dict[str, object]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(content))
    return root


MEMINFO = {"proc/meminfo": f"MemTotal: {32 * GB // 1024} kB\nMemAvailable: {16 * GB // 1024} kB\n"}


def test_free_memory_is_the_machines(tmp_path: Path) -> None:
    assert available_gb(fake_machine(tmp_path, MEMINFO)) == pytest.approx(16, abs=0.01)


def test_a_container_of_version_2_limits_it_less_what_is_used_but_for_cached_files(tmp_path: Path) -> None:
    group = "sys/fs/cgroup/pod/box"
    files = {
        "proc/self/cgroup": "0::/pod/box\n",
        f"{group}/memory.max": "max\n",
        "sys/fs/cgroup/pod/memory.max": 4 * GB,
        "sys/fs/cgroup/pod/memory.current": 3 * GB,
        "sys/fs/cgroup/pod/memory.stat": f"anon 5\ninactive_file {GB}\n",
    }

    assert available_gb(fake_machine(tmp_path, MEMINFO | files)) == pytest.approx(2)


def test_a_container_of_version_1_limits_it_also_where_its_path_is_the_hosts(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "5:cpu,memory:/docker/abc\n1:name=systemd:/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": 2 * GB,
        "sys/fs/cgroup/memory/memory.usage_in_bytes": GB // 2,
    }

    assert available_gb(fake_machine(tmp_path, MEMINFO | files)) == pytest.approx(1.5)


def test_where_nothing_says_how_much_is_free_half_of_what_is_built_in_counts(tmp_path: Path) -> None:
    assert available_gb(tmp_path) > 0.1


@pytest.mark.gpu
def test_the_accelerator_of_this_machine_is_found() -> None:
    chosen = choose()

    assert chosen.name != "cpu", chosen.reason
    assert chosen.memory_gb > 1
