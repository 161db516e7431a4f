"""'And how do I request it?' → 'how do I request it (about volunteer hours)?': what a question leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.parsing.clauses import FILE, Clause, parse
from agents.parsing.openings import SENTENCE
from runtime.regex import regex

VERBS = (
    "is|are|was|were|be|do|does|did|can|could|may|must|will|would|has|have|for|in|on|at|to|work|apply|cost|take|"
    "happen|expire|end|start"
)
POINTING = regex(
    rf"\b(?:(?:it|they|them)\b(?! (?:true|possible|ok|okay)\b)"
    rf"|(?:that|this|those|these)\b(?=\s*[?.!,]|\s*$|\s+(?:{VERBS})\b)"
    rf"|(?:one|there)\b(?=\s*[?.!,]|\s*$))",
    re.I,
)
"""Words that stand for something said before; not 'this policy', 'is it true that', 'one of'."""
ELLIPTIC = regex(
    r"^(?:and |but |or |so )?(?:what|how) about\b|^(?:and|but|or|also)\b"
    r"|^(?:why|when|where|who|how)(?: not| so| then)?\s*\??$",
    re.I,
)
PLAIN = frozenset(
    (
        "a an the and or but if of to in on at for from with without by about as into per each every any all some no "
        "not what which who whom whose when where why how many much often long far is are am was were be been being "
        "do does did have has had having can could may might must shall should will would i me my we us our you your "
        "he she it its they them their this that these those there here year month week day one get gets got receive "
        "receives give gives given need needs take takes make makes tell say says said know want like please work "
        "happen happens allow allowed mean means use used apply find show document documents file files page pages "
        "text according also so then else sentence sentences summarise summarize classify sort language written "
        "policy rule rules mention mentions mentioned passage passages section sections paragraph paragraphs search "
        "look before after during until till since between under over within against through upon towards toward than "
        "demand demands require requires allow allows pay pays last lasts begin begins offer offers"
    ).split()
)
"""Words that name no topic: function words, and verbs and nouns that fit every topic."""


COUNTED = regex(r"\bhow (?:many|much) ((?:[\w'’-]+ )*?[\w'’-]+) (?:do|does|did|can|may|will|must|are|is)\b", re.I)
"""What is counted is what a question is about: 'how many vacation days do new hires get?'"""


OPENING = (
    r"(?:(?:and|but|now|then|next|please|pls|can you|could you|would you|will you|do|run|also|ok(?:ay)?|hm+|great|good|"
    r"thanks|thank you|perfect|nice|fine|right|i(?:'d| would) like|give me|how about|what about|i (?:need|want))"
    r"[\s,.!:–-]+){0,6}"
)
ONTO = r"(?:for|with|to|on|of|in|from|over|at)"
ONCE = r"(?:again|too|also|now|only|just|but|and|as before|once more|this time|please|pls)"
TITLED = r"\S+\.\w{2,5}(?=[\s,;:.!?]|$)"
SOME = rf"{TITLED}(?:(?:,| and|, and) {TITLED}){{0,40}}"
TO = (
    r"\s*(?P<to>.*?)(?:\s*,?\s*(?:now|too|as well|please|pls|then|this time|next|instead)){0,4}"
    r"(?=\s*(?:[.!?]\s|[.!?]*$))"
)
SAME = (
    regex(
        rf"(?:^|(?<=[.!?,;]\s)){OPENING}(?:(?:(?:exactly|precisely|just) )?(?:the |that |this )?(?:very )?"
        rf"same(?: (?!{ONCE}\b|{ONTO}\b|as\b|way\b)[\w-]+)?(?:,? {ONCE}){{0,4}},? (?:{ONTO}|(?={TITLED}))"
        rf"|(?:do|repeat|redo|apply|try|run) (?:it|that|this|all that|all this)(?:,? {ONCE}){{0,4}} {ONTO}"
        r"(?=.{0,200}\b(?:too|as well|also|again|now|next|instead|likewise)\b)"
        rf"|(?:repeat|redo) (?:it|that|this|everything) {ONTO}|(?:likewise|once more|once again)(?: {ONTO})?){TO}",
        re.I,
    ),
    regex(
        rf"(?:^|(?<=[.!?;]\s)){OPENING}(?:(?:and|what about|how about|now|next|then|also)[:,]?(?: (?:in|for|on|with))?"
        rf"(?: the (?:other|next|second|third|last)(?: one)?,?)?"
        rf"(?= {SOME}(?:,? (?:too|as well|next|now|please|pls|then)){{0,3}}"
        r"(?:,? (?:but )?(?:with|at|in|from|using|only) (?:[^.?!]|\.\d)*)?\W*$)"
        rf"|(?={SOME},? (?:too|as well|likewise)\b)){TO}",
        re.I,
    ),
)
"""How a person asks once more for what they asked before, of other files: 'the same for b.jpg', 'b.jpg too'."""
BUT = regex(r"^[\s,]*(?:(?:too|as well|again|now|please|pls|but|only|just|this time|and)\b[\s,]*)*", re.I)


AGAIN_SO = r"(?:thing|one|scene|picture|image|drawing|clip|video|film|motif|subject|prompt|order)"
SHAPES = ("portrait", "landscape", "square", "widescreen")
"""Words of which one takes the place of another."""
SHAPE = regex(rf"(?:\b(?:as|in) (?:an? )?)?\b(?P<shape>{'|'.join(SHAPES)})\b(?: format| size)?(?! of\b)", re.I)
ONE_AGAIN = (
    rf"(?:(?:the |that |this )?(?:very )?same(?: {AGAIN_SO})?|(?:the|that) {AGAIN_SO}|(?:it|that|this)(?: one)?)"
)
BESIDE = r"(?:,? (?:please|pls|from (?:scratch|the (?:start|beginning))|anew|all over))*"
AGAIN = regex(
    r"(?:^|(?<=[.!?,;]\s))(?:(?:and|now|then|please|can you|could you|ok(?:ay)?|hm+)[\s,]+){0,6}"
    r"(?:(?:do|make|run|try|draw|render|repeat)\s+)?"
    rf"(?:{ONE_AGAIN},? (?:again|once more)|{ONE_AGAIN} anew|(?:again|once more),? {ONE_AGAIN}|try(?=.*\binstead\b)"
    rf"|(?=.{{0,50}}\bbut\b)(?:again|once more)){BESIDE}[\s,]+(?:(?:please|but|only|just|this time|now)[\s,]+)*"
    rf"(?P<other>(?:\w+er\b|(?:with|in|at|as|from|for|using|without|of|{'|'.join(SHAPES)})\b|\d).*?)"
    r"(?:[\s,]+(?:instead|this time|please))*[.!?]*$",
    re.I,
)
"""How a person asks once more for what they asked before, but for a detail."""
BEST = r"(?:top|best|first|likeliest|most (?:likely|probable|important|fitting)|strongest|highest|closest|nearest)"
MORE = regex(
    rf"(?=.*\b(?:{BEST}|ones|of them|results|answers|guesses|hits)\b){OPENING}"
    rf"(?:(?:what,? )?(?:only|just) (?:\d+|[a-z]+)(?: of them)?[?!. ]+{OPENING})?"
    r"(?:(?:show|tell|list|name|get|let) (?:me |us )?(?:have |see )?|make (?:it|that) |i(?:['’]d| would) rather have )?"
    rf"(?:the )?(?:(?:{BEST}) )?(?P<many>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
    rf"(?: {BEST})?(?: (?:ones|of them|results|answers|guesses|hits))?"
    r"(?:,? (?:please|pls|instead|this time|rather|then|thanks)){0,3}\W*",
    re.I,
)
"""How a person asks for more of what was found than they got: 'only five? give me the 15 likeliest'."""
JOINING = r"(?:with|and|at|for|in|from|to)\b"
VALUE = regex(r"(?:(?P<of>[a-z]+) )?(?P<number>\d+(?:\.\d+)?)(?:[ -]?(?P<unit>[a-z]+))?", re.I)


def repeated(request: str, earlier: Sequence[str], titles: Mapping[str, str]) -> str:
    """With what was asked before in place of 'the same for b.jpg' and 'again, but with seed 9'.

    >>> files = {"a-1": "a.jpg", "b-1": "b.jpg"}
    >>> repeated("Good. The same for b.jpg now, please.", ["Make a depth map of a.jpg"], files)
    'Make a depth map of b.jpg.'
    >>> repeated("once more the same scene, but portrait and with seed 7", ["Draw a hare, landscape, seed 12"], {})
    'Draw a hare, portrait, seed 7'
    >>> repeated("hm, only five? give me the 15 likeliest", ["Which actions are in a.mp4?"], {})
    'Which actions are in a.mp4, top 15'
    >>> repeated("Hm. Try 15 seconds instead.", ["Grab the frame of a.mp4 at 14 seconds"], {})
    'Hm. Grab the frame of a.mp4 at 15 seconds'
    """
    return _for_others(request, earlier, titles) or _changed(request, earlier) or _more(request, earlier) or request


def _more(request: str, earlier: Sequence[str]) -> str:
    """What was asked last, with as many answers as are wanted now."""
    match = MORE.fullmatch(request) if earlier and len(request) < 200 else None
    if match is None:
        return ""
    again, told = re.subn(r"\b(?:top|best|first) (?:\d+|[a-z]+)\b", f"top {match['many']}", earlier[-1], count=1)
    return again if told else f"{again.rstrip(' .!?')}, top {match['many']}"


def _changed(request: str, earlier: Sequence[str]) -> str:
    """Once more what was asked last, with other values."""
    match = AGAIN.search(request)
    if match is None or not earlier:
        return ""
    return f"{request[: match.start()]}{_with_details(earlier[-1].rstrip(' .!?'), match['other'])}"


def _with_details(again: str, other: str) -> str:
    """What was asked, with the values that are other now in place of its own, and what is new behind it."""
    for value in VALUE.finditer(other):
        before, again = again, _with_value(again, value)
        other = other.replace(value[0], "", 1) if again != before else other
    if (shape := SHAPE.search(other)) and SHAPE.search(again):
        again, other = SHAPE.sub(shape["shape"], again, count=1), SHAPE.sub("", other, count=1)
    more = re.sub(rf"^(?:{JOINING}[\s,]*)*$|[\s,]+(?:and|with)[\s,]*$", "", other.strip(" ,"))
    return f"{again}{f', {more}' if more else ''}"


def _with_value(said: str, value: re.Match[str]) -> str:
    """With a number where what is said has one of the same kind: 'seed 9' for 'seed 3', '15 s' for '14 s'."""
    words = [rf"(?<=\b{value['of']} )\d+(?:\.\d+)?"] if value["of"] else []
    words += [rf"\d+(?:\.\d+)?(?=[ -]?{value['unit']}\b)"] if value["unit"] else []
    return re.sub("|".join(words), value["number"], said, count=1, flags=re.I) if words else said


def _for_others(request: str, earlier: Sequence[str], titles: Mapping[str, str]) -> str:
    """What was asked before, of other files; empty where that is not what is asked."""
    match = next(filter(None, (pattern.search(request) for pattern in SAME)), None)
    named = _any_of(titles) if match else None
    others = named.search(match["to"]) if match and named else None
    if not (match and named and others):
        return ""
    here = request[: match.start()].rstrip()
    model = SENTENCE.split(here)[-1] if named.search(here) else (earlier[-1] if earlier else "")
    more = BUT.sub("", match["to"][others.end() :])
    asks = "?" if model.rstrip().endswith("?") and not (more or request[match.end() :].startswith("?")) else ""
    again = _with_details(named.sub(others[0], model).rstrip(" .?!"), more) + asks
    return f"{here} {again}{request[match.end() :]}".strip() if named.search(model) else ""


def _any_of(titles: Mapping[str, str]) -> re.Pattern[str] | None:
    """Finds one or more files in a row, as they are called: 'a.jpg, b.jpg and c.jpg'."""
    said = sorted({called for pair in titles.items() for called in pair}, key=len, reverse=True)
    one = "|".join(rf"(?<![\w-]){re.escape(called)}(?![\w-])" for called in said)
    return regex(rf"(?:{one})(?:(?:,| and|, and) (?:{one}))*") if said else None


def resolve(clauses: Sequence[Clause], earlier: Sequence[str], asked: Sequence[bool]) -> tuple[Clause, ...]:
    """Clauses with what they point to put in, from the clause before or the requests before.

    Only those that are `asked` of documents: in 'which language is it in?', 'it' is the document, and so it is in any
    clause after one that named a file.

    >>> clause = Clause("how do I request it?", "how do i request it?")
    >>> [found.text for found in resolve([clause], ["How many volunteer hours do we get?"], [True])]
    ['how do I request it (about volunteer hours)?']
    """
    said, done, file_named = list(earlier), [], False
    for clause, is_asked in zip(clauses, asked, strict=True):
        file_named = file_named or bool(clause.files)
        completed = is_asked and not file_named and not clause.quotes
        topic = next(filter(None, map(topic_of, reversed(said))), "") if completed else ""
        done.append(_completed(clause, topic) if topic else clause)
        said += [clause.text] if is_asked else []
    return tuple(done)


def _completed(clause: Clause, topic: str) -> Clause:
    """The clause with its topic behind it, where it names none: what it says itself decides which sentence answers."""
    open_ended = POINTING.search(clause.text) or ELLIPTIC.match(clause.text) or not topic_of(clause.text)
    return replace(clause, text=f"{clause.text.rstrip(' ?')} (about {topic})?") if open_ended else clause


def topic_of(request: str) -> str:
    """What a request is about: the longest run of words that name something, the last of equals.

    Empty for one that points to something said before: 'how do I request it?' is about what 'it' is.

    >>> topic_of("How many volunteer hours do we receive each year?")
    'volunteer hours'
    """
    said = FILE.sub("", _said(request))
    said = "" if POINTING.search(said) else re.sub(r"^who\s+\w+", "", said, flags=re.I)  # 'who runs the cafeteria'
    words = re.findall(r"[^\W\d_][\w'’-]*|[.,;:?!]", said)
    runs: list[list[str]] = [[]]
    for word in words:
        if word.lower() == "of" and runs[-1]:
            runs[-1].append(word)
        elif word.lower() in PLAIN or not word[0].isalpha():
            runs.append([])
        else:
            runs[-1].append(word)
    runs = [run[:-1] if run[-1:] == ["of"] else run for run in runs]
    longest: list[str] = max(reversed(runs), key=lambda run: len(run))
    counted = COUNTED.search(said)
    return counted[1] if counted and len(counted[1].split()) >= len(longest) else " ".join(longest)


def _said(request: str) -> str:
    clauses = parse(request, {}).clauses
    questions = [clause.text for clause in clauses if clause.is_question]
    return questions[-1] if questions else request
