"""Whisper: hears windows of 30 seconds, each from where it understood the one before to its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from runtime.cancel import check, stop_generating
from runtime.devices import Placement
from runtime.runners.base import features, weights
from runtime.runners.hearing import extractor, tell
from runtime.runners.heeding import heed
from runtime.runners.hush import hush_generate
from runtime.runners.transcripts import QUIET_DBFS, Span, Transcript, Wish
from runtime.runners.whisper_signs import Signs
from runtime.runners.whisper_tokens import Piece, cut, worded
from runtime.sound.facts import Audio
from runtime.sound.level import frame_levels
from runtime.sound.tape import Tape

FRAME_S, LEAD_S = 0.01, 0.1
"""Silence is found so many seconds at a time, and is skipped but for a lead before speech."""
NO_SPEECH, UNSURE = 0.6, -1.0
"""Windows that the model thinks are no speech, and whose words it is unsure of, by their mean log probability, are
dropped. Source: Radford et al. 2022, section 4.5, with its numbers."""
BEGUN = 4
"""Signs before the text, at most: begin, language, task, no times."""


@dataclass(slots=True)
class Listening:
    """A recording that is being heard."""

    tape: Tape
    said: Transcript
    marked: bool
    """Whether the model marks times: asked for, or needed to find where the next window begins."""


Heard = tuple[Listening, Audio]
"""A recording, and its next window."""


class Whisper:
    def __init__(self, folder: Path, placement: Placement) -> None:
        hush_generate()
        self.model = heed(weights("WhisperForConditionalGeneration", folder, placement))
        self.model.config.forced_decoder_ids = None  # an old way to say what `Signs` says
        self._extractor = extractor(folder)
        self.rate: int = self._extractor.sampling_rate
        self._size: int = self._extractor.n_samples
        step_s = self._size / self.rate / self.model.config.max_source_positions
        self._signs = Signs(folder, self.model.generation_config, step_s)

    def hear(self, tapes: Sequence[Tape], wish: Wish, most: int) -> list[Transcript]:
        """What is said on each tape. Windows of several tapes, at most `most` of them, share a forward.

        Raises:
            ValueError: the model does not know the language, or cannot do what is wished.
        """
        language = self._signs.language(wish)
        every = [
            Listening(tape, Transcript(language=language), bool(wish.timestamps) or not tape.ends_within(self._size))
            for tape in tapes
        ]
        while windows := [(one, window) for one in every if (window := self._window(one.tape)) is not None]:
            for batch in _batches(windows, wish, most):
                check()
                self._listen([one for one, _ in batch], [window for _, window in batch], wish)
            tell(tapes, self.rate)
        for one in every:
            one.said.seconds = one.tape.position / self.rate
        return [one.said for one in every]

    def _window(self, tape: Tape) -> Audio | None:
        """The next window that has sound in it, from shortly before that sound; None at the end."""
        frame = round(FRAME_S * self.rate)
        while len(window := tape.peek(self._size)):
            check()
            loud = np.flatnonzero(frame_levels(window, frame) > QUIET_DBFS)
            if len(loud):
                tape.skip(max(0, int(loud[0]) * frame - round(LEAD_S * self.rate)))
                return tape.peek(self._size)
            tape.skip(len(window))
        return None

    def _listen(self, batch: Sequence[Listening], windows: Sequence[Audio], wish: Wish) -> None:
        """Hear one window of each recording, and move its tape behind what was understood."""
        given = self._extractor(list(windows), sampling_rate=self.rate, return_tensors="pt", return_attention_mask=True)
        encoded = self.model.model.encoder(features(given, self.model)["input_features"])
        known = [one.said.language for one in batch]
        silence = self._first_impression(encoded, batch)
        written = self._write(encoded, given["attention_mask"], batch, wish)
        rows = written["sequences"]
        times = written["token_timestamps"].tolist() if wish.timestamps == "word" else [None] * len(batch)
        for place, (one, window) in enumerate(zip(batch, windows, strict=True)):
            if silence[place] > NO_SPEECH and self._sureness(encoded, rows, place) < UNSURE:
                one.said.language = known[place]
                one.tape.skip(len(window))
            else:
                self._take(one, len(window), rows[place].tolist(), times[place])

    def _first_impression(self, encoded: Any, batch: Sequence[Listening]) -> list[float]:
        """How likely each window holds no speech; and each recording's language, where it is not known yet."""
        import torch

        start = torch.full((len(batch), 1), self._signs.begin, device=self.model.device)
        logits = self.model(encoder_outputs=encoded, decoder_input_ids=start).logits[:, -1].float()
        if languages := self._signs.languages:
            codes, tokens = zip(*languages.items(), strict=True)
            for one, likeliest in zip(batch, logits[:, list(tokens)].argmax(-1).tolist(), strict=True):
                one.said.language = one.said.language or codes[likeliest]
        silence: list[float] = logits.softmax(-1)[:, self._signs.no_speech].tolist()
        return silence

    def _write(self, encoded: Any, mask: Any, batch: Sequence[Listening], wish: Wish) -> Any:
        """`sequences` (N, T), with what they were begun with; for words' times also `token_timestamps` (N, T), in s."""
        told: dict[str, Any] = {}
        if self._signs.languages:
            told |= {"language": [one.said.language for one in batch], "task": wish.task}
        room = self.model.config.max_target_positions
        prompt = self._signs.prompt(wish, room // 2 - BEGUN)
        if prompt is not None:
            told["prompt_ids"] = prompt.to(self.model.device)
        attention = self.model.config._attn_implementation
        try:
            return self.model.generate(
                encoder_outputs=encoded,
                attention_mask=mask.to(self.model.device),
                return_timestamps=batch[0].marked,
                return_token_timestamps=wish.timestamps == "word" or None,
                max_length=min(wish.max_new_tokens or room, room),  # it adds what the text begins with
                num_beams=wish.num_beams,
                stopping_criteria=[stop_generating],
                force_unique_generate_call=True,
                return_dict_in_generate=True,
                **told,
            )
        finally:
            self.model.config._attn_implementation = attention  # words' times need a slower one, and leave it behind

    def _sureness(self, encoded: Any, rows: Any, place: int) -> float:
        """The mean log probability of the text and marks in one of `rows`, (N, T)."""
        row = rows[place]
        read = [number for number, _ in self._signs.read(row.tolist())]
        if not read:
            return 0.0
        one = type(encoded)(last_hidden_state=encoded[0][place : place + 1])
        logits = self.model(encoder_outputs=one, decoder_input_ids=row[None, : read[-1]]).logits[0].float()
        chosen = logits.log_softmax(-1).gather(-1, row[1 : read[-1] + 1, None])
        return float(chosen[[number - 1 for number in read]].mean())

    def _take(self, one: Listening, length: int, row: list[int], times: list[float] | None) -> None:
        """Add what the model wrote about a window of `length` samples to the transcript."""
        places, tokens = zip(*read, strict=True) if (read := self._signs.read(row)) else ((), ())
        length_s = length / self.rate
        pieces, heard_s = cut(tokens, length_s, not one.marked or one.tape.ends_within(self._size))
        for piece in pieces:
            self._add(one, piece, row, times, [places[place] for place in piece.places])
        one.tape.skip(round(heard_s * self.rate) if one.marked and heard_s < length_s else length)

    def _add(self, one: Listening, piece: Piece, row: list[int], times: list[float] | None, places: list[int]) -> None:
        said, offset_s = one.said, one.tape.position / self.rate
        tokens = [row[place] for place in places]
        text = self._signs.text(tokens)
        said.text += text
        if text.strip():
            said.segments.append(Span(offset_s + piece.start_s, offset_s + piece.end_s, text.strip()))
        if times is None:
            return
        bounds = [*(times[place] for place in places), times[min(places[-1] + 1, len(times) - 1)]]
        bounds = np.clip(np.maximum.accumulate(bounds), piece.start_s, piece.end_s).tolist()
        for word, first, behind in worded(self._signs.text, tokens, said.language):
            said.words.append(Span(offset_s + bounds[first], offset_s + bounds[behind], word))


def _batches(windows: Sequence[Heard], wish: Wish, most: int) -> Iterator[Sequence[Heard]]:
    """Windows that may share a forward: with marks of time, or without; for words' times, of one length."""
    alike: dict[tuple[bool, int], list[Heard]] = defaultdict(list)
    for one, window in windows:
        alike[one.marked, len(window) if wish.timestamps == "word" else 0].append((one, window))
    for group in alike.values():
        yield from (group[start : start + most] for start in range(0, len(group), most))
