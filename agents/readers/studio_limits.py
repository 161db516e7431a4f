"""What should not be seen, and whether what is made is judged, read from a clause."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.parsing.clauses import Clause
from agents.readers.studio_figures import Setting, setting
from agents.readers.studio_files import BESIDES, spelled
from runtime.regex import regex

NO_SUBJECT = (
    r"(?!(?:an? |any )?(?:sound|audio|gif|preview|judging|checking|checks?|need|rush|hurry|other|matter|more"
    r"|longer|less"
    r"|one else|idea|particular|seed|problem|worries|thanks|change|doubt|difference|retr\w+|it|them|this|that|these"
    r"|those|to|too|anything|everything|only|failed|rejected|the (?:rest|others?|whole|result|picture|image|photo|clip"
    r"|video|same|background|sheet))\b)"
)
"""What is barred is a thing; these are none."""
THINGS = r"(?:(?!an? |the )[\w'’-]+(?: (?!and\b|or\b|in\b|at\b|with\b)[\w'’-]+){0,2}?)"
BARRED = (
    rf"(?:any |a single |even |the )?{NO_SUBJECT}({THINGS}(?:, (?:no )?{THINGS}){{1,6}},? (?:and|or|nor) (?:no |any )?"
    rf"{THINGS}|[^,.;:?!]+?)"
)
"""'text, blur or watermarks'; else all up to the next comma."""
BARRED_END = (
    r"(?:\s+(?:(?:anywhere )?(?:in|on) (?:it|(?:(?:any|all|each|either|none) of )?(?:them|these|those)|the"
    r" (?:picture|image|clip|video|photo|scene|drawing)|there)"
    r"|anywhere|at all|whatsoever|either|please))*"
    r"(?=\s*(?:[.;:?!]|$|,(?! or\b| nor\b))|\s+(?:and|but|or) no\b|\s+and (?:i|it|there)\b"
    r"|\s+(?:with|in|at|and (?:with|at|in|seed|use|make|keep))\s+(?:\d|the seed|seed|guidance)|\s+please\b)"
)
SHOWN = r"(?:show|contain|have|include|feature|depict|display)"
NOT = r"(?:(?: not|n['’]t| never)(?: be)?)"
LEADS = (
    r"(?:without|with no|but no|free (?:of|from)|exclud(?:e|ing)|omit(?:ting)?|avoid(?:ing)?:?|leav(?:e|ing) out"
    r"|keep(?:ing)? out|--no|not (?:show|includ|depict)ing|with not (?:a single|any))"
    r"|there (?:should|must|shall|can|may)(?: be no|n['’]t be| not be| never be)"
    rf"|(?:i|we) (?:do|would|did){NOT} (?:want|wish|need|like)(?: to (?:see|have|get))?"
    rf"|(?:it|they|that|the \w+) (?:should|must|may|can|shall|do|does|is to|are to){NOT} {SHOWN}"
    rf"|(?:do not|don['’]?t|never) (?:{SHOWN}|add|put|draw|paint|render|use|want|let me see)"
)
"""What goes before what is not to be seen."""
ALSO = r"(?:(?:and|but|please|also|or),?\s+)"
WITHOUT = regex(
    rf"(?:[,;.]?\s*(?<![\w-]){ALSO}{{0,4}}(?:{LEADS})|(?:^|[,;.]\s*"
    rf"|\s+(?={ALSO})){ALSO}{{0,4}}no)\s+{BARRED}{BARRED_END}"
    rf"|[,;.]?\s*(?<![\w-])(?:(?:and|but|please)\s+){{0,3}}(?:keep|leave)\s+(?:any |the )?{NO_SUBJECT}"
    r"([\w'’-]+(?: (?!out\b)[\w'’-]+){0,3}) out(?: of (?:it|them|this|there|the \w+))?(?=\s*(?:[,.;?!]|$))"
    r"|,\s*(?:not|nothing)\s+(?!else|too|more|at|in|a|an|the|to|as|so|just|only|very|on|for|from|like|really"
    r"|that|this|it|"
    r"changed|touched)(\w+)(?=\s*(?:[,.;?!]|$))",
    re.I,
)
BETWEEN = regex(r"\s*(?:,|\b(?:and|or|nor)\b)\s*(?:(?:and|or|nor|no|any)\s+)*", re.I)
"""Between two things that are not to be seen."""
NEGATIVE = setting(
    r"neg",
    r"[,;.]?\s*\b(?:(?:with|and|use) ){0,3}(?:the |an? )?(?:neg(?:ative)?[ _-]?prompts?\s*(?:of|:|=|is|are)?"
    r"|neg(?:ative)?s?\s*[:=])\s*(\"[^\"]*\"|[^;.?!]+)",
)
JUDGED = regex(
    r"[,;.]?\s*\b(?:and |but )?(?:(?:please )?(?:reject|discard|refuse|throw)\b|(?:try|do it|make it) (?:it )?again\b"
    r"|(?:check|make sure|see to it|ensure|judge|verify)\b(?= (?:that |whether |if |by )*(?:it|they|each|them|the))"
    r"|(?:only )?(?:show|keep|give me)\b(?= (?:it|them|only)? ?(?:only )?(?:if|what|those)\b)"
    r"|(?:with )?judg(?:ing|ed|ement) ?(?:[:=] ?)?(?:on|true|yes)\b"
    r"|if (?:it|they) (?:does|do|is|are)(?:n['’]t| not)\b).*$",
    re.I,
)
"""That it is to be judged, and all behind that: 'reject it if it does not look like one'."""
CHECKS = r"(?:(?:quality )?(?:judg(?:ing|ement|e)|checks?|checking|scor(?:es?|ing)|retr(?:y|ies|ying)))"
FAILED = r"(?:failed|rejected|bad|poor)(?: (?:ones?|takes?|pictures?|images?|clips?|videos?|results?))?"
UNJUDGED = setting(
    r"judg|check|scor|retr|reject|discard|fail|bad|poor|come|came|first",
    r"[,;.]?\s*\b(?:(?:and|but|please|with) ){0,3}(?:"
    rf"(?:without|no|skip|disable|switch off|turn off)(?: the| any)? {CHECKS}(?: (?:it|them|anything))?\b"
    r"|(?:do not|don['’]?t|never) (?:judge|check|score|reject|retry|discard)\b(?: (?:it|them|any\w*(?: of it)?"
    rf"|the (?:results?|pictures?|clips?|videos?)|{FAILED}))?(?:,? (?:or|and|nor) (?:(?:judge|check|score|reject"
    rf"|retry|redo|repeat)(?: (?:it|them))?"
    r"|(?:make|try|do|draw|film) (?:it |them )?again))*"
    rf"|(?:(?:turn|switch) )?(?:the )?{CHECKS} (?:turned |switched )?off\b|unjudged|judged? ?[:=]? ?(?:false|off|no)\b"
    rf"|(?:(?:i|we) )?(?:do not|don['’]?t) (?:want|make|redo|repeat|need) {FAILED}(?: (?:to be )?(?:made"
    r"|done)?(?: ?again)?)?"
    r"|(?:(?:just|simply|only|(?:i|we)(?:['’]ll| will)?) )*(?:(?:keep|show me|give me|take|use|accept) (?:it )?)?"
    r"(?:whatever|what|anything that) (?:comes|came) (?:out|up)(?: (?:first|of it|at first))?"
    r"(?: (?:is|will be) (?:fine|ok(?:ay)?|good enough)| will do)?\b"
    r"|(?:keep|take) (?:it|them) as (?:it|they) comes?(?: out)?\b"
    r"|(?:(?:just|only) )?(?:take|keep|use|give me|show me) the (?:very )?first (?:one|try|take|result|attempt)"
    r"(?: (?:that comes(?: out)?|you get|whatever it is))?"
    r"|the first (?:one|try|take|result|attempt) (?:is fine|will do|is good enough|is ok(?:ay)?))",
)
"""That what fails its checks is kept as it is: 'judging off', 'I don't want failed ones made again'."""
TRIED_AGAIN = regex(
    r"(?:[,;.]\s*)?\b(?:and |but |please )*(?:"
    r"(?:if|when(?:ever)?|in case|should|as long as|until|each time) (?:it|they|one|any|the (?:clip|picture|video"
    r"|image|"
    r"result|take)s?|that)?\b[^,.;]{0,20}?\b(?:fails?|pass(?:es)?)\b(?: (?:all |any )?(?:the |its |your |their |an? )?"
    r"(?:quality )?(?:checks?|tests?|judg\w+))?(?:,? (?:please )?(?:make|try|do|draw|render|film|shoot|start)"
    r"(?: (?:it|them|that|over))? again)?"
    r"|(?:make|try|do|draw|render|film|shoot)(?: (?:it|them|that))? again(?=[^.;]{0,12}\btimes\b))",
    re.I,
)
"""That what fails the checks is made again, which goes without saying."""
CHECKED = regex(
    r"(?:not )?(?:it|they|one|any|that|(?:the|a|any) (?:\w+ )?(?:clip|picture|video|image|result|take)s?)\b.{0,20}?"
    r"\b(?:fails?|failed|pass(?:es|ed)?|rejected)\b(?: (?:\w+ ){0,3}?(?:checks?|tests?|judg\w+|quality control))?\W*",
    re.I,
)


def of_checks(condition: str) -> bool:
    """Whether a condition is about the checks that all that is made goes through.

    >>> of_checks("it fails the check"), of_checks("it doesn't pass"), of_checks("the bill failed in court")
    (True, True, False)
    """
    return bool(CHECKED.fullmatch(condition))


def judged(clause: Clause) -> bool | None:
    """
    >>> judged(Clause("", "make a clip of a boat, reject it if it does not look like one"))
    True
    >>> judged(Clause("", "make a clip of a boat without judging it")), judged(Clause("", "make a clip of a boat"))
    (False, None)
    >>> judged(Clause("", "make a clip of a boat; if it fails the check make it again, 4 times at most")) is None
    True
    """
    if UNJUDGED.search(clause.masked):
        return False
    return True if JUDGED.search(TRIED_AGAIN.sub("", clause.masked)) else None


@lru_cache(maxsize=64)
def unbound(clause: Clause, besides: tuple[Setting, ...] = BESIDES) -> str:
    """The words of a clause without the files that have a part of their own."""
    said = spelled(clause)
    left = said
    for pattern in besides:
        left = pattern.sub("", left)
    return left if left != said else " ".join(clause.text.split())
