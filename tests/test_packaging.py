"""What is installed is ours alone, light to import, and every extra that the code names exists."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("app", "agents", "tools", "memory", "rag", "validators", "runtime")
WITHOUT_AGENTS = ("runtime", "memory", "rag", "validators")
EXTRAS: dict[str, list[str]] = PYPROJECT["project"]["optional-dependencies"]
DEPENDENCIES = [*PYPROJECT["project"]["dependencies"], *(line for lines in EXTRAS.values() for line in lines)]

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted(sys.modules.keys() & set(sys.argv[2:])))
"""


def sources() -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def named_extras(source: str) -> Iterator[str]:
    """The extras that a file's `need` and `MissingExtra` calls name, and its `pip install` advice.

    >>> list(named_extras('need("av", extra="video"); MissingExtra("pg", "postgres"); "pip install -e .[gpu,web]"'))
    ['gpu', 'web', 'video', 'postgres']
    """
    for advice in re.findall(r"pip install [^\n\[]*\[([\w,-]+)\]", source):
        yield from advice.split(",")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in {"need", "MissingExtra"}:
            yield from constants([*node.args[1:2], *(word.value for word in node.keywords if word.arg == "extra")])


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_wheel_holds_every_package_of_ours() -> None:
    assert tuple(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_ships_a_package_of_our_name(package: str) -> None:
    found = importlib.util.find_spec(package)

    assert set(packages_distributions().get(package, ())) <= {"atelier"}
    assert found is not None
    assert found.origin == str(ROOT / package / "__init__.py")


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_everything_in_a_package_loads_no_heavy_library(package: str) -> None:
    heavy = ["torch", "transformers", *(["smolagents"] if package in WITHOUT_AGENTS else [])]
    command = [sys.executable, "-c", IMPORT_ALL, package, *heavy]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("line", DEPENDENCIES)
def test_a_dependency_line_parses_and_its_extras_of_ours_exist(line: str) -> None:
    requirement = Requirement(line)

    assert requirement.url is None
    assert requirement.name != "atelier" or requirement.extras <= EXTRAS.keys()


def test_all_brings_every_extra_but_vllm_and_the_developers() -> None:
    """vLLM pins its own torch; whoever wants it asks for it by name."""
    assert Requirement(EXTRAS["all"][0]).extras == EXTRAS.keys() - {"all", "dev", "vllm"}


def test_every_extra_that_the_code_names_exists() -> None:
    named = {(extra, str(path)) for path, source in sources() for extra in named_extras(source)}

    assert named, "nothing found: has `need` been renamed?"
    assert {(extra, path) for extra, path in named if extra not in EXTRAS} == set()
