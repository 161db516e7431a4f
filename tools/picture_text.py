"""What is written in a picture: read out, and questions answered from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Artifact, Json
from tools.picture_questions import QUESTION, checked
from tools.pictures import PictureTool

if TYPE_CHECKING:
    from runtime.pictures.tesseract import Word

LEAST = 0.5
"""How sure Tesseract must be of the letters on the whole: under it stands noise."""
SHOWN = 200
"""Words in the result; all are in the file."""
FILLED_IN = (
    r"((index|business|insurance|membership|report|record|delivery|time|till|loan|order) )?"
    r"(invoice|receipt|bill|form|ticket|certificate|card|slip|voucher|datasheet|delivery note|passport|timetable)"
)
"""What is asked for a date or a number that stands on it."""
PICTURE: dict[str, Any] = {"type": "string", "role": "picture", "description": "Artifact name of a picture."}


class ReadPicture(PictureTool):
    name = "read_picture"
    description = (
        "Reads out the text in a picture: a scan, a screenshot, a photo of a sign (OCR by Tesseract). Returns the text "
        "with its lines, and each word with its box in pixels and a confidence from 0 to 1; saves the text as an "
        "artifact that other tools can summarise or translate. Print, not handwriting."
    )
    inputs = {
        "image": PICTURE,
        "language": {
            "type": "string",
            "nullable": True,
            "role": "ocr_language",
            "description": "As Tesseract calls it: eng, deu, or several as eng+deu; all on this machine if left out.",
        },
    }
    returns: ClassVar = {
        "text": ("string", "Line by line, an empty line between paragraphs."),
        "words": ("array", f"text, box (left, top, right, bottom), confidence, of the first {SHOWN}."),
        "count": ("integer", "How many words."),
        "confidence": ("number", "Of the words on the whole, by their letters."),
        "artifacts": ("array", "Names of the text, and of the list of words where there are more."),
    }
    side_effects = "saves a text"
    makes = "text/plain"
    replaces = True
    cues: ClassVar = (
        r"\bread\b(?!.*\b(aloud|loud|voice)\b).{0,60}?\b(text|words|letters|writing|print|sign|label)\b"
        r".{0,40}?\b(on|of|off|in|from) (it|them|that|each|these|those|all|both)\b",
        r"\b[a-z]{3}\+[a-z]{3}\b",
        r"\bocr\b",
        r"\b(recognition|ocr) language\b|\btesseract\b",
        r"\b(read|extract|get|copy|pull|write down|transcribe)\b.{0,80}?\b(text|words|letters|writing)\b"
        r".{0,80}?\b(picture|photo|image|scan|screenshot)",
        r"\b(read|transcribe) (the|this|that|my) (scan|sign|screenshot|picture|photo|image)\b",
        r"\bwhat (is|does it say|text is)\b.*\b(written|printed)\b.*\b(picture|photo|image|scan|screenshot|it)\b",
        r"\bwhat does (the|this) (sign|screenshot|scan|label|poster)\b.*\bsay\b",
    )
    asks: ClassVar = (
        "read the text in this picture",
        "extract the text from the screenshot",
        "what is written on the sign?",
        "run OCR on the scan",
        "copy the words out of this photo",
        "get the text of the image",
    )

    def forward(self, image: str, language: str | None = None) -> dict[str, Json]:
        from runtime.pictures.tesseract import lines_of, written_in

        picture = self.picture(image)
        try:
            words = written_in(self.opened(picture), (language or "").strip())
        except ValueError as error:
            raise BadInput(f"{self.name}: {error}") from error
        sure = confidence(words)
        if sure < LEAST:
            raise NoResult(f"No text that can be read was found in {picture.name}. Say so rather than trying again.")
        text = "\n".join(" ".join(word.text for word in line) for line in lines_of(words))
        return {
            "summary": text,
            "text": text,
            "words": [row(word) for word in words[:SHOWN]],
            "count": len(words),
            "confidence": sure,
            "artifacts": self._saved(picture, text, words),
        }

    def _saved(self, picture: Artifact, text: str, words: Sequence[Word]) -> list[str]:
        made = self.made(None, [picture.name], "")
        saved = [self.bench.artifacts.save_text(text + "\n", "text", made).name]
        return [*saved, self.save_list([row(word) for word in words], "words", made)] if len(words) > SHOWN else saved


def row(word: Word) -> dict[str, Json]:
    return {"text": word.text, "box": [round(side, 1) for side in word.box], "confidence": round(word.sure / 100, 3)}


def confidence(words: Sequence[Word]) -> float:
    """The mean over all letters, 0 to 1; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return round(sum(word.sure * len(word.text) for word in words) / letters / 100, 4) if letters else 0.0


class AskScan(PictureTool):
    name = "ask_scan"
    description = (
        "Answers a question from what is written in a picture of a document: the total of an invoice, the date of a "
        "letter, a field of a form. Returns the words as they stand there, a score from 0 to 1, and where the words "
        "were read one by one their box in pixels. For a PDF or a text use answer_from_documents."
    )
    inputs = {"image": PICTURE, "question": QUESTION | {"description": "A question about the text, in English."}}
    returns: ClassVar = {
        "answer": ("string", "As it is written there."),
        "box": ("array", "Left, top, right, bottom in pixels; null where the model does not say."),
        "confidence": ("number", "0 to 1."),
        "artifacts": ("array", "Name of the picture with the answer marked, where its place is known."),
    }
    task = "document-question-answering"
    side_effects = "saves a picture where the answer is marked"
    tells = True
    cues: ClassVar = (
        r"\b(what|which|who|whose|when|how (much|many))\b.*\b(on|in|of|to|from) (the|this|that|my|each|every)"
        rf"( of the)? (scan(ned \w+)?|screenshot|{FILLED_IN})\b",
        r"\b(what|which|whose) (?!is\b|was\b|does\b|text\b|words?\b)\w+( \w+)? (is|are|was|were) "
        r"(written|printed|stamped|stated|noted|typed|entered|filled in)\b",
        r"\b(invoice|receipt) (number|total|date|amount)\b",
        rf"\b(each|all|every|these|those|the) (of )?(the |these |those )?({FILLED_IN})s?\b"
        r".{0,60}?\b(need|want|give|tell|get)\b.{0,60}?\b(numbers?|dates?|amounts?|totals?|names?|address(es)?|codes?|prices?|sums?)\b",
    )
    asks: ClassVar = (
        "what is the total on the receipt?",
        "what is the invoice number?",
        "when is the bill due according to the scan?",
        "who signed the form in the picture?",
        "find the date on the scanned letter",
    )

    def forward(self, image: str, question: str) -> dict[str, Json]:
        asked, picture = checked(question, self.name), self.picture(image)
        ran = self.run([{"image": picture.path, "question": asked}])
        found = ran.items[0]
        answer, score = str(found["answer"]), round(float(found["score"]), 4)
        if not answer:
            raise NoResult(f"Nothing was read in {picture.name} that answers this. Say so rather than trying again.")
        box = None if found["box"] is None else [round(float(side), 1) for side in found["box"]]
        marked = [self._marked(picture, answer, box, ran)] if box else []
        return {
            "summary": f"{answer} (score {score:.2f})" + (f", marked in {marked[0]}." if marked else ""),
            "answer": answer,
            "box": box,
            "confidence": score,
            "artifacts": marked,
        }

    def _marked(self, picture: Artifact, answer: str, box: list[float], ran: Any) -> str:
        from runtime.pictures.drawing import Mark, draw_boxes

        image = self.opened(picture)
        left, top, right, bottom = box
        room = max(3.0, (bottom - top) / 4)
        shown = draw_boxes(image, [Mark((left - room, top - room, right + room, bottom + room), answer)])
        return self.save_picture(shown, "answer", self.made(ran, [picture.name], f"The answer “{answer}” is marked."))
