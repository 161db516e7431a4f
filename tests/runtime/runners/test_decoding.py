"""What can be asked of a model that writes, and what is refused, with a sentence that says why."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from runtime.runners.decoding import ONE_TEXT, Decoding, decoding, settles, take_over


def test_what_nobody_says_is_as_it_was() -> None:
    assert decoding({}) == decoding({"temperature": None, "max_new_tokens": None}) == Decoding()


def test_what_is_said_goes_before_the_callers_defaults() -> None:
    how = decoding({"num_beams": 2}, num_beams=4, max_new_tokens=150)

    assert (how.num_beams, how.max_new_tokens) == (2, 150)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"max_new_tokens": 0}, "max_new_tokens=0 is not a whole number, 1 or more."),
        ({"max_new_tokens": 2.5}, "max_new_tokens=2.5 is not a whole number, 1 or more."),
        ({"max_new_tokens": True}, "max_new_tokens=True is not a whole number, 1 or more."),
        ({"min_new_tokens": -1}, "min_new_tokens=-1 is not a whole number, 0 or more."),
        ({"min_new_tokens": 9, "max_new_tokens": 8}, "min_new_tokens=9 is more than max_new_tokens=8."),
        ({"do_sample": "yes"}, "do_sample='yes' is not true or false."),
        ({"do_sample": True, "temperature": 0}, "temperature=0 is not a number above 0."),
        ({"do_sample": True, "temperature": float("nan")}, "temperature=nan is not a number above 0."),
        ({"do_sample": True, "top_p": 1.5}, "top_p=1.5 is not 1 at most."),
        ({"do_sample": True, "top_k": "5"}, "top_k='5' is not a whole number, 0 or more."),
        ({"temperature": 0.7}, "temperature has no effect unless tokens are drawn. Add do_sample=True"),
        ({"length_penalty": 2.0}, "length_penalty has no effect without beams. Add num_beams=4"),
        ({"do_sample": True, "num_beams": 2}, "num_beams looks for the likeliest text and do_sample draws one."),
        ({"num_return_sequences": 2}, "num_return_sequences=2 takes do_sample=True, or as many num_beams"),
        ({"stop": "end"}, "stop='end' is not a list of strings."),
        ({"stop": [""]}, "is not a list of strings."),
        ({"seed": -1}, "seed=-1 is not a whole number, 0 or more."),
        ({"temprature": 1}, "'temprature' is no parameter here. Did you mean 'temperature'?"),
    ],
)
def test_a_wrong_parameter_is_refused_with_a_sentence(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        decoding(given)


def test_who_writes_one_text_takes_no_number_of_texts() -> None:
    with pytest.raises(ValueError, match="'num_return_sequences' is no parameter here"):
        decoding({"num_return_sequences": 2}, ONE_TEXT)


def test_only_what_matters_is_taken_from_the_checkpoint() -> None:
    own = {"temperature": 0.7, "length_penalty": 2.0, "repetition_penalty": 1.1}

    assert decoding({}).with_own(own) == Decoding(repetition_penalty=1.1)
    assert decoding({"num_beams": 2}).with_own(own).length_penalty == 2.0
    assert decoding({"do_sample": True, "temperature": 1.5}).with_own(own).temperature == 1.5


def test_of_the_checkpoints_settings_only_what_tokens_mean_stays() -> None:
    from transformers import GenerationConfig

    written = GenerationConfig(eos_token_id=2, max_length=142, min_length=56, num_beams=4, length_penalty=2.0)
    for_task = {"summarization": {"length_penalty": 1.0, "max_length": 128, "no_repeat_ngram_size": 3}}
    model = SimpleNamespace(generation_config=written, config=SimpleNamespace(task_specific_params=for_task))

    assert take_over(model, "summarization") == {"length_penalty": 1.0, "no_repeat_ngram_size": 3}
    assert model.generation_config.eos_token_id == 2
    assert (model.generation_config.max_length, model.generation_config.min_length) == (None, None)


def test_parameters_are_plain_and_so_can_be_written_down() -> None:
    import json
    from dataclasses import asdict

    how = decoding({"do_sample": True, "seed": 3, "stop": ["end"]})

    assert json.loads(json.dumps(asdict(how)))["seed"] == 3


def test_a_text_is_settled_unless_it_is_drawn_without_a_seed() -> None:
    assert settles({"num_beams": 4})
    assert settles({"do_sample": True, "seed": 0})
    assert not settles({"do_sample": True})
