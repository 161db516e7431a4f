import sys

import pytest

from app.doctor import torch_build
from app.doctor.child import Child, Ended, asked
from app.doctor.commands import anew, companion, for_card, for_rocm
from app.doctor.seen import Product, Torch, torch_of
from app.doctor.torch_build import Look, companion_finding, device_finding, looked, product_finding, torch_finding
from runtime.settings import Settings

WELL = Ended(0, 60.0)
HERE = "2.13.0+cpu"
KILL = "import os, signal; os.kill(os.getpid(), signal.{})"
NO_CUDNN = 'raise ImportError("libcudnn.so.9: cannot open shared object file: No such file or directory")'
FAKE_CUDA = """
__version__ = "2.13.0+cu130"
class version: cuda, hip = "13.0", None
class backends:
    class mps: is_available = staticmethod(lambda: False)
class _C: _cuda_getDriverVersion = staticmethod(lambda: 13000)
class cuda:
    get_arch_list = staticmethod(lambda: ["sm_90"])
    is_available = staticmethod(lambda: {available})
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Puts a package of some source where every Python that is started finds it first."""

    def put(name, source):
        folder = tmp_path / "path" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(source)
        monkeypatch.setenv("PYTHONPATH", str(folder.parent))

    return put


@pytest.fixture
def look(tmp_path):
    def at(what="torch", limit_s=60.0, **settings):
        return asked(what, Settings(home=tmp_path, **settings), limit_s).ended()

    return at


def test_the_torch_that_is_here_is_looked_at_to_the_end(look):
    seen = looked(look(), HERE)

    assert (seen.died, seen.seen.stage) == ("", "")
    assert torch_finding(seen).state == "ok"
    assert device_finding(seen, Settings()).facts["name"] == seen.seen.device
    assert product_finding(seen).state == "ok"
    assert product_finding(seen).facts["products"]["fp32"]["error"] < 1e-5
    assert product_finding(seen).facts["products"]["fp32"]["gflops"] > 0


def test_a_torch_that_raises_is_quoted_with_the_way_to_mend_it(fake, look):
    fake("torch", NO_CUDNN)

    finding = torch_finding(looked(look(), HERE))

    assert finding.state == "broken"
    assert finding.says == (
        "cannot be imported: ImportError: libcudnn.so.9: cannot open shared object file: No such file or directory. "
        "Install it anew: pip install --force-reinstall torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu"
    )


@pytest.mark.parametrize(
    "source", ["", "raise SystemExit(3)", "raise KeyboardInterrupt", "import a_thing_that_is_not_there"]
)
def test_a_torch_that_is_half_there_or_leaves_is_broken(fake, look, source):
    fake("torch", source)

    assert torch_finding(looked(look(), HERE)).says.startswith("cannot be imported: ")


@pytest.mark.parametrize(
    ("signal", "says"),
    [
        ("SIGILL", "was killed by SIGILL (illegal instruction) while importing it. This processor lacks"),
        ("SIGABRT", "was killed by SIGABRT (aborted) while importing it. Install it anew: pip install"),
        ("SIGSEGV", "was killed by SIGSEGV (segmentation fault) while importing it. Install it anew"),
        ("SIGKILL", "was killed by SIGKILL (killed) while importing it. The memory may have run out"),
    ],
)
def test_a_torch_that_takes_its_process_down_is_reported_with_the_signal(fake, look, signal, says):
    fake("torch", KILL.format(signal))

    finding = torch_finding(looked(look(), HERE))

    assert finding.state == "broken"
    assert finding.says.startswith(says)


def test_the_last_words_of_a_crash_are_kept(fake, look):
    fake("torch", "import os, sys; print('terminate called', file=sys.stderr, flush=True); os.abort()")

    assert "Its last words: terminate called." in torch_finding(looked(look(), HERE)).says


def test_a_torch_that_leaves_without_a_word_is_noticed(fake, look):
    fake("torch", "import os; os._exit(0)")

    assert torch_finding(looked(look(), HERE)).says.startswith("ended while importing it.")


def test_a_torch_that_hangs_is_given_up(fake, look):
    fake("torch", "import time; print('loading', flush=True); time.sleep(600)")

    assert torch_finding(looked(look(limit_s=1.5), HERE)).says.startswith("did not answer within 1.5 s while importing")


def test_a_driver_that_aborts_is_told_from_a_torch_that_is_broken(fake, look):
    fake("torch", FAKE_CUDA.format(available="__import__('os').abort()"))

    seen = looked(look(), HERE)

    assert torch_finding(seen).state == "ok"
    assert seen.died.startswith("was killed by SIGABRT (aborted) while looking for cards.")
    assert "ATELIER_DEVICE=cpu" in seen.died


def test_a_card_is_left_alone_where_the_processor_was_asked_for(fake, look):
    fake("torch", FAKE_CUDA.format(available="__import__('os').abort()"))

    seen = looked(look(device="cpu"), HERE)

    assert seen.seen.device == "cpu"
    assert "looking for cards" not in seen.died


def test_what_torch_says_while_it_looks_for_cards_is_kept(fake, look):
    fake("torch", FAKE_CUDA.format(available="bool(__import__('warnings').warn('the driver is too old'))"))

    seen = looked(look(), HERE).seen

    assert seen.warnings == ("the driver is too old",)
    assert (seen.driver_cuda, seen.archs) == ("13.0", ("sm_90",))


def test_a_file_called_torch_in_the_folder_is_not_taken_for_torch(fake, look, tmp_path, monkeypatch):
    fake("torch", NO_CUDNN)
    (tmp_path / "torch.py").write_text("raise ImportError('not this one')")
    monkeypatch.chdir(tmp_path)

    assert "libcudnn" in torch_finding(looked(look(), HERE)).says


def test_the_key_is_not_among_the_arguments_of_the_process(tmp_path):
    child = asked("torch", Settings(home=tmp_path, api_key="secret-key"), 60.0)

    assert "secret-key" not in str(child._process.args)
    child.close()


def test_a_torch_that_is_not_installed_is_broken():
    assert torch_finding(Look(WELL, Torch(error="ModuleNotFoundError"), "")).says.startswith("is not installed")


def test_a_torch_that_is_too_old_is_broken():
    finding = torch_finding(Look(WELL, Torch(version="2.4.1+cu121"), "2.4.1"))

    assert (finding.state, finding.says) == (
        "broken",
        "2.4.1+cu121 is installed, and >=2.6 is needed. Install it with: make install",
    )


def test_the_build_of_torch_is_told():
    seen = Torch(version="2.13.0+cu130", cuda="13.0", archs=("sm_75", "sm_120"))

    assert torch_finding(Look(WELL, seen, "2.13.0")).says == "2.13.0+cu130, built for CUDA 13.0: sm_75 sm_120"


def test_the_device_is_known_without_torch_where_no_card_can_be(fake, look):
    fake("torch", NO_CUDNN)

    finding = device_finding(looked(look(), HERE), Settings(device="cpu"))

    assert (finding.state, finding.facts["name"]) == ("ok", "cpu")


def test_a_device_that_cannot_be_used_is_broken_and_says_why(fake, look):
    fake("torch", FAKE_CUDA.format(available="False"))

    finding = device_finding(looked(look(device="cuda:9"), HERE), Settings(device="cuda:9"))

    assert finding.state == "broken"
    assert "cuda:9" in finding.says


def product(**known):
    seen = Torch(
        version="2.13.0", device="cuda:0", dtype="bf16", products=(Product("fp32", 0.1, 2e4, 1e-6), *known["more"])
    )
    return product_finding(Look(WELL, seen, HERE))


def test_a_wrong_product_is_broken():
    off, nothing = (product(more=[Product("bf16", 0.1, 2e4, error)]) for error in (0.5, float("nan")))

    assert "bf16 on cuda:0: the product is wrong, 50% off" in off.says
    assert off.says.endswith("Until it is mended, use the processor with ATELIER_DEVICE=cpu")
    assert (nothing.state, nothing.facts["products"]["bf16"]["error"]) == ("broken", None)


def test_a_precision_that_is_used_must_be_there_and_another_need_not():
    used = product(more=[Product("bf16", problem="RuntimeError: no kernel image is available")])
    unused = product(more=[Product("bf16", 0.1, 2e4, 1e-3), Product("fp16", problem="RuntimeError")])

    assert (used.state, "no kernel image" in used.says) == ("broken", True)
    assert (unused.state, unused.says.endswith("bf16 0.1 ms (2e+04 GFLOP/s), no fp16")) == ("ok", True)


def test_a_package_that_goes_with_torch_is_broken_and_not_called_missing(fake, look):
    fake("torchvision", 'raise RuntimeError("operator torchvision::nms does not exist")')

    finding = companion_finding("torchvision", look("torchvision"), Look(WELL, Torch(version=HERE)))

    assert finding.state == "broken"
    assert finding.says == (
        "RuntimeError: operator torchvision::nms does not exist; while it is broken, transformers can make no "
        "pipeline, not even one for text. Mend it: pip install --force-reinstall --no-deps torchvision==0.28.0 "
        "--index-url https://download.pytorch.org/whl/cpu, or remove it: pip uninstall torchvision"
    )


def test_a_package_that_crashes_is_broken_too(fake, look):
    fake("torchaudio", KILL.format("SIGSEGV"))

    assert (
        "was killed by SIGSEGV"
        in companion_finding("torchaudio", look("torchaudio"), Look(WELL, Torch(version=HERE))).says
    )


def test_a_package_that_can_be_imported_says_its_version(fake, look):
    fake("torchvision", '__version__ = "0.28.0"; print("hello")')

    assert companion_finding("torchvision", look("torchvision"), Look(WELL, Torch(version=HERE))).says == "0.28.0"


def test_a_package_that_is_not_there_is_optional():
    finding = companion_finding("torchaudio", None, Look(WELL, Torch(version="2.9.1+cu128")))

    assert finding.state == "missing"
    assert "pip install torchaudio==2.9.1 --index-url https://download.pytorch.org/whl/cu128" in finding.says


def test_a_package_is_not_blamed_for_a_torch_that_is_broken():
    assert (
        companion_finding("torchvision", Ended(0, 60.0, '{"error": "ImportError"}'), Look(WELL, Torch())).state
        == "missing"
    )


def test_what_is_installed_is_found_without_importing_it(fake, monkeypatch, tmp_path):
    fake("torchvision", "raise RuntimeError")
    monkeypatch.syspath_prepend(tmp_path / "path")

    assert "torchvision" in torch_build.companions()
    assert "torchvision" not in sys.modules


@pytest.mark.parametrize(
    ("torch", "vision", "audio"),
    [
        ("2.6.0", "0.21.0", "2.6.0"),
        ("2.9.1", "0.24.1", "2.9.1"),
        ("2.11.0", "0.26.0", "2.11.0"),
        ("2.12.1", "0.27.1", "2.11.0"),
    ],
)
def test_each_torch_has_its_torchvision_and_the_last_torchaudio_serves_all_later_ones(torch, vision, audio):
    assert companion("torchvision", torch) == f"pip install torchvision=={vision}"
    assert companion("torchaudio", torch) == f"pip install torchaudio=={audio}"


def test_a_nightly_build_is_mended_from_the_nightly_index():
    nightly = "2.14.0.dev20260801+cu130"

    assert anew(nightly).endswith(
        "--pre torch==2.14.0.dev20260801 --index-url https://download.pytorch.org/whl/nightly/cu130"
    )
    assert companion("torchvision", nightly).endswith("/whl/nightly/cu130")
    assert "'torch==2.14.*'" in for_card(nightly, 90, "", "x86_64")


def test_a_build_of_ones_own_names_no_index():
    assert companion("torchvision", "2.9.0a0+git1234") == "pip install torchvision==0.24.0"
    assert anew("") == "make install"


def test_a_build_for_amd_is_of_the_same_release():
    assert for_rocm("2.8.0+cpu").endswith("torch==2.8.0 --index-url https://download.pytorch.org/whl/rocm6.4")


def test_a_record_survives_being_printed():
    assert torch_of({}) == Torch()


def test_a_program_that_cannot_be_started_ended_badly(tmp_path):
    ended = Child([str(tmp_path / "nothing")], 1.0).ended()

    assert ended.fate == "ended with exit code 127"
    assert "No such file" in ended.last_words


def test_a_process_that_is_closed_is_gone():
    child = Child([sys.executable, "-c", "import time; time.sleep(600)"], 600.0)

    child.close()

    assert child.ended().code == -9


def test_what_is_not_json_is_passed_over():
    assert Ended(0, 1.0, 'hello\n{"a": 1}\n[2]\n{"cut": ').told() == {"a": 1}
    assert Ended(0, 1.0).told() == {}
