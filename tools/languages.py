"""Which language a text is written in."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import NoResult
from runtime.records import Json
from tools.base import Tool
from tools.outcomes import Outcome

NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam",
    "mr": "Marathi", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
    "sq": "Albanian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai",
    "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh-cn": "Chinese (simplified)", "zh-tw": "Chinese (traditional)",
}  # fmt: skip
"""ISO 639-1 codes that langdetect 1.0.9 knows."""
LONGEST = 20_000
"""Characters of a text that are looked at: more changes nothing."""


class DetectLanguage(Tool):
    name = "detect_language"
    description = (
        "Says which language a text or document is written in, as a name, an ISO 639-1 code and a probability from 0 "
        "to 1. Texts under about 20 letters are guesses."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
    }
    returns: ClassVar = {
        "language": ("string", "ISO 639-1 code; zh-cn and zh-tw for Chinese."),
        "name": ("string", "The language in English."),
        "confidence": ("number", "Probability, 0 to 1."),
        "others": ("object", "Other candidates: code to probability."),
    }
    task = "language-detection"
    labels = ()
    outcomes = (
        Outcome("language", r"\bin (?P<value>[a-z]+)\b", reads="language"),
        Outcome(
            "language",
            r"\b(?:is|are|was|were|be|it['’]s|they['’]re|speaks?)(?: not|n['’]t)?(?: all| already)? "
            r"(?P<value>[a-z]+)\b",
            reads="language",
        ),
    )
    cues: ClassVar = (
        r"\b(what|which) (is the |is its )?(lang(uage)?|tongue)\b",
        r"\b(detect|identify|recogni[sz]e|determine|find out|guess|tell)\b.*\blanguage\b",
        r"\blanguage (is|it is|of)\b",
        r"\bwritten in\b\W*$",
        r"\bis (it|this|that|the \w+) (written )?in (english|french|german|spanish|italian|portuguese|dutch)\b",
    )
    asks: ClassVar = (
        "which language is this in?",
        "detect the language of the text",
        "what language was it written in?",
        "is this document in French?",
    )

    def forward(self, text: str) -> dict[str, Json]:
        document, _ = self.material(text)
        whole = "\n".join(page.text for page in document.pages)
        guesses = self.run([whole[:LONGEST]]).items[0]
        if not guesses:
            raise NoResult(f"{document.title} has no letters to judge a language by. Say so rather than trying again.")
        code, probability = guesses[0]["label"], float(guesses[0]["score"])
        sure = "" if sum(map(str.isalpha, whole)) >= 20 else " (a guess: the text is very short)"
        return {
            "summary": f"{document.title} is written in {NAMES.get(code, code)} ({code}).{sure}",
            "language": code,
            "name": NAMES.get(code, code),
            "confidence": round(probability, 4),
            "others": {guess["label"]: round(float(guess["score"]), 4) for guess in guesses[1:]},
        }
