"""Which language a text is written in, by langdetect's letter statistics."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar


class LanguageDetector:
    """Answers like a text classifier. Deterministic and thread-safe."""

    memory: ClassVar = {"cpu": 0.05}

    def __init__(self) -> None:
        detectors: Any = importlib.import_module("langdetect.detector_factory")
        detectors.init_factory()
        self._factory = detectors._factory
        self._lock = threading.Lock()  # its detectors draw from one random generator of the process

    def __call__(self, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
        """For each text what `guesses` says of it."""
        return [self.guesses(text) for text in texts]

    def guesses(self, text: str) -> list[dict[str, Any]]:
        """`[{"label": "en", "score": 0.99}, …]`, likeliest first; none where there are no letters to judge by."""
        from langdetect.lang_detect_exception import LangDetectException

        with self._lock:
            detector = self._factory.create()
            detector.seed = 0
            try:
                detector.append(text)
                return [{"label": guess.lang, "score": float(guess.prob)} for guess in detector.get_probabilities()]
            except LangDetectException:
                return []

    def languages(self) -> list[str]:
        """The codes that it knows: ISO 639-1; zh-cn and zh-tw for Chinese."""
        return list(self._factory.get_lang_list())


@cache
def detector() -> LanguageDetector:
    """One for the process, for what needs no pool."""
    with _loading:
        return LanguageDetector()


_loading = threading.Lock()  # langdetect fills its tables on first use, without a lock of its own
