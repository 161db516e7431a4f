import json
import os
import signal
import subprocess
import sys
import time

import pytest

CARD = "NVIDIA GeForce RTX 5080, 580.95.05, 16303, 15800, 12.0"


@pytest.fixture
def put(cli_environment, tmp_path):
    """Puts packages and programs where the doctor finds them first; gives the environment that makes it do so."""
    packages, programs = tmp_path / "packages", tmp_path / "programs"

    def at(**sources):
        for name, source in sources.items():
            is_program = source.startswith("#!")
            file = programs / name.replace("_", "-") if is_program else packages / name / "__init__.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
            file.chmod(0o755)
        ours = {
            "PYTHONPATH": f"{packages}:{cli_environment['PYTHONPATH']}",
            "PATH": f"{programs}:{cli_environment['PATH']}",
        }
        return cli_environment | ours

    return at


@pytest.fixture
def doctor(tmp_path):
    """`atelier doctor` as a process of its own, in an empty folder."""

    def start(environment, *arguments):
        command = [sys.executable, "-m", "app.cli", "doctor", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=tmp_path, env=environment)

    return start


def findings(process):
    """What it found, by what it is about; nothing but that is printed, and it exits as it should."""
    out, err = process.communicate(timeout=120)
    found = {finding["what"]: finding for finding in json.loads(out)}
    assert err == ""
    assert process.returncode == any(finding["state"] == "broken" for finding in found.values())
    return found


def test_everything_is_found_on_a_healthy_machine_whose_card_torch_was_not_built_for(put, doctor):
    found = findings(doctor(put(nvidia_smi=f"#!/bin/sh\necho '{CARD}'"), "--json"))

    assert found.keys() >= {
        "python", "settings", "home", "disk", "cache", "hub", "encoder", "tasks", "history", "transformers", "[studio]",
        "ffmpeg", "brain", "torch", "accelerator", "device", "matmul", "torchvision", "torchaudio",
    }  # fmt: skip
    assert {finding["state"] for finding in found.values()} <= {"ok", "missing"}
    assert found["torch"]["facts"]["version"]
    assert found["matmul"]["facts"]["products"]["fp32"]["ms"] > 0
    assert "NVIDIA GeForce RTX 5080 (Blackwell, sm_120)" in found["accelerator"]["says"]
    assert "--index-url https://download.pytorch.org/whl/cu130" in found["accelerator"]["says"]
    assert found["accelerator"]["facts"]["driver"] == "580.95.05"


def test_what_is_broken_at_once_is_all_found_and_takes_nothing_down(put, doctor, tmp_path):
    (tmp_path / "file").touch()
    environment = put(
        torch="import os, signal; os.kill(os.getpid(), signal.SIGILL)",
        torchvision="import torch",
        ffmpeg="#!/bin/sh\necho 'libx264.so.1: cannot open' >&2; exit 127",
    )

    found = findings(doctor(environment | {"ATELIER_HOME": str(tmp_path / "file" / "home")}, "--json"))

    assert [what for what, finding in found.items() if not finding["ok"]] == ["home", "ffmpeg", "torch"]
    assert "was killed by SIGILL (illegal instruction) while importing it" in found["torch"]["says"]
    assert "libx264.so.1" in found["ffmpeg"]["says"]
    assert found["torchvision"]["says"] == "was not tried: torch itself cannot be imported"
    assert found["device"]["ok"]
    assert "matmul" not in found


def test_what_is_cheap_is_said_while_torch_is_still_tried(put, doctor, tmp_path):
    go_on = tmp_path / "go-on"
    waits = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.05)\nraise OSError('no')"
    process = doctor(put(torch=waits), "--tasks")

    assert any(line.startswith("✓ history") for line in iter(process.stdout.readline, ""))
    go_on.touch()
    out, _ = process.communicate(timeout=120)

    assert "✗ torch: cannot be imported: OSError: no. Install it anew" in out
    assert process.returncode == 1
    rows = [line for line in out.splitlines() if line.startswith("sentence-similarity ")]
    assert [row.split(maxsplit=1)[1].strip() for row in rows] == [
        "runs now with sentence-transformers/all-MiniLM-L6-v2"
    ]


def test_an_interrupt_ends_it_and_what_it_started(put, doctor, tmp_path):
    pid = tmp_path / "pid"
    process = doctor(put(torch=f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"))
    while not (pid.exists() and pid.read_text()):
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
