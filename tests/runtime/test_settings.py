"""Settings come from four places, the strongest wins, and a wrong one is named with what would be right."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.errors import SettingsError
from runtime.settings import Settings, default_home, describe, load_settings

SECRET = "sk-do-not-show-me"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory: no atelier.toml but the one that a test writes."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_with_nothing_said_every_setting_has_its_default() -> None:
    assert load_settings({}) == Settings()


def test_the_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_MAX_STEPS", "3")

    assert load_settings().max_steps == 3


def test_variables_of_other_programs_are_left_alone() -> None:
    assert load_settings({"MAX_STEPS": "3", "PATH": "/bin", "XATELIER_TIER": "full"}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("pool_gb", "24", 24.0),
        ("max_steps", "5", 5),
        ("tier", "light", "light"),
        ("brain", "openai:qwen3@http://localhost:8000/v1", "openai:qwen3@http://localhost:8000/v1"),
        ("history_url", "", ""),
        ("home", "/srv/atelier", Path("/srv/atelier")),
        ("home", "~/atelier", Path.home() / "atelier"),
    ],
)
def test_a_variable_becomes_the_type_of_its_setting(name: str, text: str, value: object) -> None:
    found = getattr(load_settings({f"ATELIER_{name.upper()}": text}), name)

    assert found == value
    assert type(found) is type(value)


def test_an_unknown_variable_names_the_nearest_setting() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"ATELIER_POOL_GIG": "24"})

    assert str(caught.value) == "ATELIER_POOL_GIG is not a setting. Did you mean 'pool_gb'?"


def test_an_unknown_setting_that_is_near_to_none_lists_them_all() -> None:
    with pytest.raises(SettingsError, match="zzz is not a setting") as caught:
        load_settings({}, zzz=1)

    assert all(field.name in str(caught.value) for field in dataclasses.fields(Settings))


def test_an_unknown_name_in_the_file_says_which_file() -> None:
    Path("atelier.toml").write_text("max_step = 3\n")

    expected = "atelier.toml: max_step is not a setting. Did you mean 'max_steps'?"
    with pytest.raises(SettingsError, match=f"^{re.escape(expected)}$"):
        load_settings({})


@pytest.mark.parametrize(
    ("variable", "text"),
    [("MAX_STEPS", "many"), ("MAX_STEPS", "2.5"), ("MAX_STEPS", ""), ("POOL_GB", "12 GB"), ("TIMEOUT_S", "1m")],
)
def test_a_variable_of_the_wrong_type_is_quoted(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"^ATELIER_{variable}={re.escape(repr(text))} is not a (int|float)"):
        load_settings({f"ATELIER_{variable}": text})


@pytest.mark.parametrize("line", ["max_steps = true", "max_steps = 2.0", "max_steps = [2]", "tier = {size = 1}"])
def test_a_value_of_the_wrong_type_in_the_file_names_file_and_setting(line: str) -> None:
    Path("atelier.toml").write_text(line + "\n")

    with pytest.raises(SettingsError, match=rf"^atelier\.toml: {line.partition(' ')[0]}=.* is not a (int|str)"):
        load_settings({})


@pytest.mark.parametrize("variable", ["ATELIER_MAX_STEPS", "ATELIER_POOL_GB", "ATELIER_TIMEOUT_S"])
def test_a_number_below_nought_is_refused(variable: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable}='-1' is not 0 or more"):
        load_settings({variable: "-1"})


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"^ATELIER_TIMEOUT_S='nan' is not 0 or more"):
        load_settings({"ATELIER_TIMEOUT_S": "nan"})


def test_a_number_is_not_a_path() -> None:
    Path("atelier.toml").write_text("home = 5\n")

    with pytest.raises(SettingsError, match=r"^atelier\.toml: home=5 is not a Path"):
        load_settings({})


def test_a_whole_number_serves_where_a_fraction_may_stand() -> None:
    assert load_settings({}, pool_gb=3).pool_gb == 3.0


def test_the_file_in_the_working_directory_is_read() -> None:
    Path("atelier.toml").write_text('tier = "full"\nmax_steps = 4\n')

    settings = load_settings({})

    assert (settings.tier, settings.max_steps) == ("full", 4)


def test_a_file_named_by_the_environment_is_read_instead(folder: Path) -> None:
    Path("atelier.toml").write_text("max_steps = 4\n")
    (folder / "other.toml").write_text("max_steps = 5\n")

    assert load_settings({"ATELIER_CONFIG": str(folder / "other.toml")}).max_steps == 5


def test_a_file_handed_over_beats_the_one_that_the_environment_names(folder: Path) -> None:
    (folder / "one.toml").write_text("max_steps = 1\n")
    (folder / "two.toml").write_text("max_steps = 2\n")

    assert load_settings({"ATELIER_CONFIG": str(folder / "one.toml")}, folder / "two.toml").max_steps == 2


def test_a_named_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"^No settings file at gone\.toml\. Create it, or leave out"):
        load_settings({"ATELIER_CONFIG": "gone.toml"})


@pytest.mark.parametrize("content", [b"max_steps: 4\n", b"tier = \xff\n"])
def test_a_file_that_is_not_toml_says_what_its_lines_look_like(content: bytes) -> None:
    Path("atelier.toml").write_bytes(content)

    with pytest.raises(SettingsError, match=r"^atelier\.toml is not TOML: .* Write lines such as"):
        load_settings({})


def test_each_source_beats_the_weaker_ones() -> None:
    Path("atelier.toml").write_text("max_steps = 2\nspecialist_steps = 2\npassages = 2\n")
    env = {"ATELIER_SPECIALIST_STEPS": "3", "ATELIER_PASSAGES": "3"}

    settings = load_settings(env, passages=4)

    assert (settings.planning_interval, settings.max_steps) == (Settings().planning_interval, 2)
    assert (settings.specialist_steps, settings.passages) == (3, 4)


def test_a_given_none_counts_as_not_given() -> None:
    assert load_settings({"ATELIER_TIER": "light"}, tier=None).tier == "light"


def test_the_key_is_read_and_never_shown() -> None:
    settings = load_settings({"ATELIER_API_KEY": SECRET})

    assert settings.api_key == SECRET
    assert SECRET not in repr(settings) + str(settings) + str(describe(settings))


def test_the_description_says_whether_there_is_a_key() -> None:
    assert describe(Settings(api_key=SECRET))["api_key"] == "set"
    assert describe(Settings())["api_key"] == "not set"


def test_a_key_under_a_misspelt_name_is_not_shown_either() -> None:
    with pytest.raises(SettingsError, match=r"^ATELIER_APIKEY is not a setting\. Did you mean 'api_key'") as caught:
        load_settings({"ATELIER_APIKEY": SECRET})

    assert SECRET not in str(caught.value)


def test_a_key_of_the_wrong_type_is_not_shown_either() -> None:
    Path("atelier.toml").write_text(f'api_key = ["{SECRET}"]\n')

    with pytest.raises(SettingsError, match="api_key=… is not a str") as caught:
        load_settings({})

    assert SECRET not in str(caught.value)


def test_the_description_holds_every_setting_as_plain_values() -> None:
    described = describe(Settings())

    assert described.keys() == {field.name for field in dataclasses.fields(Settings)}
    assert json.loads(json.dumps(described)) == described


def test_settings_do_not_change_once_made() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().tier = "full"  # type: ignore[misc]


def test_data_lives_where_the_desktop_standard_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/data/atelier")

    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path.home() / ".local" / "share" / "atelier"


def test_importing_settings_reads_no_variable_and_creates_nothing(folder: Path) -> None:
    env = {"ATELIER_POOL_GIG": "24", "XDG_DATA_HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}

    done = subprocess.run([sys.executable, "-c", "import runtime.settings"], env=env, capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(folder.iterdir()) == []


def test_a_setting_with_choices_takes_no_other() -> None:
    with pytest.raises(SettingsError, match="ATELIER_TIER='huge' is none of: auto, embedded, light, full"):
        load_settings(env={"ATELIER_TIER": "huge"})
