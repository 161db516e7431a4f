"""Documents, questions and settings → each setting tried, with a bar that says how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.eval_files import read_all
from app.sessions import cut_of
from rag.chunks import by_kind
from rag.cut import MODES, UNITS, Cut
from rag.embeddings import encoder_for
from rag.pages import Document
from rag.questions import Evidence, Question, evidence_for, read_questions, unknown_sources
from rag.tuning import Tried, cuts, tried
from runtime import progress
from runtime.devices import choose
from runtime.errors import BadArgument, nearest
from runtime.loaders import measurements, model_pool
from runtime.records import Listener, Passage
from runtime.settings import Settings

Wanted = tuple[Sequence[int], Sequence[int], Sequence[str], Sequence[str]]
"""Sizes, overlaps, units and modes; of the last two none for what suits."""


def tuned(settings: Settings, questions: Path, files: Sequence[Path], wanted: Wanted, tell: Listener) -> list[Tried]:
    """The settings in use first, then the others.

    Raises:
        FileProblem: the questions or a document cannot be read.
        BadArgument: a setting is unknown, or no question says what to find.
        SettingsError: tokens are to be counted, and the model cannot, or sees fewer.
    """
    every = combined(settings, wanted)
    asked = read_questions(questions)
    documents = list(read_all(files, settings.max_file_mb).values())
    known = findable(asked, documents)
    if not wanted[3] and any(by_kind(document) for document in documents):
        every += [Cut(cut.size, cut.overlap, cut.unit, other(cut.mode)) for cut in every]
    pool = model_pool(settings, choose(settings.device, settings.dtype), measurements(settings))
    encoder = encoder_for(settings.embedding_model, pool)
    with progress.watched(lambda told: tell(progress.as_event(told))):
        return tried(documents, known, every, encoder, lambda done, total: progress.report("passage", done, total))


def combined(settings: Settings, wanted: Wanted) -> list[Cut]:
    used = cut_of(settings)
    sizes, overlaps, units, modes = wanted
    for given, known, option in ((units, UNITS, "units"), (modes, MODES, "modes")):
        if unknown := [name for name in given if name not in known]:
            raise BadArgument(f"--{option} {unknown[0]!r}: {nearest(unknown[0], known, 'It is one of')}")
    return list(dict.fromkeys([used, *cuts(sizes, overlaps, units or [used.unit], modes or [used.mode])]))


def other(mode: str) -> str:
    return MODES[1 - MODES.index(mode)]


def findable(asked: Sequence[Question], documents: Sequence[Document]) -> list[tuple[Question, Evidence]]:
    """The questions whose evidence stands in the documents."""
    titles = [document.title for document in documents]
    if unknown := unknown_sources(asked, titles):
        raise BadArgument(f"Questions name {unknown[0]}, which is not among the documents: {', '.join(titles)}.")
    pages = [Passage(page.text, "", document.title, page.number) for document in documents for page in document.pages]
    found = [(question, evidence) for question in asked if (evidence := evidence_for(question, pages))]
    if not found:
        raise BadArgument(
            'No question of the file has an "answer", a "page" or a "quote" that stands in these documents, so nothing '
            "can be compared."
        )
    return found
