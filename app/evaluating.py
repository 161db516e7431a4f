"""`atelier eval rag`: documents and questions about them → what the tools find and answer, measured."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.eval_files import read_all
from app.run import bench
from app.service import Service
from app.sessions import Session, cut_of
from memory.artifacts import Artifacts
from memory.notes import Notes
from rag.embeddings import encoder_for
from rag.evaluate import Outcome, Said, Scores, evaluated, scores_of
from rag.library import Library
from rag.pages import Document
from rag.questions import Question, unknown_sources
from runtime import progress
from runtime.errors import BadArgument
from runtime.records import Citation, Json, Listener, Passage
from tools.answers import AnswerFromDocuments
from tools.base import Bench
from tools.search import SearchDocuments
from validators.grounding import citation_fault


@dataclass(frozen=True, slots=True)
class Evaluation:
    outcomes: tuple[Outcome, ...]
    scores: Scores
    k: int

    @property
    def lost(self) -> tuple[int, ...]:
        """Lines of questions that say where their answer stands, and it does not stand there."""
        asked = (outcome for outcome in self.outcomes if outcome.question.placed and not outcome.question.absent)
        return tuple(outcome.question.line for outcome in asked if outcome.evidence is None)


def evaluate(service: Service, at: Session, questions: Sequence[Question], k: int, tell: Listener) -> Evaluation:
    """Ask the tools that agents use, of the documents of a session; nothing is remembered from a question to the next.

    Raises:
        BadArgument: there is no question, or one names a document that is not among them.
        NoResult: there is no document.
    """
    calls = replace(service.calls, cache=None)
    desk = bench(service.settings, calls, at, tell)
    pages = whole_pages(at.library)
    check_sources(questions, [page.title for page in pages])
    search, answer = SearchDocuments(desk, "eval"), AnswerFromDocuments(desk, "eval")
    search.found("the first search reads the indexes", None, 1)
    with progress.watched(lambda told: tell(progress.as_event(told))):
        outcomes = tuple(
            evaluated(
                questions,
                pages,
                lambda question, count: search.found(question, None, count),
                lambda question: said(answer, question, desk),
                holds(at.library),
                k,
            )
        )
    return Evaluation(outcomes, scores_of(outcomes, k), k)


def said(answer: AnswerFromDocuments, question: str, desk: Bench) -> Said:
    result = answer(question=question)
    if not result["found"]:
        return Said("")
    cited = tuple(filter(None, (desk.sources.numbered(citation["n"]) for citation in result["citations"])))
    return Said(str(result["answer"]), cited, str(result.get("span") or ""))


def holds(library: Library) -> Callable[[Citation], bool]:
    """Whether a citation's quote stands where it says, as the check of every answer finds."""
    return lambda citation: not citation_fault(citation, library.pages(citation.artifact))


def whole_pages(library: Library) -> list[Passage]:
    return [
        Passage(text, record.name, record.title, number)
        for record in library.records()
        for number, text in library.pages(record.name)
    ]


def check_sources(questions: Sequence[Question], titles: Sequence[str]) -> None:
    if not questions:
        raise BadArgument("There is no question in the file. Write one a line, as JSON.")
    if unknown := unknown_sources(questions, titles):
        here = ", ".join(dict.fromkeys(titles)) or "none"
        raise BadArgument(f"Questions name {', '.join(unknown[:5])}, which is not among the documents: {here}.")


@contextmanager
def workplace(service: Service, files: Sequence[Path], session: str = "", collection: str = "") -> Iterator[Session]:
    """The session of that name; without one, a place for these files alone that is gone afterwards, with its indexes.
    The collection of that name is searched beside.

    Raises:
        BadArgument: nothing is named, or both files and a session.
        UnknownSession, UnknownCollection: there is none of that name.
        FileProblem: a file cannot be used.
    """
    if (files and session) or not (files or session or collection):
        raise BadArgument(
            "Say what to look in: documents with --file, or a --session; or a --collection, alone or beside."
        )
    with ExitStack() as stack:
        beside = service.collections.open(collection) if collection else None
        if session:
            at = service.sessions.open(session)
        else:
            documents = read_all(files, service.settings.max_file_mb)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="atelier-eval-")))
            at = filled(service, documents, folder)
        if beside:
            stack.callback(beside.close)
        at.library.beside(beside)
        yield at


def filled(service: Service, documents: dict[Path, Document], folder: Path) -> Session:
    settings, artifacts = service.settings, Artifacts(folder / "files")
    library = Library(
        artifacts,
        lambda: encoder_for(settings.embedding_model, service.pool),
        folder,
        cut_of(settings),
        settings.max_file_mb,
    )
    for path, document in documents.items():
        library.keep(artifacts.import_file(path), document)
    return Session("evaluation", artifacts, library, Notes(service.history.engine, "evaluation", settings.tenant))


def fields(done: Evaluation) -> dict[str, Json]:
    """As the one JSON object that `--json` prints."""
    told = {name: value for name, value in asdict(done.scores).items() if name != "hits"}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}
    hits = {f"hit@{k}": round(value, 4) for k, value in done.scores.hits}
    return {**hits, **rounded, "lost": list(done.lost), "each": [each(outcome) for outcome in done.outcomes]}


def each(outcome: Outcome) -> dict[str, Json]:
    return {
        "question": outcome.question.text,
        "rank": outcome.rank,
        "answer": outcome.said.text if outcome.said else None,
        "faithful": outcome.faithful,
        "ms": round(outcome.milliseconds, 2),
    }
