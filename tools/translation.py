"""A text in another language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from rag.documents import Document
from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Json, Provenance
from runtime.runners.language_codes import Language, known_languages, language
from tools.base import Choose, Tool
from tools.languages import LONGEST
from tools.names import CAPITALS, Names, by_capitals, labelled, survives
from tools.pairs import checkpoint_to, found
from tools.round_trip import round_trip

SHOWN = 20_000
"""Characters of a translation that are returned at once; all of it is in the artifact."""
TOLD = 1_500
"""Characters of it that a person is shown."""
LETTERS, LIKELY = 20, 0.9
"""What a text must have, and its language be, to go by the guess."""
SPOKEN = "|".join(re.escape(one.name) for one in known_languages() if one.m2m)
"""Names of the languages that people mostly ask for, for cues."""
OWN_SCRIPT = frozenset("bn el gu he ja kn ko ml pa ta te th".split())
"""Languages that nearly own their script: a few letters tell them."""


class Translate(Tool):
    name = "translate"
    description = (
        "Translates a text or document into another language, paragraph by paragraph, and saves it as a text artifact. "
        "Says which names did not come through, and on request translates it back to compare. It does not shorten: "
        "for a summary in another language summarise first."
    )
    inputs = {
        "text": {"type": "string", "role": "text", "description": "Artifact name of a document, or the text itself."},
        "to": {
            "type": "string",
            "role": "target",
            "description": "Language to translate into: its English name or ISO 639-1 code, such as French or fr.",
        },
        "source": {
            "type": "string",
            "role": "source_language",
            "description": "Language of the text, likewise; found out if left out, which takes about 20 letters.",
            "nullable": True,
        },
        "check": {
            "type": "boolean",
            "role": "check",
            "description": "True to translate it back too, where a model for that is here, and compare.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "text": ("string", f"The translation, its first {SHOWN} characters where it is longer."),
        "language": ("string", "ISO 639-1 code of the language it is in now."),
        "source": ("string", "ISO 639-1 code of the language it was in."),
        "source_confidence": ("number", "0 to 1: how sure that is; 1 where it was given."),
        "paragraphs": ("integer", "How many there are, in both."),
        "names_lost": ("array", "Names of the text that do not stand in the translation as they were written."),
        "names_by": ("string", "What found the names: a checkpoint's id, `capitals`, or `` where the scripts differ."),
        "round_trip": ("object", "How alike the text and its translation back are: measure, score, least, most, text."),
        "artifacts": ("array", "Name of the text artifact with the translation."),
    }
    task = "translation"
    side_effects = "saves a text artifact"
    labels = ("reads_untrusted",)
    makes = "text/plain"
    cues: ClassVar = (
        r"^(?!(?:how|who|where|when|why|may|can i)\b).*\btranslat(?!.*\b(recording|speech|interview|talk|speaker)\b)",
        r"^(?!.*\b(?:recording|speech|interview|talk|speaker)\b).*"
        rf"\b(put|turn|render|convert|say|rewrite|give me|want|need|have|get)\b.*\b(in|into|to) ({SPOKEN})\b",
        rf"(\b(an?|the|in|into) |^)({SPOKEN}) (version|translation)\b",
        rf"\bwhat (does|do|is)\b.*\b(mean|QTEXT)\b.*\bin ({SPOKEN})\b",
        rf"\bhow (do|would) (you|i|we) say\b.*\bin ({SPOKEN})\b",
    )
    asks: ClassVar = (
        "translate this text into French",
        "translate the document from German to English",
        "put the letter into Spanish",
        "render this paragraph in Italian",
        "what is this sentence in Japanese?",
        "how do you say this in Portuguese?",
        "I need the file in Dutch",
    )

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        to, source = language(str(given.get("to", ""))), language(str(given.get("source", "")))
        if given.get("model") or to is None:
            return str(given.get("model", ""))
        return checkpoint_to(to, source, choose)

    def forward(self, text: str, to: str, source: str | None = None, check: bool | None = None) -> dict[str, Json]:
        target = known(to, "to")
        document, name = self.material(text)
        origin, sure = (known(source, "source"), 1.0) if source else self._found_out(document)
        if origin.code == target.code:
            raise BadInput(f"{document.title} is in {origin.name} already. Give another language, or its source=….")
        checkpoint = self._model or checkpoint_to(target, origin, self.bench.pool.choice)
        pages = [page.text for page in document.pages]
        results = self.run(pages, checkpoint=checkpoint, source=origin.code, target=target.code)
        made = [str(item["text"]) for item in results.items]
        names = self._names(document.text, origin.code)
        back = round_trip(self, pages, made, origin, target) if check else None
        return self._result(document, name, results, made, names, back) | {"source_confidence": sure}

    def _found_out(self, document: Document) -> tuple[Language, float]:
        """The language of the text, and how sure that is.

        Raises:
            BadInput: it is too short to tell, or no language that is known here.
        """
        guesses = self.run([document.text[:LONGEST]], "language-detection", checkpoint="langdetect").items[0]
        likely = language(str(guesses[0]["label"])) if guesses else None
        score = round(float(guesses[0]["score"]), 4) if guesses else 0.0
        enough = sum(map(str.isalpha, document.text)) >= LETTERS and score >= LIKELY
        if likely and (enough or likely.code in OWN_SCRIPT):
            return likely, score
        guess = f" (perhaps {likely.name})" if likely else ""
        raise BadInput(
            f"{document.title} is too short to tell which language it is in{guess}. Say which: "
            "translate(text=…, to='fr', source='en'), or ask to translate it “from English into French”."
        )

    def _names(self, text: str, source: str) -> Names:
        """By the model for that where one is here, else by capitals."""
        choice = found("token-classification", "", self.bench.pool.choice)
        if choice is None:
            return Names(by_capitals(text, source), CAPITALS)
        return Names(labelled(self.run([text], "token-classification").items[0]), choice.checkpoint.id)

    def _result(
        self,
        document: Document,
        name: str,
        results: Results,
        made: list[str],
        names: Names,
        back: dict[str, Json] | None,
    ) -> dict[str, Json]:
        whole = joined(document, made)
        lost, checks = survives(names, whole)
        ways = results.items[0]
        target = language(ways["target"])
        called = target.name if target else str(ways["target"])
        saved = self._saved(whole, name, results)
        shown = whole if len(whole) <= TOLD else f"{whole[:TOLD].rsplit(' ', 1)[0]} …\n(All of it: {saved}.)"
        doubts = [f"Names that did not come through: {', '.join(lost[:10])}."] if lost else []
        doubts += [str(back["says"])] if back else []
        return {
            "summary": "\n".join([f"{document.title} in {called}:", shown, *doubts]),
            "text": whole[:SHOWN],
            "language": ways["target"],
            "source": ways["source"],
            "paragraphs": sum(bool(line.strip()) for line in whole.split("\n")),
            "names_lost": lost,
            "names_by": names.by if checks else "",
            "round_trip": back,
            "artifacts": [saved],
        }

    def _saved(self, text: str, name: str, results: Results) -> str:
        line, sources = results.checkpoint, (name,) if name else ()
        parameters = {"text": name or "given as text", **results.parameters}
        provenance = Provenance(
            self.name, sources, parameters, line.id, line.revision, results.placement.at, seconds=results.seconds
        )
        return self.bench.artifacts.save_text(text, "translation", provenance).name


def known(word: str, argument: str) -> Language:
    found = language(word)
    if found is None:
        raise BadInput(
            f"{argument}={word!r} is no language that is known here. Give its English name or ISO 639-1 code, such as "
            f"{argument}='French' or {argument}='fr'."
        )
    return found


def joined(document: Document, made: list[str]) -> str:
    """The pages one after the other: numbered ones as paragraphs of their own, rows of a table line after line."""
    between = "\n\n" if document.pages[0].number else "\n"
    return between.join(made)
