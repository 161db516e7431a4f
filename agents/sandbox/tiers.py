"""How strong the sandbox on this machine is, and why not stronger."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from runtime.errors import NoSandbox


@dataclass(frozen=True, slots=True)
class Tier:
    """One way to lock agents' code in."""

    name: str
    how: str
    warning: str = ""
    """What a person should know of it; nothing about the strongest."""


TIERS = {
    "A": Tier("A", "namespaces, Landlock and seccomp"),
    "B": Tier(
        "B",
        "Landlock and seccomp",
        "The contents of files and the network are blocked; names and sizes of files outside the workspace can be "
        "probed. Allow unprivileged user namespaces for the stronger tier A.",
    ),
    "C": Tier(
        "C",
        "seccomp, without any file access",
        "Agents' code can open no file at all, nor import what was not imported before; its tools can.",
    ),
    "D": Tier(
        "D",
        "pydantic-monty, a reduced Python of its own",
        "Agents' code has no numpy or pandas, no inheritance and no generators.",
    ),
    "none": Tier("none", "nothing", "Agents' code runs UNPROTECTED in this process, with all that it can reach."),
}
STRENGTH = ("A", "B", "C", "D")
"""Strongest first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A tier, and why it is none stronger."""

    tier: Tier
    why: str = ""

    @property
    def notice(self) -> str:
        """What a person is told before agents' code runs; empty where nothing needs to be said."""
        if not self.tier.warning:
            return ""
        why = f" Why: {self.why}." if self.why else ""
        return f"Sandbox {self.tier.name} ({self.tier.how}). {self.tier.warning}{why}"


def probe(preload: tuple[str, ...] = ()) -> dict[str, str]:
    """Each tier, and what keeps it from this machine; empty where it was tried and works."""
    lacks = {"A": "", "B": "", "C": ""}
    if sys.platform == "linux":
        from agents.sandbox.zygotes import zygote

        lacks = dict(zygote(preload).lacks)
    else:
        lacks = dict.fromkeys(lacks, f"needs Linux, and this is {sys.platform}")
    return lacks | {"D": "" if find_spec("pydantic_monty") else "pydantic-monty is not installed"}


def choose(lacks: Mapping[str, str], wanted: str = "auto", least: str = "D") -> Choice:
    """The strongest tier that works, or the one that is `wanted`; none weaker than `least`.

    >>> choose({"A": "unshare: not permitted", "B": "", "C": "", "D": ""}).tier.name
    'B'

    Raises:
        NoSandbox: there is none such.
    """
    if wanted == "none" and least != STRENGTH[-1]:
        raise NoSandbox(wanted, least, {})
    if wanted == "none":
        return Choice(TIERS["none"], "it was asked for")
    allowed = STRENGTH[: STRENGTH.index(least) + 1]
    tried = [name for name in allowed if wanted in ("auto", name)]
    found = next((name for name in tried if not lacks[name]), "")
    if not found:
        raise NoSandbox(wanted, least, {name: lacks[name] for name in tried})
    weaker = STRENGTH[: STRENGTH.index(found)] if wanted == "auto" else ()
    return Choice(TIERS[found], "; ".join(f"{name}: {lacks[name]}" for name in weaker))
