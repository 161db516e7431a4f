"""What a call is handed beside the file it works on: a sound for a clip, a mask, a text that says what to paint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.calls.filling import also, beside, mentioned
from agents.calls.references import GIVEN, IT, TEXTS, made_in, speaks_of
from agents.parsing.clauses import Clause
from agents.plans import Node, Offer, Situation
from agents.readers import arguments
from agents.readers.sight_arguments import READERS
from agents.readers.sound_arguments import kept_voice
from runtime.regex import regex

SPOKEN = r"(?:reading|speech|narration|recording|voice-?over|voice|spoken version|it|that|this|result)"
SOUNDING = regex(
    rf"\b(?:make|let|turn|use|set)\s+(?:(?:the|that|this)\s+)?{SPOKEN}\s+(?:be |into |as )?(?:the|its)\s+(?:new\s+)?"
    r"(?:sound|soundtrack|audio|narration|voice-?over)\b"
    r"|\b(?:put|lay|set|add|place)\b[^.]{0,30}\b(?:spoken version|reading|speech|narration|voice-?over)\b|"
    r"\b(?:the|that|this|its|it|my|our) ?"
    r"(?:reading|speech|narration|recording|voice-?over|voice|sound|audio|track|result)?\b.*"
    r"\b(?:as|for|to be|be|become|is|instead of|in place of)\b.*\b(?:sound|soundtrack|audio|narration|voice-?over)\b"
    r"|\b(?:put|lay|set|add|place|mix) (?:it|that|this) (?:back )?(?:on|over|onto|under|underneath|beneath|behind) "
    r"(?:the|my|our|that|this) (?:\w+ )?(?:video|clip|film|movie|footage|pictures|original)\b"
    r"|\b(?:put|lay|set|add) (?:the|that|this) (?:\w+ )?(?:speech|reading|narration|voice-?over) "
    r"(?:on|over|onto|under)\b"
    r"|\bmake (?:it|that|(?:the|that|this) \w+) (?:the|its) (?:sound|soundtrack|audio|narration|voice-?over)\b"
    r"|\b(?:it|that|the (?:clip|video)) (?:should |must |is to |to )?(?:sounds?|plays?) (?:with|like|to) (?:the"
    r"|that|this|it)\b"
    r"|\bwith (?:that|this|the) (?:reading|speech|narration|recording|voice-?over)\b",
    re.I,
)
USE = r"\b(?:us(?:e|ing)|tak(?:e|ing)|put|feed|give|with|set)\b"
THAT = r"(?:it|that|this|them|(?:the|that|this) (?:\w+ )?(?:mask|picture|image|drawing|sketch|result|one|photo|frame))"
PARTS = {
    "background": regex(
        rf"{USE}.*\b{THAT}\b.*\b(?:as|for|behind)\b.*\b(?:background|backdrop)\b|\b{THAT} behind\b", re.I
    ),
    "mask_picture": regex(rf"{USE}.*\b(?:the|that|this) (?:\w+ )?mask\b|{USE}.*\b{THAT} as (?:the|its|a) mask\b", re.I),
    "outline_picture": regex(rf"{USE}.*\b{THAT}\b.*\boutlines?\b|\boutlines? of {THAT}\b", re.I),
    "style_picture": regex(rf"\b(?:in )?(?:the|its) style of {THAT}\b|{USE}.*\b{THAT} as (?:the|its) style\b", re.I),
}
"""How a picture that was just made is given a part of its own, by role."""
NOTED = regex(
    r"(?:(?:write|note|jot|put|save|keep|store) )?"
    r"(?:it|this|that|them|these|those|both|"
    r"what (?:you|it|that|they) (?:found|find|said|says?|read|wrote|got|gave)(?: out)?|"
    r"(?:(?:the|that|this|your|its|these|those|both|all) )?(?:\w+ )?(?:summary|sentence|translation|transcript|text|"
    r"caption|answer|result|description|key ?word|list|message|tag|name|finding|verdict|language|label|line|word|"
    r"passage|figure|number|score|date|letter|poem|draft|gist|essence|upshot|point)s?|"
    r"(?:the|all|both) (?:summar|stor|repl)(?:y|ies))"
    r"(?: (?:as|in|to|under|down|with|for)\b.*)?[ .]*",
    re.I,
)
"""How a note speaks of what a tool made."""

SAID = regex(
    r"\b(?:the|that|this|those|these|your|its|both|each) (?:\w+ ){0,2}?(?:answers?|passages?|pages?|notes?|text|words?|"
    r"explanations?|stor(?:y|ies)|repl(?:y|ies)|quotes?|results?|excerpts?|sections?|hits?|findings?|lines?|figures?|"
    r"numbers?|sentences?|phrases?|wording|spots?|places?|snippets?|matches|names?|dates?)\b"
    r"|\bwhat (?:we|i) (?:know|have|noted|wrote)(?= (?:there|in|into|to|as)\b|\W*$)"
    r"|\bwhat(?:ever)? (?:you|it|that|they)(?:['’]ve|['’]s| have| had)? (?:just |then )?(?:found|find|said|says?|"
    r"answer(?:ed|s)?|(?:come|came|comes) up with|got|get|gave|gives?|read|turn(?:ed|s) up|recall(?:ed)?)\b"
    r"|\bwhat (?:comes|came|turns|turned) (?:out|up|of (?:it|that))\b"
    r"|\bwhat (?:was|is) (?:found|said|noted)(?= there\b|\W*$)",
    re.I,
)
"""How words speak of what a tool said."""
POINTED = regex(
    rf"(?:^[\w-]+ (?:[\w-]+ )?|\b(?:from|on|upon|about|of|with|using|use|by|into|answering|to|in) (?:all )?)"
    rf"(?:{IT.pattern}|(?:that|this|those|these) (?:\w+ )?(?:{TEXTS})\b)|{SAID.pattern}",
    re.I,
)
"""How words speak of what a text is to be written from: 'a letter from it'."""


def part_made(clause: Clause, offer: Offer, nodes: Sequence[Node], situation: Situation) -> int | None:
    """The newest call that makes what goes beside the file worked on.

    A sound that a video is to have: 'with that speech as its sound'; or a picture: 'use that mask to paint …'.
    """
    roles = offer.roles().keys()
    if not roles.isdisjoint(("soundtrack", "clip_sound")) and SOUNDING.search(clause.masked):
        named = any(situation.kind(name) == "sound" for name in clause.files)
        return None if named else newest("sound", nodes)
    if offer.several and _with_what_was_made(clause, offer, nodes, situation):
        return len(nodes) - 1
    if not roles.isdisjoint(("voice", "kept_voice")) and not kept_voice(clause):
        heard = any(situation.kind(name) in ("sound", "video", "voice") for name in clause.files)
        return None if heard else newest("voice", nodes)
    given = any(role in roles and words.search(clause.masked) for role, words in PARTS.items())
    return newest("picture", nodes) if given and not beside(clause, offer) else None


def _with_what_was_made(clause: Clause, offer: Offer, nodes: Sequence[Node], situation: Situation) -> bool:
    """Whether files that are named go on with what took another's place: 'cut a.mp4, then join it with b.mp4'."""
    last = nodes[-1] if nodes else None
    if last is None or not last.offer.replaces or not offer.takes_what(last.offer):
        return False
    named = [name for name in clause.files if offer.takes(situation.kind(name))]
    given = named and not set(named) & mentioned(last.values)
    return bool(given and speaks_of(clause, last.offer.made_kind))


def words_made(clause: Clause, offer: Offer, nodes: Sequence[Node], situation: Situation) -> int | None:
    """The newest call that makes the text which says what is to be seen, or noted: 'a picture of that sentence'."""
    pictured = "scene" in offer.roles() and READERS["scene"](clause) is None
    texts = any(situation.kind(name) == "document" for name in clause.files)
    if not clause.files and notes_what_was_made(clause, offer):
        return _called(clause, [n for n, node in enumerate(nodes) if _reports(node.offer)], nodes)
    return newest("document", nodes, told=True) if pictured and not texts else None


def _reports(offer: Offer) -> bool:
    """Whether what a tool came to is words, which can be noted."""
    return offer.made_kind in ("", "document") and "note" not in offer.roles()


def words_said(clause: Clause, offer: Offer, nodes: Sequence[Node]) -> int | None:
    """The last call, where a clause works on what it says: 'Get me page 4 and translate it', 'speak the answer'.

    'It' is what was answered only where that is to be heard: 'How many days do we get? And summarise it' is not.
    """
    if "about" in offer.roles():
        return _source(clause, nodes)
    last = nodes[-1] if nodes else None
    if last is None or clause.files or clause.quotes or not last.offer.tells or not offer.takes("document"):
        return None
    if not last.values.keys() - {last.offer.single}:
        return None  # all of a file: that is the file itself
    named = any(not GIVEN.match(clause.masked, match.end()) for match in SAID.finditer(clause.masked))
    heard = offer.made_kind == "sound" or last.offer.roles().keys().isdisjoint(("question", "asked"))
    return len(nodes) - 1 if named or (heard and IT.search(clause.masked)) else None


def _source(clause: Clause, nodes: Sequence[Node]) -> int | None:
    """The newest call whose words a text is to be written from: 'recall my note and draft a letter from it'."""
    if clause.files or not (POINTED.search(clause.masked) or made_in(clause.masked)):
        return None
    texts = [n for n, node in enumerate(nodes) if node.offer.tells or node.offer.made_kind == "document"]
    return _called(clause, texts, nodes)


def _called(clause: Clause, places: Sequence[int], nodes: Sequence[Node]) -> int | None:
    """The newest of these calls, of those whose tool is called so where a clause says how: 'the summary'."""
    words = [word.lower()[:6] for match in made_in(clause.masked) for word in match.groups() if word]
    called = [place for place in places if any(word in nodes[place].offer.name for word in words)]
    return max(called or places, default=None)


def handed(clause: Clause, offer: Offer, situation: Situation) -> dict[str, str]:
    """Role → file: what a clip is to sound with, a text that says what is to be seen or noted, the one voice kept."""
    sounds = [name for name in clause.files if clause.told and situation.kind(name) == "sound"]
    found = {"clip_sound": sounds[0]} if sounds else {}
    texts = [name for name in clause.files if situation.kind(name) == "document"]
    if texts and "scene" in offer.roles() and READERS["scene"](clause) is None:
        found["scene"] = texts[0]
    if texts and clause.told and notes_what_was_made(clause, offer):
        found["note"] = texts[0]
    told = [name for name in clause.files if situation.kind(name) == "voice"]
    voices = told or [name for name in situation.made if situation.kind(name) == "voice"]
    if len(voices) == 1 and kept_voice(clause) is None:
        found["kept_voice"] = voices[0]
    return {role: name for role, name in found.items() if role in offer.roles()}


def with_sound(clause: Clause, nodes: Sequence[Node], situation: Situation) -> Node | None:
    """The last call, which makes a clip, with the sound that a clause says it is to have: one made before, or given."""
    last = nodes[-1] if nodes else None
    if last is None or "clip_sound" not in last.offer.roles() or not SOUNDING.search(clause.masked):
        return None
    if any(situation.kind(name) != "sound" for name in clause.files) or len(clause.files) > 1:
        return None
    sound, given = newest("sound", nodes), [n for n in situation.titles if situation.kind(n) == "sound"]
    sound, given = (None, list(clause.files)) if clause.files else (sound, given)
    if sound is None and len(given) == 1:
        values = {**last.values, last.offer.roles()["clip_sound"]: given[0]}
        return replace(last, words=also(f"{last.words} [{given[0]}]", f" and {clause.text}"), values=values)
    if sound is None:
        return None
    files = ", ".join(name for name in mentioned(last.values) if name in situation.names)
    words = f"{last.words} [{files}]" if files and not last.words.endswith("]") else last.words
    return replace(last, words=also(words, f" and {clause.text}"), after=(*last.after, sound))


def newest(kind: str, nodes: Sequence[Node], told: bool = False) -> int | None:
    """The place of the newest call that makes a file of this kind, or also of one whose words are as good as a file."""
    makers = (n for n, node in enumerate(nodes) if node.offer.made_kind == kind or (told and node.offer.tells))
    return max(makers, default=None)


def notes_what_was_made(clause: Clause, offer: Offer) -> bool:
    """Whether what is to be noted is what a tool made: 'keep that summary as a note'."""
    if "note" not in offer.roles() or clause.quotes[1:]:
        return False
    return bool(NOTED.fullmatch(arguments.memo(clause)[1].strip()))
