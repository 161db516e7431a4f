"""A request in words → its clauses: what is asked for, one thing at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

QUOTE = re.compile(
    r'"([^"]+)"|“([^”]+)”|«([^»]+)»|(?<!\w)\'([^\'\s](?:[^\']|\'(?=\w))*)\'(?!\w)|‘([^’]+)’(?!\w)',
)
FILE = re.compile(
    r"\w[\w.-]*\.(?:pdf|docx?|txt|md|markdown|html?|csv|tsv|json|pptx?|xlsx?|epub|png|jpe?g"
    r"|wav|mp3|mp4|flac|ogg|opus|m4a|webm|mkv|mov|srt|vtt)\b",
    re.I,
)
NAMED = re.compile(r"\s*\[(\w[\w-]*-\d+(?:, \w[\w-]*-\d+)*)\]\s*$")
"""The artifact names that close a task one agent gives to another: `... [handbook-1]`."""
SPOKEN = {"document": "the document", "sound": "the recording", "picture": "the picture", "video": "the video",
          "voice": "the voice"}  # fmt: skip
"""What stands for a file of each kind where a clause is matched."""
HELD = re.compile(r"⟦([QF])(\d+)⟧")

POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok(?:ay)?|well|so|then|and|also|but|now|next|first(?:ly)?|second(?:ly)?|finally|lastly|"
    r"after (?:that|this)|please|kindly|just|thanks?|thank you)\b[\s,.!:]*"
    r"|(?:can|could|would|will) (?:you|we)(?: please| kindly| also| then)*(?: help me(?: to)?)?\s+"
    r"|(?:i(?:'d| would)? (?:like|want|need|love)(?: you)? to|i want|let's|help me(?: to)?|is it possible to)\s+)+",
    re.I,
)
ACTIONS = (
    "abridge|answer|boil|caption|categori[sz]e|check|choose|classify|clean|compare|condense|convert|count|create|cut|"
    "decide|describe|detect|determine|display|draft|draw|explain|extract|figure|file|find|fix|generate|get|give|guess|"
    "identify|jot|keep|label|let|list|look|make|mention|name|note|open|paint|pick|point|print|put|quote|rank|rate|read|"
    "recall|recogni[sz]e|record|remember|remind|report|rewrite|save|say|search|send|shorten|show|sort|speak|split|state|"
    "sum|summari[sz]e|tag|tell|transcribe|translate|turn|verify|work|write"
)
OBJECT = (
    r"(?:me|us|it|this|that|these|those|them|the|an?|my|our|your|its|all|each|every|any|both|in|into|as|for|up|out|"
    r"down|to|on|about|which|what|who|whose|where|when|how|why|whether|if|⟦)"
)
STARTER = (
    rf"(?:(?:please|also|then|finally|lastly|next)\s+)*"
    rf"(?:(?:{ACTIONS})\b(?=[\s:]+{OBJECT})|(?:(?:in|on|at|by|for|from|to|with|of)\s+(?=what|which|who))?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b)"
)
"""How a new clause starts: an action with its object ('tell me', not the label 'note'), or a question word."""
SPLIT = re.compile(
    rf"(?<=[.?!;…])\s+(?=\S)"
    rf"|\s*[,;]?\s+(?:and\s+then|then|after\s+(?:that|this)|afterwards)\b,?\s+(?={STARTER})"
    rf"|\s*[,;]\s+and\s+(?={STARTER})|\s+and\s+(?:also\s+)?(?={STARTER})|\s*[,;]\s+(?={STARTER})|\n+",
    re.I,
)
REMARK = re.compile(
    r"^(?!\w+ (?:what|which|who))(?:in|with|by|using|for|from|at|within|keep|no more|at most|at least|"
    r"max(?:imum)?|under|over|briefly|short|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b",
    re.I,
)
"""How a remark on the clause before it starts: 'Three sentences, please.'"""
BORROWING = re.compile(r"\b(?:clone|imitate|copy|borrow|take|use)\b.*\bvoice\b", re.I)
SAYING = re.compile(r"(?:say|speak|read)\b", re.I)
"""What is to be done with a borrowed voice: 'Clone the voice in talk.wav and say "hello".'"""
QUESTION = re.compile(
    r"^(?:(?:in|on|at|by|for|from|to|with|of) )?(?:what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|"
    r"do|does|did|can|could|may|must|should|shall|"
    r"will|would|has|have|had)\b",
    re.I,
)
IMPERATIVE = re.compile(rf"^(?:{ACTIONS})\b", re.I)
TELL_ME = re.compile(
    r"^(?:tell me|find out|say|explain|show me|check|let me know)\s+(?:what|which|who|when|where|why|how|whether|if)\b",
    re.I,
)


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

    @property
    def is_question(self) -> bool:
        """Asked about the world ('how do I …?', 'tell me when …'), not for a piece of work ('can you sort …?')."""
        if IMPERATIVE.match(self.text):
            return bool(TELL_ME.match(self.text))
        return self.text.rstrip().endswith("?") or bool(QUESTION.match(self.text))


@dataclass(frozen=True, slots=True)
class Parsed:
    clauses: tuple[Clause, ...]
    files: tuple[str, ...]
    """Artifact names mentioned anywhere."""
    missing: tuple[str, ...]
    """File names mentioned that are not among the session's files."""


def parse(text: str, titles: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> Parsed:
    """Cut a request into clauses. `titles` maps the session's artifact names to what people call them.

    >>> files = {"notes-1": "notes.txt"}
    >>> parsed = parse("Summarise notes.txt in two sentences, and tell me which language it is in", files)
    >>> [clause.text for clause in parsed.clauses]
    ['Summarise notes-1 in two sentences', 'tell me which language it is in']
    >>> [clause.text for clause in parse("Sort it into one of: policy, recipe, novel", {}).clauses]
    ['Sort it into one of: policy, recipe, novel']
    """
    return _Parser(titles, kinds or {}).parse(text)


@dataclass(slots=True)
class _Parser:
    """Quotes and file names are held out of the text while it is cut, so that no cut falls inside one."""

    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    held: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def parse(self, text: str) -> Parsed:
        tail = NAMED.search(text)
        named = tuple(name for name in tail[1].split(", ") if name in self.titles) if tail else ()
        held_out = self._hold_out(text[: tail.start()] if tail and named else text)
        pieces = joined(POLITE.sub("", piece.strip()).strip() for piece in SPLIT.split(held_out))
        clauses = tuple(self._clause(piece, named) for piece in pieces)
        files = tuple(dict.fromkeys(name for clause in clauses for name in clause.files))
        return Parsed(clauses, files, tuple(dict.fromkeys(self.missing)))

    def _hold_out(self, text: str) -> str:
        text = text.translate(str.maketrans("⟦⟧", "[]"))  # ours alone
        text = QUOTE.sub(lambda match: self._quote(next(g for g in match.groups() if g is not None)), text)
        for name in sorted(self.titles, key=len, reverse=True):
            for said in {name, self.titles[name]}:
                if said == name or " " in said:
                    pattern = rf"(?<![\w-]){re.escape(said)}(?![\w-])"
                    text = re.sub(pattern, lambda _, name=name: self._hold("F", name), text, flags=re.I)  # type: ignore[misc]
        return FILE.sub(lambda match: self._file(match[0]), text)

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

    def _clause(self, piece: str, named: tuple[str, ...]) -> Clause:
        found = [self.held[int(number)] for _, number in HELD.findall(piece)]
        text = HELD.sub(lambda match: self._shown(*self.held[int(match[2])]), piece).strip(" ,;")
        masked = HELD.sub(lambda match: "QTEXT" if match[1] == "Q" else self._kind(int(match[2])), piece)
        quotes = tuple(value for kind, value in found if kind == "Q")
        files = [value for kind, value in found if kind == "F"] + by_stem(piece, self.titles)
        shown = text if text.endswith("..") else text.rstrip(".")
        return Clause(shown, " ".join(masked.split()).strip(" ,;."), quotes, tuple(dict.fromkeys([*files, *named])))

    def _kind(self, number: int) -> str:
        return SPOKEN[self.kinds.get(self.held[number][1], "document")]

    @staticmethod
    def _shown(kind: str, value: str) -> str:
        return value if kind == "F" else f'"{value}"'


def joined(pieces: Iterable[str]) -> list[str]:
    """Pieces that hold a word, remarks joined to the piece they are about."""
    done: list[str] = []
    for piece in pieces:
        if done and BORROWING.search(done[-1]) and SAYING.match(piece):
            done[-1] = f"{done[-1]} and {piece}"
        elif done and REMARK.match(piece) and len(piece.split()) <= 6 and not piece.rstrip().endswith("?"):
            done[-1] = f"{done[-1].rstrip(' .')} {piece}"
        elif re.search(r"\w", piece):
            done.append(piece)
    return done


def artifact_called(words: str, titles: Mapping[str, str]) -> str | None:
    """The artifact that a person means by a file name; the newest where several have it."""
    said = words.strip().lower()
    return next((name for name in reversed(list(titles)) if said in (name.lower(), titles[name].lower())), None)


def by_stem(piece: str, titles: Mapping[str, str]) -> list[str]:
    """Documents meant by their name without the ending: 'the handbook'."""
    stems = {name: re.sub(r"[\W_]+", " ", title.rsplit(".", 1)[0]).strip().lower() for name, title in titles.items()}
    spoken = " " + re.sub(r"[\W_]+", " ", piece.lower()) + " "
    return [name for name, stem in stems.items() if len(stem) >= 4 and f" {stem} " in spoken]
