"""A clause and the files at hand → the arguments of the tool that serves it, by their declared roles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from agents.calls.guessing import guessed, lacking
from agents.parsing.clauses import Clause
from agents.plans import FILE_ROLES, Offer, Situation
from agents.readers import arguments, reading_arguments
from agents.readers.caption_arguments import subject, tells_subject
from agents.readers.clip_arguments import soundtrack_of
from agents.readers.search_arguments import with_example
from agents.readers.sight_arguments import see
from agents.readers.sound_arguments import hear, kept_voice
from agents.readers.timeline_labels import timeline_labels
from agents.readers.writing_arguments import asked, series, write
from runtime.errors import AtelierError
from runtime.records import Json


class CannotFill(AtelierError):
    """A clause names no value for an argument that its tool needs."""


LACKING = {
    "text": "There is no text for {}. Give a file with --file, or put the text in quotes.",
    "document": "There is no document for {}. Give one with: --file handbook.pdf",
    "documents": "There is no document to look in. Give one with: --file handbook.pdf",
    "sound": "There is no recording for {}. Give one with: --file talk.wav",
    "sounds": "There is no recording for {}. Give one with: --file talk.wav",
    "picture": "There is no picture for {}. Give one with: --file photo.jpg",
    "pictures": "There is no picture for {}. Give one with: --file photo.jpg",
    "video": "There is no video for {}. Give one with: --file clip.mp4",
    "videos": "There are no videos for {}. Give them with: --file one.mp4 --file two.mp4",
    "table": "There is no table for {}. Give one with: --file sales.csv",
}

UNSAID = {
    "named_things": "Which things? Name them, e.g. find the red mug in photo.jpg.",
    "background": "Which background? Name a colour, a picture, or blur, e.g. replace the background with white.",
    "scene": "What is to be seen? Say it, e.g. make a 3 second clip of a paper boat.",
    "painted_in": "What is to be seen there? Say it, e.g. replace the red mug in photo.jpg with a vase.",
    "caption": "Which caption? Put it in quotes, e.g. how well does “a paper boat” fit the picture?",
}
"""By role: what to say where the clause gives no value that its tool needs."""


def no_file(offer: Offer) -> str:
    """What to say where a tool has no file to work on."""
    return next(sentence.format(offer.name) for role, sentence in LACKING.items() if role in offer.roles())


def voice_of(clause: Clause, offer: Offer, meant: Sequence[str], situation: Situation) -> str:
    """The voice that a tool is to speak in, or its recording; the picture beside a text; empty where it takes none, or
    none is meant."""
    if "illustration" in offer.roles():
        here = (*meant, *(situation.focus or situation.titles))
        return next((name for name in here if situation.kinds.get(name) in FILE_ROLES["picture"]), "")
    if "soundtrack" in offer.roles():
        return soundtrack_of(clause, meant, situation)
    if "voice" not in offer.roles():
        return ""
    heard = (name for name in meant if situation.kinds.get(name) in (*FILE_ROLES["sound"], "voice"))
    return kept_voice(clause) or next(heard, "")


def in_voice(offer: Offer, voice: str) -> dict[str, Json]:
    """
    Raises:
        CannotFill: a recording or a picture is needed, and none is meant.
    """
    roles = offer.roles()
    role = next((roles[role] for role in ("voice", "soundtrack", "illustration") if role in roles), "")
    if role and not voice:
        raise CannotFill(LACKING["picture" if "illustration" in roles else "sound"].format(offer.name))
    return {role: voice} if role else {}


BESIDES = ("style_picture", "outline_picture", "mask_picture", "clip_sound", "background")
"""Roles of files that have a part of their own in a call, beside the one that is worked on."""


def beside(clause: Clause, offer: Offer) -> tuple[str, ...]:
    """The files that the clause gives those parts to."""
    found = see(clause, {role: name for role, name in offer.roles().items() if role in BESIDES})
    return tuple(str(name) for name in found.values() if name in clause.files)


EACH = "\0each"
"""Stands for 'each of the files' until the nodes are made."""


def fill(
    clause: Clause, offer: Offer, files: tuple[str, ...], from_earlier: bool, beside: Collection[str] = ()
) -> dict[str, Json]:
    """The arguments of `offer` that the clause gives, by their roles.

    Earlier calls make the file that is worked on (`from_earlier`), or what goes beside it (the roles `beside`).

    Raises:
        CannotFill: a needed one is not there.
    """
    roles = offer.roles()
    values: dict[str, Json] = {}
    if "question" in roles:
        values[roles["question"]] = arguments.question(clause)
    if "query" in roles:
        values[roles["query"]] = arguments.topic(clause)
    if "topic" in roles and (topic := arguments.about(clause)):
        values[roles["topic"]] = topic
    several = next((role for role in ("documents", "sounds", "pictures", "videos") if role in roles), "")
    if several and not files and not from_earlier:
        raise CannotFill(no_file(offer))
    if several and files:
        values[roles[several]] = list(files)
    if "numbers" in roles and (numbers := series(clause)):
        values[roles["numbers"]] = numbers
    elif not from_earlier and (texts := reading_arguments.several(clause, roles, files)):
        values[roles["texts"]] = texts
    elif offer.single and not from_earlier:
        given = "" if set(clause.files) & set(files) else reading_arguments.inline(clause, roles)
        given = "" if "asked" in roles and given == asked(clause) else given
        if not given and not files:
            raise CannotFill(no_file(offer))
        values[offer.single] = given or EACH
    told_of = _read(clause, offer, roles, beside)
    if not clause.files and any(roles.get(role) in told_of for role in ("file_kind", "since")):
        values.pop(roles.get("documents", ""), None)  # chosen by their kind or day, they are not listed
    return with_example(clause, values | told_of, roles)


def _read(clause: Clause, offer: Offer, roles: Mapping[str, str], beside: Collection[str]) -> dict[str, Json]:
    """The arguments that are not files: labels, counts, pages, quotes, notes."""
    values: dict[str, Json] = {}
    if "labels" in roles:
        listed = timeline_labels(clause) if "step" in roles else arguments.labels(clause)
        values[roles["labels"]] = listed
        if len(listed) < 2:
            raise CannotFill("Which labels? Name at least two, e.g. “sort it into one of: policy, recipe, novel”.")
    if "count" in roles and (number := arguments.count(clause)):
        values[roles["count"]] = number
    if "page" in roles:
        first, last = arguments.pages(clause)
        values |= {k: v for k, v in ((roles["page"], first), ("last_page", last)) if v}
    if "quote" in roles:
        first_quote, others = arguments.quoted_pair(clause)
        if not others:
            raise CannotFill('Which sentences? Put each in quotes: how alike are "a" and "b"?')
        values |= {roles["quote"]: first_quote, roles["quotes"]: others}
    values |= guessed(clause, roles, offer.inputs)
    if name := lacking(values, roles, offer.inputs):
        raise CannotFill(
            f"{offer.name} needs {name}: {offer.inputs[name].get('description', name)} Say it, or put it in quotes."
        )
    values |= hear(clause, roles) | write(clause, roles) | reading_arguments.read(clause, roles) | see(clause, roles)
    needed = {role for role, name in roles.items() if not offer.inputs[name].get("nullable") and name not in values}
    for role, sentence in UNSAID.items():
        if role in needed and role not in beside:
            raise CannotFill(sentence)
    if "target" in roles and roles["target"] not in values:
        raise CannotFill("Into which language? Name it, e.g. “translate the recording into French”.")
    if "note" in roles:
        key, note = arguments.memo(clause)
        values |= {roles["key"]: key, roles["note"]: note}
    return values


def told(clause: Clause, names: tuple[str, ...]) -> str:
    """The clause as a task for a specialist, the artifacts it is about in brackets where it does not name them.

    >>> told(Clause("how many days do we get?", ""), ("handbook-1",))
    'how many days do we get? [handbook-1]'
    """
    exactly = names and all(name in clause.text for name in names) and set(names) >= set(clause.files)
    return clause.text if exactly or not names else f"{clause.text} [{', '.join(names)}]"


def also(task: str, more: str) -> str:
    """A task with more said, before the names that close it.

    >>> also("cut it to 5 s [talk-1]", " and save it as flac")
    'cut it to 5 s and save it as flac [talk-1]'
    """
    words, _, names = task.partition(" [")
    return f"{words}{more}" + (f" [{names}" if names else "")


def mentioned(values: Mapping[str, Json]) -> set[str]:
    flat = [item for value in values.values() for item in (value if isinstance(value, list) else [value])]
    return {item for item in flat if isinstance(item, str)}


SAID_OUTRIGHT = (
    "asked",
    "prompt",
    "picture_prompt",
    "subject",
    "about",
    "mode",
    "column",
    "checked_question",
    "table",
    "text",
    "scene",
    "one_scene",
    "motion",
    "change",
)
"""Roles that almost any words would fill: they tell nothing about whether a clause is a mere remark."""


def extras(clause: Clause, offer: Offer) -> dict[str, Json]:
    """The arguments of `offer` that stand in a clause in so many words: counts, times, languages, formats."""
    roles = {role: name for role, name in offer.roles().items() if role not in SAID_OUTRIGHT}
    number = arguments.count(clause) if "count" in roles else None
    found = hear(clause, roles) | write(clause, roles) | reading_arguments.read(clause, roles) | see(clause, roles)
    if "subject" in offer.roles() and tells_subject(clause):
        found[offer.roles()["subject"]] = subject(clause)
    return found | ({roles["count"]: number} if number else {})
