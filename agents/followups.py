"""'And how do I request it?' → 'how do I request it (about volunteer hours)?': what a question leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.clauses import Clause, parse

VERBS = (
    "is|are|was|were|be|do|does|did|can|could|may|must|will|would|has|have|for|in|on|at|to|work|apply|cost|take|"
    "happen|expire|end|start"
)
POINTING = re.compile(
    rf"\b(?:(?:it|they|them)\b(?! (?:true|possible|ok|okay)\b)"
    rf"|(?:that|this|those|these)\b(?=\s*[?.!,]|\s*$|\s+(?:{VERBS})\b)"
    rf"|(?:one|there)\b(?=\s*[?.!,]|\s*$))",
    re.I,
)
"""Words that stand for something said before; not 'this policy', 'is it true that', 'one of'."""
ELLIPTIC = re.compile(
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
        "look "
    ).split()
)
"""Words that name no topic: function words, and verbs and nouns that fit every topic."""


COUNTED = re.compile(r"\bhow (?:many|much) ((?:[\w'’-]+ )*?[\w'’-]+) (?:do|does|did|can|may|will|must|are|is)\b", re.I)
"""What is counted is what a question is about: 'how many vacation days do new hires get?'"""


def resolve(clauses: Sequence[Clause], earlier: Sequence[str], asked: Sequence[bool]) -> tuple[Clause, ...]:
    """Clauses with what they point to put in, from the clause before or the requests before.

    Only those that are `asked` of documents: in 'which language is it in?', 'it' is the document, and so it is in any
    clause after one that named a file.

    >>> clause = Clause("how do I request it?", "how do i request it?")
    >>> [found.text for found in resolve([clause], ["How many volunteer hours do we get?"], [True])]
    ['how do I request it (about volunteer hours)?']
    """
    topics = [found for text in earlier if (found := topic_of(text))]
    done, file_named = [], False
    for clause, is_asked in zip(clauses, asked, strict=True):
        file_named = file_named or bool(clause.files)
        completed = is_asked and not file_named and not clause.quotes
        done.append(_completed(clause, topics[-1]) if completed and topics else clause)
        if is_asked and (found := topic_of(clause.text)):
            topics.append(found)
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
    said = _said(request)
    said = "" if POINTING.search(said) else re.sub(r"^who\s+\w+", "", said, flags=re.I)  # 'who runs the cafeteria'
    words = re.findall(r"[^\W\d_][\w'’-]*|[.,;:?!]", said)
    runs: list[list[str]] = [[]]
    for word in words:
        if word.lower() in PLAIN or not word[0].isalpha():
            runs.append([])
        else:
            runs[-1].append(word)
    longest: list[str] = max(reversed(runs), key=lambda run: len(run))
    counted = COUNTED.search(said)
    return counted[1] if counted and len(counted[1].split()) >= len(longest) else " ".join(longest)


def _said(request: str) -> str:
    clauses = parse(request, {}).clauses
    questions = [clause.text for clause in clauses if clause.is_question]
    return questions[-1] if questions else request
