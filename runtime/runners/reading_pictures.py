"""What runners share that see pictures and read or write words about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from runtime.devices import Placement
from runtime.runners.base import SAFE, Runner
from runtime.runners.seeing import LOOKED_AT, image_processor, opened, processor


class ReadingRunner(Runner):
    """Base of the runners over pictures and words.

    Most checkpoints have one processor for both; an encoder with a decoder has one for each.
    """

    longest = LOOKED_AT

    def __init__(self, folder: Path, placement: Placement) -> None:
        super().__init__(folder, placement)
        self.processor = processor(folder)
        self.looks = getattr(self.processor, "image_processor", None) or image_processor(folder)
        self.tokenizer = getattr(self.processor, "tokenizer", None) or words_of(folder)

    def opened(self, item: Any) -> Any:
        """The picture in RGB. Raises as `runtime.runners.seeing.opened`."""
        return opened(item, self.longest)


def words_of(folder: Path) -> Any:
    import transformers

    return transformers.AutoTokenizer.from_pretrained(folder, **SAFE)
