"""What every tool has: its facts, and a bench to work on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import smolagents

from memory.artifacts import Artifacts, looks_like_name
from memory.notes import Notes
from memory.vectors import Recollect, nothing
from memory.voices import Voices
from rag.documents import Document, Page
from rag.embeddings import Encoder
from rag.library import Library, silent
from rag.placing import placed
from runtime import cancel, progress
from runtime.calls import Calls, Results
from runtime.choosing import Choice
from runtime.errors import ArtifactError, BadInput, FileProblem
from runtime.places import is_folder
from runtime.pool import Pool
from runtime.records import Artifact, Citation, Event, Json, Listener, Provenance, spot_fields
from tools import previewing
from tools.labels import LABELS
from tools.outcomes import Outcome

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}

Choose = Callable[[str, str, str], Choice]
"""Task, checkpoint and size, the last two perhaps empty → what would serve; raises CheckpointError."""


class Sources:
    """The citations of one run, numbered from 1 in the order they came up. The same place has one number."""

    def __init__(self) -> None:
        self._citations: list[Citation] = []

    def cite(self, citation: Citation) -> int:
        key = (citation.artifact, citation.page, citation.quote)
        for number, known in enumerate(self._citations, 1):
            if (known.artifact, known.page, known.quote) == key:
                return number
        self._citations.append(citation)
        return len(self._citations)

    def numbered(self, number: int) -> Citation | None:
        return self._citations[number - 1] if 0 < number <= len(self._citations) else None

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations)


def unchanged(question: str) -> tuple[str, ...]:
    """Knows no other way to ask."""
    return ()


@dataclass(frozen=True, slots=True)
class Bench:
    """What tools may use. Nothing secret: a run without a sandbox lets agents' code reach it."""

    calls: Calls
    """Of models: through the pool, inside its memory, remembered."""
    artifacts: Artifacts
    library: Library
    notes: Notes
    sources: Sources = field(default_factory=Sources)
    voices: Voices = field(default_factory=Voices)
    """Of people: sealed, and used only where they consent. Who can be asked stands behind it, out of agents' reach."""
    tell: Listener = silent
    passages: int = 6
    answer_confidence: float = 0.5
    keeps_raw: bool = False
    """Whether results hold what the models said too, before the tool made its own of it."""
    review_confidence: float = 0.0
    """Under this a result says `escalate`: a person should look at it."""
    moderation: str = ""
    """From which scores on what is moderated is blocked, as the settings say it."""
    recollect: Recollect = nothing
    """What was said before, in all sessions, by its meaning."""
    rerank: str = "auto"
    """Whether a model that reads question and passage together puts passages in order: `auto`, `on`, `off`."""
    search_rounds: int = 3
    """How often a question is looked up before it counts as a gap."""
    reword: Callable[[str], Sequence[str]] = unchanged
    """Other ways to ask the same; none where no language model is at hand."""
    clip_score: float = 22.0
    """Under which CLIP score a made picture or a frame is rejected; 0 rejects none."""
    takes: int = 3
    """How often something is made, at most, until its checks hold."""
    prompts_in_files: str = "on"
    """Whether the file of a made picture or clip says the words it was made from: `on` or `off`."""
    preview_steps: int = 0
    """Every how many steps a small preview is drawn of what is being made; 0 where nobody watches."""

    @property
    def pool(self) -> Pool:
        return self.calls.pool

    @property
    def encoder(self) -> Encoder:
        """Texts to vectors, for what was fitted on the embedded model: it is that one whatever size is set."""
        encoder: Encoder = self.pool.get("sentence-similarity", tier="embedded")
        return encoder


def plain(value: Any) -> Json:
    """What a model said as JSON: of an array only its shape, for a sound is no text.

    >>> plain({"label": "glad", "places": (1, 2), "score": 0.5})
    {'label': 'glad', 'places': [1, 2], 'score': 0.5}
    """
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return f"array of {' x '.join(map(str, value.shape))}" if hasattr(value, "shape") else str(value)


MODEL: dict[str, Any] = {
    "type": "string",
    "nullable": True,
    "role": "model",
    "description": "Id of the checkpoint to use instead of the default one.",
}
"""An argument that every tool has which runs a model."""


class Tool(smolagents.Tool):  # type: ignore[no-untyped-call]
    """Base of all tools: checks what came in, says what it does, checks what goes out.

    A tool returns a dict that `json.dumps` takes, with at least `summary`: one sentence or text for a person.
    Where it read something: `citations`; where it made something: `artifacts`; where it can be unsure: `confidence`.
    """

    output_type = "object"
    skip_forward_signature_validation = True  # `model` is an argument that no `forward` has: see `run`
    returns: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Fields of the result besides `summary`: JSON type and meaning. They become `output_schema`."""
    task: ClassVar[str] = ""
    """The catalog's task that it runs, if any."""
    side_effects: ClassVar[str] = "none"
    labels: ClassVar[tuple[str, ...]] = LABELS
    """What it may do to a run, for the guard: of `tools.labels`, all where a tool does not say."""
    makes: ClassVar[str] = ""
    """Media type of the artifact it makes, if any."""
    cues: ClassVar[tuple[str, ...]] = ()
    """Regular expressions that, found in a request, all but name this tool."""
    asks: ClassVar[tuple[str, ...]] = ()
    """Ways people ask for it, for the embedded planner."""
    outcomes: ClassVar[tuple[Outcome, ...]] = ()
    """What of its result a condition may be about: 'if it is in French'."""
    replaces: ClassVar[bool] = False
    """Whether 'it', said later, means what it made rather than the file that it worked on."""
    tells: ClassVar[bool] = False
    """Whether a later part may work on what it says, though it makes no file: 'print page 4 and read it aloud'."""
    supersedes: ClassVar[str] = ""
    """The argument that, where it is given, makes pieces which all that follows is about: 'cut out', then 'caption
    each'."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)  # type: ignore[no-untyped-call]
        fields = {"summary": ("string", "What a person would be told.")} | dict(cls.returns)
        properties = {name: {"type": kind, "description": meaning} for name, (kind, meaning) in fields.items()}
        cls.output_schema = {"type": "object", "properties": properties}
        if cls.task and "inputs" in vars(cls):
            cls.inputs = cls.inputs | {"model": MODEL}

    def __init__(self, bench: Bench, agent: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.bench = bench
        self.agent = agent
        self.on_result: Callable[[dict[str, Json]], None] = lambda result: None
        self._model = ""
        self._ran: list[Results] = []

    @classmethod
    def needs(cls) -> tuple[str, ...]:
        """The catalog's tasks that it runs."""
        return (cls.task,) if cls.task else ()

    @classmethod
    def checkpoint_for(cls, task: str, given: Mapping[str, Json], choose: Choose) -> str:
        """Id of the checkpoint that it runs for `task` with the arguments `given`; empty for the task's default.

        `choose` is `choice` of the pool: it raises where one cannot be had.
        """
        return str(given.get("model", "")) if task == cls.task else ""

    def __call__(self, *args: Any, sanitize_inputs_outputs: bool = False, **kwargs: Any) -> dict[str, Json]:
        """Run it. smolagents passes `sanitize_inputs_outputs`; names and plain values need none.

        Raises:
            BadInput: an argument is missing, unknown or of another type than declared.
            Stopped: the run's time is up, or it was cancelled.
        """
        cancel.check()
        given = self.bind(args, kwargs)
        self.bench.tell(Event("tool-start", self.agent, tool=self.name, arguments=given))
        start = time.perf_counter()
        try:
            with progress.watched(self._progressed, self.bench.preview_steps):
                result = self._worked(given)
            json.dumps(result, allow_nan=False)
        except BaseException as error:
            self._ended(given, start, error=str(error) or type(error).__name__)
            raise
        self._ended(given, start, text=result["summary"])
        self.on_result(result)
        return result

    def run(
        self,
        inputs: Sequence[Any],
        task: str = "",
        *,
        checkpoint: str = "",
        kept: bool = True,
        also: Mapping[str, Any] | None = None,
        **parameters: Any,
    ) -> Results:
        """What this tool's model, or the one for another `task`, makes of each of `inputs`. Its facts join the result.

        `checkpoint` names the one to use, where the tool chooses. Where not `kept`, nothing of it is remembered for
        another time: it tells too much about a person. `also` are parameters that are called as one of these.

        Raises:
            BadInput: the model has no use for these parameters.
        """
        model = checkpoint or (self._model if task in ("", self.task) else "")
        calls = self.bench.calls if kept else replace(self.bench.calls, cache=None)
        try:
            results = calls.run(task or self.task, inputs, parameters | dict(also or {}), model)
        except ValueError as error:
            raise BadInput(f"{self.name}: {error}") from error
        self._ran.append(results)
        return results

    def begin(self, task: str) -> None:
        """Told what its agent is to do, before that starts. Most tools do not care."""

    def _worked(self, given: Mapping[str, Json]) -> dict[str, Json]:
        """The result of `forward`, with the models that had a part in it."""
        self._ran = []
        self._model = str(given.get("model", ""))
        if is_folder(self._model):
            raise BadInput(
                f"{self._model!r} is a folder. Give the id of a checkpoint; a person can add a folder with: "
                f"atelier models add {self._model} --task {self.task}"
            )
        result: dict[str, Json] = self.forward(**{name: value for name, value in given.items() if name != "model"})  # type: ignore[no-untyped-call]
        models = [ran.facts() for ran in self._ran]
        told = {"models": [facts for n, facts in enumerate(models) if facts not in models[:n]]}
        raw = [plain(item) for ran in self._ran for item in ran.items]
        return result | told | ({"raw": raw} if self.bench.keeps_raw else {})

    def _progressed(self, told: progress.Progress) -> None:
        heard = progress.as_event(told)
        if told.picture is not None:
            heard = previewing.kept(told, self.bench.artifacts.folder, self.name)
        self.bench.tell(replace(heard, agent=self.agent, tool=self.name))

    def _ended(self, given: Mapping[str, Json], start: float, text: str = "", error: str = "") -> None:
        if self.bench.preview_steps:
            previewing.forgotten(self.bench.artifacts.folder, self.name)
        seconds = time.perf_counter() - start
        self.bench.tell(Event("tool-end", self.agent, "", self.name, given, text, error, seconds))

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Json]:
        """Arguments by name, checked against `inputs`; those left out that may be are left out."""
        names = [name for name in self.inputs if name != "model"]  # which is given by name only
        if len(args) == 1 and not kwargs and isinstance(args[0], dict) and set(args[0]) <= set(self.inputs):
            return self.bind((), args[0])
        given = dict(zip(names, args, strict=False)) | kwargs
        unknown = [*(name for name in given if name not in self.inputs), *args[len(names) :]]
        needed = [n for n in self.inputs if not self.inputs[n].get("nullable") and given.get(n) is None]
        wrong = [n for n in given if n in self.inputs and not self._fits(n, given[n])]
        if unknown or needed or wrong:
            raise BadInput(self._complaint(unknown, needed, wrong))
        return {name: value for name, value in given.items() if value is not None}

    def _fits(self, name: str, value: Any) -> bool:
        kind = str(self.inputs[name]["type"])
        if isinstance(value, bool) and kind != "boolean":
            return False
        return value is None or isinstance(value, KINDS[kind])

    def _complaint(self, unknown: list[Any], needed: list[str], wrong: list[str]) -> str:
        optional = {name: " (optional)" if spec.get("nullable") else "" for name, spec in self.inputs.items()}
        takes = ", ".join(f"{n}: {spec['type']}{optional[n]}" for n, spec in self.inputs.items() if n != "model")
        faults = [f"{name} is missing" for name in needed]
        faults += [f"{name} must be of type {self.inputs[name]['type']}" for name in wrong]
        faults += [f"{name!r} is not an argument" for name in unknown]
        return f"{self.name}: {'; '.join(faults)}. Call it again as {self.name}({takes})."

    def material(self, text: str) -> tuple[Document, str]:
        """The document that `text` names and that name, or `text` itself as a document with the name ''.

        Raises:
            UnknownArtifact: it looks like an artifact's name, and there is none.
            BadInput: it is blank.
        """
        if not text.strip():
            raise BadInput(f"{self.name} was given an empty text. Give it an artifact's name or the text itself.")
        if looks_like_name(text.strip()) or self.bench.library.has_beside(text.strip()):
            return self.bench.library.read(text.strip()), text.strip()
        return Document("the text", (Page(None, text),), "text/plain", ""), ""

    def file_of_kind(self, name: str, kinds: Sequence[str], called: str, example: str) -> Artifact:
        """The artifact called `name`, which must be of one of these kinds.

        Raises:
            BadInput: it is of another kind. `called` is what people call those, `example` a file that is one.
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
        """
        artifact = self.bench.artifacts.get(name.strip())
        if artifact.kind not in kinds:
            here = [one.name for one in self.bench.artifacts.list() if one.kind in kinds]
            listed = ", ".join(here) or f"none yet; ask the person to give one with --file {example}"
            raise BadInput(f"{name} is {artifact.media_type}, not a {called}. {called.capitalize()}s here: {listed}.")
        return artifact

    def save_list(self, value: Json, kind: str, provenance: Provenance) -> str:
        """Save JSON as an artifact; returns its name."""
        text = json.dumps(value, ensure_ascii=False, indent=1)
        return self.bench.artifacts.save_bytes(text.encode(), kind, "application/json", provenance).name

    def cited(self, citation: Citation) -> tuple[int, dict[str, Json]]:
        """The citation's number in this run, and the citation as plain values, with the line or the time of its quote
        where its document has them."""
        with suppress(ArtifactError, BadInput, FileProblem):  # what no document stands behind has none
            citation = placed(citation, self.bench.library.read(citation.artifact))
        number = self.bench.sources.cite(citation)
        return number, {
            "n": number,
            "source": citation.source,
            "page": citation.page,
            "quote": citation.quote,
            "score": round(citation.score, 4),
            **spot_fields(citation),
        }
