"""Writes down what is said in recordings, however long: Whisper, or models that spell letter by letter."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, Protocol

from runtime.devices import Placement
from runtime.errors import WrongArchitecture
from runtime.places import config_of
from runtime.runners.base import Runner
from runtime.runners.hearing import milliseconds
from runtime.runners.naming import called
from runtime.runners.transcripts import Transcript, Wish
from runtime.sound.tape import Tape, tape_of


class Ear(Protocol):
    rate: int
    """Samples a second that it hears."""
    model: Any

    def hear(self, tapes: list[Tape], wish: Wish, most: int) -> list[Transcript]:
        """What is said on each tape, heard in at most `most` windows at a time."""
        ...


class SpeechRecognizer(Runner):
    batch_size: ClassVar[int] = 8

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._ear = ear(folder, placement)

    def run(self, inputs: list[Any], **parameters: Any) -> list[dict[str, Any]]:
        """For each recording what is said in it, and when.

            {"text": "Good day.", "language": "en", "seconds": 2.5,
             "segments": [{"start_s": 0.1, "end_s": 0.9, "text": "Good day."}], "words": [ … the same … ]}

        An input is `{"audio": float array (T,) or (C, T), "sample_rate_hz": rate}`, `{"audio": Path}` or a Path; a file
        is read a window at a time, so that its length does not matter. Times are in seconds from its begin. With
        `timestamps="segment"` there are segments, with `"word"` words too; else the lists are empty. Of what is quieter
        than -60 dBFS, or what Whisper takes for no speech, the text is "". The language is a code, or "" where nobody
        knows it.

        Parameters: `language` (found out where it is None), `task` ("transcribe", or "translate" into English),
        `timestamps`, `max_new_tokens` (for a window), `num_beams`, `prompt` (names that are likely to come).

        Raises:
            ValueError: a parameter is wrong, or more than this checkpoint can do; or an input is no sound.
            FileProblem: an input is a file that cannot be read.
        """
        wish = wished(parameters)
        with ExitStack() as opened:
            tapes = [opened.enter_context(tape_of(item, self._ear.rate)) for item in inputs]
            return [heard.as_dict(wish.timestamps) for heard in self._ear.hear(tapes, wish, self.batch_size)]

    def size(self, item: Any) -> int:
        return milliseconds(item)

    def modules(self) -> Iterable[Any]:
        return [self._ear.model]


def wished(parameters: dict[str, Any]) -> Wish:
    """
    Raises:
        ValueError: there is no such parameter, or it cannot be this.
    """
    unknown = parameters.keys() - set(Wish.__slots__)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: no parameter of this. There are: {', '.join(Wish.__slots__)}.")
    return Wish(**parameters)


def ear(folder: Path, placement: Placement) -> Ear:
    """What reads the checkpoint in `folder`.

    Raises:
        WrongArchitecture: nothing here does.
    """
    config = config_of(folder)
    architecture = (config.get("architectures") or ["checkpoint of no named architecture"])[0]
    if config.get("model_type") == "whisper":
        from runtime.runners.whisper import Whisper

        return Whisper(folder, placement)
    if architecture.endswith("ForCTC"):
        from runtime.runners.ctc import Ctc

        return Ctc(folder, placement)
    raise WrongArchitecture(called(folder), architecture, "automatic-speech-recognition")
