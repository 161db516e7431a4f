"""wav2vec 2.0 and its kin: a letter, or none, for every 20 ms. Long recordings are heard in windows that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from runtime.cancel import check
from runtime.devices import Placement
from runtime.runners.base import SAFE, features, weights
from runtime.runners.hearing import SHORTEST_S, Numbered, extractor, gathered, tell
from runtime.runners.heeding import heed
from runtime.runners.transcripts import QUIET_DBFS, Span, Transcript, Wish, segmented
from runtime.sound.facts import Audio
from runtime.sound.level import frame_levels
from runtime.sound.tape import Tape

WINDOW_S, STRIDE_S = 20.0, 3.0
"""A window, and how much of it at either side only serves as context: letters there may be cut."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a window lies, in frames."""

    tape: int
    begin: int
    """Of the recording, before the window."""
    first: int
    end: int
    """What counts of the window is from `first` to before `end`."""


class Ctc:
    def __init__(self, folder: Path, placement: Placement) -> None:
        import transformers

        self.model = heed(weights("AutoModelForCTC", folder, placement))
        self._extractor = extractor(folder)
        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, **SAFE)
        self.rate: int = self._extractor.sampling_rate
        self._frame: int = self.model.config.inputs_to_logits_ratio
        self._size, self._stride = self._frames(WINDOW_S) * self._frame, self._frames(STRIDE_S) * self._frame

    def hear(self, tapes: Sequence[Tape], wish: Wish, most: int) -> list[Transcript]:
        """What is said on each tape, heard in at most `most` windows at a time.

        The language is the one it was trained on; what is wished is only repeated.

        Raises:
            ValueError: what is wished takes a model that writes, such as Whisper.
        """
        if wish.task == "translate" or wish.prompt or wish.num_beams > 1 or wish.max_new_tokens:
            raise ValueError(
                "This checkpoint spells what it hears: it takes no prompt, beams or limit, and does not translate. "
                "Leave them out, or choose a Whisper."
            )
        parts: list[Part] = []
        spelled: list[list[tuple[int, list[int]]]] = [[] for _ in tapes]
        for batch in gathered(self._windows(tapes, parts), most):
            check()
            for (number, _), letters in zip(batch, self._letters([window for _, window in batch]), strict=True):
                part = parts[number]
                spelled[part.tape].append((part.begin + part.first, letters[part.first : part.end]))
            tell(tapes, self.rate)
        return [self._read(tape, pieces, wish) for tape, pieces in zip(tapes, spelled, strict=True)]

    def _windows(self, tapes: Sequence[Tape], parts: list[Part]) -> Iterator[Numbered]:
        """Every window that has sound in it; its number is that of the part it adds to `parts`."""
        for place, tape in enumerate(tapes):
            while len(window := tape.peek(self._size)):
                check()
                is_last = tape.ends_within(self._size)
                first = self._stride // self._frame if tape.position else 0
                end = -(-len(window) // self._frame) if is_last else (self._size - self._stride) // self._frame
                if frame_levels(window, self._frame).max() > QUIET_DBFS:
                    parts.append(Part(place, tape.position // self._frame, first, end))
                    yield len(parts) - 1, np.pad(window, (0, max(0, round(SHORTEST_S * self.rate) - len(window))))
                tape.skip(len(window) if is_last else self._size - 2 * self._stride)

    def _letters(self, windows: list[Audio]) -> list[list[int]]:
        """The likeliest letter at each frame of each window."""
        given = self._extractor(windows, sampling_rate=self.rate, return_tensors="pt")
        letters: list[list[int]] = self.model(**features(given, self.model)).logits.argmax(-1).tolist()
        return letters

    def _read(self, tape: Tape, pieces: Sequence[tuple[int, list[int]]], wish: Wish) -> Transcript:
        """The pieces in their order, with nothing said between them, as text and timed words."""
        letters: list[int] = []
        for begin, piece in sorted(pieces):
            letters += [self._tokenizer.pad_token_id] * (begin - len(letters)) + piece
        read = self._tokenizer.decode(letters, output_word_offsets=True)
        second = self._frame / self.rate
        words = [
            Span(word["start_offset"] * second, word["end_offset"] * second, word["word"]) for word in read.word_offsets
        ]
        return Transcript(read.text, wish.language or "", segmented(words), words, tape.position / self.rate)

    def _frames(self, seconds: float) -> int:
        return round(seconds * self.rate / self._frame)
