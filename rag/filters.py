"""Which part of the documents a search looks at: pages, a section, kinds of file, what came lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from runtime.errors import BadInput, NoResult, nearest
from runtime.records import Artifact, Passage

SAME = {"markdown": "md", "htm": "html", "xhtml": "html", "text": "txt", "yml": "yaml", "word": "docx", "excel": "xlsx"}
"""Other names of kinds."""


@dataclass(frozen=True, slots=True)
class Part:
    """Of which passages a search is to be."""

    first_page: int | None = None
    last_page: int | None = None
    section: str = ""
    """Words of a heading; capitals do not matter."""

    def __bool__(self) -> bool:
        return bool(self.first_page or self.last_page or self.section)

    def has(self, passage: Passage) -> bool:
        return self.on_pages(passage) and self.section.casefold() in passage.section.casefold()

    def on_pages(self, passage: Passage) -> bool:
        if not (self.first_page or self.last_page):
            return True
        first, last = self.first_page or 1, self.last_page or self.first_page or 1
        return passage.page is not None and first <= passage.page <= last

    def must_be_in(self, passages: Iterable[Passage]) -> None:
        """
        Raises:
            BadInput: no passage has such a page, or stands under such a heading; it names those that there are.
        """
        known = list(passages)
        here = [passage for passage in known if self.on_pages(passage)]
        if not here:
            raise BadInput(f"No passage is on {self.pages_said()}. {pages_of(known)}")
        if not any(self.has(passage) for passage in here):
            sections = list(dict.fromkeys(passage.section for passage in here if passage.section))
            near = nearest(self.section, sections, "Sections") if sections else "They have no headings; leave it out."
            raise BadInput(f"No section has {self.section!r} in its heading. {near}")

    def pages_said(self) -> str:
        first, last = self.first_page or 1, self.last_page or self.first_page
        return f"page {first}" if first == last else f"pages {first} to {last}"


def pages_of(passages: Iterable[Passage]) -> str:
    """
    >>> pages_of([Passage("Tea.", "menu-1", "menu.pdf", 2), Passage("Fish.", "menu-1", "menu.pdf", 3)])
    'menu.pdf has pages 2 to 3.'
    """
    pages: dict[str, list[int]] = {}
    for passage in passages:
        pages.setdefault(passage.title, []).extend([passage.page] if passage.page else [])
    told = [f"pages {min(found)} to {max(found)}" if found else "no pages" for found in pages.values()]
    return " ".join(f"{title} has {said}." for title, said in zip(pages, told, strict=True))


def part_of(first_page: int | None, last_page: int | None, section: str | None) -> Part:
    """
    Raises:
        BadInput: the pages are no range.
    """
    if (first_page is not None and first_page < 1) or (last_page is not None and last_page < (first_page or 1)):
        raise BadInput(
            f"page={first_page}, last_page={last_page} is no range. Pages count from 1, the lower one first."
        )
    return Part(first_page, last_page, (section or "").strip())


def of_kind(artifacts: Sequence[Artifact], kind: str) -> list[Artifact]:
    """Those whose file names end so: `pdf`, `.md`, `markdown`.

    Raises:
        BadInput: none does; it names the kinds that there are.
    """
    wanted = kind_named(kind)
    found = [artifact for artifact in artifacts if kind_of(artifact) == wanted]
    if not found:
        kinds = ", ".join(dict.fromkeys(map(kind_of, artifacts)))
        raise BadInput(f"No document here is of kind {kind!r}. Kinds here: {kinds}. Leave it out to look in all.")
    return found


def kind_named(kind: str) -> str:
    """
    >>> kind_named(".Markdown"), kind_named("PDF")
    ('md', 'pdf')
    """
    plain = kind.strip().lower().lstrip(".")
    return SAME.get(plain, plain)


def kind_of(artifact: Artifact) -> str:
    """By its file name; of a page from the web that has none, by what the server called it."""
    suffix = Path(artifact.title).suffix or artifact.path.suffix
    return kind_named(suffix or artifact.media_type.rpartition("/")[2])


def since(artifacts: Sequence[Artifact], day: str) -> list[Artifact]:
    """Those that were given on `day` or later: `2026-11-21`, or with a time; UTC where it names no zone.

    Raises:
        BadInput: it is no date.
        NoResult: all are older.
    """
    start = moment(day)
    found = [a for a in artifacts if a.created_at and moment(a.created_at) >= start]
    if not found:
        newest = max((artifact.created_at for artifact in artifacts), default="")[:10]
        raise NoResult(f"No document was added since {day}; the newest is of {newest or 'an unknown day'}.")
    return found


def moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"added_since={text!r} is no date. Write it as 2026-11-21 or 2026-11-21T09:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
