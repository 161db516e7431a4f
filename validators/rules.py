"""Is this text what was asked for? Cheap and certain checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from runtime.errors import BadArgument
from runtime.records import Answer, Json, Verdict
from runtime.runners.languages import detector

Check = Callable[[Answer], Verdict]

LETTERS_TO_JUDGE = 20
LEAST_PROBABILITY = 0.1
"""A language this likely passes: short texts are easily taken for a neighbouring language."""


def not_empty(answer: Answer) -> Verdict:
    """Something is said, in letters or digits."""
    ok = any(character.isalnum() for character in answer.text)
    return Verdict("not_empty", ok, "" if ok else "The answer is empty. Say what was found, or that nothing was.")


def length(max_chars: int) -> Check:
    """At most `max_chars` characters."""

    def check(answer: Answer) -> Verdict:
        count = len(answer.text)
        hint = f"The answer has {count} characters; the limit is {max_chars}. Leave out what matters least."
        return Verdict("length", count <= max_chars, "" if count <= max_chars else hint)

    return check


def language(code: str) -> Check:
    """Written in the language of that ISO 639-1 code. Texts under 20 letters pass, and languages not known here."""

    def check(answer: Answer) -> Verdict:
        guesses = languages_of(answer.text)
        ok = not guesses or guesses.get(code.lower(), 0.0) >= LEAST_PROBABILITY or not is_known(code)
        likeliest = next(iter(guesses), "")
        hint = f"The answer looks written in {likeliest!r}. Write it again in {code!r}, keeping names and quotes."
        return Verdict("language", ok, "" if ok else hint)

    return check


def languages_of(text: str) -> dict[str, float]:
    """ISO 639-1 codes with probabilities, likeliest first; empty under 20 letters. The same each time.

    >>> languages_of("Der Vertrag endet am letzten Tag des Monats.").keys()
    dict_keys(['de'])
    """
    guesses: dict[str, float] = {}
    for guess in detector().guesses(text) if sum(map(str.isalpha, text)) >= LETTERS_TO_JUDGE else []:
        code = str(guess["label"]).partition("-")[0]
        guesses[code] = guesses.get(code, 0.0) + float(guess["score"])
    return guesses


def is_known(code: str) -> bool:
    return code.lower() in {known.partition("-")[0] for known in detector().languages()}


def json_schema(schema: Mapping[str, Json]) -> Check:
    """The text is JSON that fits `schema`. References to other documents are not fetched.

    Raises:
        BadArgument: `schema` is not a JSON Schema.
    """
    validator = validator_of(schema)

    def check(answer: Answer) -> Verdict:
        fault = fault_of(answer.text, validator)
        return Verdict("json_schema", not fault, fault)

    return check


def validator_of(schema: Mapping[str, Json]) -> Any:
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for
    from jsonschema_specifications import REGISTRY

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(dict(schema))
    except SchemaError as error:
        raise BadArgument(
            f"Not a JSON Schema: at {error.json_path}, {error.message[:300]}. Correct it there."
        ) from error
    return kind(schema, registry=REGISTRY)


def fault_of(text: str, validator: Any) -> str:
    """What to change, or nothing."""
    from jsonschema.exceptions import best_match

    try:
        value = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        return f"The answer is not JSON: {error}. Answer with the JSON alone, without other words or code fences."
    fault = best_match(validator.iter_errors(value))
    return f"In the answer's JSON, at {fault.json_path}: {fault.message[:300]}. Change it there." if fault else ""


def refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is not a JSON value")
