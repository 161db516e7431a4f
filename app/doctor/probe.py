"""Runs in a process of its own: imports what may crash or hang, tries it, and prints what it saw as JSON.

A line is printed before each step, so that the last one tells how far it came.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from importlib import import_module
from typing import Any

from app.doctor.finding import one_line
from app.doctor.seen import Card, Product, Torch
from runtime.errors import AtelierError
from runtime.settings import Settings, load_settings

SIDE = 1024
"""Rows and columns of the matrices that are multiplied."""
TRIES = 3
"""The fastest of so many counts."""


def main(what: str) -> None:
    """Look at `torch`, at the `brain`, or at a package by its name. The settings come on standard input."""
    settings = load_settings({}, **json.loads(sys.stdin.read()))
    if what == "torch":
        look(settings)
        return
    try:
        says = brain(settings) if what == "brain" else package(what)
        print(json.dumps({"says": says}))
    except BaseException as error:
        print(json.dumps({"error": str(error) if isinstance(error, AtelierError) else last_line(error)}))


def last_line(error: BaseException) -> str:
    """An error as the last line of its traceback has it."""
    return one_line(traceback.format_exception_only(error)[-1])


def package(name: str) -> str:
    return str(getattr(import_module(name), "__version__", ""))


def brain(settings: Settings) -> str:
    """Whether the brain can be had: its package, its server, its weights. None is loaded."""
    from app.service import Service
    from runtime.errors import need

    kind, _, model = settings.brain.partition(":")
    service = Service(settings)
    if kind == "transformers" and model:
        service.pool.choice("text-generation", model)  # raises where its weights are not here
        return settings.brain
    if kind == "vllm" and model:
        need("vllm", "vllm")
        return settings.brain
    return service.brain.name


def look(settings: Settings) -> None:
    """Torch, the cards that it sees, the device that would be used, and a product of matrices on it."""
    seen = told(Torch(stage="importing it"))
    try:
        seen, torch = imported(seen)
    except BaseException as error:
        told(replace(seen, error=last_line(error)))
        return
    if settings.device != "cpu":
        seen = with_cards(told(replace(seen, stage="looking for cards")), torch)
    seen = with_device(told(replace(seen, stage="choosing a device")), settings)
    if seen.device:
        seen = told(replace(seen, stage=f"multiplying on {seen.device}"))
        seen = replace(seen, products=tuple(products(torch, seen.device, seen.dtype)))
    told(replace(seen, stage=""))


def told(seen: Torch) -> Torch:
    print(json.dumps(asdict(seen)), flush=True)
    return seen


def imported(seen: Torch) -> tuple[Torch, Any]:
    started = time.perf_counter()
    torch: Any = import_module("torch")
    seconds = round(time.perf_counter() - started, 2)
    cuda, hip = torch.version.cuda or "", torch.version.hip or ""
    return replace(seen, version=str(torch.__version__), cuda=cuda, hip=hip, import_s=seconds), torch


def with_cards(seen: Torch, torch: Any) -> Torch:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cards, problem = tried(lambda: tuple(cards_of(torch)), ())
        archs, _ = tried(lambda: tuple(torch.cuda.get_arch_list()), ())
        driver, _ = tried(lambda: driver_cuda(torch), "")
    says = [one_line(str(warning.message)) for warning in caught] + ([problem] if problem else [])
    return replace(seen, cards=cards, archs=archs, driver_cuda=driver, warnings=tuple(dict.fromkeys(says)))


def tried(look: Callable[[], Any], otherwise: Any) -> tuple[Any, str]:
    """What `look` gives, or `otherwise` and its error."""
    try:
        return look(), ""
    except Exception as error:
        return otherwise, last_line(error)


def cards_of(torch: Any) -> Iterator[Card]:
    if torch.backends.mps.is_available():
        total = torch.mps.recommended_max_memory()
        free = total - torch.mps.driver_allocated_memory()
        yield Card("Apple's graphics processor", "mps", total / 1e9, free / 1e9)
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        facts = torch.cuda.get_device_properties(index)
        arch = facts.gcnArchName.partition(":")[0] if torch.version.hip else f"sm_{facts.major}{facts.minor}"
        (free, _), _ = tried(partial(torch.cuda.mem_get_info, index), (0, 0))
        yield Card(facts.name, arch, facts.total_memory / 1e9, free / 1e9)


def driver_cuda(torch: Any) -> str:
    """Torch writes 12080 for 12.8, and 0 where there is no driver."""
    code = torch._C._cuda_getDriverVersion() if torch.version.cuda else 0
    return f"{code // 1000}.{code % 1000 // 10}" if code else ""


def with_device(seen: Torch, settings: Settings) -> Torch:
    from runtime.devices import choose

    try:
        chosen = choose(settings.device, settings.dtype)
    except Exception as error:
        return replace(seen, refusal=str(error) if isinstance(error, AtelierError) else last_line(error))
    return replace(
        seen, device=chosen.name, dtype=chosen.dtype, memory_gb=round(chosen.memory_gb, 2), reason=chosen.reason
    )


def products(torch: Any, device: str, dtype: str) -> Iterator[Product]:
    for name in dict.fromkeys(("fp32", "bf16", dtype)):
        try:
            yield product(torch, device, name)
        except Exception as error:
            yield Product(name, problem=last_line(error))


def product(torch: Any, device: str, dtype: str) -> Product:
    """One more operation of torch's own follows: libraries that multiply know cards that torch has no code for."""
    import numpy as np

    from runtime.devices import DTYPES

    numbers = np.random.default_rng(0).standard_normal((2, SIDE, SIDE), dtype=np.float32)
    left, right = torch.from_numpy(numbers).to(getattr(torch, DTYPES[dtype]))
    right_one = np.maximum(left.double().numpy() @ right.double().numpy(), 0)
    left, right = left.to(device), right.to(device)
    result, seconds = timed(lambda: torch.relu(left @ right), lambda: synchronize(torch, device))
    off = np.linalg.norm(result.cpu().double().numpy() - right_one) / np.linalg.norm(right_one)
    return Product(dtype, round(seconds * 1e3, 3), round(2 * SIDE**3 / seconds / 1e9, 1), float(f"{off:.2g}"))


def timed(work: Callable[[], Any], settle: Callable[[], None]) -> tuple[Any, float]:
    """What `work` gives, and the fastest of some tries in seconds; the first, which prepares things, does not count."""
    result, seconds = work(), []
    settle()
    for _ in range(TRIES):
        started = time.perf_counter()
        result = work()
        settle()
        seconds.append(time.perf_counter() - started)
    return result, min(seconds)


def synchronize(torch: Any, device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
    elif device == "mps":
        torch.mps.synchronize()
