"""A text with its white space put right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json
from runtime.runners.languages import detector
from runtime.runners.words import UNSPACED
from tools.base import Tool
from tools.languages import LONGEST
from tools.texts import TEXT, Given, given, provenance

SHOWN = 2_000
"""Characters of the clean text that are shown; all of it is in the artifact."""
PLAIN = ("text/plain", "text/markdown")
PROSE = (*PLAIN, "text/html", "application/pdf", "text/x-log")
HIDDEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u2060\ufeff]")
"""Control characters, soft hyphens and spaces of no width; not the joiners that Persian, Indic words and emoji need."""
RUN = re.compile(r"[ \t\u00a0]{2,}|\t")
EDGES = " \t\u00a0"
BLANK = re.compile(r"\n{3,}")
BEFORE_MARK = re.compile(r"(?<=(\S)) +(?![:;]-?[()DP])(?=[,;](?!\d)|[.:!?)\]}”’]+(?:\s|$|[\"'”’)\]]))")
"""Not before `.5`, `:)` and `.NET`."""
BEFORE_DOT = re.compile(r"(?<=(\S)) +(?=[,.]+(?:\s|$|[\"'”’)\]]))")
"""The same for French, which has a space before the other marks."""
AFTER_OPENING = re.compile(r"(?<=[(\[{“‘]) +(?=(\S))")
CONTRACTION = re.compile(r"(?<=([A-Za-z])) +(?=(?:n['’]t|['’](?:s|m|re|ve|ll|d))\b)", re.I)


class CleanText(Tool):
    name = "clean_text"
    description = (
        "Puts the white space of a text or document right: repeated spaces, spaces at the ends of lines and before "
        "punctuation ('do n't', 'word .'), blank lines, invisible characters. Changes no word. Spaces beside Chinese, "
        "Japanese, Thai, Lao, Khmer, Burmese and Tibetan letters are left where they mean something. Saves the result "
        "as a text artifact and says what was changed."
    )
    inputs = {
        "text": TEXT | {"nullable": False},
        "unicode": {
            "type": "boolean",
            "role": "unicode",
            "nullable": True,
            "description": "Also write letters of compatibility as usual ones (Unicode NFKC): ﬁ as fi, Ａ as A.",
        },
        "punctuation": {
            "type": "boolean",
            "role": "punctuation",
            "nullable": True,
            "description": "Whether spaces beside punctuation are put right; yes if left out.",
        },
    }
    returns: ClassVar = {
        "text": ("string", "The clean text, its first 2,000 characters."),
        "changes": ("object", "What was changed, and how often."),
        "characters": ("object", "How many there were before and are after."),
        "artifacts": ("array", "Name of the clean text."),
    }
    side_effects = "saves a text artifact"
    labels = ("reads_untrusted",)
    makes = "text/plain"
    replaces = True
    cues: ClassVar = (
        r"\bwhite ?spaces?\b",
        r"\bclean(ed)?( ?up|ing)?\b.*\b(text|document|file|it|this|spac\w+|QTEXT|up)\b",
        r"\b(extra|double|repeated|stray|trailing|superfluous|unnecessary) (spaces?|blanks?|(blank )?lines?)\b",
        r"\bnfkc\b|\bnormali[sz]e\b.*\b(text|unicode|characters|spac\w+)\b",
        r"\btidy\b.*\b(text|document|file|it|this|QTEXT)\b",
        r"\b(invisible|zero[- ]width|control) characters?\b",
    )
    asks: ClassVar = (
        "clean up the white space of this text",
        "remove the extra spaces from the document",
        "tidy this text",
        "fix the spacing around the punctuation",
        "normalise the unicode characters in the file",
        "strip trailing spaces and invisible characters",
    )

    def forward(self, text: str, unicode: bool | None = None, punctuation: bool | None = None) -> dict[str, Json]:
        (source,) = given(self, text, None)
        if source.name and source.document.media_type not in PROSE and "document" not in source.document.media_type:
            raise BadInput(
                f"{source.title} is {source.document.media_type}, where spaces mean something. Give clean_text a text."
            )
        before = self._original(source)
        guesses = detector().guesses(before[:LONGEST])
        language = guesses[0]["label"] if guesses else ""
        after, changes = cleaned(before, language, bool(unicode), punctuation is not False)
        parameters: dict[str, Json] = {"unicode": bool(unicode), "punctuation": punctuation is not False}
        made = self.bench.artifacts.save_text(after, "clean-text", provenance(self, [source], parameters)).name
        told = ", ".join(f"{count} {what}" for what, count in changes.items()) or "nothing had to be changed"
        return {
            "summary": f"The clean text of {source.title} is in {made}: {told}.",
            "text": after[:SHOWN],
            "changes": changes,
            "characters": {"before": len(before), "after": len(after)},
            "artifacts": [made],
        }

    def _original(self, source: Given) -> str:
        """Of a plain text every character; of other documents, whose white space is layout, what they say."""
        if source.name and source.document.media_type in PLAIN:
            try:
                return self.bench.artifacts.text(source.name)
            except BadInput:  # not UTF-8, so that it was decoded while it was read
                pass
        return "\n\n".join(page.text for page in source.document.pages)


def cleaned(
    text: str, language: str = "en", unicode: bool = False, punctuation: bool = True
) -> tuple[str, dict[str, int]]:
    """`text` put right, and what was changed how often.

    After what `clean_up_tokenization_spaces` does in transformers, with care for other languages.

    >>> cleaned("It 's  late , is n't it ?")
    ("It's late, isn't it?", {'repeated spaces': 1, 'spaces beside punctuation': 4})
    >>> cleaned("C'est vrai !", "fr")[0], cleaned("你好 。 世界 !", "zh-cn")[0], cleaned("ﬁne", unicode=True)[0]
    ("C'est vrai !", '你好 。 世界 !', 'fine')
    """
    steps: list[tuple[str, Callable[[str], tuple[str, int]]]] = [
        ("line ends", lambda t: re.subn(r"\r\n?", "\n", t)),
        ("invisible characters", lambda t: HIDDEN.subn("", t)),
        ("lines with spaces at their ends", _without_edges),
        ("repeated spaces", lambda t: RUN.subn(" ", t)),
        ("blank lines", lambda t: BLANK.subn("\n\n", t)),
    ]
    if unicode:
        steps.insert(0, ("letters of compatibility", _usual_letters))
    if punctuation:
        steps.append(("spaces beside punctuation", lambda t: _beside_marks(t, language)))
    changes: dict[str, int] = {}
    for what, step in steps:
        text, count = step(text)
        changes |= {what: count} if count else {}
    return text.strip("\n"), changes


def _without_edges(text: str) -> tuple[str, int]:
    lines = text.split("\n")
    stripped = [line.strip(EDGES) for line in lines]
    return "\n".join(stripped), sum(a != b for a, b in zip(lines, stripped, strict=True))


def _usual_letters(text: str) -> tuple[str, int]:
    changed = sum(unicodedata.normalize("NFKC", character) != character for character in text)
    usual = unicodedata.normalize("NFKC", text)
    return usual, changed or int(usual != text)


def _beside_marks(text: str, language: str) -> tuple[str, int]:
    """Without the spaces, but those beside a letter of a script that has none between words."""
    total = 0

    def dropped(match: re.Match[str]) -> str:
        nonlocal total
        if UNSPACED.match(match[1]):
            return match[0]
        total += 1
        return ""

    for pattern in (BEFORE_DOT,) if language == "fr" else (BEFORE_MARK, AFTER_OPENING, CONTRACTION):
        text = pattern.sub(dropped, text)
    return text, total
