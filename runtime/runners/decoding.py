"""How a model chooses its words: what can be asked for, checked, and as `generate` of transformers takes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from runtime.errors import nearest

LEAST = {"max_new_tokens": 1, "num_beams": 1, "num_return_sequences": 1}
"""The least of those whole numbers that cannot be 0."""
MARKS = (
    "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id", "forced_bos_token_id",
    "forced_eos_token_id", "bad_words_ids", "suppress_tokens", "begin_suppress_tokens",
)  # fmt: skip
"""Generation settings of a checkpoint that say what its tokens are for. They always hold."""
WHEN_DRAWING = ("temperature", "top_k", "top_p")
WHEN_SEARCHING = ("length_penalty", "early_stopping")
ALWAYS = ("repetition_penalty", "no_repeat_ngram_size")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Plain values. None leaves it to the checkpoint and, where that says nothing, to transformers."""

    max_new_tokens: int = 256
    """Most tokens that are written."""
    min_new_tokens: int = 0
    num_beams: int = 1
    """How many beginnings are followed at once, for the likeliest text; 1 takes the likeliest token each time."""
    do_sample: bool = False
    """Draw each token at random, the likelier more often."""
    temperature: float | None = None
    """Above 0; under 1 the likely ones gain, above they lose."""
    top_k: int | None = None
    """Draw among so many of the likeliest; 0 among all. Where nobody says, 50."""
    top_p: float | None = None
    """Draw among the likeliest that together have this probability, above 0, up to 1."""
    seed: int | None = None
    """What is drawn with a seed is the same each time, whatever else is in the batch."""
    repetition_penalty: float | None = None
    """Above 1 what was said already becomes less likely (Keskar and others 2019, CTRL)."""
    no_repeat_ngram_size: int | None = None
    """No so many tokens in a row come twice; 0 lets them."""
    length_penalty: float | None = None
    """Beams: above 0 favours long texts, under 0 short ones."""
    early_stopping: bool | None = None
    """Beams: end as soon as there are `num_beams` whole texts."""
    num_return_sequences: int = 1
    """How many texts for each input."""
    stop: tuple[str, ...] = ()
    """Strings that end the text; left out of it."""

    def with_own(self, own: Mapping[str, Any]) -> Decoding:
        """With what the checkpoint has of its `own` for what was left to it and matters here."""
        used = [*ALWAYS, *(WHEN_DRAWING if self.do_sample else ()), *(WHEN_SEARCHING if self.num_beams > 1 else ())]
        return replace(self, **{name: own[name] for name in used if getattr(self, name) is None and name in own})

    def options(self) -> dict[str, Any]:
        """For `generate`, but for what `runtime.runners.chance` and `.stops` do."""
        named = {"max_new_tokens": self.max_new_tokens, "num_beams": self.num_beams, "do_sample": False}
        if self.min_new_tokens:
            named["min_new_tokens"] = min(self.min_new_tokens, self.max_new_tokens)
        if self.num_beams > 1:
            named["num_return_sequences"] = self.num_return_sequences
        said = {name: getattr(self, name) for name in (*ALWAYS, *WHEN_SEARCHING)}
        return named | {name: value for name, value in said.items() if value is not None}


NAMES = tuple(field.name for field in fields(Decoding))
ONE_TEXT = tuple(name for name in NAMES if name not in ("num_return_sequences", "stop"))
"""Parameters of what writes one text for each, to its end."""


def decoding(given: Mapping[str, Any], names: Collection[str] = NAMES, **defaults: Any) -> Decoding:
    """What was `given`, of the parameters called `names`; None is the same as not given.

    Raises:
        ValueError: a parameter is unknown, has no such value, or has no effect beside the others.
    """
    for name in given:
        if name not in names:
            raise ValueError(f"{name!r} is no parameter here. {nearest(name, names, 'Parameters')}")
    said = {name: value for name, value in given.items() if value is not None}
    for name, value in said.items():
        _check(name, value)
    if "stop" in said:
        said["stop"] = tuple(said["stop"])
    found = Decoding(**(defaults | said))
    _check_together(found)
    return found


def settles(parameters: Mapping[str, Any]) -> bool:
    """Whether the same text comes out each time: nothing is drawn, or with a seed."""
    return not parameters.get("do_sample") or parameters.get("seed") is not None


def _check(name: str, value: Any) -> None:
    if name in ("do_sample", "early_stopping"):
        _insist(isinstance(value, bool), name, value, "true or false")
    elif name == "stop":
        right = isinstance(value, list | tuple) and all(isinstance(one, str) and one for one in value)
        _insist(right, name, value, "a list of strings")
    elif name in ("temperature", "top_p", "repetition_penalty", "length_penalty"):
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
        _insist(number and (value > 0 or name == "length_penalty"), name, value, "a number above 0")
        _insist(name != "top_p" or value <= 1, name, value, "1 at most")
    else:
        whole = isinstance(value, int) and not isinstance(value, bool)
        least = LEAST.get(name, 0)
        _insist(whole and least <= value < 2**63, name, value, f"a whole number, {least} or more")


def _check_together(asked: Decoding) -> None:
    if asked.min_new_tokens > asked.max_new_tokens:
        raise ValueError(f"min_new_tokens={asked.min_new_tokens} is more than max_new_tokens={asked.max_new_tokens}.")
    if asked.do_sample and asked.num_beams > 1:
        raise ValueError("num_beams looks for the likeliest text and do_sample draws one. Choose one of the two.")
    for name in WHEN_DRAWING:
        if getattr(asked, name) is not None and not asked.do_sample:
            raise ValueError(f"{name} has no effect unless tokens are drawn. Add do_sample=True, or leave it out.")
    for name in WHEN_SEARCHING:
        if getattr(asked, name) is not None and asked.num_beams == 1:
            raise ValueError(f"{name} has no effect without beams. Add num_beams=4, or leave it out.")
    most = asked.num_beams if not asked.do_sample else asked.num_return_sequences
    if asked.num_return_sequences > most:
        raise ValueError(
            f"num_return_sequences={asked.num_return_sequences} takes do_sample=True, or as many num_beams; without "
            "either there is one likeliest text."
        )


def _insist(right: bool, name: str, value: Any, what: str) -> None:
    if not right:
        raise ValueError(f"{name}={value!r} is not {what}.")


def take_over(model: Any, task: str = "") -> dict[str, Any]:
    """Leave `model` only the generation settings that say what its tokens are for; returns the others that count here.

    Its lengths, for one, are gone: a text is as long as the caller says. What config.json has for `task` goes first.
    """
    from transformers import GenerationConfig

    had = model.generation_config.to_dict()
    for_task = (getattr(model.config, "task_specific_params", None) or {}).get(task) or {}
    marks = {name: had[name] for name in MARKS if had.get(name) is not None}
    model.generation_config = GenerationConfig(**marks)  # type: ignore[no-untyped-call]
    named = {**had, **for_task}
    kept = (*ALWAYS, *WHEN_DRAWING, *WHEN_SEARCHING)
    return {name: named[name] for name in kept if named.get(name) is not None}
