"""Does what the answer cites exist, and say so?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from memory.artifacts import looks_like_name
from rag.sentences import sentences
from runtime.errors import ArtifactError
from runtime.records import MARK, Answer, Citation, Verdict
from validators.claims import Told, claim_faults
from validators.rules import Check

Page = tuple[int | None, str]
"""A page's number, from 1, and its text; None where the document has no pages."""

CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
ONE_MARKER = re.compile(r"\[\d{1,3}\]")
MARKERS = re.compile(r"\[\d{1,3}(?:\s*,\s*\d{1,3}){0,2}\]")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
LETTER = r"[^\W\d_]"
WORD_HYPHEN = re.compile(rf"(?<={LETTER})-(?={LETTER})")
HYPHEN_GAP = re.compile(r"(?<=\w-)\s+(?=\w)")
STRAIGHT = str.maketrans("‘’‚“”„\u2010", "'''\"\"\"-")
EAST = "[\u3000-\u9fff\uf900-\ufaff]"
EAST_GAP = re.compile(rf"(?<={EAST})\s+(?={EAST})")
TABLE_HEAD = re.compile(r"[^\n]*\|[^\n]*\n[ \t]*\|?[ :|-]*-[ :|-]*\n")
"""The names of a table's columns and the line under them, as Markdown has them."""
SPACED_SCRIPTS_END = "\u0e00"
"""From Thai on, scripts do not set words apart with spaces, or set words and endings together."""


def citations_are_real(
    pages: Callable[[str], Sequence[Page]], told: Callable[[], Iterable[Told]] = lambda: ()
) -> Check:
    """Every citation's document, page and quote exist, every `[n]` in the text has its citation, and that says so.

    `pages` gives the pages of an artifact, and raises UnknownArtifact where there is none. `told` is what tools told.
    """

    def check(answer: Answer) -> Verdict:
        read: dict[str, Sequence[Page]] = {}
        faults = []
        for number, citation in enumerate(answer.citations, 1):
            fault = artifact_fault(citation, pages, read) or citation_fault(citation, read[citation.artifact])
            if fault:
                faults.append(f"Citation {number}: {fault}")
        faults = [*marker_faults(answer, read), *faults]
        faults = faults or list(
            claim_faults(prose(answer), lambda one: whole_sentences(one, read[one.artifact]), told())
        )
        return Verdict("citations_are_real", not faults, " ".join(faults))

    return check


def artifacts_exist(known: Callable[[], Iterable[str]]) -> Check:
    """Every artifact the answer has exists, and so does every one that its text names.

    A word of the text counts as a name where its kind is that of an artifact: `form-12` may be just a form.
    """

    def check(answer: Answer) -> Verdict:
        names = list(dict.fromkeys(known()))
        kinds = {kind_of(name) for name in names}
        words = (word.strip("-_") for word in re.findall(r"[\w-]+", answer.text))
        said = [word for word in words if looks_like_name(word) and kind_of(word) in kinds]
        missing = [n for n in dict.fromkeys((*(a.name for a in answer.artifacts), *said)) if n not in names]
        hint = f"There is no {', '.join(missing)}. Name only artifacts there are: {', '.join(names) or 'none yet'}."
        return Verdict("artifacts_exist", not missing, hint if missing else "")

    return check


def confidence_at_least(threshold: float) -> Check:
    """Every citation's score, 0 to 1, is at least `threshold`. An answer that cites nothing passes."""

    def check(answer: Answer) -> Verdict:
        weak = [citation for citation in answer.citations if not citation.score >= threshold]
        if not weak:
            return Verdict("confidence_at_least", True)
        weakest = min(weak, key=lambda citation: citation.score)
        hint = f"The citation of {weakest.place} has a confidence of {weakest.score:.2f}, under {threshold:g}."
        return Verdict("confidence_at_least", False, f"{hint} A person should look at it.")

    return check


def kind_of(name: str) -> str:
    """
    >>> kind_of("depth-map-2")
    'depth-map'
    """
    return name.rpartition("-")[0]


def marker_faults(answer: Answer, read: Mapping[str, Sequence[Page]]) -> Iterator[str]:
    """Markers without a citation, and marks (`[^7]`) that a tool never gave.

    Lists such as `[1, 2]` count only where something is cited: they may be data. A marker that stands in a cited
    document is the document's own.
    """
    said = CODE.sub(" ", answer.text)
    for mark in dict.fromkeys(match[0] for match in MARK.finditer(said)):
        yield f"{mark} stands in the text, but no tool gave that mark. Drop it, or use one that a tool returned."
    own = {marker for pages in read.values() for _, text in pages for marker in MARKERS.findall(text)}
    pattern = MARKERS if answer.citations else ONE_MARKER
    found = (marker for marker in pattern.findall(said) if marker not in own)
    numbers = {int(number) for marker in found for number in re.findall(r"\d+", marker)}
    for number in sorted(numbers):
        if not 1 <= number <= len(answer.citations):
            yield f"[{number}] stands in the text, but there are {len(answer.citations)} citations. Cite it or drop it."


def artifact_fault(citation: Citation, pages: Callable[[str], Sequence[Page]], read: dict[str, Sequence[Page]]) -> str:
    """Reads the citation's document into `read`, once."""
    if not citation.artifact:
        return "it names no artifact. Cite what a tool returned."
    try:
        if citation.artifact not in read:
            read[citation.artifact] = pages(citation.artifact)
    except ArtifactError as error:
        return str(error)
    return ""


def citation_fault(citation: Citation, pages: Sequence[Page]) -> str:
    numbers = list(dict.fromkeys(number for number, _ in pages))
    if citation.page not in numbers:
        given = f"page {citation.page}" if citation.page is not None else "no page"
        return f"{citation.source} has {listed(numbers)}; it gives {given}. Cite the page that says it."
    if not 0 <= citation.score <= 1:
        return f"its score {citation.score} is outside 0 to 1. Give the score that the tool returned."
    quote = normal(citation.quote)
    if not any(map(str.isalnum, quote)):
        return "it quotes nothing. Quote the words that say it."
    if stands_on(quote, citation.page, pages) or rows_stand_on(citation.quote, citation.page, pages):
        return ""
    elsewhere = next((n for n, text in pages if n and found_at(quote, normal(text)) is not None), None)
    where = f"It stands on page {elsewhere}; cite that." if elsewhere else "Quote word for word, or drop the claim."
    return f"{citation.place} does not say {citation.quote[:120]!r}. {where}"


def listed(numbers: Sequence[int | None]) -> str:
    known = [number for number in numbers if number is not None]
    return f"pages {min(known)} to {max(known)}" if known else "no pages"


def stands_on(quote: str, page: int | None, pages: Sequence[Page]) -> bool:
    """Whether `quote`, in its normal form, begins on that page; it may go over to the next."""
    here = text_of(page, pages)
    if found_at(quote, normal(here)) is not None:
        return True
    order = list(dict.fromkeys(number for number, _ in pages))
    following = order[order.index(page) + 1 :]
    if not following:
        return False
    margins = running_lines([text_of(number, pages) for number in order])
    first, second = (without(margins, text) for text in (here, text_of(following[0], pages)))
    start = found_at(quote, normal(f"{first}\n{second}"))
    return start is not None and start < len(normal(first))


def rows_stand_on(quote: str, page: int | None, pages: Sequence[Page]) -> bool:
    """Whether `quote` is rows of a table under the names of its columns, which stand further up."""
    head = TABLE_HEAD.match(quote)
    parts = (normal(quote[: head.end()]), normal(quote[head.end() :])) if head else ()
    return bool(parts) and all(part and stands_on(part, page, pages) for part in parts)


def prose(answer: Answer) -> Answer:
    """The answer without its code, its letters and digits as quotes are compared."""
    return replace(answer, text=unicodedata.normalize("NFKC", CODE.sub(" ", answer.text)))


def whole_sentences(citation: Citation, pages: Sequence[Page]) -> str:
    """The sentences that the quote is from, one a line: part of one may say what the whole denies."""
    quote, text = normal(citation.quote), text_of(citation.page, pages)
    whole = normal(text)
    start = found_at(quote, whole)
    if start is None:
        return citation.quote
    place, kept = 0, []
    for sentence in map(normal, sentences(text)):
        place = max(whole.find(sentence, place), place)
        if place < start + len(quote) and start < place + len(sentence):
            kept.append(sentence)
        place += len(sentence)
    return "\n".join(kept)


def running_lines(texts: Sequence[str]) -> set[str]:
    """Titles and page numbers: lines that, numbers aside, head or foot two pages or more."""
    lines = [[masked(line) for line in text.split("\n") if line.strip()] for text in texts]
    ends = Counter(line for page in lines for line in {*page[:2], *page[-2:]})
    return {line for line, count in ends.items() if count > 1}


def without(margins: set[str], text: str) -> str:
    """`text` without the running lines at its head and foot, two of each at most."""
    lines = [line for line in text.split("\n") if line.strip()]
    for _ in range(2):
        lines = lines[1:] if lines and masked(lines[0]) in margins else lines
        lines = lines[:-1] if lines and masked(lines[-1]) in margins else lines
    return "\n".join(lines)


def masked(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def text_of(page: int | None, pages: Sequence[Page]) -> str:
    return "\n".join(text for number, text in pages if number == page)


def found_at(quote: str, text: str) -> int | None:
    """Where `quote` stands in `text`, hyphens inside words aside; not as part of a longer word or number.

    >>> found_at("12 hours", "after 112 hours"), found_at("12 hours", "after 12 ho-urs.")
    (None, 6)
    """
    quote = WORD_HYPHEN.sub("", quote).removesuffix("-")
    pairs = zip(quote, quote[1:] + " ", strict=True)
    inside = "".join(re.escape(c) + ("-?" if c.isalpha() and following.isalpha() else "") for c, following in pairs)
    found = re.search(before(quote[0]) + inside + after(quote[-1]), text)
    return found.start() if found else None


def before(first: str) -> str:
    if first.isdigit():
        return r"(?<!\d)(?<!\d[.,])"
    return rf"(?<!{LETTER})" if first.isalpha() and first < SPACED_SCRIPTS_END else ""


def after(last: str) -> str:
    if last.isdigit():
        return r"(?!\d)(?![.,]\d)"
    return rf"(?!{LETTER})" if last.isalpha() and last < SPACED_SCRIPTS_END else ""


def normal(text: str) -> str:
    """`text` as it is compared: ligatures taken apart, white space single, words and years in one piece.

    >>> normal("The ofﬁce  is infor-\\nmed “now”, 2020-\\n2021")
    'The office is infor-med "now", 2020-2021'
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(STRAIGHT)
    return EAST_GAP.sub("", HYPHEN_GAP.sub("", " ".join(plain.split())))
