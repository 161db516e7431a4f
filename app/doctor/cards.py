"""Verdicts on the cards: whether this torch has code for them, whether the driver is new enough, what to install."""

from __future__ import annotations

from app.doctor.commands import for_card, for_rocm
from app.doctor.finding import Finding, State
from app.doctor.seen import Card, Shown, Torch
from runtime.cuda_architectures import ALONE, LEAST_DRIVER, Fit, driver_serves, fit, generation, major, number
from runtime.settings import Settings

NONE = "this machine shows none; models run on the processor"
HIDDEN = "torch sees none of it. Perhaps CUDA_VISIBLE_DEVICES hides it"


def card_findings(torch: Torch, shown: Shown, settings: Settings, machine: str = "") -> list[Finding]:
    """One finding for each card that torch sees, or one that says why it sees none.

    `machine` is what `platform.machine()` says, of this machine where it is empty.
    """
    if settings.device == "cpu":
        return [
            Finding("accelerator", "missing", "was not looked at: the processor was asked for (ATELIER_DEVICE=cpu)")
        ]
    if torch.cards:
        return [card_finding(torch, place, shown.driver, machine) for place in range(len(torch.cards))]
    if not shown.kind:
        return [Finding("accelerator", "missing", NONE)]
    state, says = unseen(torch, shown, machine)
    if settings.device != "auto":
        state = "broken"  # it was asked for
    return [Finding("accelerator", state, f"{described(shown)}, {says}", _facts(shown))]


def card_finding(torch: Torch, place: int, driver: str, machine: str = "") -> Finding:
    """Whether card number `place` runs this build. One that is not used may be unfit: that breaks nothing."""
    card = torch.cards[place]
    name = card.arch if card.arch == "mps" else f"cuda:{place}"
    facts = {"name": card.name, "arch": card.arch, "total_gb": card.total_gb, "free_gb": card.free_gb}
    facts |= {"driver": driver or None, "driver_cuda": torch.driver_cuda or None}
    seen = f"{called(card)}, {card.free_gb:.1f} of {card.total_gb:.1f} GB free{_driver(torch, driver)}"
    says = unfit(torch, card, driver, machine)
    if not says:
        return Finding(name, "ok", seen + _first_use(torch, card), facts)
    return Finding(name, "broken" if torch.device in ("", name) else "missing", f"{seen}. {says}", facts)


def called(card: Card) -> str:
    """`NVIDIA GeForce RTX 5080 (Blackwell, sm_120)`, with as much of it as is known."""
    known = [generation(number(card.arch)), card.arch] if number(card.arch) else [card.arch]
    return f"{card.name} ({', '.join(known)})" if card.arch else card.name


def _driver(torch: Torch, driver: str) -> str:
    """What is known of the driver, to follow the card."""
    which = f"; driver {driver}" if driver else "; its driver"
    if torch.driver_cuda:
        return f"{which} knows CUDA up to {torch.driver_cuda}"
    return which if driver else ""


def _first_use(torch: Torch, card: Card) -> str:
    if number(card.arch) and fit(number(card.arch), torch.archs) is Fit.COMPILED:
        return f". The driver compiles this torch for {card.arch} at first use, which takes minutes"
    return ""


def unfit(torch: Torch, card: Card, driver: str, machine: str = "") -> str:
    """Why `card` cannot run this build, and what to install; empty where it can."""
    sm = number(card.arch)
    if sm and torch.archs and fit(sm, torch.archs) is Fit.NONE:
        return f"This torch was built for {' '.join(torch.archs)}. {_install(torch, sm, driver, machine)}"
    if torch.hip and torch.archs and card.arch not in torch.archs:
        return (
            f"This torch was built for {' '.join(torch.archs)}. A card of the same family may run as its relation: "
            "HSA_OVERRIDE_GFX_VERSION=10.3.0 for gfx103x, 11.0.0 for gfx110x"
        )
    return ""


def _install(torch: Torch, sm: int, driver: str, machine: str) -> str:
    if command := for_card(torch.version, sm, driver, machine):
        return f"Install one for it: {command}"
    if command := for_card(torch.version, sm, "", machine):
        return f"Update its driver, then install: {command}"
    if sm in ALONE:
        return f"Only NVIDIA's own builds of torch, for Jetson boards, have code for sm_{sm}: install one of those"
    return f"No build of torch since 2.6 has code for sm_{sm}: use the processor with ATELIER_DEVICE=cpu"


def described(shown: Shown) -> str:
    seen = [called(card) for card in shown.cards] or ["a card of AMD" if shown.kind == "amd" else "a card of NVIDIA"]
    return f"the system shows {' and '.join(seen)}"


def _facts(shown: Shown) -> dict[str, object]:
    return {"driver": shown.driver or None, "cards": [{"name": card.name, "arch": card.arch} for card in shown.cards]}


def unseen(torch: Torch, shown: Shown, machine: str = "") -> tuple[State, str]:
    """Why torch sees no card although the system shows one. A build that was never for it is a choice, not a fault."""
    if shown.kind == "apple":
        return "missing", "but torch cannot use Apple's graphics processor here: it needs macOS 14 and torch for arm64"
    if not torch.version:
        return "missing", "and torch, which cannot be imported, was not asked about it"
    if shown.kind == "amd":
        return _unseen_amd(torch)
    sm = number(shown.cards[0].arch) if shown.cards else 0
    if not torch.cuda:
        says = f"but torch {torch.version} was not built for it. {_install(torch, sm, shown.driver, machine)}"
        return "missing", says
    if not _driver_serves(torch, shown):
        return "broken", f"but {_too_old(torch, shown)}. {_older(torch, sm, shown, machine)}"
    why = [*torch.warnings, *([f"nvidia-smi says: {shown.problem}"] if shown.problem else [])]
    if why:
        return "broken", f"but torch cannot use it: {'; '.join(why)}. Update the driver or restart the machine"
    return "missing", f"but {HIDDEN}"


def _unseen_amd(torch: Torch) -> tuple[State, str]:
    if not torch.hip:
        return "missing", f"but torch {torch.version} was not built for it. To use it: {for_rocm(torch.version)}"
    why = "; ".join(torch.warnings) or "your user must be in the groups render and video"
    return "broken", f"but torch for ROCm {torch.hip} does not see it: {why}"


def _driver_serves(torch: Torch, shown: Shown) -> bool:
    if not driver_serves(shown.driver, torch.cuda):
        return False
    return not torch.driver_cuda or major(torch.driver_cuda) >= major(torch.cuda)


def _too_old(torch: Torch, shown: Shown) -> str:
    least = LEAST_DRIVER.get(major(torch.cuda), 0)
    which = shown.driver or f"that knows CUDA up to {torch.driver_cuda}"
    return f"its driver {which} is too old for torch {torch.version}, which needs {least} or newer"


def _older(torch: Torch, sm: int, shown: Shown, machine: str) -> str:
    command = for_card(torch.version, sm, shown.driver, machine) if shown.driver else ""
    return f"Update the driver, or install a torch that it runs: {command}" if command else "Update the driver"
