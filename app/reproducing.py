"""Makes a made picture or clip anew from its provenance, and says whether it came out the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.service import Service
from app.sessions import Session, Sessions
from memory.artifacts import Artifacts
from runtime import progress
from runtime.errors import CheckpointError, NotReproducible, UnknownArtifact
from runtime.pictures.distance import Distance, distance
from runtime.records import Artifact, Json, Listener
from runtime.studio.add_ons import find
from tools.base import Bench
from tools.made_files import made_file, provenance
from tools.making import Drawn, Making, add_ons, render


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of making it anew."""

    name: str
    session: str
    same: bool
    """Whether it is the same file, byte by byte."""
    distance: Distance
    differs: tuple[str, ...] = ()
    """What is not as it was then: versions of libraries, the device, revisions; each in a few words."""
    kept: str = ""
    """Name of the new one, kept as an artifact where it is not the same file."""
    path: Path | None = None
    seconds: float = 0.0


def reproduced(service: Service, name: str, session: str, *listeners: Listener) -> Reproduction:
    """Make the artifact `name` once more, in the session that has it: the newest that does, where none is given.

    Raises:
        NotReproducible: it was not made from words alone that can be found again.
        UnknownArtifact, UnknownSession: there is none of that name.
        CheckpointError: what made it does not fit the memory now.
    """
    opened = having(service.sessions, name, session)
    artifact = opened.artifacts.get(name)
    making = making_of(artifact)
    with service.bench_in(opened.id, *listeners) as at:
        check(artifact, making, at)
        with progress.watched(lambda told: at.tell(progress.as_event(told))):
            drawn = render(at, making)
        return _compared(artifact, making, drawn, opened)


def having(sessions: Sessions, name: str, session: str) -> Session:
    """The session named, else the newest that has the artifact `name`.

    Raises:
        UnknownArtifact, UnknownSession: there is none.
    """
    if session:
        return sessions.open(session)
    opened = (sessions.open(known) for known in sessions.known())
    found = next((one for one in opened if name in one.artifacts.names()), None)
    if found is None:
        raise UnknownArtifact(name, made_names(sessions))
    return found


def made_names(sessions: Sessions) -> list[str]:
    """Of what can be made anew in the newest session."""
    newest = next(iter(sessions.known()), "")
    every = sessions.open(newest).artifacts.list() if newest else ()
    return [artifact.name for artifact in every if "making" in artifact.provenance.parameters]


def making_of(artifact: Artifact) -> Making:
    """
    Raises:
        NotReproducible: it is a person's file, or was put together from others, or its record is broken.
    """
    if artifact.made_by == "user":
        raise NotReproducible(artifact.name, f"it is a file that a person gave, {artifact.title}")
    if "making" not in artifact.provenance.parameters:
        sources = ", ".join(artifact.sources)
        why = f"{artifact.made_by} made it" + (f" of {sources}" if sources else "")
        raise NotReproducible(artifact.name, f"{why}, and not a model from a prompt", artifact.sources[:1])
    try:
        return Making.from_json(artifact.provenance.parameters["making"])
    except (ValueError, TypeError) as error:
        raise NotReproducible(artifact.name, "the record of how it was made is broken") from error


def check(artifact: Artifact, making: Making, at: Bench) -> None:
    """
    Raises:
        NotReproducible: a picture that it was made from was deleted, or a checkpoint is not on this machine.
    """
    gone = [name for name in making.sources if name not in at.artifacts.names()]
    if gone:
        raise NotReproducible(artifact.name, f"it was made from {', '.join(gone)}, which was deleted")
    try:
        at.pool.choice(making.task, making.checkpoint)
        for id in add_ons(making):
            find(id)
    except CheckpointError as error:
        raise NotReproducible(artifact.name, f"what it was made with cannot be had: {error}") from error


def _compared(artifact: Artifact, making: Making, drawn: Drawn, session: Session) -> Reproduction:
    data, media_type = made_file(drawn.result, drawn.making, artifact.made_by)
    differs = tuple(differences(making, drawn.making, session.artifacts))
    if hashlib.sha256(data).hexdigest() == artifact.sha256:
        return Reproduction(artifact.name, session.id, True, Distance(0, 0), differs, seconds=drawn.ran.seconds)
    made = provenance(artifact.made_by, drawn, reproduces=artifact.name)
    kept = session.artifacts.save_bytes(data, f"{artifact.name.rpartition('-')[0]}-anew", media_type, made)
    apart = distance(frames_of(artifact.path, media_type), frames_of(kept.path, media_type))
    return Reproduction(
        artifact.name, session.id, False, apart, differs, kept.name, kept.path, drawn.ran.seconds
    )  # fmt: skip


def differences(then: Making, now: Making, artifacts: Artifacts) -> Iterator[str]:
    """What is not as it was, each in a few words."""
    yield from _changed("", then.libraries, now.libraries)
    yield from _changed("device ", {"": then.device}, {"": now.device})
    revisions = [{id: part.get("revision", "") for id, part in each.parts.items()} for each in (then, now)]
    yield from _changed("revision of ", *revisions)
    yield from _changed("", *(_flat(each.settings) for each in (then, now)))
    yield from (f"{name} was changed since" for name in now.sources if not artifacts.verify(name))


def _flat(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Each setting by its name, those of the scheduler one by one; libraries are told of by themselves.

    >>> _flat({"steps": 4, "scheduler_settings": {"class": "DDIM"}, "libraries": {}})
    {'steps': 4, 'scheduler class': 'DDIM'}
    """
    plain = {name: value for name, value in settings.items() if name not in ("scheduler_settings", "libraries")}
    return plain | {f"scheduler {name}": value for name, value in settings.get("scheduler_settings", {}).items()}


def _changed(what: str, then: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[str]:
    for name in dict.fromkeys((*then, *now)):
        if then.get(name) != now.get(name):
            yield f"{what}{name} {then.get(name, 'none')} then, {now.get(name, 'none')} now".replace("  ", " ")


def frames_of(path: Path, media_type: str) -> Iterator[Any]:
    """The picture in a file, or every frame of a clip."""
    from runtime import pictures, video

    if media_type.startswith("image/"):
        yield pictures.read(path)
        return
    facts = video.probe(path)
    moments = (float(number / facts.rate) for number in range(facts.frames))
    yield from (picture for _, picture in video.frames(path, moments, max(facts.width, facts.height)))


def fields_of(found: Reproduction) -> dict[str, Json]:
    """As plain values, for `--json`."""
    return {**asdict(found), "differs": list(found.differs), "path": str(found.path) if found.path else ""}


def text_of(found: Reproduction) -> str:
    """What a person reads.

    >>> text_of(Reproduction("picture-1", "s", True, Distance(0, 0), seconds=1.5))
    'picture-1 was made anew in 1.5 s, and is the same file, byte by byte.'
    """
    head = f"{found.name} was made anew in {found.seconds:.1f} s"
    if found.same:
        return f"{head}, and is the same file, byte by byte."
    how = f"Not as it was: {'; '.join(found.differs)}." if found.differs else "Nothing that is recorded has changed."
    return f"{head}: {_apart(found.distance)}. {how} The new one is kept as {found.kept}: {found.path}"


def _apart(apart: Distance) -> str:
    if not apart.same_size:
        return "it has another size or length"
    if apart.is_none:
        return "its pixels are the same, only the file around them differs"
    return f"its colours differ by {apart.mean:.3g} of 255 in the mean, {apart.most:g} at most"
