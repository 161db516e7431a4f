"""A quote → the line of the file, or the moment of the recording, at which it begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from rag.pages import Document, Page, Spot, spots
from runtime.records import Citation, Passage


def placed(citation: Citation, document: Document) -> Citation:
    """`citation` with the line or the second of its quote, where the document has any; white space need not agree.

    Of several places with the same words it is the first from the line or second that the citation has already.
    """
    pages = (page for page in document.pages if page.number == citation.page and (page.line or page.seconds))
    for page in pages:
        start = found(citation.quote, page.text, known_start(citation, page))
        if start is not None:
            return replace(citation, **spots(page)(start)._asdict())
    return citation


def spot_in(passage: Passage, quote: str) -> Spot:
    """The same from a passage alone: the line of the quote in it, and the second at which the passage begins."""
    above = passage.text.count("\n", 0, max(0, passage.text.find(quote)))
    return Spot(passage.line + above if passage.line else None, passage.seconds)


def known_start(citation: Citation, page: Page) -> int:
    """Where in the page's text the line begins that the citation names; 0 where it names none."""
    row = 0
    if citation.line and page.line:
        row = citation.line - page.line
    elif citation.seconds is not None and page.seconds:
        row = bisect_left(page.seconds, citation.seconds)
    return sum(len(line) + 1 for line in page.text.split("\n")[: max(row, 0)])


def found(quote: str, text: str, start: int) -> int | None:
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    match = pattern.search(text, start) or pattern.search(text)
    return match.start() if match and quote.strip() else None
