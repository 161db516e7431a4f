"""Passages, cut from documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.chunks import split
from rag.cut import Cut, length_of
from rag.documents import read
from rag.pages import Document, Page
from runtime.errors import SettingsError
from runtime.records import Citation
from runtime.runners.sentence_embedding import SentenceEncoder
from validators.grounding import citation_fault


def plain(text: str) -> Document:
    return Document("notes.txt", (Page(None, text),), "text/plain", "")


def test_page_numbers_survive_the_cut(document: Document) -> None:
    for passage in split(document, "rules-1"):
        topic = ("leave", "lunch", "laptops")[(passage.page or 0) - 1]
        assert topic in passage.text
        assert passage.text in document.pages[(passage.page or 0) - 1].text
        assert (passage.source, passage.title) == ("rules-1", "rules.pdf")


def test_positions_run_through_the_document(document: Document) -> None:
    passages = split(document, "rules-1")

    assert len(passages) >= 6
    assert [passage.position for passage in passages] == list(range(len(passages)))


def test_the_section_is_the_nearest_heading_above_even_on_the_page_before(document: Document) -> None:
    pages = (*document.pages, Page(4, "No heading here."))

    passages = split(Document("rules.pdf", pages, "application/pdf", ""), "rules-1")

    assert {passage.section for passage in passages if passage.page == 2} == {"2. About lunch"}
    assert passages[-1].section == "More"


def test_what_stands_before_the_first_heading_has_no_section() -> None:
    assert split(plain("Preface."), "notes-1")[0].section == ""


@pytest.mark.parametrize(("size", "overlap"), [(900, 150), (200, 50), (60, 0)])
def test_no_passage_is_longer_than_asked_and_a_heading(document: Document, size: int, overlap: int) -> None:
    longest = size + len("3. About laptops\n")

    assert all(0 < len(passage.text) <= longest for passage in split(document, "rules-1", Cut(size, overlap)))


def test_no_passage_is_a_heading_alone(document: Document) -> None:
    passages = split(document, "rules-1")

    assert passages[0].text.startswith("1. About leave\nRule 0")
    assert passages[3].text.startswith("Rule ")
    assert passages[3].text.endswith("matters.\nMore")


def test_cuts_fall_between_sentences_and_neighbours_share_some(document: Document) -> None:
    first, second = split(document, "rules-1")[:2]

    assert first.text.endswith(".")
    assert second.text.startswith("Rule ")
    assert second.text[:40] in first.text


def test_nothing_is_left_out(document: Document) -> None:
    passages = split(document, "rules-1", Cut(200, 0))

    assert "".join("".join(passage.text for passage in passages).split()) == "".join(document.text.split())


def test_a_short_piece_that_the_next_begins_with_has_its_place() -> None:
    text = "三つ。 三つ。 one. 三つ。 word word word " + "x" * 45

    passages = split(plain(text), "notes-1", Cut(60, 50))

    assert [passage.text for passage in passages[-2:]] == ["word word word", "word word word " + "x" * 45]


@pytest.mark.parametrize("text", ["x" * 5000, "有給休暇は年に十二日あります。" * 200, '{"a":[1,2],"b":3},' * 300])
def test_text_without_blanks_is_cut_too(text: str) -> None:
    passages = split(plain(text), "notes-1")

    assert all(len(passage.text) <= 900 for passage in passages)
    assert sum(len(passage.text) for passage in passages) >= len(text)


def test_rows_of_a_table_keep_their_number(file_of: Callable[[str, bytes], Path]) -> None:
    passages = split(read(file_of("hours.csv", b"name,hours\nAda,12\nBo,14\n")), "hours-1")

    assert [(passage.page, passage.section) for passage in passages] == [(None, "row 1"), (None, "row 2")]


def test_an_overlap_as_large_as_the_passage_is_refused() -> None:
    with pytest.raises(SettingsError, match="chunk_overlap=900 must be smaller than chunk_size=900"):
        Cut(overlap=900)


# --- Counted in tokens ---


def test_tokens_are_those_of_the_embedding_model(document: Document, encoder: SentenceEncoder) -> None:
    cut = Cut(60, 15, "tokens")
    passages = split(document, "rules-1", cut, length_of(cut, encoder))

    counts = [encoder.token_count(passage.text) - 2 for passage in passages]
    assert max(counts) <= 60 + len("3. About laptops".split()) + 1
    assert sum(counts) / len(counts) > 40
    assert all(passage.text in document.pages[(passage.page or 0) - 1].text for passage in passages)


@pytest.mark.parametrize(
    "text", ["ab " * 3000, "x" * 900, "One rule. " * 500, "\n".join(f"row {n}" for n in range(999))]
)
def test_passages_counted_in_tokens_leave_nothing_out_where_text_repeats(text: str, encoder: SentenceEncoder) -> None:
    cut = Cut(50, 10, "tokens")
    passages = split(plain(text), "notes-1", cut, length_of(cut, encoder))
    without = split(plain(text), "notes-1", Cut(50, 0, "tokens"), length_of(cut, encoder))

    assert "".join("".join(passage.text for passage in without).split()) == "".join(text.split())
    assert len(passages) >= len(without)


def test_more_tokens_than_the_model_sees_are_refused_with_the_number_to_write(encoder: SentenceEncoder) -> None:
    with pytest.raises(SettingsError, match="write chunk_size = 254 or less"):
        length_of(Cut(unit="tokens"), encoder)


def test_a_model_that_does_not_count_tokens_is_named(words) -> None:
    with pytest.raises(SettingsError, match=r'words does not count tokens\. Write: chunk_unit = "characters"'):
        length_of(Cut(unit="tokens"), words)


# --- By headings ---

GUIDE = """# Leave

All of it is asked for in the portal. {long}

## Sick leave

Phone before nine.

### With a note

From the third day on.

## Parental leave

Sixteen weeks. {long}

# Pay

Paid on the 25th.
"""


def guide(file_of: Callable[[str, bytes], Path], kind: str = "md") -> Document:
    text = GUIDE.format(long="More is said about that here. " * 40)
    if kind == "html":
        for level in (3, 2, 1):
            text = "\n".join(
                f"<h{level}>{line[level + 1 :]}</h{level}>" if line.startswith("#" * level + " ") else line
                for line in text.split("\n")
            )
        text = "<html><head><title>Guide</title></head><body>" + text.replace("\n\n", "<p>") + "</body></html>"
    return read(file_of(f"guide.{kind}", text.encode()))


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_passage_crosses_no_heading_that_is_not_deeper(file_of: Callable[[str, bytes], Path], kind: str) -> None:
    passages = split(guide(file_of, kind), "guide-1")

    for words in ("Phone before nine", "Sixteen weeks", "Paid on the 25th"):
        (found,) = [passage for passage in passages if words in passage.text]
        others = {"Phone before nine", "Sixteen weeks", "Paid on the 25th", "asked for in the portal"} - {words}
        assert not any(other in found.text for other in others)


@pytest.mark.parametrize(("kind", "over"), [("md", ""), ("html", "Guide › ")])
def test_the_section_tells_the_headings_over_all_of_a_passage(
    file_of: Callable[[str, bytes], Path], kind: str, over: str
) -> None:
    passages = split(guide(file_of, kind), "guide-1")

    def section(words: str) -> str:
        return next(passage.section for passage in passages if words in passage.text)

    assert section("asked for in the portal") == f"{over}Leave"
    assert section("Phone before nine") == f"{over}Leave › Sick leave"
    assert "From the third day on." in next(p.text for p in passages if "Phone before nine" in p.text)
    assert section("Sixteen weeks") == f"{over}Leave › Parental leave"
    assert section("Paid on the 25th") == f"{over}Pay"


def test_a_heading_goes_with_the_first_section_under_it(file_of: Callable[[str, bytes], Path]) -> None:
    text = "# Rules\n## First\n" + "One. " * 200 + "\n## Second\n" + "Two. " * 200 + "\n## Nothing yet\n"
    passages = split(read(file_of("rules.md", text.encode())), "rules-1")

    assert passages[0].text.startswith("# Rules\n## First\nOne.")
    assert passages[0].section == "Rules › First"
    assert passages[-1].text.endswith("Two.\n## Nothing yet")


def test_underlined_headings_have_their_level(file_of: Callable[[str, bytes], Path]) -> None:
    document = read(file_of("old.md", b"Leave\n=====\n\nAsk.\n\nSick leave\n----------\n\nPhone.\n"))

    assert [heading.level for heading in document.pages[0].headings] == [1, 2]


def test_recursive_takes_no_notice_of_the_kind(file_of: Callable[[str, bytes], Path]) -> None:
    document = guide(file_of)
    as_text = Document("guide.txt", document.pages, "text/plain", "")

    cut = [(p.text, p.section) for p in split(document, "guide-1", Cut(mode="recursive"))]
    assert cut == [(p.text, p.section) for p in split(as_text, "guide-1")]


# --- Source code ---

CODE = '''"""A tool that does much."""

import os


@cached
def first():
    """One."""
    return {ones}


class Second:
    def third(self):
        return {ones}

    @property
    def fourth(self):
        return {ones}
'''.replace("{ones}", "[\n" + "        1,\n" * 74 + "    ]")


def test_code_is_cut_between_functions_with_their_decorators(file_of: Callable[[str, bytes], Path]) -> None:
    passages = split(read(file_of("tool.py", CODE.encode())), "tool-1", Cut(overlap=0))

    begins = [passage.text.split("\n")[0] for passage in passages]
    assert begins == ['"""A tool that does much."""', "@cached", "class Second:", "    @property"]


def test_code_keeps_its_lines_and_their_numbers(file_of: Callable[[str, bytes], Path]) -> None:
    lines = CODE.split("\n")
    for passage in split(read(file_of("tool.py", CODE.encode())), "tool-1"):
        start = (passage.line or 0) - 1
        assert passage.text.split("\n") == lines[start : start + passage.text.count("\n") + 1]


# --- Tables ---

HEAD = "| town | people |\n|---|---:|"
ROWS = [f"| Town {number} | {number * 1000} |" for number in range(160)]


def table(rows: list[str], before: str = "", after: str = "") -> bytes:
    return "\n\n".join(filter(None, ("# Towns", before, "\n".join([HEAD, *rows]), after))).encode()


def test_a_table_that_fits_is_in_one_passage(file_of: Callable[[str, bytes], Path]) -> None:
    data = table(ROWS[:20], before="Words before it. " * 40, after="Words after it. " * 40)
    passages = split(read(file_of("towns.md", data)), "towns-1")

    (found,) = [passage for passage in passages if "Town 7 " in passage.text]
    assert "\n".join([HEAD, *ROWS[:20]]) in found.text


def test_a_table_that_is_cut_says_its_columns_again(file_of: Callable[[str, bytes], Path]) -> None:
    passages = split(read(file_of("towns.md", table(ROWS, before="These are they:"))), "towns-1")

    assert len(passages) > 2
    assert passages[0].text.startswith("# Towns\nThese are they:\n" + HEAD)
    assert all(passage.text.startswith(HEAD) and len(passage.text) <= 900 for passage in passages[1:])
    rows = [row for passage in passages for row in passage.text.split("\n") if row.startswith("| Town")]
    assert rows == ROWS


def test_a_row_that_is_too_long_is_cut_like_text(file_of: Callable[[str, bytes], Path]) -> None:
    long = "| Long | " + "many words of it " * 120 + "|"
    passages = split(read(file_of("towns.md", table([ROWS[0], long, ROWS[1]]))), "towns-1")

    assert all(len(passage.text) <= 900 for passage in passages)
    assert passages[-1].text == f"{HEAD}\n{ROWS[1]}"
    assert sum(passage.text.count("many words of it") for passage in passages) >= 120


def test_names_of_columns_that_would_fill_a_passage_are_not_said_again(file_of: Callable[[str, bytes], Path]) -> None:
    names = "| " + " | ".join(f"the column number {number}" for number in range(40)) + " |"
    text = "\n".join([names, "|" + "---|" * 40, *("| " + "x | " * 40 for _ in range(20))])
    passages = split(read(file_of("wide.md", text.encode())), "wide-1")

    assert sum("column number 39" in passage.text for passage in passages) == 1
    assert all(len(passage.text) <= 900 for passage in passages)


def test_rows_under_columns_said_again_can_be_cited(file_of: Callable[[str, bytes], Path]) -> None:
    document = read(file_of("towns.md", table(ROWS)))
    pages = [(page.number, page.text) for page in document.pages]

    for passage in split(document, "towns-1"):
        assert not citation_fault(Citation("towns.md", None, passage.text, 1.0, "towns-1"), pages)
    mixed = f"{HEAD}\n{ROWS[90].replace('90000', '7')}"
    assert citation_fault(Citation("towns.md", None, mixed, 1.0, "towns-1"), pages)


def test_rows_of_a_table_in_html_are_read_with_the_names_of_their_columns(
    file_of: Callable[[str, bytes], Path],
) -> None:
    row = "<tr><td>Town {0}</td><td><b>{0}</b>000</td></tr>"
    rows = "".join(row.format(number) for number in range(100))
    head = "<caption>Towns</caption><thead><tr><th>town</th><th>people</th></tr></thead>"
    page = f"<h1>Numbers</h1><table>{head}<tbody>{rows}</tbody></table><p>As counted.</p>"

    passages = split(read(file_of("towns.html", page.encode())), "towns-1")

    found = next(passage for passage in passages if "town: Town 77; people: 77000" in passage.text)
    assert passages[0].text.startswith("Numbers\nTowns\ntown | people\ntown: Town 0;")
    assert found.section == "Numbers"
    assert passages[-1].text.endswith("As counted.")


def test_a_table_in_html_that_is_only_layout_is_read_as_text(file_of: Callable[[str, bytes], Path]) -> None:
    for page in (
        "<table><tr><td>Menu</td><td>Welcome to all.</td></tr></table>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>Menu</td><td>Welcome to all.</td></tr></table>",
        "<table><tr><th>a</th><th>b</th></tr><tr><td><h2>Menu</h2></td><td>Welcome to all.</td></tr></table>",
    ):
        document = read(file_of("page.html", page.encode()))
        assert "Menu" in document.text
        assert "Welcome to all." in document.text
        assert ":" not in document.text
