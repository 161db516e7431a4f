"""Says in another language what a text says; its lines and paragraphs stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from runtime.cancel import check
from runtime.devices import Placement
from runtime.runners.decoding import ONE_TEXT, Decoding, decoding
from runtime.runners.language_codes import UNSPACED
from runtime.runners.sentences import pieces
from runtime.runners.seq2seq import Seq2Seq, insist_on_texts, text_of
from runtime.runners.tongues import Direction, tongues

LINE = re.compile(r"(\s*(?:[-*•–>]\s+|#{1,6}\s+|\d{1,3}[.)]\s+)?)(.*?)(\s*)", re.DOTALL)
"""A line: what it begins with (a bullet, a number), what it says, white space."""
SOME_SENTENCES = 200
"""Tokens in a chunk: models of translation learned from sentences, and skip some where many come at once."""
STEP = 32
"""A chunk's limit follows its length in steps of so many tokens: chunks of about the same length share a batch."""

Bit = tuple[str, bool]
"""A piece of a text, and whether it is to be translated."""


class Translator(Seq2Seq):
    batch_size: ClassVar[int] = 16
    task: ClassVar[str] = "translation"

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self._tongues = tongues(self.model.config, self.tokenizer)

    def languages(self) -> dict[str, list[str] | None]:
        """Codes of what it reads, `sources`, and writes, `targets`; None where the checkpoint does not list them."""
        known = {"sources": self._tongues.sources, "targets": self._tongues.targets}
        return {name: None if codes is None else sorted(codes) for name, codes in known.items()}

    def run(self, inputs: list[str], **parameters: Any) -> list[dict[str, Any]]:
        """For each text `{"text": …, "source": "en", "target": "fr"}`; blank stays blank.

        `source` and `target` hold for all: ISO 639-1 codes, 639-3 where there is none; other codes and English names
        are understood too. A translation may be half as long again as its text and 20 tokens more, unless
        `max_new_tokens` says otherwise for each chunk. `num_beams` is 4. Long lines are translated in chunks of some
        sentences; lines without a letter stay as they are. The other parameters are those of `Decoding` for one text.

        Raises:
            ValueError: the model does not translate so, the sentence says what it does; or a parameter has no such
                value.
        """
        insist_on_texts(inputs)
        named = {name: text_of(name, parameters.pop(name, None) or "") for name in ("source", "target")}
        source, target, direction = self._tongues.direction(**named)
        limit = parameters.get("max_new_tokens")
        beams = 1 if parameters.get("do_sample") else 4
        how = decoding(parameters, ONE_TEXT, num_beams=beams).with_own(self._own)
        texts = [list(self._bits(text, direction, target)) for text in inputs]
        chunks = list(dict.fromkeys(bit for bits in texts for bit, speaks in bits if speaks))
        into = dict(zip(chunks, self._translated(chunks, direction, how, limit), strict=True))
        made = ["".join(into[bit] if speaks else bit for bit, speaks in bits) for bits in texts]
        return [{"text": text, "source": source, "target": target} for text in made]

    def _bits(self, text: str, direction: Direction, target: str) -> Iterator[Bit]:
        """Joined they are `text`, but for the white space between the chunks of a line, which is as in `target`."""
        gap = "" if target in UNSPACED else " "
        for line in text.splitlines(keepends=True):
            check()
            before, says, after = LINE.fullmatch(line).groups()  # type: ignore[union-attr]  # it fits anything
            yield before, False
            if any(character.isalpha() for character in says):
                yield from self._chunks(says, direction, gap)
            else:
                yield says, False
            yield after, False

    def _chunks(self, line: str, direction: Direction, gap: str) -> Iterator[Bit]:
        most = min(SOME_SENTENCES, self.room(direction.prefix), int((self.writes - 20) / 1.5))
        for number, chunk in enumerate(pieces(line, self.count, max(1, most))):
            if number:
                yield gap, False
            yield chunk.strip(), True

    def _translated(
        self, chunks: Sequence[str], direction: Direction, how: Decoding, limit: int | None
    ) -> Iterable[str]:
        if direction.source:
            self.tokenizer.src_lang = direction.source
        first = {} if direction.first is None else {"forced_bos_token_id": direction.first}
        asked = [how if limit else expecting(how, length) for length in self.count(chunks)]
        rows = self.generate([direction.prefix + chunk for chunk in chunks], asked, **first)
        return self.said([row[1:] if row[:1] == [direction.first] else row for row in rows])


def expecting(how: Decoding, length: int) -> Decoding:
    """`how`, for a chunk of `length` tokens: the translation is seldom half as long again."""
    return replace(how, max_new_tokens=-(-length // STEP) * STEP * 3 // 2 + 20)
