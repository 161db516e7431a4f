import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from app.doctor import machine, parts
from app.doctor.child import Child
from app.doctor.finding import Finding, found
from app.doctor.parts import (
    GIVES,
    NOT_FOR_USE,
    PROGRAMS,
    extra_finding,
    extras,
    needed,
    outdated,
    program_finding,
)
from app.doctor.tasks import Readiness, readiness, ready, tasks_finding
from runtime.catalog import Checkpoint, load_catalog
from runtime.settings import Settings

PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FFMPEG, TESSERACT, _ = PROGRAMS


def test_every_extra_says_what_it_gives():
    assert PYPROJECT["optional-dependencies"].keys() - {*NOT_FOR_USE} <= GIVES.keys()


def test_what_is_needed_is_what_our_package_asks_for():
    asked_for = {Requirement(line).name for line in PYPROJECT["dependencies"]}

    assert {*parts.NEEDED} <= asked_for


def test_an_extra_with_all_its_packages_tells_their_versions():
    wanted = [Requirement("av>=14"), Requirement("pillow>=11")]

    finding = extra_finding("video", wanted, {"av": "14.1", "pillow": "12.0"})

    assert (finding.what, finding.state, finding.says) == ("[video]", "ok", "av 14.1, pillow 12.0")


def test_an_extra_that_lacks_something_says_what_it_would_give_and_how_to_add_it():
    wanted = [Requirement("diffusers>=0.35"), Requirement("accelerate>=1.2"), Requirement("pillow>=11")]

    finding = extra_finding("studio", wanted, {"diffusers": "", "accelerate": "0.9", "pillow": "12.0"})

    assert finding.state == "missing"
    assert finding.says == (
        "not here: diffusers, a newer accelerate; optional: pictures and clips made from words. "
        "Add it with: pip install -e '.[studio]'"
    )
    assert finding.facts["packages"] == {"diffusers": None, "accelerate": "0.9", "pillow": "12.0"}


def test_extras_are_read_from_what_was_installed():
    assert {one.name for one in extras()["neo4j"]} == {"neo4j"}
    assert not extras().keys() & {*NOT_FOR_USE}


def test_a_needed_package_that_is_not_there_is_broken():
    assert needed("a-package-that-nobody-has").says == "is not installed. Install it with: make install"


def test_a_needed_package_must_be_of_a_release_that_we_work_with():
    assert "2.0.1 is installed" in outdated("smolagents", "2.0.1")
    assert outdated("torch", "2.13.0+cpu") == ""
    assert outdated("a-package-that-nobody-asks-for", "1") == ""


@pytest.fixture
def program(tmp_path):
    """What becomes of a program that is a shell script."""

    def run(script, limit_s=5.0):
        file = tmp_path / "program"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return Child([str(file)], limit_s).ended()

    return run


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("echo 'ffmpeg version 7.1.1-1ubuntu1 Copyright (c) 2000-2025'", "7.1.1-1ubuntu1"),
        ("echo 'ffmpeg version n8.0'", "8.0"),
        ("echo 'tesseract 5.3.4' >&2", "5.3.4"),
        ("echo 'eSpeak NG text-to-speech: 1.51  Data at: /usr/lib'", "1.51"),
        ("echo 'ffmpeg version N-118-gabcdef'", "of an unknown version"),
    ],
)
def test_a_program_says_its_version(program, script, version):
    assert program_finding(FFMPEG, program(script)) == Finding("ffmpeg", "ok", version, {"version": version})


def test_a_program_that_is_there_and_does_not_run_is_broken(program):
    finding = program_finding(TESSERACT, program("echo 'libleptonica.so.6: cannot open' >&2; exit 127"))

    assert finding.state == "broken"
    assert finding.says == (
        "is here and does not run: it ended with exit code 127. libleptonica.so.6: cannot open. "
        "Install it anew: apt install tesseract-ocr (on a Mac: brew install tesseract)"
    )


def test_a_program_that_hangs_is_broken(program):
    assert "did not answer within 0.3 s" in program_finding(FFMPEG, program("exec sleep 60", 0.3)).says


def test_a_program_that_is_not_there_is_optional():
    assert program_finding(FFMPEG, None).state == "missing"


def line(task="depth", id="owner/model", **known):
    facts = {"tier": "light", "memory_gb": 1.0, "licence": "mit", "note": "", "disk_gb": 0.5}
    return Checkpoint(task=task, id=id, **(facts | known))


@pytest.fixture
def runs_all(monkeypatch):
    monkeypatch.setattr("runtime.loaders.runs", lambda task: True)


def test_a_task_that_comes_along_runs_now():
    (mine,) = [one for one in readiness() if one.task == "sentence-similarity"]

    assert mine.when == "now"
    assert mine.says == "runs now with sentence-transformers/all-MiniLM-L6-v2"


def test_a_task_whose_models_are_not_here_says_what_to_fetch(runs_all):
    assert ready("depth", [line()]).says == "needs: atelier pull owner/model (0.5 GB)"
    assert ready("depth", [line(gated=True)]).says.endswith("(0.5 GB, after you accept its terms on the Hub)")


def test_what_is_used_only_when_asked_for_is_not_the_first_to_fetch(runs_all):
    assert ready("depth", [line(id="a", when_asked=True), line(id="b")]).line.id == "b"


def test_what_cannot_be_read_is_not_offered(runs_all):
    for unreadable in (line(remote_code=True), line(serves_instead="another")):
        assert ready("depth", [unreadable]) == Readiness("depth", "never")


def test_a_task_that_nothing_runs_yet_says_so(monkeypatch):
    monkeypatch.setattr("runtime.loaders.runs", lambda task: False)

    assert ready("depth", [line()]).says == "nothing here runs it yet"


def test_every_task_of_the_catalog_is_told_of_once():
    assert [one.task for one in readiness()] == list(load_catalog().tasks())


def test_the_tasks_are_summed_up_in_one_line():
    every = [Readiness("a", "now", line()), Readiness("b", "download", line()), Readiness("c", "never")]

    assert tasks_finding(every).says == (
        "1 task runs now; 1 task needs a download: atelier models fit; 1 task has nothing here that runs it yet"
    )
    assert tasks_finding(every[:1] * 2).says == "2 tasks run now"
    assert tasks_finding(every, full=True).facts["tasks"][2] == {"task": "c", "when": "never", "id": None}


def test_a_disk_without_room_is_broken():
    finding = machine.disk(Settings(home=Path("/proc/atelier")))  # a file system that holds nothing

    assert (finding.state, finding.facts["free_gb"]) == ("broken", 0.0)


def test_a_home_that_cannot_be_written_is_broken(tmp_path):
    (tmp_path / "file").touch()

    finding = found("home", lambda: machine.home(Settings(home=tmp_path / "file" / "home")))

    assert (finding.state, "ATELIER_HOME" in finding.says) == ("broken", True)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    def at(folder):
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
        return machine.cache()

    return at


def test_downloads_are_counted_once_though_links_point_to_them(hub, tmp_path):
    blob = tmp_path / "models--a--b" / "blobs" / "1"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"0" * 20_000_000)
    (tmp_path / "models--a--b" / "link").symlink_to(blob)

    finding = hub(tmp_path)

    assert (finding.state, finding.facts["used_gb"], finding.facts["downloads"]) == ("ok", 0.02, 1)


def test_a_cache_that_is_not_there_yet_or_cannot_be_filled_breaks_nothing(hub, tmp_path):
    (tmp_path / "file").touch()

    assert "nothing yet" in hub(tmp_path / "none").says
    assert (hub(tmp_path / "file").state, "HF_HOME" in hub(tmp_path / "file").says) == ("missing", True)
    assert "no room to fetch" in hub(Path("/proc/hub")).says


def test_counting_stops_when_its_time_is_up(tmp_path):
    for name in "abc":
        (tmp_path / name).write_bytes(b"0")

    assert machine.used_gb(tmp_path, limit_s=-1.0) == (1e-9, False)
    assert machine.used_gb(tmp_path) == (3e-9, True)


def test_the_token_is_told_of_and_never_shown(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")

    finding = machine.hub()

    assert finding.facts["token"] is True
    assert "hf_secret" not in str(finding)
    assert finding.facts["offline"] is True  # as every test is


def test_a_finding_that_is_optional_is_not_a_fault():
    assert [Finding("a", state, "…").ok for state in ("ok", "missing", "broken")] == [True, True, False]
    assert Finding("a", "missing", "…").line() == "– a: …"
    assert Finding("a", "ok", "…").fields() == {"what": "a", "state": "ok", "ok": True, "says": "…"}


def test_an_error_without_a_word_is_named_by_its_kind():
    def silent():
        raise PermissionError

    assert found("a", silent).says == "PermissionError"
