"""Which pictures are sought, read from a clause: by what they show, or by another picture like them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agents.parsing.clauses import Clause
from agents.readers.arguments import NUMBER, count, figure
from agents.readers.asides import sentences, without_form
from agents.readers.matter import MODEL, PICTURE, POINTING, POLITE, without_names
from runtime.records import Json
from runtime.regex import regex

ONES = rf"(?:{PICTURE}|panels?|ones?|those|any|something|anything|it|them|whichever|each|picture)"
SHOWING = (
    r"(?:(?:that|which|who) )?(?:(?:seems? to|best|clearly|really) )*"
    r"(?:show(?:s|ing)?|depict(?:s|ing)?|contain(?:s|ing)?|ha(?:s|ve)(?: got)?|featur(?:es|e|ing)|with|of|"
    r"where(?: there)?(?: is| are|'s)?|(?:in|on) which)"
)
SOUGHT = (
    regex(rf"\b{ONES}\s+{SHOWING}\s+(?!(?:of|my|the|these|those) (?:{PICTURE}|ones)\b)(.+)$", re.I),
    regex(r"\b(?:shows?|showing|depict(?:s|ing)?|contain(?:s|ing)?|look(?:s|ing)? like)\s+(?!me\b)(.+)$", re.I),
    regex(rf"\b(?:for|like|{SHOWING})\s+(.+)$", re.I),
    regex(r"\b(?:find|seek|search)\s+(?:me )?(.+)$", re.I),
)
"""What goes before what is to be seen, the surer words first."""
SURE = 2
"""How many of them are surer than that something is there."""
TOLD_OF = regex(
    r"^(?:[\w'’-]+ ){0,7}?(?:there(?:['’]s| is| are| was| were| must be| should be)|(?:has|have|had) to be|"
    r"(?:remember|recall|looking for|searching for|hunting for|thinking of|in mind|am after|['’]m after)) "
    rf"(?!one\b|that\b)(?:(?:one|some|an?|{PICTURE}) (?:{PICTURE} )?(?:of|with|where|that shows?|showing) )?(.+?)"
    r"(?: (?:somewhere )?(?:in|among|on) (?:one of )?(?:my|our|the|these|those|this|them|all)\b[^,;]*)?$",
    re.I,
)
"""How what is to be seen is told before it is asked for: 'somewhere there's a boy with a kite. Find me that photo'."""
NOTHING = regex(
    rf"(?:(?:the|that|those|these|my|me|all|any|some|it|them|best|likeliest|nearest|closest|top|most|likely|fitting|matching|"
    rf"suitable|right|similar|\d+|{NUMBER}|{PICTURE}|hits?|match(?:es)?|ones?|candidates?|please)\W*)+",
    re.I,
)
"""What names nothing that could be seen: 'the 4 likeliest pictures'."""
RANKED = regex(
    r",?\s*\b(?:(?:with )?(?:the )?best (?:match(?:es)?|hits?|ones?)?\s*first|ranked\b.*|(?:the )?(?:top|best)[- ]\w+|"
    r"(?:at most|no more than|not more than|up to|max(?:imum)?(?: of)?) \w+(?: \w+)?|\w+ (?:at most|of them|hits|max)|"
    r"k\s*=\s*\d+|side by side|in (?:here|them|it|there)|"
    r"(?:in|within) (?:the|my|our|this|your) (?:\w+ )?(?:album|set|collection|session|catalogue|file|folder))"
    r"(?=\s*(?:$|[,;.?!]))"
    r"|\s*\banywhere\b"
    rf"|,?\s*\b(?:among|from|out of|in|within) (?:all )?{POINTING} (?:[\w-]+ ){{0,2}}?"
    rf"(?:{PICTURE}|ones|album|collection)\b"
    r"(?: (?:I|you|we) \w+(?: \w+){0,2}| in this session)?|,?\s*\bamong (?:what|those|all those|everything)\b[^,;]*",
    re.I,
)
"""How many, in which order, and where they are looked for: no part of what is to be seen."""
ALIKE = regex(
    r"\b(?:similar to|akin to|(?<!'d )(?<!would )(?<!should )like|alike|resembl\w+|"
    r"(?:near|clos)(?:est|er)?(?: \w+)? (?:to|of)|look-?alikes? of|duplicates?\b.*? of|"
    r"neighbou?rs of|match(?:es)? (?:for|of)|look to|same (?:\w+ )?(?:as|like))",
    re.I,
)
THIS = regex(
    rf"\s+(?:(?:this|that)\b(?! shows?\b)|it\b|(?:the|its) (?:[\w-]+ )?(?:{PICTURE}|one)\b(?! (?:of|with|showing)))",
    re.I,
)
EXAMPLE = regex(
    r"\bthis (?:[\w-]+ )?as (?:the|an|my) (?:example|reference|query)\b|"
    r"\bits (?:\w+ )?(?:look-?alikes|neighbou?rs|duplicates)\b",
    re.I,
)
"""How another picture is pointed at: 'like this sketch', 'nearest to the enlarged picture'."""
FEW = regex(
    rf"(?<!these )(?<!those )(?<!my )(?<!our ){NUMBER} (?:(?!of\b|in\b|to\b)[\w-]+ ){{0,3}}?"
    rf"(?:{PICTURE}|hits|matches|look-?alikes|others)\b|\bthe {NUMBER} (?:that|which|of them)\b"
    rf"|\bwhich {NUMBER}\b(?! of\b)|\b{NUMBER} of them\b"
    rf"|(?:^|[.?!,;:] ){NUMBER}(?= (?:please|pls|will do|(?:is|are) (?:enough|plenty)|at most|max\b|tops\b))",
    re.I,
)
COUPLE = regex(r"\ba (?:couple|pair) (?:of )?(?=\w)", re.I)
ONE = regex(
    r"\b(?:just|only) (?:one|a single)\b|\bthe (?:one )?best (?:match|fit|hit|one|picture|photo|image)\b(?! first)",
    re.I,
)
EVERYWHERE = regex(
    rf"\b(?:my|our|the) (?:(?!{NUMBER})[a-z]+ ){{0,2}}{PICTURE}\b"
    r"|\b(?:this|the|my|our) (?:\w+ )?(?:session|album|archive|collection|library|catalogue)\b"
    r"|\b(?:any|some|every)where\b",
    re.I,
)
"""How all pictures of a session are spoken of, rather than some."""
HERE = regex(
    rf"\b(?:these|those|them|this|both|which (?:one|of|{PICTURE})|"
    rf"(?:the|all) (?:(?:{NUMBER}|other|attached) )?(?:ones?|{PICTURE})"
    r"(?! (?:that|which|most|closest|nearest|likeliest)\b)|"
    r"attached|here|"
    r"I (?:sent|gave|uploaded|attached))\b",
    re.I,
)
"""How the pictures at hand are pointed at; those of a whole session are meant where they are not."""
WHICH_OF = regex(r"\bwhich(?: ones?)? of\b", re.I)
AMONG = regex(r"\b(?:among|in|from|out of|through|search|over) (?:the |all )?$", re.I)


def sought(clause: Clause) -> str | None:
    """What pictures should show; None where another picture says it.

    >>> sought(Clause("find the photos of a house with a garden among these pictures", ""))
    'a house with a garden'
    >>> sought(Clause("which of these shots has a man on a ladder, best first?", ""))
    'a man on a ladder'
    >>> sought(Clause("find pictures similar to boat-1", "", files=("boat-1",))) is None
    True
    """
    if like_picture(clause) or like_this(clause):
        return None
    if clause.quotes:
        return clause.quotes[0]
    return next(filter(None, map(_sought_in, sentences(without_names(clause)))), None)


def _sought_in(sentence: str) -> str:
    said = MODEL.sub("", POLITE.sub("", without_form(sentence)))
    said = RANKED.sub("", RANKED.sub("", said))
    found = (match[1] for pattern in (*SOUGHT[:SURE], TOLD_OF, *SOUGHT[SURE:]) if (match := pattern.search(said)))
    return next((told for one in found if (told := one.strip(" ,.?!")) and not NOTHING.fullmatch(told)), "")


def like_picture(clause: Clause) -> str | None:
    """The picture that others should look like: the last that is named.

    >>> like_picture(Clause("which photos look like boat-1?", "", files=("boat-1",)))
    'boat-1'
    >>> like_picture(Clause("take boat-1 as the example and find similar ones", "", files=("boat-1",)))
    'boat-1'
    """
    alike = ALIKE.search(clause.text)
    last = next((name for name in reversed(clause.files) if alike and name in clause.text[alike.end() :]), None)
    example = rf"({'|'.join(map(re.escape, clause.files))}) as (?:the|an|my) (?:example|reference|query|model)\b"
    match = re.search(example, clause.text) if clause.files else None
    return match[1] if match else last


def like_this(clause: Clause) -> bool:
    """
    >>> like_this(Clause("find more photos like this one", "")), like_this(Clause("find what looks like a boat", ""))
    (True, False)
    """
    alike = ALIKE.search(clause.text)
    return bool((alike and THIS.match(clause.text[alike.end() :])) or EXAMPLE.search(clause.text))


def with_example(clause: Clause, values: Mapping[str, Json], roles: Mapping[str, str]) -> dict[str, Json]:
    """The arguments, the picture that others should look like being none of those that are looked through.

    >>> roles = {"pictures": "images", "like_picture": "like", "sought": "query"}
    >>> with_example(Clause("find photos like this", ""), {"images": ["boat-1"]}, roles)
    {'like': 'boat-1'}
    >>> with_example(Clause("somewhere in my pictures is a boat", ""), {"images": ["a-1", "b-1"]}, roles)
    {}
    """
    if "like_picture" not in roles:
        return dict(values)
    like, images = roles["like_picture"], roles["pictures"]
    several = values.get(images)
    given = [name for name in several if isinstance(name, str)] if isinstance(several, list) else []
    example = values.get(like) or (given[0] if len(given) == 1 and like_this(clause) else None)
    named = [name for name in clause.files if name != example]
    everywhere = not (named or WHICH_OF.search(clause.text)) and (
        EVERYWHERE.search(clause.text) or not HERE.search(clause.text)
    )
    others: list[Json] = [] if everywhere else [name for name in given if name != example]
    kept = {name: value for name, value in values.items() if name not in (like, images)}
    return kept | ({images: others} if others else {}) | ({like: example} if example else {})


def picture_count(clause: Clause) -> int | None:
    """How many pictures to find.

    >>> picture_count(Clause("find 4 pictures of a boat", "")), picture_count(Clause("search these 30 photos", ""))
    (4, None)
    """
    said = COUPLE.sub("2 ", clause.text)
    match = FEW.search(said)
    if match and not AMONG.search(said[: match.start()]):
        return figure(next(filter(None, match.groups())))
    return count(clause) or (1 if ONE.search(said) else None)
