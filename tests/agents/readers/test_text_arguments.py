"""Which arguments a clause gives to the tools for documents, notes and texts."""

import time
from dataclasses import replace

import pytest

from agents.calls.filling import fill
from agents.parsing.clauses import Clause, parse
from agents.readers.arguments import memo, topic
from agents.readers.writing_arguments import READERS
from agents.specialists import offers

OFFERS = {offer.name: offer for offer in offers()}
FILES = {"lease-1": "lease.pdf", "guide-1": "guide.md", "shop-1": "shop.csv"}
KINDS = {"shop-1": "table"}


def whole(said):
    """All that is said as one clause, as where the parts after the first only say more of it."""
    first, *others = parse(said, FILES, KINDS).clauses
    for other in others:
        text, masked = f"{first.text}. {other.text}", f"{first.masked}. {other.masked}"
        first = replace(first, text=text, masked=masked, quotes=first.quotes + other.quotes)
    return first


def given(tool, said, files=("lease-1",), without=("documents", "text", "texts", "file", "table")):
    """What the clause gives `tool`, besides the files themselves."""
    values = fill(whole(said), OFFERS[tool], files, False)
    return {name: value for name, value in values.items() if name not in without}


def searched(said):
    return given("search_documents", said)


@pytest.mark.parametrize(
    ("said", "limit"),
    [
        ("find the three best passages on damp", 3), ("search for damp, at most 4 hits", 4),
        ("find passages on damp, ten results", 10), ("look for damp, limit 15", 15),
        ("find passages on damp and give me no more than seven", 7), ("find passages on damp, 8 at most", 8),
        ("show me up to twelve passages on damp", 12), ("passages on damp, max 3", 3),
        ("find half a dozen passages on damp", 6), ("find passages on damp, the 20 best", 20),
        ("find passages on damp (k = 9)", 9),
    ],
)  # fmt: skip
def test_how_many_passages_is_read_and_is_no_part_of_the_topic(said, limit):
    assert searched(said) == {"query": "damp", "limit": limit}


@pytest.mark.parametrize(
    "said",
    [
        "the speed limit of 50 km/h", "fines of up to 500 euros", "the first three years", "article 12 notes",
        "what happened since 2019",
    ],
)  # fmt: skip
def test_a_number_that_belongs_to_the_topic_stays_there(said):
    assert searched(f"find passages on {said}") == {"query": said}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("find passages on damp, only in the PDFs", "pdf"), ("search just the markdown files for damp", "md"),
        ("find everything on damp, html pages only", "html"), ("find damp in the Word documents", "docx"),
        ("find passages on damp out of the PDF files only", "pdf"), ("search the web pages for damp", "html"),
        ("find passages on damp in documents of the kind epub", "epub"),
        ("find passages on damp, restricted to the csv files", "csv"),
        ("find passages on damp in files that are PDFs", "pdf"),
    ],
)  # fmt: skip
def test_which_kind_of_file_is_looked_in(said, kind):
    found = searched(said)
    assert (found["kind"], found["query"].split()[0]) == (kind, "damp")


def test_a_word_is_no_word_document_and_what_is_left_out_is_no_kind():
    assert "kind" not in searched("search for the word damp")
    assert "kind" not in searched("find passages on damp, not in the PDFs")


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("find passages on damp, only under the heading Limitations", "Limitations"),
        ("find passages on damp in the Methods section", "Methods"),
        ('look in the section "Risk factors" for damp', "Risk factors"),
        ("search under the heading Safety for damp", "Safety"),
        ('search for damp under headings with "Finance"', "Finance"),
        ("find passages on damp, in the Terms and Conditions chapter only", "Terms and Conditions"),
        ("find passages on damp within section 4.2", "4.2"),
        ("in the chapter called Living here, find passages on damp", "Living here"),
        ('search the chapter "Terms of use" for damp', "Terms of use"),
        ("find passages on damp, section Family", "Family"),
    ],
)
def test_under_which_heading_is_looked(said, section):
    assert searched(said) == {"query": "damp", "section": section}


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("on pages 4 to 9", 4, 9), ("pages 2-4", 2, 4), ("between pages 20 and 31", 20, 31), ("on page five", 5, None),
        ("on the first two pages", 1, 2), ("up to page 4", 1, 4), ("only on page 7", 7, None),
    ],
)  # fmt: skip
def test_which_pages_are_looked_at(said, first, last):
    pages = {"page": first} | ({"last_page": last} if last else {})
    assert searched(f"find passages on damp {said}") == {"query": "damp"} | pages
    assert {f"first_{k}" if k == "page" else k: v for k, v in pages.items()} == given(
        "read_file", f"read lease.pdf {said}"
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("only in documents added since 2026-11-21", "2026-11-21"),
        ("in files given on 2026-10-01 or later", "2026-10-01"),
        ("from anything uploaded after 15 May 2026", "2026-05-15"), ("since March 3rd, 2027", "2027-03-03"),
        ("from 1 February 2027 on", "2027-02-01"), ("in what came in since June 2026", "2026-06-01"),
        ("not before 24.12.2026", "2026-12-24"),
        ("not older than 2026-09-01", "2026-09-01"),
    ],
)  # fmt: skip
def test_since_which_day_is_written_as_iso_8601(said, day):
    assert searched(f"find passages on damp {said}") == {"query": "damp", "added_since": day}
    assert given("recall", f"find what was said on damp in earlier sessions {said}", ()) == {
        "query": "damp",
        "since": day,
    }


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("search our past conversations for what was said on visas, the 10 best", {"k": 10}),
        ("what did we find out about visas in earlier sessions?", {}),
        ("find the answers on visas from all former conversations", {"kind": "answer"}),
        ("recall up to 4 notes from earlier sessions on visas", {"k": 4, "kind": "note"}),
        ("what did we say about visas last week? only answers, and no more than 8", {"k": 8, "kind": "answer"}),
        ("search earlier sessions for visas, notes only, k=12", {"k": 12, "kind": "note"}),
        ("look for steps on visas in another session", {"kind": "step"}),
    ],
)
def test_what_is_sought_in_earlier_sessions(said, values):
    assert given("recall", said, ()) == {"query": "visas"} | values


@pytest.mark.parametrize(
    "said",
    [
        "find me passages that talk about late fees, thanks - I need it for the board",
        "find passages on late fees so that I can cite them", "search for late fees, please, in all the documents",
        "which passages deal with late fees", "dig out everything on late fees because my landlord is asking",
        "look through the files for anything to do with late fees (my sister asked)", "look up late fees",
        'find passages on "late fees" in lease.pdf', "find passages on late fees in the lease",
        "find passages on late fees in lease.pdf and guide.md", "search for the term late fees; it is urgent",
    ],
)  # fmt: skip
def test_a_topic_is_free_of_asides(said):
    assert searched(said)["query"] == "late fees"


NOTES = [
    ('write a note: key = "boiler", value = "serviced 3 May"', "boiler", "serviced 3 May"),
    ('Jot this down under "court": it moved to May', "court", "it moved to May"),
    ("remember under wifi that the code is on the fridge", "wifi", "the code is on the fridge"),
    ('make a note, key "landlord": Mrs Ng, 555 0199', "landlord", "Mrs Ng, 555 0199"),
    ("save this under the key budget: 12,000 dollars", "budget", "12,000 dollars"),
    ('write down "Tom is allergic" under "allergies"', "allergies", "Tom is allergic"),
    ('save "the code is 4711" as "door"', "door", "the code is 4711"),
    ('add a note called "keys": spare set next door', "keys", "spare set next door"),
    ("note for later: the bus leaves at 7:15, please", "the bus leaves at 7:15", "the bus leaves at 7:15"),
    ("put this in your notes: the boiler is new", "the boiler", "the boiler is new"),
    ("make sure you remember that rent is due on the 3rd", "rent", "rent is due on the 3rd"),
    ('remember that my dog is known as "Rex"', "my dog", 'my dog is known as "Rex"'),
    ('note that the title is "Moby Dick"', "the title", 'the title is "Moby Dick"'),
]


@pytest.mark.parametrize(("said", "key", "value"), NOTES)
def test_a_note_is_the_fact_alone_under_the_key_that_was_named(said, key, value):
    assert memo(parse(said, {}).clauses[0]) == (key, value)


@pytest.mark.parametrize(
    ("said", "sure"),
    [
        ("confidence 0.7", 0.7), ("I'm about 80 % sure", 0.8), ("confidence: 65%", 0.65),
        ("with a certainty of .5", 0.5),
        ("90 per cent certain", 0.9),
    ],
)  # fmt: skip
def test_how_sure_a_note_is_stands_beside_it(said, sure):
    assert given("write_note", f"note that the hearing is in May, {said}", ()) == {
        "key": "the hearing", "value": "the hearing is in May", "confidence": sure,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["note that pets are banned, from lease.pdf", "note that pets are banned (source: lease.pdf)",
     "note that pets are banned, according to lease.pdf"],
)  # fmt: skip
def test_where_a_note_was_read_is_its_source(said):
    assert given("write_note", said, ()) == {"key": "pets", "value": "pets are banned", "sources": ["lease-1"]}


def test_what_is_said_of_a_note_in_a_sentence_of_its_own_is_no_part_of_it():
    said = "note that the hearing is in May. Confidence 0.7, the clerk was unsure"
    assert memo(Clause(said, said)) == ("the hearing", "the hearing is in May")


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("forecast 120, 135, 128, 150 and 161 units, 4 weeks ahead", [120, 135, 128, 150, 161]),
        ("forecast €1,200, €1,350, €1,280 and €980.50", [1200, 1350, 1280, 980.5]),
        ("forecast 10.5; 11; 11.8; 12.1", [10.5, 11, 11.8, 12.1]), ("forecast 3,5,8,13", [3, 5, 8, 13]),
        ("forecast 12k, 13k, 15k and 14k euros", [12000, 13000, 15000, 14000]),
        ("forecast -2, -1.5, 0 and 4 degrees for 3 more days", [-2, -1.5, 0, 4]),
    ],
)  # fmt: skip
def test_a_series_is_read_with_its_currency_and_its_last_number(said, values):
    assert given("forecast", said, ())["values"] == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("two weeks ahead with a season of 7", {"horizon": 2, "season": 7}),
        ("horizon 10, seasonality 12", {"horizon": 10, "season": 12}),
        ("for 24 months, the season is 12", {"horizon": 24, "season": 12}),
        ("for the next 5 days, no seasonality", {"horizon": 5, "season": 1}),
        ("30 days ahead, it repeats every 7 days", {"horizon": 30, "season": 7}),
        ("for 6 months, quantiles 0.05, 0.5 and 0.95", {"horizon": 6, "quantiles": [0.05, 0.5, 0.95]}),
        ("for 6 months with the 10th and 90th percentile", {"horizon": 6, "quantiles": [0.1, 0.9]}),
        ("for 6 months; P10, P50 and P90", {"horizon": 6, "quantiles": [0.1, 0.5, 0.9]}),
        ("for 6 months at the 5 %, 50% and 95 % quantiles", {"horizon": 6, "quantiles": [0.05, 0.5, 0.95]}),
    ],
)
def test_how_far_with_which_quantiles_and_season_a_forecast_goes(said, values):
    assert given("forecast", f"forecast visitors in shop.csv {said}", ("shop-1",)) == {"column": "visitors"} | values


@pytest.mark.parametrize(
    "said",
    [
        "project the unit sales column of shop.csv 8 weeks ahead", "how will unit sales in shop.csv develop?",
        "forecast column unit sales of shop.csv", "give me a forecast of unit sales from shop.csv",
        "take the column named unit sales in shop.csv and project it",
        "predict the next 3 weeks of unit sales in shop.csv",
    ],
)  # fmt: skip
def test_the_column_of_a_forecast_is_named_without_the_words_around_it(said):
    assert given("forecast", said, ("shop-1",))["column"] == "unit sales"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("at most 150 words", {"max_words": 150}), ("between 50 and 80 words", {"min_words": 50, "max_words": 80}),
        ("to about 60 words", {"max_words": 60}), ("no fewer than 100 words", {"min_words": 100}),
        ("in no more than forty words", {"max_words": 40}),
        ("in your own words", {"style": "abstractive"}), ("with its own sentences", {"style": "extractive"}),
        ("in half a dozen sentences", {"sentences": 6}),
        ("in 2 sentences, word for word", {"sentences": 2, "style": "extractive"}),
        ("100 to 150 words, rephrased", {"min_words": 100, "max_words": 150, "style": "abstractive"}),
    ],
)  # fmt: skip
def test_how_long_and_in_whose_words_a_summary_is(said, values):
    assert given("summarize", f"summarise lease.pdf {said}") == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("translate lease.pdf from Romanian into English", {"to": "en", "source": "ro"}),
        ("translate the French contract lease.pdf into English", {"to": "en", "source": "fr"}),
        ("I need lease.pdf in Spanish, source is German", {"to": "es", "source": "de"}),
        ("I need an English version of lease.pdf", {"to": "en"}),
        ("give me the Swedish version of lease.pdf", {"to": "sv"}),
        ("translate lease.pdf, written in Czech, into Danish", {"to": "da", "source": "cs"}),
        ("translate lease.pdf into Dutch and check what got lost", {"to": "nl", "check": True}),
        ("translate lease.pdf to Dutch with a back-translation", {"to": "nl", "check": True}),
        ("put lease.pdf in plain English", {"to": "en"}),
    ],
)
def test_from_which_language_into_which_is_translated(said, values):
    assert given("translate", said) == values


@pytest.mark.parametrize(
    ("said", "prompt", "values"),
    [
        (
            "write a poem about rain, temperature 0.9, seed 4",
            "write a poem about rain",
            {"temperature": 0.9, "seed": 4},
        ),
        ("write a limerick on cats, three versions", "write a limerick on cats", {"sequences": 3}),
        ("write a slogan with top_p 0.9 and top-k 40", "write a slogan", {"top_p": 0.9, "top_k": 40}),
        ("draft a toast in at most 120 tokens", "draft a toast", {"max_new_tokens": 120}),
        ("write a story, repetition penalty of 1.2", "write a story", {"repetition_penalty": 1.2}),
    ],
)
def test_how_a_text_is_drawn_is_no_part_of_what_it_should_be(said, prompt, values):
    assert given("generate_text", said, ()) == {"prompt": prompt} | values


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("which words exactly in lease.pdf tell why it ended?", "why it ended"),
        ("quote the precise words in lease.pdf that say when it ends, 3 candidates", "when it ends"),
        ("where in lease.pdf does it literally say how long it runs?", "how long it runs"),
        ('in the text "Anna left in May.", which exact words tell when Anna left?', "when Anna left"),
        ('highlight the words of lease.pdf that answer "Who pays?"', "Who pays?"),
    ],
)
def test_the_question_that_exact_words_answer_is_without_the_asking(said, question):
    assert given("find_answer", said)["question"].rstrip("?") == question.rstrip("?")


def test_a_question_put_to_a_table_ends_where_the_table_was_named():
    said = "How many orders came from Bremen, according to shop.csv?"
    assert given("ask_table", said, ("shop-1",)) == {"question": "How many orders came from Bremen?"}


@pytest.mark.parametrize(
    "said",
    [
        "several may apply", "more than one can fit", "a text can have several of them at once", "multi-label",
        "it may be both", "give all that apply", "not just one", "multiple labels are fine",
    ],
)  # fmt: skip
def test_several_labels_at_once_are_asked_for_in_many_words(said):
    clause = Clause(f"sort it into pay, leave or travel. {said}", f"sort it into pay, leave or travel. {said}")
    assert fill(clause, OFFERS["classify_text"], ("lease-1",), False)["multi_label"] is True


def test_several_files_are_not_several_labels():
    assert "multi_label" not in given("classify_text", "sort both of these files into pay, leave or travel")


@pytest.mark.parametrize(
    "said",
    [
        'fill in "I drink ___": tea, coffee or milk?', 'fill in "I drink ___" and choose from tea, coffee or milk',
        'what fits in "I drink ___": "tea", "coffee" or "milk"?', 'fill in "I drink ___", options: tea, coffee, milk',
        '"I drink ___": only consider tea, coffee and milk',
    ],
)  # fmt: skip
def test_the_words_that_a_blank_may_be_filled_with(said):
    assert given("fill_blank", said, ()) == {"choices": ["tea", "coffee", "milk"]}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("list every person in lease.pdf, persons only, no places or companies", {"label": "PER"}),
        ("which towns does lease.pdf name, surer than 0.7?", {"label": "LOC", "threshold": 0.7}),
        ("all company names in lease.pdf, not the people", {"label": "ORG"}),
        ("who and what is named in lease.pdf?", {}),
    ],
)
def test_which_names_are_sought(said, values):
    assert given("find_entities", said) == values


def test_punctuation_stays_as_it_is_where_that_is_said():
    assert given("clean_text", "tidy the white space of lease.pdf but leave punctuation alone") == {
        "punctuation": False
    }
    assert given("clean_text", "fix the spaces around the punctuation of lease.pdf") == {}


@pytest.mark.parametrize(
    "words", ["the ", " ", "only just the ", "and ", "1, 2 and 3 ", "in the ", "we said that ", "12,345, "]
)
def test_a_long_clause_is_read_in_time_that_grows_with_its_length(words):
    said = (words * 5000)[:5000]
    clause = Clause(said, said)
    start = time.perf_counter()
    for read in (topic, memo, *READERS.values()):
        read(clause)
    assert time.perf_counter() - start < 5
