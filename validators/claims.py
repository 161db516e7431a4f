"""Does a sentence of the answer say what the citations behind it say? Its numbers, its denials, its subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.sentences import sentences
from rag.wording import content, stems, words
from runtime.records import MARK, Answer, Citation
from validators.numbers import numbers, numbers_said

MARKER = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3}){0,2})\]")
BEHIND = re.compile(rf"([.!?…]+[\"'”’)]*)\s*((?:{MARKER.pattern}\s*)+)")
"""Marks that follow the end of a sentence are about that sentence."""
ITEM = re.compile(r"^\s*(?:\d{1,3}[.)]|[-*•–]|#+)\s+")
PLACE = re.compile(r"\b(?:pages?|pp?\.|slides?|sheets?|lines?|rows?|parts?)\s*\d+(?:\s*(?:-|–|to|and)\s*\d+)?", re.I)
DENIALS = frozenset(
    "not no never nor none nobody nothing neither cannot without unable impossible forbid forbids forbidden prohibit "
    "prohibits prohibited ban bans banned disallowed unpaid exclude excludes excluded reject rejects rejected refuse "
    "refuses refused deny denies denied decline declines declined invalid".split()
)
HARMLESS = re.compile(
    r"\b(?:no|not) (?:more|later|less|fewer|longer|shorter|earlier|older|younger|only)\b|\bno\. ?\d", re.I
)
"""Denials that set a bound, or none at all."""
CONTRAST = re.compile(r"\b(?:but|however|unless|except|although|though|while|whereas|only|otherwise|instead)\b", re.I)
"""Where a sentence says two things, one of which may be denied."""
OPPOSITES = (
    ("open", "closed close"), ("mandatory required compulsory must", "optional voluntary"), ("before", "after"),
    ("more above over", "less fewer below under"), ("maximum", "minimum"), ("increase rise", "decrease fall"),
    ("early earlier", "late later"), ("always", "seldom"),
)  # fmt: skip
ENGLISH = frozenset(
    "a an or the of is are was were to and in for by with on at be their his her its this that you we".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    """A sentence of the answer, without its marks."""
    cited: tuple[int, ...]
    """The citations behind it, from 1."""


Told = tuple[str, Sequence[Citation]]
"""What a tool told, and the citations behind it."""


def claim_faults(answer: Answer, said_by: Callable[[Citation], str], told: Iterable[Told] = ()) -> Iterator[str]:
    """Sentences that their citations do not bear out, and why.

    `said_by` gives the whole sentences that a citation quotes from. What a tool told with the same citations is passed
    over: it is quoted or reckoned there. A sentence in another language than the quote is only asked for its numbers.
    """
    known = [(plain(text), cited) for text, cited in told]
    for claim in claims_of(answer.text):
        cited = [answer.citations[n - 1] for n in claim.cited if 1 <= n <= len(answer.citations)]
        if not cited or any(plain(claim.text) in text and all(c in by for c in cited) for text, by in known):
            continue
        if fault := fault_of(claim.text, [said_by(citation) for citation in cited], cited):
            marks = "".join(f"[{number}]" for number in claim.cited)
            yield f"{marks} does not bear out “{claim.text[:160]}”: {fault} Say what it says, or drop the mark."


def claims_of(text: str) -> Iterator[Claim]:
    """
    >>> list(claims_of("We get 12 hours [1]. Ask first. [2] Lunch is free."))
    [Claim(text='We get 12 hours.', cited=(1,)), Claim(text='Ask first.', cited=(2,))]
    """
    for sentence in sentences(BEHIND.sub(r" \2\1 ", text)):
        cited = [int(number) for match in MARKER.finditer(sentence) for number in re.findall(r"\d+", match[1])]
        said = " ".join(MARKER.sub("", ITEM.sub("", sentence)).split())
        if cited and said:
            yield Claim(re.sub(r"\s+([.!?,;:…])", r"\1", said), tuple(dict.fromkeys(cited)))


def plain(text: str) -> str:
    """
    >>> plain("“12 hours” [^1] a year.")
    '12 hours a year'
    """
    return " ".join(words(MARK.sub(" ", text)))


def fault_of(claim: str, evidence: Sequence[str], cited: Sequence[Citation]) -> str:
    near = nearest_first(claim, evidence)
    own = set(content(words(claim)))
    related = [sentence for sentence in near if shared(own, sentence)] or near
    borne_out = numbers(" ".join(related))
    wrong = [said for said, number in numbers_said(placeless(claim, cited)) if number not in borne_out]
    if wrong:
        return f"the quote does not say {', '.join(wrong)}."
    if not (near and english(claim) and english(" ".join(near))):
        return ""
    if len(own) >= 3 and not any(shared(own, sentence) for sentence in near):
        return "the quote is about something else."
    return "the quote says the opposite." if opposed(claim, near[0]) else ""


def placeless(claim: str, cited: Sequence[Citation]) -> str:
    """
    >>> placeless("By rules-2.pdf, page 7, we get 12 hours.", [Citation("rules-2.pdf", 7, "12 hours", 1.0)])
    'By , , we get 12 hours.'
    """
    for title in {citation.source for citation in cited}:
        claim = claim.replace(title, "")
    return PLACE.sub("", claim)


def nearest_first(claim: str, evidence: Sequence[str]) -> list[str]:
    own = set(content(words(claim)))
    return sorted((s for text in evidence for s in sentences(text)), key=lambda sentence: -shared(own, sentence))


def shared(own: set[str], sentence: str) -> int:
    """How many words that carry a claim a sentence has; its numbers do not count."""
    return sum(not stem[0].isdigit() for stem in own & set(stems(words(sentence))))


def english(text: str) -> bool:
    return len(ENGLISH & set(words(text))) >= 2


def opposed(claim: str, sentence: str) -> bool:
    """Whether two sentences of mostly the same words differ in what they deny.

    >>> opposed("Unused hours may be carried over.", "Unused hours may not be carried over to the next year.")
    True
    >>> opposed("Smoking is not allowed in the hall.", "Smoking is forbidden in the hall.")
    False
    """
    own = set(content(words(claim)))
    if 2 * shared(own, sentence) < len(own) or CONTRAST.search(sentence) or CONTRAST.search(claim):
        return False
    return (denials(claim) + denials(sentence) + flipped(claim, sentence)) % 2 == 1


def denials(text: str) -> int:
    return sum(word in DENIALS or word.endswith("n't") for word in words(HARMLESS.sub(" ", text)))


def flipped(one: str, other: str) -> int:
    """How many pairs of opposites the two have one side of each."""
    first, second = set(stems(words(one))), set(stems(words(other)))
    return sum(apart(pair, first, second) or apart(pair, second, first) for pair in OPPOSITES)


def apart(pair: tuple[str, str], one: set[str], other: set[str]) -> bool:
    this, that = (set(stems(side.split())) for side in pair)
    return bool(one & this and other & that) and not (one & that or other & this)
