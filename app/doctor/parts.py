"""Packages, extras and programs: what is installed, what is too old, and what each would give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.doctor.child import Ended, first_line
from app.doctor.finding import Finding

NEEDED = ("smolagents", "transformers", "openvino", "faiss-cpu", "langchain-community")
"""Packages that nothing works without, besides torch, which is looked at more closely."""
GIVES = {
    "openai": "a language model behind any OpenAI-compatible server as the brain",
    "litellm": "a language model of nearly any provider as the brain",
    "vllm": "a language model that vLLM runs on this machine as the brain",
    "embeddings": "other encoders than the one that comes along",
    "chroma": "what was said before, found by its meaning: vectors in Chroma",
    "graph": "who made what from what: a graph in Ladybug",
    "postgres": "the history in PostgreSQL",
    "neo4j": "the graph in Neo4j",
    "gpu": "models that are spread over devices",
    "office": "PowerPoint and Excel files",
    "ocr": "scanned pages, with Tesseract",
    "text": "the vocabularies of some translators",
    "tables": "tables that are read and asked",
    "forecast": "forecasts of series",
    "parquet": "results of a batch as Parquet",
    "vision": "pictures",
    "audio": "sound",
    "video": "clips",
    "sandbox": "agents' code locked in on any system, in a reduced Python",
    "studio": "pictures and clips made from words",
    "api": "the HTTP API",
    "web": "the chat page",
}
"""What each extra of ours brings."""
NOT_FOR_USE = ("all", "dev")
"""Extras that are sums of others, or for developers."""


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    version: str
    """The argument that makes it say its version."""
    gives: str
    package: str
    """What it is called where systems install it."""

    @property
    def install(self) -> str:
        return f"apt install {self.package} (on a Mac: brew install {self.package.removesuffix('-ocr')})"


PROGRAMS = (
    Program("ffmpeg", "-version", "sound and clips turned from one format into another", "ffmpeg"),
    Program("tesseract", "--version", "text in pictures and scanned pages", "tesseract-ocr"),
    Program("espeak-ng", "--version", "how words sound, for voices that ask for it", "espeak-ng"),
)


@cache
def requirements() -> tuple[Requirement, ...]:
    """What our package asks for, as it was installed; empty where it runs without being installed."""
    try:
        return tuple(Requirement(line) for line in requires("atelier") or ())
    except PackageNotFoundError:
        return ()


def extras() -> dict[str, list[Requirement]]:
    """Each extra and the packages that it brings."""
    brought: dict[str, list[Requirement]] = {}
    for wanted in requirements():
        for extra in re.findall(r"extra == ['\"]([\w-]+)['\"]", str(wanted.marker or "")):
            if extra not in NOT_FOR_USE:
                brought.setdefault(extra, []).append(wanted)
    return brought


def version_of(package: str) -> str:
    """As pip knows it, without importing it; empty where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def outdated(package: str, there: str) -> str:
    """What to say where release `there` of a needed package is not one that we work with; empty where it is."""
    wanted = next((one for one in requirements() if canonicalize_name(one.name) == package and not one.marker), None)
    if wanted is None or wanted.specifier.contains(there, prereleases=True):
        return ""
    return f"{there} is installed, and {wanted.specifier} is needed. Install it with: make install"


def needed(package: str) -> Finding:
    there = version_of(package)
    if not there:
        return Finding(package, "broken", "is not installed. Install it with: make install")
    if too_old := outdated(package, there):
        return Finding(package, "broken", too_old, {"version": there})
    return Finding(package, "ok", there, {"version": there})


def extra_findings() -> Iterator[Finding]:
    """One finding for each extra: its packages' versions, or what it would give."""
    for extra, wanted in sorted(extras().items()):
        yield extra_finding(extra, wanted, {one.name: version_of(one.name) for one in wanted})


def extra_finding(extra: str, wanted: list[Requirement], there: Mapping[str, str]) -> Finding:
    gives = GIVES.get(extra, "more")
    fits = {one.name for one in wanted if there[one.name] and one.specifier.contains(there[one.name], prereleases=True)}
    facts = {"extra": extra, "packages": {name: release or None for name, release in there.items()}}
    if len(fits) == len(there):
        return Finding(f"[{extra}]", "ok", ", ".join(f"{name} {release}" for name, release in there.items()), facts)
    lacks = ", ".join(name if not there[name] else f"a newer {name}" for name in there if name not in fits)
    says = f"not here: {lacks}; optional: {gives}. Add it with: pip install -e '.[{extra}]'"
    return Finding(f"[{extra}]", "missing", says, facts)


def program_finding(program: Program, ended: Ended | None) -> Finding:
    """Whether it starts and says its version; `ended` is None where it is not on the PATH."""
    if ended is None:
        says = f"is not installed; optional: {program.gives}. Add it with: {program.install}"
        return Finding(program.name, "missing", says)
    if ended.fate:
        says = f"is here and does not run: it {ended.fate}. {ended.last_words}".rstrip(". ")
        return Finding(program.name, "broken", f"{says}. Install it anew: {program.install}")
    said = re.search(r"\d+(\.\d+)+\S*", first_line(ended))
    release = said[0] if said else "of an unknown version"
    return Finding(program.name, "ok", release, {"version": release})
