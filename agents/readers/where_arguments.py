"""How many of what is looked for are to be found, and where: in which files, on which pages, under which heading."""

from __future__ import annotations

import re

from agents.parsing.clauses import Clause
from agents.readers.spoken_numbers import ANY_NUMBER, NUMBER, figure
from agents.readers.spoken_times import RANKS
from agents.readers.when_arguments import called, first_said, of_days, plain
from runtime.regex import regex

FOUND = (
    r"(?:passages?|paragraphs?|excerpts?|extracts?|places|spots|bits|hits?|results?|matches|match|finds|snippets?|quotes|"
    r"mentions?|items?|entries|entry|things|notes?|answers?|memories|memory|steps?|candidates?|sections?|parts?|ones)"
)
"""What is found, and may be counted."""
FEW_WORDS = r"(?:(?!(?:of|in|into|by|with|for|from|to|and|or|the|these|my|which|what|on|about)\b)[\w-]+\s+){0,3}?"
CLOSING = r"(?=\s*(?:$|[,.;:?!)–-]|(?:please|and|but|of (?:them|those|these)|from|on|about|to|that|which)\b))"
MOST = r"(?:top|best|at (?:the )?most|up to|(?:no|not) more than|a maximum of|max(?:imum)?(?: of)?|only|just|first)"
LIMIT = (
    regex(
        rf",\s*(?:and\s+)?(?:(?:the|its|your|my|only|just)\s+){{0,4}}(?:{MOST}[\s-]+)?{NUMBER}\s+{FEW_WORDS}{FOUND}{CLOSING}",
        re.I,
    ),
    regex(
        rf"(?:^|[,;.(–-]|\band\b|\bwith(?:\s+an?)?\b)\s*(?:limit(?:ed)?|k|max(?:imum)?|count)(?:\s*(?:of|to|=|:|is|it|them|"
        rf"the {FOUND}))*\s*{NUMBER}(?:\s+{FOUND}\b|{CLOSING})\)?",
        re.I,
    ),
    regex(
        rf",?\s{{0,2}}\b(?:and\s+)?(?:(?:the|its|your|my|only|just)\s+){{0,4}}\b{MOST}[\s-]+{NUMBER}(?=\s+{FEW_WORDS}{FOUND}\b)",
        re.I,
    ),
    regex(rf",?\s{{0,2}}\b(?:and\s+)?(?:(?:the|only|just)\s+){{0,4}}{MOST}[\s-]+{NUMBER}{CLOSING}", re.I),
    regex(
        rf",?\s{{0,2}}(?:\b(?:the|only|just)\s+){{0,4}}{NUMBER}\s+(?:{FOUND}\s+)?"
        r"(?:at (?:the )?most|max(?:imum)?|tops|or (?:less|fewer)|(?:is|are|will be|would be) (?:enough|plenty)|"
        r"will do|suffice)\b",
        re.I,
    ),
    regex(
        rf",?\s{{0,2}}(?:\b(?:the|its|your|my|just|only)\s+){{0,4}}{NUMBER}\s+"
        r"(?:best|likeliest|closest|nearest|most \w+|strongest)\b(?:\s+(?:ones?|first))?",
        re.I,
    ),
    regex(
        r"(?<!page )(?<!section )(?<!article )(?<!clause )(?<!chapter )\b(?:the\s+)?"
        rf"{NUMBER}(?=\s+{FEW_WORDS}{FOUND}\b)",
        re.I,
    ),
)
"""How many, the surer words first."""

KINDS = {
    "pdf": r"\.?pdfs?",
    "md": r"markdowns?|\.md|md",
    "html": r"\.?html?|web ?pages?",
    "docx": r"\.?docx|word",
    "txt": r"\.?txt|plain[- ]text",
    "csv": r"\.?csvs?",
    "pptx": r"\.?pptx|powerpoints?",
    "xlsx": r"\.?xlsx|excel",
    "epub": r"\.?epubs?",
}
"""As `search_documents` calls them."""
KIND = f"({'|'.join(KINDS.values())})"
FILES = r"(?:files?|documents?|docs?|ones?|pages?|versions?)"
MANY = rf"(?:(?:{KIND}s?\s+(?:files|documents|docs|ones|pages))|(pdfs|csvs|epubs|powerpoints|web ?pages))"
ALL = r"(?:(?:the|my|our|your|all|any|those|these|every|of|only|just)\s+){0,4}"
AMONG = (
    r"(?:in|among|from|out of|through|within|inside|across|of|search(?:ing)?|look(?:ing)? (?:at|in|through)|"
    r"(?:stick|keep|restrict|limit|confin)\w*(?: it| them| this)? to)"
)
FILE_KIND = (
    regex(
        rf"[,(]?\s{{0,2}}(?<!not )\b(?:only|just|solely|exclusively|nothing but)\s+(?:{AMONG}\s+)?{ALL}{KIND}\b"
        rf"(?:\s+{FILES}\b)?\)?",
        re.I,
    ),
    regex(rf"[,(]?\s{{0,2}}(?:\b{AMONG}\s+)?{ALL}(?<![\w/.-]){KIND}(?:\s+{FILES})?\s+(?:only|alone)\b\)?", re.I),
    regex(rf"[,(]?\s{{0,2}}(?<!not )(?<!but )\b{AMONG}\s+{ALL}{MANY}", re.I),
    regex(rf",?\s{{0,2}}\b(?:of )?(?:the )?(?:kind|file type|type|format)(?:\s+(?:is|of))?\s*[:=]?\s*{KIND}\b", re.I),
    regex(rf",?\s{{0,2}}\b(?:that|which|if they) are (?:all )?{KIND}s?(?:\s+{FILES})?\b", re.I),
)

HEADING = r"(?:sub-?)?(?:headings?|sections?|chapters?|headlines?)"
TITLED = (
    r"(?:\s+(?:called|named|titled|entitled|headed|labell?ed|with(?: the (?:words?|name|title))?|about|on|of|reading|"
    r"that (?:says?|reads?)))?"
)
ONE_WORD = r"[\w§&'’/-]+(?:\.\d+)*"
NAME_ENDS = (
    r"(?=\s*(?:$|[,.;:?!)])|\s+(?:for|about|that|which|and|in|of (?:the|my|our|this)|please|only|to|on|find|what|"
    r"where)\b)"
)
INSIDE = (
    r"(?:in|under(?:neath)?|within|from|below|inside|beneath|through|search(?:ing)?|"
    r"(?:restrict|limit|confin|narrow)\w*(?:\s+\w+){0,3}?\s+to)"
)
SECTION = (
    regex(
        rf',\s*(?:(?:only|just)\s+)?(?:the\s+)?(?:section|chapter|heading)\s*[:=]?\s*(?:"([^"]+)"|'
        rf"((?!(?:on|about|that|which|with)\b){ONE_WORD}(?:\s+{ONE_WORD}){{0,3}}?){NAME_ENDS})",
        re.I,
    ),
    regex(
        rf",?\s{{0,2}}\b(?:(?:and|but|only|just)\s+){{0,4}}(?:look\s+)?{INSIDE}\s+(?:(?:the|any|all|its|every|a)\s+)?{HEADING}{TITLED}"
        rf'\s*[:=]?\s*(?:"([^"]+)"|((?!(?:that|which|where|about|on|for)\b){ONE_WORD}(?:\s+{ONE_WORD}){{0,5}}?){NAME_ENDS})',
        re.I,
    ),
    regex(
        rf",?\s{{0,2}}\b(?:(?:and|but)\s+){{0,4}}(?:(?:only|just)\s+)?(?:{INSIDE}|(?<=only)|(?<=just))\s+(?:the|its)\s+"
        rf'(?:"([^"]+)"|((?!(?:next|last|first|same|right|relevant|following|previous|whole|other)\b)'
        rf"(?:(?!(?:in|on|for|the|about|{FOUND})\b){ONE_WORD}\s+){{0,3}}?{ONE_WORD}))\s+(?:section|chapter|heading)\b"
        r"(?:\s+(?:only|alone)\b)?",
        re.I,
    ),
)

RANK = rf"({'|'.join(RANKS)}|second|\d{{1,3}}(?:st|nd|rd|th))"
THROUGH = r"(?:-|–|&|to|and|through|until|up to)"
PAGES = regex(
    rf"\b(?:pages?|pp?\.)\s*(?:(?:numbers?|no\.?|nr\.?)\s*)?{NUMBER}\b(?:\s*{THROUGH}\s*"
    rf"(?:(?:page|p\.)\s*)?{ANY_NUMBER}\b)?"
    rf"|\b(?:the\s+|its\s+)?{RANK}(?:\s+pages?)?(?:\s*{THROUGH}\s*(?:the\s+)?{RANK})?\s+pages?\b",
    re.I,
)
"""'pages 3 to 5', 'the third page', 'from the second to the fifth page'"""
FIRST_PAGES = regex(
    rf"\b(?:the\s+)?(?:first|opening)\s+(?:{NUMBER}\s+)?pages?\b|\b(?:up to|until|till|through)\s+page\s+{NUMBER}\b",
    re.I,
)
BESIDE_PAGES = regex(
    rf",?\s{{0,2}}\b(?:(?:and|but|only|just)\s+){{0,4}}(?:(?:on|in|from|between|of|within)\s+)?(?:the\s+)?"
    rf"(?:{PAGES.pattern}|{FIRST_PAGES.pattern})(?:\s+(?:on(?:wards?)?|only|alone)\b(?!\s+\w))?",
    re.I,
)


def of_headings(said: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of headings: none where no such word stands, since looking for them takes long."""
    return SECTION if re.search(HEADING, said, re.I) else ()


def limit(clause: Clause) -> int | None:
    """How many are to be found.

    >>> limit(Clause("the ten best passages on pay", "")), limit(Clause("only answers, and no more than 8", ""))
    (10, 8)
    >>> limit(Clause("passages on fines of up to 500 euros", "")) is None
    True
    """
    said = plain(clause)
    for pattern in (*of_headings(said), *of_days(said), BESIDE_PAGES):
        said = pattern.sub(" ", said)
    number = first_said(LIMIT, said)
    return figure(number) if number else None


def file_kind(clause: Clause) -> str | None:
    """
    >>> file_kind(Clause("search only the PDFs", "")), file_kind(Clause("in the Word documents, not the PDFs", ""))
    ('pdf', 'docx')
    """
    return called(KINDS, first_said(FILE_KIND, plain(clause)))


def section(clause: Clause) -> str | None:
    """
    >>> section(Clause("only under the heading Limitations", "")), section(Clause("consent in the Methods section", ""))
    ('Limitations', 'Methods')
    """
    found = first_said(of_headings(clause.text), plain(clause))
    return found.strip() if found else None


def pages(clause: Clause) -> tuple[int | None, int | None]:
    """
    >>> pages(Clause("read pages 3 to 5 of it", "")), pages(Clause("its first two pages", ""))
    ((3, 5), (1, 2))
    """
    if match := FIRST_PAGES.search(plain(clause)):
        number = next(filter(None, match.groups()), None)
        return 1, figure(number) if number else None
    match = PAGES.search(plain(clause))
    first, *others = [_page(said) for said in match.groups() if said] if match else [None]
    return first, next(iter(others), None)


def _page(said: str) -> int:
    rank = {"second": 2, **RANKS}.get(said.lower())
    return rank or figure(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", said.lower()))
