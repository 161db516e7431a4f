"""Keeps transformers from warning people of what it does itself."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

OWN_DOING = "Passing `generation_config` together with generation-related arguments"
"""Whisper's and Bark's `generate` call as `generate` then warns not to."""


def hush_generate() -> None:
    logging.getLogger("transformers.generation.utils").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return OWN_DOING not in record.getMessage()


@contextmanager
def empty_filters() -> Iterator[None]:
    """AST's spectrogram has, as it was trained, more bands than its frequencies fill."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "At least one mel filter has all zero values", UserWarning)
        yield
