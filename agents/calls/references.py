"""What 'it', 'the result' and 'both summaries' point at: what an earlier part of the plan, or of the session, made."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from agents.calls.called_for import called_for
from agents.calls.filling import mentioned
from agents.parsing.clauses import SPOKEN, Clause
from agents.plans import Node, Offer, Situation
from agents.readers.spoken_arguments import language, language_names
from runtime.regex import regex

NOUN = (
    r"summar(?:y|ies)|answers?|results?|output|translations?|transcript(?:ion)?s?|captions?|subtitles?|passages?|"
    r"notes?|text|speech|version|repl(?:y|ies)|draft|key ?words?|tags?"
)
TEXTS = r"articles?|letters?|stor(?:y|ies)|poems?|messages?|e-?mails?|sentences?|paragraphs?|pages?"
"""What was made only where that is said by the name of its tool: 'the translated letter', not 'the attached letter'."""
REFERENCE = regex(
    rf"\b(?:the|that|this|your|its|both|all|each|these|those|every) (?:the )?"
    rf"(?:two |three |four |both |\d+ )?(?:new |other |finished |final )?"
    rf"(?:(\w+)(?:ed|en) )?({NOUN}|(?<=ed )(?:{TEXTS}))\b",
    re.I,
)
GIVEN = regex(
    r"(?: that(?:['’]s| is)| which is)? (?:(?:out )?of|in|on|off|from) "
    r"(?:the|this|that|my|these|those|it|them)\b(?! (?:\w+ )?(?:voice|tone|style|accent|manner)\b)"
    r"| for the\b",
    re.I,
)
"""Behind words such as 'the text': it is not one that was made, but that of something at hand."""
OF = regex(r"\b(?:of|from) $", re.I)
"""Before such words: then it is one that was made all the same, as in 'keywords of the transcript for the members'."""
AFTER_IT = (
    r"(?=\s*(?:$|[.,;:?!)]|(?:in|into|to|as|for|from|by|with|and|or|out|up|down|aloud|again|too|also|first|then|please|"
    r"over|is|are)\b))"
)
"""What stands behind a 'this' that is no 'this document'."""
IT = regex(rf"\b(?:it|its(?! own)|them|their|(?:this|that|these|those){AFTER_IT})\b", re.I)
PARTS = r"pieces?|parts?|bits?|excerpts?|sections?|stretch(?:es)?|segments?|cuts?"
PART = regex(PARTS, re.I)
POINTING = ("that", "those")
NOUNS = {
    "picture": r"pictures?|photos?|photographs?|images?|frames?|stills?|snapshots?|thumbnails?|cut-?outs?|crops?|"
    r"drawings?|paintings?|illustrations?|sketch(?:es)?|masks?|(?:depth )?maps?|sheets?|gifs?|pngs?|jpe?gs?",
    "video": rf"videos?|clips?|films?|movies?|{PARTS}|animations?|mp4s?",
    "sound": rf"sounds?|recordings?|audios?|tracks?|sound ?tracks?|speech|{PARTS}|(?:mp3|wav|flac|ogg)s?|file",
    "document": r"descriptions?|captions?|texts?|sentences?|words|story|poem|paragraphs?|message|letter|e-?mail|file",
}
"""How people call what was made, by its kind."""
MADE = regex(
    r"\b(?P<which>the|that|those|these|this|each|every|all|both)(?: of)?(?: the| those| these)?"
    r"(?: (?P<how>[a-z-]+))? (?P<noun>[a-z0-9-]+)\b",
    re.I,
)
PICTURED = r"cut-?outs?|crops?|stills?|frames?|thumbnails?|collages?|sketch(?:es)?|masks?"
PIECE = regex(rf"{PICTURED}|cuts?|excerpts?", re.I)
"""What is there only where it was made."""
PIECES = regex(rf"\b(?:the|every|each|all|those|these) (?:of the )?(?:{PICTURED})\b", re.I)
DONE = regex(r"\w{3,}ed|cut|new|resulting|final|made|drawn|taken|written|spoken", re.I)
"""Words before a noun that say that it was made: 'the enlarged picture'."""
WHOLE = regex(r"photos?|pictures?|images?|photographs?|videos?|films?|recordings?", re.I)
"""Words for what was given as well as for what was made of it."""
WHOLE_THING = regex(r"whole|entire|full|complete|finished|final|joined|combined", re.I)
REMAINS = regex(r"\bwhat(?:['’]s| is)? (?:left|remain(?:s|ing)?)\b|\bthe (?:rest|remainder|remaining \w+)\b", re.I)
SPEECH = regex(r"\b(?:said|spoken|says?|speech|talk(?:s|ed|ing)?|speak(?:s|er)?|transcri\w+)\b", re.I)
LIKE_RESULT = regex(r"(?:result|output|version)", re.I)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a clause works on, if not on the files it names."""

    nodes: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """Artifacts that were made earlier in the session."""


def referred(
    clause: Clause, offer: Offer, nodes: Sequence[Node], situation: Situation, barred: Container[int] = ()
) -> Reference | None:
    """What a clause that `offer` serves points at; None where it points at nothing that was made.

    `barred` are nodes that are not run where the clause is: it cannot mean them.
    """
    makers = [n for n, node in enumerate(nodes) if offer.takes_what(node.offer) and n not in barred]
    if clause.on_result and makers:
        return Reference(rounds(nodes, makers[-1]))
    if makers and (again := _of_each(clause, nodes, makers[-1])):
        return Reference(again)
    if (place := _in_language(clause, makers, nodes)) is not None:
        return Reference(rounds(nodes, place))
    named = any(offer.takes(situation.kind(name)) for name in clause.files)
    if not named and (made := _ordered(clause, makers, nodes)) is not None:
        return Reference(rounds(nodes, made))
    by_kind = None if named else _by_kind(clause, offer, makers, nodes, situation)
    if spoken := made_in(clause.masked):
        found = (_named(match, makers, nodes, offer, situation) for match in spoken)
        return next(filter(None, found), by_kind)
    if named or by_kind:
        return by_kind
    works_on = bool(offer.single or offer.several)
    if works_on and nodes and nodes[-1].after and not nodes[-1].offer.makes and IT.search(clause.masked):
        return Reference(nodes[-1].after)  # as the clause before
    if makers and _continues(clause, offer, nodes[makers[-1]], makers[-1] == len(nodes) - 1):
        return Reference(rounds(nodes, makers[-1]))
    if IT.search(clause.masked) and (place := _in_its_place(clause, makers, nodes)) is not None:
        return Reference(rounds(nodes, place))
    pointing = not nodes and IT.search(clause.masked)
    before = _made(situation, offer) if pointing and (offer.makes or not situation.titles) else ()
    given = any(offer.takes(situation.kind(name)) for name in situation.focus)
    return Reference(names=before[-1:]) if before and not given else None


def made_in(said: str) -> list[re.Match[str]]:
    """Where words speak of what was made by what it is: 'the summary', 'both answers'."""
    return [match for match in REFERENCE.finditer(said) if _was_made(match)]


def _was_made(match: re.Match[str]) -> bool:
    """Whether words such as 'the text' speak of what was made, not of a part of what is at hand."""
    return bool(not GIVEN.match(match.string, match.end()) or OF.search(match.string, 0, match.start()))


def _ordered(clause: Clause, makers: Sequence[int], nodes: Sequence[Node]) -> int | None:
    """The newest call that was to make a thing of the name by which a clause points at it: 'the teaser'."""
    named = (match for match in MADE.finditer(clause.masked) if _was_made(match)) if makers else ()
    found = (called_for(_words(match), makers, nodes) for match in named)
    return next((place for place in found if place is not None), None)


def _in_its_place(clause: Clause, makers: Sequence[int], nodes: Sequence[Node]) -> int | None:
    """The newest call whose work took the file's place, where what was made since is only something of that.

    'Tidy notes.txt, sum up the result and give me three tags for it.'
    """
    place = next((place for place in reversed(makers) if nodes[place].offer.replaces), None)
    if place is None or clause.condition or nodes[place].when:
        return None
    since = (node for node in nodes[place + 1 :])
    return place if all(set(node.after) <= {*rounds(nodes, place)} and node.after for node in since) else None


def _of_each(clause: Clause, nodes: Sequence[Node], last: int) -> tuple[int, ...]:
    """The last calls, in the order in which a clause names their files, where it goes on with what they leave.

    'Take the first 4 seconds off each, then join what remains of a.mp4 and b.mp4.'
    """
    if not nodes[last].offer.replaces or not (clause.then or REMAINS.search(clause.masked)):
        return ()
    made = {str(nodes[place].values.get(nodes[place].offer.single)): place for place in rounds(nodes, last)}
    if len(made) < 2 or not set(clause.files) <= made.keys():
        return ()
    return tuple(made[name] for name in clause.files) or (tuple(made.values()) if REMAINS.search(clause.masked) else ())


def _by_kind(
    clause: Clause, offer: Offer, makers: Sequence[int], nodes: Sequence[Node], situation: Situation
) -> Reference | None:
    """What was made, where it is called by its kind, or nothing else here is of a kind that the tool takes.

    'The pictures' are those made where none were given; 'those pictures' and 'the enlarged one' are so anyway.
    """
    here = {situation.kind(name) for name in situation.focus or situation.titles}
    made = {nodes[place].offer.made_kind: place for place in makers}  # the newest of each kind
    newest = sorted(made.items(), key=lambda one: -one[1])
    for match in MADE.finditer(clause.masked):
        done = _only_made(match)
        for kind, place in newest:
            whole = any(map(WHOLE.fullmatch, _words(match))) and _given_as(kind, nodes[place], situation)
            pointing = done or (match["which"].lower() in POINTING and not whole) or _part(match)
            called = _called(match, kind)
            one = match["noun"].lower() in ("one", "ones") and pointing
            if gathers(nodes[place], situation) and _as_one(match, called):
                return Reference((place,))
            if (called and (pointing or kind not in here)) or one:
                return Reference(rounds(nodes, place))
    heard = bool(here & {"sound", "video"}) and bool(SPEECH.search(clause.masked))
    if made and not heard and not any(offer.takes(kind) for kind in here):
        return Reference(rounds(nodes, makers[-1]))
    return _made_before(clause, offer, situation) if not nodes else None


def _part(match: re.Match[str]) -> bool:
    """Whether words point at a part, which is there only where it was cut out: 'this piece'."""
    return match["which"].lower() in ("this", "these") and any(map(PART.fullmatch, _words(match)))


def gathers(node: Node, situation: Situation) -> bool:
    """Whether a call makes one thing of several of the same kind that were given or made: 'the film' is then that."""
    given = [name for name in mentioned(node.values) if situation.kind(name) == node.offer.made_kind]
    return bool(node.offer.several) and not node.makes_pieces and len(given) + len(node.after) > 1


def _as_one(match: re.Match[str], called: str) -> bool:
    """Whether words speak of one thing, not of several: 'the film', 'the whole thing', 'the lot'."""
    how, noun = (match["how"] or "").lower(), match["noun"].lower()
    whole = noun == "lot" or (noun in ("thing", "work") and WHOLE_THING.fullmatch(how))
    return bool(whole or (called and not called.endswith("s") and match["which"].lower() in ("the", "that", "this")))


def _in_language(clause: Clause, makers: Sequence[int], nodes: Sequence[Node]) -> int | None:
    """The newest call that made something in a language which is called by that: 'boil the English down'."""
    match = _the_language().search(clause.text) if makers else None
    targets = ((place, nodes[place].offer.roles().get("target", "")) for place in reversed(makers))
    code = language(Clause(f"into {match[1]}", ""), "into") if match else None
    return next((place for place, name in targets if code and nodes[place].values.get(name) == code), None)


@cache
def _the_language() -> re.Pattern[str]:
    return regex(
        rf"\bthe ({language_names()})(?: (?:version|text|one|translation))?"
        r"(?=\s*(?:$|[,.;:?!]|(?:down|in|into|to|as|aloud|out|and|for|is|too|then|again|up)\b))",
        re.I,
    )


def _only_made(match: re.Match[str]) -> bool:
    """Whether it is called by how it was made, or by a word for what is there only where it was."""
    return bool(DONE.fullmatch(match["how"] or "")) or any(map(PIECE.fullmatch, _words(match)))


def _words(match: re.Match[str]) -> list[str]:
    return [word for word in (match["noun"], match["how"]) if word]


def _given_as(kind: str, node: Node, situation: Situation) -> bool:
    """Whether a call only adds something to what it was given, and that is of the same kind: 'that photo' is that."""
    given = (situation.kind(name) for name in mentioned(node.values) if name in situation.names)
    return not node.offer.replaces and not node.makes_pieces and kind in given


def _called(match: re.Match[str], kind: str) -> str:
    """The word, of those found, that names a thing of this kind: 'the cut clip', 'the cut-out four times as big'."""
    return next((word.lower() for word in _words(match) if re.fullmatch(NOUNS.get(kind, ""), word, re.I)), "")


def speaks_of(clause: Clause, kind: str) -> bool:
    """Whether a clause says 'it', or names a thing of this kind without saying which."""
    made = MADE.finditer(clause.masked)
    return bool(IT.search(clause.masked)) or any(
        _called(one, kind) or any(map(LIKE_RESULT.match, _words(one))) for one in made
    )


def _made_before(clause: Clause, offer: Offer, situation: Situation) -> Reference | None:
    """What an earlier request made, called by how: 'the cut clip'."""
    names = _made(situation, offer)
    for match in MADE.finditer(clause.masked):
        how = (match["how"] or "").lower()[:6].removesuffix("ed")
        only = any(map(PIECE.fullmatch, _words(match)))
        for name in reversed(names):
            called = _called(match, situation.kind(name))
            if called and (only or (how and how in situation.made[name])):
                return Reference(names=(name,))
    return None


def _continues(clause: Clause, offer: Offer, last: Node, just_before: bool) -> bool:
    """Whether a clause goes on with what was made last.

    'It' is what was made where something is made of it in turn ('translate it and read it aloud'), or where what was
    made took the file's place. What is done on a condition prepares what comes after it.
    """
    if (last.when and clause.condition is None and just_before) or last.makes_pieces:
        return True
    if last.offer.replaces and (IT.search(clause.masked) or (clause.then and offer.makes)):
        return True
    if clause.condition and not last.offer.replaces:
        return False  # what was looked at decides; it is the thing itself that is worked on
    return bool(offer.makes and IT.search(clause.masked))


def _named(
    match: re.Match[str], makers: Sequence[int], nodes: Sequence[Node], offer: Offer, situation: Situation
) -> Reference | None:
    """By the word that was used: what a tool with such a name made; any, for 'the result'."""
    words = [word.lower()[:6] for word in (match[1], match[2]) if word]
    fitting = [place for place in makers if any(word in nodes[place].offer.name for word in words)]
    if LIKE_RESULT.match(match[2]) or (match[1] and not fitting and not re.fullmatch(TEXTS, match[2], re.I)):
        fitting = fitting or list(makers)
    if fitting:
        return Reference(rounds(nodes, fitting[-1]))
    made = [name for name in _made(situation, offer) if any(word in situation.made[name] for word in words)]
    return Reference(names=tuple(made[-1:])) if made else None


def rounds(nodes: Sequence[Node], place: int) -> tuple[int, ...]:
    """The node, with the other rounds of its loop that the same tool does."""
    node = nodes[place]
    alike = (n for n, other in enumerate(nodes) if other.loop == node.loop and other.offer is node.offer)
    return tuple(alike) if node.loop else (place,)


def _made(situation: Situation, offer: Offer) -> tuple[str, ...]:
    return tuple(name for name in situation.made if offer.takes(situation.kind(name)))


def _pictures(match: re.Match[str]) -> str:
    return (
        "the pictures"
        if match[0].endswith("s") and not match[0].lower().startswith(("each", "every"))
        else "the picture"
    )


def without_references(clause: Clause, makers: Iterable[Offer], situation: Situation) -> Clause:
    """The clause with 'the summary' as 'the document', where there is one: it names no work to be done."""
    tools = {offer.name: SPOKEN.get(offer.made_kind, SPOKEN["document"]) for offer in makers if offer.makes}
    tools |= {tool: SPOKEN.get(situation.kind(name), SPOKEN["document"]) for name, tool in situation.made.items()}

    def spoken(match: re.Match[str]) -> str:
        words = [word.lower()[:6] for word in (match[1], match[2]) if word and _was_made(match)]
        return next((said for tool, said in tools.items() if any(word in tool for word in words)), match[0])

    masked = REFERENCE.sub(spoken, PIECES.sub(_pictures, clause.masked))
    return replace(clause, masked=masked) if tools else clause
