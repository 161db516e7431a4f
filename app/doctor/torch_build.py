"""Verdicts on torch: whether it can be imported, what would be used, and whether it multiplies right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from app.doctor.child import Ended
from app.doctor.commands import anew, companion
from app.doctor.finding import Finding, found
from app.doctor.parts import outdated
from app.doctor.seen import Product, Torch, torch_of
from runtime.devices import Device, choose, may_accelerate
from runtime.records import Json
from runtime.settings import Settings

FARTHEST = {"fp32": 1e-3, "bf16": 2e-2, "fp16": 1e-2}
"""How far off a product may be, as a share of its norm: cards may shorten fp32 to 19 bits, and bf16 has 8."""
COMPANIONS = {
    "torchvision": "models that chat on clips too, such as Qwen2-VL",
    "torchaudio": "more ways to read sound",
}
"""Packages that are compiled against one release of torch, and what they give."""
WHY = "while it is broken, transformers can make no pipeline, not even one for text"


@dataclass(frozen=True, slots=True)
class Look:
    """A look at torch from a process of its own."""

    ended: Ended
    seen: Torch
    there: str = ""
    """The version that pip knows, which needs no import; empty where torch is not installed."""

    @property
    def died(self) -> str:
        """How the process ended, where it did not come to its end, and what may help."""
        if self.seen.error or not (self.seen.stage or self.ended.fate):
            return ""
        words = f" Its last words: {self.ended.last_words}." if self.ended.err.strip() else ""
        return f"{self.ended.fate or 'ended'} while {self.seen.stage or 'starting'}.{words} {_help(self)}"


def looked(ended: Ended, there: str) -> Look:
    return Look(ended, torch_of(ended.told()), there)


def _help(look: Look) -> str:
    if look.seen.version and look.seen.device != "cpu":
        return "Restart the machine or update the card's driver; until then, use the processor with ATELIER_DEVICE=cpu."
    if "SIGILL" in look.ended.fate:
        return "This processor lacks an instruction that the build uses: install another release of torch."
    if "SIGKILL" in look.ended.fate:
        return "The memory may have run out: close other programs and try again."
    return f"Install it anew: {anew(look.there)}"


def torch_finding(look: Look) -> Finding:
    """Whether torch can be imported."""
    seen = look.seen
    if not look.there and not seen.version:
        return Finding("torch", "broken", "is not installed. Install it with: make install")
    if seen.error:
        says = f"cannot be imported: {seen.error}. Install it anew: {anew(look.there)}"
        return Finding("torch", "broken", says)
    if not seen.version:
        return Finding("torch", "broken", look.died)
    if too_old := outdated("torch", seen.version):
        return Finding("torch", "broken", too_old)
    facts = {"version": seen.version, "cuda": seen.cuda or None, "rocm": seen.hip or None, "archs": [*seen.archs]}
    return Finding("torch", "ok", f"{seen.version}, {_built_for(seen)}", facts | {"import_s": seen.import_s})


def _built_for(seen: Torch) -> str:
    if any(card.arch == "mps" for card in seen.cards):
        return "for Apple's processors"
    if not seen.cuda and not seen.hip:
        return "built for the processor only"
    platform = f"CUDA {seen.cuda}" if seen.cuda else f"ROCm {seen.hip}"
    return f"built for {platform}: {' '.join(seen.archs)}" if seen.archs else f"built for {platform}"


def device_finding(look: Look, settings: Settings) -> Finding:
    """The device and precision that the settings choose; torch is asked only where there may be an accelerator."""
    seen = look.seen
    if seen.refusal:
        return Finding("device", "broken", seen.refusal)
    if seen.device:
        return _chosen(Device(seen.device, seen.dtype, seen.memory_gb, seen.reason))
    if settings.device == "cpu" or not may_accelerate():
        return found("device", lambda: _chosen(choose(settings.device, settings.dtype)))
    return Finding("device", "broken", "none can be chosen: torch did not come to an end")


def _chosen(device: Device) -> Finding:
    facts = {"name": device.name, "dtype": device.dtype, "memory_gb": round(device.memory_gb, 2)}
    says = f"{device.name}, {device.dtype}, {device.memory_gb:.1f} GB free. {device.reason}"
    return Finding("device", "ok", says, facts)


def product_finding(look: Look) -> Finding:
    """Whether the device multiplies, how fast, and whether the product is right."""
    seen = look.seen
    if not seen.products:
        return Finding("matmul", "broken", look.died)
    facts = {"device": seen.device, "products": {one.dtype: _figures(one) for one in seen.products}}
    for one in seen.products:
        if trouble := _trouble(one, must=one.dtype in ("fp32", seen.dtype)):
            says = f"{one.dtype} on {seen.device}: {trouble}. {_instead(seen)}"
            return Finding("matmul", "broken", says, facts)
    done = [f"{one.dtype} {one.ms:.3g} ms ({one.gflops:.4g} GFLOP/s)" for one in seen.products if not one.problem]
    not_done = [f"no {one.dtype}" for one in seen.products if one.problem]
    says = f"1024×1024 on {seen.device}, as numpy has it: {', '.join(done + not_done)}"
    return Finding("matmul", "ok", says, facts)


def _instead(seen: Torch) -> str:
    if seen.device == "cpu":
        return f"Install torch anew: {anew(seen.version)}"
    return "Until it is mended, use the processor with ATELIER_DEVICE=cpu"


def _figures(one: Product) -> dict[str, Json]:
    """JSON has no word for what is not a number."""
    if one.problem:
        return {"problem": one.problem}
    return {"ms": one.ms, "gflops": one.gflops, "error": None if math.isnan(one.error) else one.error}


def _trouble(one: Product, must: bool) -> str:
    if one.problem:
        return one.problem.rstrip(". ") if must else ""
    if one.error <= FARTHEST[one.dtype]:
        return ""
    return f"the product is wrong, {one.error:.0%} off what numpy has: the device, its memory or its driver is at fault"


def companion_finding(name: str, ended: Ended | None, look: Look) -> Finding:
    """Whether torchvision or torchaudio can be imported; `ended` is None where it is not installed."""
    torch = look.seen.version or look.there
    if ended is None:
        add = f"Add it with: {companion(name, torch)}" if torch else "Add it when torch is here"
        return Finding(name, "missing", f"is not installed; optional: {COMPANIONS[name]}. {add}")
    told = ended.told()
    if "says" in told:
        return Finding(name, "ok", str(told["says"]), {"version": told["says"]})
    if not look.seen.version:
        return Finding(name, "missing", "was not tried: torch itself cannot be imported")
    why = str(told.get("error") or f"{ended.fate}. {ended.last_words}").rstrip(". ")
    repair = companion(name, torch, again=True)
    return Finding(name, "broken", f"{why}; {WHY}. Mend it: {repair}, or remove it: pip uninstall {name}")


def companions() -> Sequence[str]:
    """Those that are installed; nothing is imported."""
    return [name for name in COMPANIONS if find_spec(name)]
