"""What each step is given: results of earlier steps, files, quotations, questions. All is copied, nothing made up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.planning.features import Request
from agents.planning.phrasing import ASKING, as_order, clause_at, sentences
from agents.planning.reading import FILE, MARKS, QUESTION, QUOTED, File, Quote
from agents.planning.records import Domain, Tool

MARK = re.compile("|".join([*MARKS.values(), QUESTION, QUOTED]))


@dataclass(frozen=True, slots=True)
class Supplies:
    """What the request gives, with its places in the masked text; quotations used up as steps take them."""

    request: Request
    domain: Domain
    places: dict[int, int]
    """Where a file or quotation starts in the request → where its mark starts in the masked text."""
    asked: bool = False
    """Whether a step is put the questions."""
    taken: set[int] = field(default_factory=set)
    """Starts of the quotations that a step has taken."""

    def file(self, kind: str, near: int) -> list[str]:
        """The file of this kind nearest to a place; none where there is none."""
        files = [file for file in self.request.reading.files if file.kind == kind and not file.to_make]
        found = self._nearest(files, near)
        return [found.name] if isinstance(found, File) else []

    def quote(self, quotes: Sequence[Quote], near: int) -> list[str]:
        """The quotation nearest to a place, of those that no step has taken if there is one."""
        free = [quote for quote in quotes if quote.start not in self.taken]
        found = self._nearest(free or quotes, near)
        if isinstance(found, Quote):
            self.taken.add(found.start)
            return [found.text]
        return []

    def text(self, quotes: Sequence[Quote], near: int) -> list[str]:
        """The text file or quotation nearest to a place; a quotation taken before only for want of others."""
        free = [quote for quote in quotes if quote.start not in self.taken]
        files = [file for file in self.request.reading.files if file.kind == "text" and not file.to_make]
        found = self._nearest([*free, *files], near)
        return [found.name] if isinstance(found, File) else self.quote(quotes, near)

    def next_question(self) -> list[str]:
        """The first question that no step has taken, else the last."""
        questions = self.request.reading.questions
        found = next(
            (quote for quote in questions if quote.start not in self.taken), questions[-1] if questions else None
        )
        self.taken.update({found.start} if found else ())
        return [found.text] if found else []

    def _nearest(self, things: Sequence[File | Quote], near: int) -> File | Quote | None:
        return min(things, key=lambda thing: abs(self.places.get(thing.start, 0) - near), default=None)


def fill(order: Sequence[Tool], links: Sequence[tuple[str, str]], request: Request, domain: Domain) -> list[list[str]]:
    """The arguments of each step, in the order of the steps. `<node-k>` stands for what step k made."""
    at = {tool.name: index for index, tool in enumerate(order)}
    by_name = {tool.name: tool for tool in order}
    supplies = Supplies(request, domain, _places(request), any(tool.name in domain.askers for tool in order))
    filled: dict[str, list[str]] = {}
    for tool in sorted(order, key=lambda tool: (any(tool.name == other for _, other in links), at[tool.name])):
        makers = [by_name[one] for one, other in links if other == tool.name]
        filled[tool.name] = _arguments(tool, makers, at, supplies)
    return [filled[tool.name] for tool in order]


def _places(request: Request) -> dict[int, int]:
    """For each file and quotation: where its mark stands in the masked text."""
    reading = request.reading
    loose = [file.start for file in reading.files if not any(q.start <= file.start < q.end for q in reading.quotes)]
    quoted = [quote.start for quote in reading.quotes]
    starts = sorted([*loose, *quoted])
    return dict(zip(starts, (match.start() for match in MARK.finditer(reading.masked)), strict=False))


def _arguments(tool: Tool, makers: Sequence[Tool], at: dict[str, int], supplies: Supplies) -> list[str]:
    mention = supplies.request.mentions.best[tool.name]
    near = mention.start if mention else 0
    if tool.name in supplies.domain.askers:
        return _asking(tool, makers, at, near, supplies)
    media, texts = _results(tool, makers, at, near, supplies)
    wanted = tool.takes.count("text") - len(texts)
    if wanted > 0:
        texts = [*texts, *_texts(tool, wanted, bool(texts), near, supplies)]
    return [*media, *texts] if tool.takes[0] != "text" else [*texts, *media]


def _results(
    tool: Tool, makers: Sequence[Tool], at: dict[str, int], near: int, supplies: Supplies
) -> tuple[list[str], list[str]]:
    """What the step works on besides quotations: results, or files of the kinds that no step makes; and texts made."""
    refs = {kind: [f"<node-{at[m.name]}>" for m in makers if m.out == kind] for kind in {m.out for m in makers}}
    media = [value for kind in tool.media for value in refs.get(kind) or supplies.file(kind, near)]
    return media, refs.get("text", [])


def _asking(tool: Tool, makers: Sequence[Tool], at: dict[str, int], near: int, supplies: Supplies) -> list[str]:
    """What is asked about, and the question.

    A result stands for the picture that it was made from, else for the question. An answer is no question: who asks
    after another answer asks of the same file.
    """
    reading = supplies.request.reading
    useful = [maker for maker in makers if not (tool.media and maker.name in supplies.domain.askers)]
    media, texts = _results(tool, useful, at, near, supplies)
    if not texts and not tool.media:
        texts = supplies.text(reading.passages, near)
    if tool.media and any(maker.out == "text" and tool.media[0] not in maker.takes for maker in useful):
        return [*media, *texts]
    question = supplies.next_question() or ([] if texts else _question(supplies))
    return [*texts, *question] if texts and tool.media and question else [*media, *texts, *question]


def _question(supplies: Supplies) -> list[str]:
    """The first sentence that asks something, else the last sentence, without what is only polite."""
    said = sentences(supplies.request.reading.text)
    asking = [sentence for sentence in said if sentence.rstrip().endswith("?") and ASKING.search(sentence)]
    return [FILE.sub("the file", as_order((asking or said)[0 if asking else -1]))] if said else []


def _texts(tool: Tool, wanted: int, has: bool, near: int, supplies: Supplies) -> list[str]:
    """Quotations and text files; for want of any a question that no step is put, or the clause."""
    reading = supplies.request.reading
    found: list[str] = []
    passages = [
        q for q in reading.passages if tool.name not in supplies.domain.editors or q.start not in supplies.taken
    ]
    for _ in range(min(wanted, max(1, len(passages)))):
        found += [text for text in supplies.text(passages, near) if text not in found]
    if found or has:
        return found
    spare = [] if supplies.asked else supplies.quote(reading.questions, near)
    clause = clause_at(near, reading.masked)
    return spare or ([clause] if clause else [])
