"""What kind of answer a question asks for, and whether a line has one: a time, a sum, a person, a place …"""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.wording import words

NUMBER = (
    r"(?:\d[\d.,:/]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"million|billion|dozen|half|once|twice|thirds?|quarters?|double|none|no)\b)"
)
UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies))\b"
SPAN = rf"{NUMBER}(?:[\s-](?!(?:an?|per|each|every)\b)\w+){{0,2}}?[\s-]{UNIT}"  # `14 dollars an hour` is none
MONTH = r"\b(?:january|february|april|june|july|august|september|october|november|december|(?-i:March|May))\b"
DAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
MONEY = (
    r"[$£€¥]\s?\d|\b(?:dollars?|euros?|pounds?|francs?|crowns?|kron\w+|cents?|pence|pesos?|rupees?|yen|yuan|rand|zloty|"
    r"(?-i:USD|EUR|GBP|CHF|CAD|AUD|JPY))\b|\d\s?%|\bper ?cent\b|\bfree\b|\bno (?:cost|charge)\b|\bnothing\b|"
    r"\b(?:half|third|quarter|fifth|tenth|double)\b"
)


class Kind(NamedTuple):
    asked: re.Pattern[str]
    """What a question has from its `how` or `what` on, if it asks for this."""
    given: re.Pattern[str]
    """What a sentence has that gives it."""
    group: str
    """How far a sentence without it can be ruled out: `quantity`, `date` or `other`."""


def kind(asked: str, given: str, group: str, case: bool = False) -> Kind:
    return Kind(re.compile(asked, re.I), re.compile(given, 0 if case else re.I), group)


KINDS = {
    "why": kind(
        r"why|how come|what (?:is |was |are )?(?:the )?(?:reasons?|purpose|caused)\b",
        r"\b(?:because|since|due|so|as|therefore|thus|caus\w+|reasons?|result\w*|leads?|led|to|for|otherwise|or)\b",
        "other",
    ),
    "where": kind(
        r"where|(?:what|which) (?:\w+ )?(?:city|country|state|place|town|location|continent|region|area|building|room|"
        r"street|county|province|river|floor)\b",
        r"\b(?:in|at|on|near|beside|to|from|behind|under|outside|inside|through|between|of|along|across|around|by) "
        r"(?:the|an?|each|every|our|both|any|its|their|[A-Z]\w*)\b",
        "other",
        case=True,
    ),
    "duration": kind(
        rf"how (?:long|soon|quickly)\b|how many (?:\w+ )?{UNIT}|how much (?:time|notice)\b|"
        r"what (?:duration|length of time)\b",
        rf"{SPAN}|\b(?:until|permanent\w*|forever)\b|"
        rf"\b(?:(?:for|in|within|after|lasts?|takes?|than|about) an?|same|next|several|many) (?:\w+ )?{UNIT}|"
        rf"\bfrom \d{{4}} to|\b\d{{4}}\s?[-–]|\b\d{{1,2}}:\d\d\b|"
        rf"{NUMBER} (?:characters|letters|words|pages|(?:centi|kilo)?met(?:re|er)s|miles|feet|inches|[ck]?m)\b",
        "quantity",
    ),
    "date": kind(
        r"when|(?:what|which) (?:\w+ ){0,2}?(?:year|date|day|weekday|month|time|hours|century|decade|age)s?\b|"
        r"(?:what|which) .*\bdeadline\b|how (?:early|late|often|frequently|old|far in advance)\b",
        rf"\b(?:1\d|20)\d\ds?\b|{MONTH}|{DAY}|\d\s?(?:[ap]\.?m|bc|bp|bce|ad|ce)\b|\b\d{{1,2}}[:.]\d\d\b|"
        rf"\b\d+(?:st|nd|rd|th)\b|\b\w+ centur(?:y|ies)\b|{SPAN}|"
        rf"\b(?:at|by|from|to|under|over|since|until|before|after|aged?) {NUMBER}|"
        r"\b(?:every|each|daily|weekly|monthly|yearly|annual(?:ly)?|once|twice|quarterly|rarely|always|times|after|before|"
        r"until|during|first|last|noon|midnight|end)\b",
        "date",
    ),
    "who": kind(
        r"who(?:m|se)?\b|(?:what|which) (?:\w+ )?(?:person|people|company|firm|team|group|organi[sz]ation|family|king|"
        r"president|author|player|department)\b",
        r"(?<![.!?:•] )(?<!^)\b[A-Z][a-z]+|\b(?:team|manager|office|officer|department|director|employees?|members?|"
        r"staff|everyone|anyone|nobody|people|tenants?|parents?|owner|representatives?|lead|coordinator)\b",
        "other",
        case=True,
    ),
    "share": kind(
        r"(?:what|which) (?:percent|per cent|share|proportion|fraction)|how much of\b",
        r"%|\bper ?cent|\b(?:half|thirds?|quarters?|all|most)\b|\d\.\d",
        "quantity",
    ),
    "money": kind(
        r"how much (?:is|are|was|were)\b|how expensive\b|what do(?:es)? .*\b(?:cost|charge)\b|"
        r"how much\b.*\b(?:cost|pay|paid|charged?|spend|earn|owe|price|worth|save|reimbursed?|rent|money)\b|"
        r"(?:what|how (?:much|big|high)) (?:\w+ ){0,4}?(?:costs?|price|fees?|charge for|fine|salary|wages?|budget|"
        r"allowance|bonus|deposit|penalty|reward|stipend)\b",
        MONEY,
        "quantity",
    ),
    "count": kind(
        r"how (?:many|much|tall|far|deep|big|large|high|wide|heavy|fast|warm|hot|cold)\b|"
        r"what (?:is |was )?(?:the )?(?:\w+ )?(?:number|amount|size|population|temperature|speed|height|depth|distance|"
        r"limit|maximum|minimum|rate)\b",
        NUMBER,
        "quantity",
    ),
}
"""By the first that fits. Order matters: `When is the fee due?` asks for a date."""
ASKING = re.compile(r"\b(?:what|which|when|where|who|whom|whose|why|how)\b", re.I)
YES_OR_NO = re.compile(
    r"\s*(?:am|are|can|could|did|do|does|has|have|is|may|must|shall|should|was|were|will|would)\b", re.I
)


def kind_of(question: str) -> Kind | None:
    """What the last sentence of `question` asks for, from its first asking word on; None for `Is it free when …?`."""
    start = question.rfind(". ") + 1
    asking = None if YES_OR_NO.match(question, start) else ASKING.search(question, start)
    return next((kind for kind in KINDS.values() if asking and kind.asked.match(question, asking.start())), None)


def gives(line: str, kind: Kind, asked: set[str]) -> bool:
    """Has `line` an answer of this kind, in words that the question (`asked`) does not have itself?"""
    found = (set(words(match[0])) for match in kind.given.finditer(line))
    return any(not told or not told <= asked for told in found)
