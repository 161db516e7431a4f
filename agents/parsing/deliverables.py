"""Orders that only name what is wanted, or how it is to be treated, as orders that each have a verb.

'A caption of x.jpg, translated into Dutch'; 'have it summarised and read aloud'; 'five keywords and a summary of it'.
"""

from __future__ import annotations

import re

from agents.parsing.causing import verb_of
from agents.parsing.openings import ACTIONS, NUMBER, OBJECT
from runtime.regex import regex

DONE = (
    "translated|summarised|summarized|condensed|transcribed|enlarged|upscaled|animated|moderated|captioned|"
    "boxed|counted"
)
"""How a thing is to be treated, in one word, whose verb `verb_of` knows."""
PHRASES = {
    "proofread": "proofread",
    "turned into": "turn into",
    "converted into": "convert into",
    "made into": "turn into",
    "redone as": "turn into",
    "rendered as": "turn into",
    "cut to": "cut to",
    "cut down to": "cut down to",
    "trimmed to": "trim to",
    "put on one sheet": "put on one sheet",
    "put on a sheet": "put on a sheet",
    "read aloud": "read aloud",
    "read out loud": "read aloud",
    "read out": "read aloud",
    "spoken aloud": "say aloud",
}
"""The same in several words → the order; the thing comes behind its first word."""
HOW = "|".join((DONE, *map(re.escape, PHRASES)))
DETERMINED = r"(?:the|this|that|those|these|my|our|its|every|each|all|both)"
THING = rf"(?:⟦F\d+⟧(?:(?:,? and |, )⟦F\d+⟧)*|it|them|{DETERMINED}(?: [\w⟦⟧-]+){{1,6}}?|each|both|all)"
WISH = (
    r"(?:i(?:['’]d| would)? (?:like|love|want|need|prefer)|(?:can|could|may) (?:i|we) (?:have|get)|have|get|want|need)"
)
TREATED = regex(
    rf"^(?P<lead>(?:\S+ ){{0,8}}?(?:to )?){WISH} (?P<thing>{THING}) (?P<how>{HOW})\b(?P<rest>.*)$", re.I | re.S
)
"""'I'd like it summarised', 'have a.txt translated into Spanish'."""
THEN_TREATED = regex(
    rf"^(?P<main>.+?)(?:,? and then|, then) (?P<thing>{DETERMINED}(?: [\w-]+){{1,6}}?) (?P<how>{HOW})\W*$", re.I | re.S
)
"""The same behind 'and then', without the wish: '…, and then the people in those frames boxed'."""
BACKGROUND = regex(
    r"^(?P<main>.*⟦F\d+⟧.*?)(?:,? and|,)? with (?P<thing>(?:its|the|their) backgrounds?) (?P<how>removed|blurred)\b"
    r"(?P<rest>.*)$",
    re.I | re.S,
)
"""How a picture is to be treated, said of a part of it: 'x.jpg with its background blurred'."""
LARGER = regex(
    r"^(?P<main>.+?)(?:,? and|,)(?: then)? (?P<thing>(?:that|this|the) (?:cut-?outs?|results?|stills?|frames?|crop))"
    rf" (?P<how>(?:twice|(?:{NUMBER}) times) (?:as|the) (?:big|large|size)\b.*)$",
    re.I | re.S,
)
"""'…, and that cutout four times as big'."""
CUT_AWAY = regex(
    r"^(?P<main>.+?), (?:and |with )?(?:the |its )?background (?:cut away|cut out|removed|taken (?:out|away)|gone)\b"
    r"(?P<rest>[^,]*)$",
    re.I | re.S,
)
"""'The frame at 0:04, background cut away so that only the person is left'."""
BEHIND = regex(
    rf"^(?P<main>.+?)(?P<join>\s*,\s*(?:and )?(?:then )?|\s+and (?:then )?|(?<=[\w⟧])\s+)(?P<how>{HOW})\b"
    r"(?P<rest>(?:\s+(?:(?:in)?to|in|as|by|twice|two|three|four|five|\d|for)\b|\s*,|\s+and\b|[\s.!?]*$).*)$",
    re.I | re.S,
)
"""What is to be done with what is named before it: ', translated into Dutch', 'and read aloud'."""
TREATED_TOO = regex(rf"\b(?:{HOW})\b", re.I)
STATED = regex(r"\b(?:is|are|was|were|be|been|being|has|had|gets?|got|already|not|never|n['’]t|which|who|that)$", re.I)
"""Before such a word it tells what was done, and is no order."""
ASKS_WHETHER = regex(r"(?:is|are|was|were|has|have|did|does)\b", re.I)
NOUNS = (
    r"depth ?maps?|captions?|transcripts?|subtitles|summar(?:y|ies)|key ?words|translations?|segmentations?|"
    r"gifs?|descriptions?|sentiment|named entities|forecasts?|cut-?outs?|language"
    r"|(?:sound ?track|sound|audio)(?= (?:(?:saved|extracted|exported|stored|taken out) )?(?:as|in) )"
)
MANY = (
    r"(?:depth ?map|caption|transcript|translation|segmentation|gif|description|forecast|cut-?out)s|subtitles|"
    r"key ?words"
)
COUNT = rf"(?:the|an?|its|their|some|{NUMBER}|a few)"
KIND = rf"(?:(?!(?:{OBJECT}|if|with|from|of|by|and|or|than)\b)(?!(?:{ACTIONS})\b)[\w-]+ )"
NAMED = rf"(?:{COUNT} {KIND}{{0,3}}?(?:{NOUNS})|{KIND}?(?:{MANY}))\b"
"""What is wanted, by its name: 'a short summary', 'English subtitles'."""
WANTED_THING = regex(rf"{NAMED}|(?:{NOUNS})(?= (?:of|for|from)\b)", re.I)
LISTED = regex(rf"(?:\s*,\s*(?:and |plus )?|\s+and |\s+(?:plus|as well as|along with) )(?:also )?(?={NAMED})", re.I)
ALSO_WANTED = regex(
    rf"\s*[,;]?\s+and (?:then |also )?(?:i|we)(?:['’]d| would)? (?:also |then )?(?:need|want|like|love) (?={NAMED})",
    re.I,
)
"""What is wanted besides an order: '…, and then I need depth maps of those stills'."""
WANTED = regex(
    rf"(?:(?:for|from|of) ⟦F\d+⟧,? |⟦F\d+⟧\s*[:,-] )?(?:please )?"
    rf"(?P<wish>(?:{WISH}|give|send|get)(?: me)? (?!me\b)(?:(?:two|three|four|several|the following|these) things: )?"
    rf"(?=(?:{DETERMINED}|{COUNT}|⟦F)\b))?",
    re.I,
)
"""How a list of what is wanted begins."""
EACH_WISH = regex(
    rf"(?:for|from|of|with|in) (?P<those>(?:each|every|all|both)\b[^,:;?]{{0,60}}?)[,:]? "
    rf"(?:{WISH}|(?:please )?(?:give|get|send) me) (?P<list>.+)$",
    re.I | re.S,
)
"""The same, of each of several: 'for every one of these clips I'd like …'."""
TELL = (
    r"(?:tell (?:me|us)|let (?:me|us) know|say|find out"
    r"|(?:(?:i|we)(?:['’]d| would) like to|(?:i|we) (?:want|need) to) know)"
)
ONCE_AS = regex(
    r"(?P<what>[^?]{3,300}?)[:,]? (?:(?:once|both) )(?P<one>as [^,;?]{2,60}?),? and (?:once |also )?(?P<other>as "
    r"(?:an? |the )?[^?]+)$",
    re.I,
)
"""The same wanted in two forms: 'seconds 3 to 6 of it, once as a gif and once as a video'."""
WHETHER_TOO = regex(
    rf"(?P<main>(?:please |and )?{TELL} (?!.{{0,400}}\b(?:whether|if)\b.{{0,400}}\bwhether\b).+?),? and "
    r"(?:also )?(?P<also>whether .+)$",
    re.I | re.S,
)
"""What is asked besides what is to be told: 'tell me its length, and whether it is the same speaker'."""


def spelled_out(sentence: str) -> list[str]:
    """The sentence, or the orders that it comes to.

    >>> spelled_out("Five keywords and a two-sentence summary of ⟦F0⟧")
    ['Five keywords', 'give me a two-sentence summary of ⟦F0⟧']
    >>> spelled_out("have ⟦F0⟧ translated into Spanish and read aloud")
    ['translate ⟦F0⟧ into Spanish', 'then read it aloud']
    >>> spelled_out("for each of these I'd like length and size, and the sound saved as flac")
    ['for each of these: give me length and size', 'for each of these: give me the sound saved as flac']
    >>> spelled_out("tell me its length, and whether somebody speaks")
    ['tell me its length', 'tell me whether somebody speaks']
    """
    if each := EACH_WISH.match(sentence):
        first, *others = LISTED.split(each["list"])
        if others and not any(TREATED_TOO.search(other) for other in others):
            return [f"for {each['those']}: give me {one}" for one in (first, *others)]
    if twice := ONCE_AS.match(sentence):
        return [f"{twice['what']} {twice[form]}" for form in ("one", "other")]
    if also := WHETHER_TOO.match(sentence):
        return [also["main"], f"tell me {also['also']}"]
    return [order for part in _listed(sentence) for order in _treated(part)]


def _listed(sentence: str) -> list[str]:
    """Each of the things that are wanted as an order of its own."""
    if also := ALSO_WANTED.search(sentence):
        return [*_listed(sentence[: also.start()]), *_listed(f"give me {sentence[also.end() :]}")]
    begins = WANTED.match(sentence)
    if not begins or not (begins["wish"] or WANTED_THING.match(sentence, begins.end())):
        return [sentence]
    first, *others = LISTED.split(sentence)
    return [first, *(f"give me {other}" for other in others)]


def _treated(sentence: str) -> list[str]:
    """With a verb for each thing that is to be treated."""
    if sentence.rstrip().endswith("?") and ASKS_WHETHER.match(sentence.strip()):
        return [sentence]
    if (wish := TREATED.match(sentence)) and not STATED.search(wish["lead"].rstrip()):
        said = f"{wish['lead']}{_order(wish['how'], wish['thing'])}{wish['rest']}"
        return _behind(said)
    if then := THEN_TREATED.match(sentence):
        return [then["main"], f"then {_order(then['how'], then['thing'])}"]
    if larger := LARGER.match(sentence):
        return [*_treated(larger["main"]), f"then make {larger['thing']} {larger['how']}"]
    if away := CUT_AWAY.match(sentence):
        return [*_treated(away["main"]), f"then remove its background{away['rest']}"]
    if part := BACKGROUND.match(sentence):
        verb = "remove" if part["how"].lower() == "removed" else "blur"
        said = f"{verb} {part['thing']} of {part['main']}{part['rest']}"
        return _behind(said)
    return _behind(sentence)


def _behind(sentence: str) -> list[str]:
    found = BEHIND.match(sentence)
    if not found or STATED.search(found["main"].rstrip()) or not _ends_a_part(found):
        return [sentence]
    return [found["main"], *_behind(f"then {_order(found['how'], 'it')}{found['rest']}")]


def _ends_a_part(found: re.Match[str]) -> bool:
    """Whether it is an order, not said of the word before it as in 'a letter translated by him'."""
    return bool(re.search(r"[,]|and", found["join"])) or bool(re.search(rf"\b(?:{NOUNS})\b", found["main"], re.I))


def _order(how: str, thing: str) -> str:
    """
    >>> _order("read aloud", "it"), _order("translated", "the text")
    ('read it aloud', 'translate the text')
    """
    said = " ".join(how.lower().split())
    verb, *rest = PHRASES.get(said, verb_of(said)).split()
    return " ".join((verb, thing, *rest))
