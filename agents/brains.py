"""Settings → what drives the agents: the embedded planner, or a language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from agents.marking import Marking
from agents.planner import Planner
from agents.plans import TABULATING, Plan, Situation
from agents.specialists import Remit, offers
from runtime.errors import BrainError, SettingsError, need
from runtime.pool import Pool
from runtime.settings import Settings
from tools.base import Bench

KINDS = ("embedded", "transformers", "openai", "vllm", "litellm", "inference")
ROUTER = "https://router.huggingface.co/v1"
"""Where Hugging Face serves models over the network."""
PROBE_S = 5.0
"""Seconds a server may take to answer that it is there."""


class Brain(Protocol):
    """One model for the manager and one for each specialist; most brains give the same to all."""

    name: str
    manager_steps: int
    """Steps the manager may take; 0 leaves it to the settings."""
    reads_any_language: bool
    swayed: bool
    """Whether words that it reads can change what it does, as with every language model."""
    aside: Any
    """A language model for short calls beside the agents' own; None where there is none."""

    def foresees(self, request: str, team: Sequence[Remit], situation: Situation) -> Plan | None:
        """What it will do about `request`; None where it decides as it goes."""

    def for_manager(self, team: Sequence[Remit], situation: Situation) -> Any: ...

    def for_specialist(self, remit: Remit, bench: Bench) -> Any: ...


class EmbeddedBrain:
    """The planner. It plans once and has no second idea, so its manager takes one step."""

    name = "embedded"
    manager_steps = 1
    reads_any_language = False
    swayed = False
    aside = None

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._planners: dict[tuple[Remit, ...], Planner] = {}

    def foresees(self, request: str, team: Sequence[Remit], situation: Situation) -> Plan | None:
        return self.plan(request, team, situation)

    def plan(self, request: str, team: Sequence[Remit], situation: Situation) -> Plan:
        return self._planner(tuple(team)).plan(request, situation)

    def for_manager(self, team: Sequence[Remit], situation: Situation) -> Any:
        from agents.embedded import ManagerModel

        return ManagerModel(self._planner(tuple(team)), lambda: situation)

    def for_specialist(self, remit: Remit, bench: Bench) -> Any:
        from agents.embedded import SpecialistModel

        def situation() -> Situation:
            files = bench.artifacts.list()
            others = bench.library.others
            kinds = {file.name: file.kind for file in files} | dict.fromkeys(others, "document")
            kinds |= {name: "collection" for name in others if name.startswith("@")}
            tables = {file.name: file.made_by for file in files if file.made_by in TABULATING}
            return Situation({**{file.name: file.title for file in files}, **others}, kinds=kinds, made=tables)

        return SpecialistModel(self._planner((remit,)), situation)

    def _planner(self, team: tuple[Remit, ...]) -> Planner:
        """One planner for each team, kept: it holds the vectors of the tools' phrases."""
        if team not in self._planners:
            encoder = self._pool.get("sentence-similarity", tier="embedded")
            self._planners[team] = Planner(offers(team), encoder, encoder.kept)
        return self._planners[team]


class ModelBrain:
    """A language model for all agents. What they read reaches it between marks."""

    manager_steps = 0
    reads_any_language = True
    swayed = True

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self.aside = model
        self._model = Marking(model)

    def foresees(self, request: str, team: Sequence[Remit], situation: Situation) -> Plan | None:
        return None

    def for_manager(self, team: Sequence[Remit], situation: Situation) -> Any:
        return self._model

    def for_specialist(self, remit: Remit, bench: Bench) -> Any:
        return self._model


def brain_of(settings: Settings, pool: Pool) -> Brain:
    """The brain that `settings.brain` names, found to be there before any work is done.

    Raises:
        SettingsError: no such kind of brain, or its model is not named.
        MissingExtra: the package it needs is not installed.
        BrainError: its server cannot be reached, or does not know the model.
        CheckpointNotFound: its weights are not on this machine.
    """
    kind, _, model = settings.brain.partition(":")
    if kind not in KINDS:
        raise SettingsError(f"brain={settings.brain!r} is of no known kind. Kinds: {', '.join(KINDS)}.")
    if kind == "embedded":
        return EmbeddedBrain(pool)
    if not model:
        raise SettingsError(f"brain={settings.brain!r} names no model. Write it as {kind}:<model>.")
    return ModelBrain(settings.brain, BUILDERS[kind](model, settings, pool))


def _openai(model: str, settings: Settings, pool: Pool) -> Any:
    need("openai", "openai")
    from smolagents import OpenAIModel

    name, at, base = model.rpartition("@")
    name, base = (name, base.rstrip("/")) if at else (model, "https://api.openai.com/v1")
    known = models_at(base, settings.api_key)
    if known and name not in known:
        raise BrainError(f"{base} has no model {name!r}. It has: {', '.join(known[:8])}.")
    return OpenAIModel(model_id=name, api_base=base, api_key=settings.api_key or "none")


def models_at(base: str, key: str) -> list[str]:
    """The models that an OpenAI-compatible server says it has (GET /models); empty where it keeps no such list.

    Raises:
        BrainError: it does not answer, or refuses the key.
    """
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        reply = httpx.get(f"{base}/models", headers=headers, timeout=PROBE_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error).rstrip(".")
        raise BrainError(
            f"No language model answers at {base}: {why}. Start the server, or use --brain embedded."
        ) from error
    if reply.status_code in (401, 403):
        raise BrainError(f"{base} refuses the key. Set the right one with ATELIER_API_KEY.")
    return _model_names(reply)


def _model_names(reply: Any) -> list[str]:
    try:
        return [str(row["id"]) for row in reply.json()["data"]] if reply.is_success else []
    except (ValueError, KeyError, TypeError):
        return []


def _vllm(model: str, settings: Settings, pool: Pool) -> Any:
    need("vllm", "vllm")
    from smolagents import VLLMModel

    return VLLMModel(model_id=model)


def _litellm(model: str, settings: Settings, pool: Pool) -> Any:
    need("litellm", "litellm")
    from smolagents import LiteLLMModel

    return LiteLLMModel(model_id=model, api_key=settings.api_key or None)


def _inference(model: str, settings: Settings, pool: Pool) -> Any:
    from smolagents import InferenceClientModel

    models_at(ROUTER, settings.api_key)  # its list leaves out some that it serves: only that it answers counts
    return InferenceClientModel(model_id=model, token=settings.api_key or None)


def _transformers(model: str, settings: Settings, pool: Pool) -> Any:
    from agents.local import LocalModel

    return LocalModel(pool.get("text-generation", model), model)


BUILDERS: dict[str, Callable[[str, Settings, Pool], Any]] = {
    "transformers": _transformers,
    "openai": _openai,
    "vllm": _vllm,
    "litellm": _litellm,
    "inference": _inference,
}
