"""A request in words → its clauses: what is asked for, one thing at a time."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from agents.parsing.openings import IMPERATIVE
from agents.parsing.pieces import Piece
from agents.parsing.provisos import NOT_SO, SO
from agents.parsing.sentences import pieces
from runtime.regex import regex

QUOTE = regex(
    r'"([^"]+)"|“([^”]+)”|«([^»]+)»|(?<!\w)\'([^\'\s](?:[^\']|\'(?=\w))*)\'(?!\w)|‘([^’]+)’(?!\w)',
)
ENDINGS = (
    r"(?:pdf|docx?|txt|md|markdown|html?|csv|tsv|json|pptx?|xlsx?|epub|png|jpe?g|webp|gif|bmp|tiff?|heic"
    r"|wav|mp3|mp4|flac|ogg|opus|m4a|aac|wma|webm|mkv|mov|avi|m4v|srt|vtt)"
)
FILE = regex(rf"\w[\w.-]*\.{ENDINGS}\b", re.I)
GLOB = regex(rf"(?<![\w*?])[\w.-]*\*[\w.*?-]*\.{ENDINGS}\b|(?<![\w*?])[\w-]+\*(?=[\s,.;:!?]|$)", re.I)
"""`*.pdf`, `report*`."""
ONE = r"(?:\w[\w-]*-\d+(?:@[a-z0-9-]+)?|@[a-z0-9-]+)"
NAMED = regex(rf"\s*\[({ONE}(?:, {ONE})*)\]\s*$")
"""The artifact names that close a task one agent gives to another: `... [handbook-1]`, `... [@main]`."""
SPOKEN = {"document": "the document", "sound": "the recording", "picture": "the picture", "video": "the video",
          "voice": "the voice", "table": "the table", "collection": "the documents"}  # fmt: skip
"""What stands for a file of each kind where a clause is matched."""
HELD = regex(r"⟦([QF])(\d+)⟧")
MODEL = regex(r"(?<![\w/.:])[A-Za-z][\w.-]*/(?=[\w.-]*[\d_-])[A-Za-z0-9][\w.-]*\w")
"""A checkpoint's id: 'google/vit-base-patch16-224'."""
BLANK = regex(r"_{3,}|\[mask\]|<mask>", re.I)
QUESTION = regex(
    r"^(?:(?:in|on|at|by|for|from|to|with|of) )?(?:what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|"
    r"do(?! (?:it|this|that|the thing|something|so))|does|did|can|could|may|must|"
    r"should(?! (?:be|stand|have|come)\b)|shall|will|would|has|had|"
    r"have(?=.*\?| (?:i|we|you|they|there|any\w*|he|she)\b))\b"
    r"(?!n?['’]t (?!you\b|we\b|it\b|i\b|they\b|the\b))",
    re.I,
)
TELL_ME = regex(
    r"^(?:tell me|find out|say|explain|show me|check|let me know|know|learn|see|"
    r"(?:i|we)(?:['’]m| am|['’]re| are)? (?:just )?(?:wonder(?:ing)?|curious(?: to know)?|need to know|want to know)|"
    r"any idea|do you (?:happen to )?know)[,:]?\s+"
    r"(?:at length |in detail |briefly |roughly |exactly |please )?(?:what|which|who|when|where|why|how|whether|if)\b",
    re.I,
)
"""How a question is told: 'know whether …', 'I wonder if …'."""
EXCLAIMS = regex(
    r"(?:what (?:an?|lovely|beautiful|fine|great) |(?:just|exactly) what "
    r"|how [a-z-]+(?: (?:that|this|it|they|these|those|the \w+) "
    r"(?:is|are|was|were|looks?|came|turned|sounds?)\b|\W*$))[^?]*$",
    re.I,
)
"""What begins like a question and asks nothing: 'how crisp that is!', 'what a beauty!'."""
LOOK = regex(r"(?:have a |take a )?look (?:at|into|through)\b[^?]*[:,]", re.I)
"""Before a question: 'look at roof.jpg: is it wet?'"""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is asked for."""

    text: str
    """As it was said, without the politeness; files by their artifact names, quotes in their marks."""
    masked: str
    """The same for matching: QTEXT for a quote, `the document`, `the recording` … for a file."""
    quotes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Artifact names that it mentions, in order."""
    condition: Clause | None = None
    """What must hold for it to be done."""
    each: str | None = None
    """What was said after 'for each'; None where it was not said."""
    then: bool = False
    """Whether it comes after the clause before, rather than beside it."""
    on_result: bool = False
    """Whether it works on what the clause before makes."""
    told: bool = False
    """Whether its files stand in brackets behind the task: then 'the summary' is one of them."""
    on_paper: bool = False
    """Whether the request is about paper in pictures: a scanned form, a bill."""

    @property
    def is_question(self) -> bool:
        """Asked about the world ('how do I …?', 'tell me when …'), not for a piece of work ('can you sort …?')."""
        return asks(self.text)


@lru_cache(maxsize=1 << 12)
def asks(text: str) -> bool:
    """The same, of the words. Remembered, since a clause is looked at more than once."""
    if text.endswith("!") and EXCLAIMS.match(text):
        return False
    if IMPERATIVE.match(text):
        return bool(TELL_ME.match(text) or (LOOK.match(text) and text.rstrip().endswith("?")))
    return text.rstrip().endswith("?") or bool(QUESTION.match(text) or TELL_ME.match(text))


@dataclass(frozen=True, slots=True)
class Parsed:
    clauses: tuple[Clause, ...]
    files: tuple[str, ...]
    """Artifact names mentioned anywhere."""
    missing: tuple[str, ...]
    """File names mentioned that are not among the session's files."""


def as_it_is(text: str) -> str:
    return text


def parse(
    text: str,
    titles: Mapping[str, str],
    kinds: Mapping[str, str] | None = None,
    spell: Callable[[str], str] = as_it_is,
) -> Parsed:
    """Cut a request into clauses. `titles` maps the session's artifact names to what people call them.

    >>> files = {"notes-1": "notes.txt"}
    >>> parsed = parse("Summarise notes.txt in two sentences, and tell me which language it is in", files)
    >>> [clause.text for clause in parsed.clauses]
    ['Summarise notes-1 in two sentences', 'tell me which language it is in']
    >>> [clause.text for clause in parse("Sort it into one of: policy, recipe, novel", {}).clauses]
    ['Sort it into one of: policy, recipe, novel']
    """
    return _Parser(titles, kinds or {}, spell).parse(text)


@dataclass(slots=True)
class _Parser:
    """Quotes and file names are held out of the text while it is cut, so that no cut falls inside one."""

    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    spell: Callable[[str], str]
    held: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def parse(self, text: str) -> Parsed:
        tail = NAMED.search(text)
        named = tuple(name for name in tail[1].split(", ") if name in self.titles) if tail else ()
        held_out = self.spell(self._hold_out(text[: tail.start()] if tail and named else text))
        clauses = tuple(self._clause(piece, named) for piece in pieces(held_out))
        said = [name for clause in clauses for name in (*clause.files, *(clause.condition or clause).files)]
        return Parsed(clauses, tuple(dict.fromkeys(said)), tuple(dict.fromkeys(self.missing)))

    def _hold_out(self, text: str) -> str:
        text = text.translate(str.maketrans("⟦⟧", "[]"))  # ours alone
        text = QUOTE.sub(lambda match: self._quote(next(g for g in match.groups() if g is not None)), text)
        text = self._hold_out_names(text)
        return FILE.sub(lambda match: self._file(match[0]), GLOB.sub(lambda match: self._glob(match[0]), text))

    def _hold_out_names(self, text: str) -> str:
        """Without the artifact names, and the titles of several words, that stand in it."""
        called = {said.lower(): name for name, said in self.titles.items() if " " in said}
        called |= {name.lower(): name for name in self.titles}
        if not called:
            return text

        def held(match: re.Match[str]) -> str:
            name = called.get(match[0].lower())  # none for letters that have no small form, such as the long s
            return self._hold("F", name) if name else match[0]

        either = "|".join(map(re.escape, sorted(called, key=len, reverse=True)))
        return re.sub(rf"(?<![\w-])(?:{either})(?![\w-])", held, text, flags=re.I)

    def _hold(self, kind: str, value: str) -> str:
        self.held.append((kind, value))
        return f"⟦{kind}{len(self.held) - 1}⟧"

    def _quote(self, inner: str) -> str:
        name = artifact_called(inner, self.titles)
        return self._hold("F", name) if name else self._hold("Q", inner)

    def _file(self, said: str) -> str:
        name = artifact_called(said, self.titles)
        if name is None:
            self.missing.append(said)
        return self._hold("F", name) if name else said

    def _glob(self, said: str) -> str:
        """All files that a pattern names."""
        names = [name for name, title in self.titles.items() if fnmatch.fnmatch(title.lower(), said.lower())]
        if not names and re.search(rf"\.{ENDINGS}$", said, re.I):
            self.missing.append(said)
        return " ".join(self._hold("F", name) for name in names) or said

    def _clause(self, piece: Piece, named: tuple[str, ...]) -> Clause:
        """`named` at the end of a task are all that it is about."""
        condition = self._condition(piece.condition, named) if piece.condition else None
        found = [self.held[int(number)] for _, number in HELD.findall(piece.text)]
        text = HELD.sub(lambda match: self._shown(*self.held[int(match[2])]), piece.text).strip(" ,;")
        masked = HELD.sub(lambda match: self._mask(match[1], int(match[2])), MODEL.sub("the checkpoint", piece.text))
        quotes = tuple(value for kind, value in found if kind == "Q")
        files = [value for kind, value in found if kind == "F"] + by_stem(piece.text, self.titles)
        shown = text if text.endswith("..") else text.rstrip(".")
        about = named or tuple(dict.fromkeys(files))
        spoken = " ".join(masked.split()).strip(" ,;.")
        return Clause(shown, spoken, quotes, about, condition, piece.each, piece.then, piece.on_result, bool(named))

    def _condition(self, said: str, named: tuple[str, ...]) -> Clause:
        return Clause(said, said) if said in (SO, NOT_SO) else self._clause(Piece(said), named)

    def _mask(self, kind: str, number: int) -> str:
        value = self.held[number][1]
        if kind == "F":
            return SPOKEN[self.kinds.get(value, "document")]
        return "QTEXT ___" if BLANK.search(value) else "QTEXT"

    @staticmethod
    def _shown(kind: str, value: str) -> str:
        return value if kind == "F" else f'"{value}"'


def artifact_called(words: str, titles: Mapping[str, str]) -> str | None:
    """The artifact that a person means by a file name; the newest where several have it."""
    said = words.strip().lower()
    return next((name for name in reversed(list(titles)) if said in (name.lower(), titles[name].lower())), None)


@lru_cache(maxsize=1024)
def stem_of(title: str) -> str:
    """
    >>> stem_of("Annual_report-2024.pdf")
    'annual report 2024'
    """
    return re.sub(r"[\W_]+", " ", title.rsplit(".", 1)[0]).strip().lower()


def by_stem(piece: str, titles: Mapping[str, str]) -> list[str]:
    """Documents meant by their name without the ending: 'the handbook'."""
    stems = {name: stem_of(title) for name, title in titles.items()}
    spoken = " " + re.sub(r"[\W_]+", " ", piece.lower()) + " "
    said = {name: stem for name, stem in stems.items() if len(stem) >= 4 and f" {stem} " in spoken}
    other = {name for name, stem in said.items() if f" {stem} of " in spoken or re.search(rf" an? {stem} ", spoken)}
    return [name for name in said if name not in other]  # 'in front of' is no front.jpg, 'a theatre' no theatre.jpg
