"""What is painted over in a picture, and what is painted in there, in the words of a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.parsing.clauses import Clause
from agents.readers.studio_changes import LED, PICTURE
from agents.readers.studio_figures import IMAGES
from agents.readers.studio_plain import THIS_PICTURE, bare, tidy
from runtime.regex import regex

OF_MASK = regex(
    r"(?:^|,?\s*\b)(?:using|with|use|take|from|in|inside) (?:the|that|this|its)(?: \w+['’]s)? mask\b(?: (?:from"
    r"|of|you) [\w ]+?)?"
    r"(?=\s*(?:,|$))",
    re.I,
)
"""A mask that has no name: what was made earlier."""
REST = regex(
    r",\s*(?:only|just) (?:that|this|the) [\w ]+$|[,;]?\s*\b(?:and |but |while )?(?:(?:keep(?:ing)?|leav(?:e"
    r"|ing)|don['’]?t (?:touch|change|alter)|never (?:touch|change)|do not (?:touch|change))\b(?: \w+)*? "
    r"(?:(?:the )?(?:rest|others?)|(?:all|any(?:thing)?|every(?:thing)?)(?: the)?(?: else| other| rest| round)?\b"
    r"|[\w ]+(?= as (?:it|they) (?:is|are)\b)|"
    r"nothing else)\b.*|(?:all|everything|nothing|every|all the) (?:else|other|the rest|the other|round)\b.*|"
    r"(?:the )?(?:rest|other things|other pixels)\b.*|pixel for pixel|nowhere else"
    r"|(?:nothing|no pixel|not a (?:pixel|thing)) (?:outside|beyond|around|beside)\b.*)$",
    re.I,
)
"""What is to stay as it is."""
BACKGROUND = regex(r"^.*[,;.:]\s+(?=(?:please )?(?:can|could|would|will) (?:you|we|u)\b)", re.I)
"""What is told before it is asked: 'there is a bin in it, can you'."""
IN_ALL = regex(rf"\s*\b(?:in|on|of) (?:all|each|every|both)\b(?: of)?(?: [\w-]+){{0,3}}? (?:{IMAGES}|shots?)\b", re.I)
"""'… in all three site photos'"""
REST_FIRST = regex(
    r"^(?:(?:don['’]?t|do not) (?:touch|change)|leave|keep) (?:the rest|everything else|all else"
    r"|nothing else)[^,;:]*[,;:]\s*"
    r"(?:and |but )?(?:(?:just|only) )?|^(?:just|only) (?!the\b)|^(?:edit|change)\s*:\s*",
    re.I,
)
ARTICLE = regex(
    r"^(?:(?:all (?:the |of the )?|every |the |an? |that |this |its |my |our |her |his |their |just |only |out "
    r"|over )+)",
    re.I,
)
SWAP = (
    r"replace|swap|exchange|substitute|repaint|inpaint|change|turn|redraw|redo|transform|convert|rework"
    r"|paint over|cover"
)
SHIFT = (
    r"(?:should|must|shall|has to|needs to|ought to|to) (?:now )?(?:become|be|(?:turn|change) into)|becomes"
    r"|become|turns into"
)
THERE = r"(?: (?:is|are|stands?|was|were|sits?|hangs?|used to be))(?: (?:now|right now|at the moment))?"
GIVEN = r"(?:(?:i|we)(?:['’]d| would)? (?:like|want|need|love)|give me|have|get|let(?: me have)?)"
ITEM = r"(?:the|his|her|my|its|that|this|our|their) "
PASSIVE = (
    r"(?:(?:is|are|be|to be|should be|alone is to be|is to be) )*(?:replaced|swapped|exchanged|turned|changed"
    r"|painted over|filled|"
    r"made|repainted|covered|redone|transformed|converted)"
)
INTO = r"(?:with|w/|for|as|into|by|to|against)"
GONE = r"(?:erase|remove|rm|delete|get rid of|take (?:away|out)|take|paint out|cut out|wipe(?: out| away)?)"
FILLING = (
    r"(?:(?:and |then |,)*\s*(?:please )?(?:paint|put|fill|draw|place|add)(?: in)?\b(?: (?:it|the (?:spot"
    r"|gap|hole|area|place|space)))?(?: in)?(?: (?:with|w/))?(?: there)?)"
)
PUT = r"(?:paint|put(?: in)?|add|draw|place|set|insert|make)"
MASKED = (
    r"(?:(?:the |that )?(?:[\w'’]+ ){0,2}?(?:masked|marked|found|segmented|white|detected)?\s*(?:area|part"
    r"|place|region|hole|spot|mask)\b[^,:]*?)"
)
LOOKS = (
    r"white|black|red|green|blue|yellow|orange|pink|purple|brown|grey|gray|gold(?:en)?|silver|beige|turquoise"
    r"|wooden|striped|"
    r"plain|bright|dark|(?:bright|dark|light|pale|deep) \w+|\w+ (?:leather|velvet|wood|metal|stone|marble)"
)


@dataclass(frozen=True, slots=True)
class Repainting:
    """A way to say it: what is there, and what is to be there."""

    pattern: re.Pattern[str]
    over: str = "over"
    of_it: str = "{into}"
    """What is to be seen, where it is the same thing that looks otherwise."""


def way(said: str, of_it: str = "{into}") -> Repainting:
    return Repainting(regex(said, re.I), of_it=of_it)


WAYS = (
    way(r"^.*\b(?:thing|object|what)\s*[:=]\s*(?P<over>[^.;,]+)[.;,]\s*prompt\s*(?:[:=]|is\b)\s*(?P<into>.+)$"),
    way(rf"^(?:inpaint(?:ing)?|repaint|paint over|edit) (?P<over>{ITEM}[^:.]+?)\s*[.,:]\s*prompt\s*(?:[:=]"
        r"|is\b)\s*(?P<into>.+)$"),
    way(r"^(?:.*[\s,;.])?(?<!negative )prompt\s*(?:[:=]|is\b)\s*(?P<into>.+)$"),
    way(rf"^(?:{PUT}|cover)\s+(?P<over>{ITEM}.+?)\s+(?:over|up) with\s+(?P<into>.+)$"),
    way(r"^(?:hide|conceal)\s+(?P<over>.+?)\s+(?:behind|under|with)\s+(?P<into>.+)$"),
    way(rf"^(?:in the place )?where (?P<over>.+?){THERE},?\s+(?:there should be|{GIVEN}|{PUT})\s+(?P<into>.+)$"),
    way(rf"^(?P<into>.+?) (?:should|must|shall) (?:be|stand|go|sit|hang) where (?P<over>.+?){THERE}$"),
    way(r"^(?:have|get|let)\s+(?P<into>.+?)\s+(?:be )?(?:painted|put|drawn|placed)\s+(?:over|where|in place of"
        r"|instead of)\s+"
        rf"(?P<over>{ITEM}.+?)(?:{THERE})?$"),
    way(r"^(?:let|have|make)\s+(?P<into>.+?)\s+take the place of\s+(?P<over>.+)$"),
    way(rf"^(?:can|could|might|may) (?P<over>{ITEM}.+?) be (?P<into>an? (?!\w+ed\b).+)$"),
    way(rf"^(?:(?:{SWAP})|inpaint(?:ing)?)\s+(?P<over>(?!the (?:masked|marked"
        rf"|white)\b){ITEM}[^:]+?)\s*:\s*(?P<into>[^:]+)$"),
    way(rf"^(?:(?:with|in|where|inside|on) )?(?:the|that) {MASKED}\s*(?::|,? with|,)\s*(?:paint |put |make "
        rf"|draw )?(?:there )?(?P<into>[^:]+)$"),
    way(rf"^(?:new )?(?:fill(?:ing)?|inpaint(?:ing)?|repaint|paint|redo)\s*(?:in |for |of )?{MASKED}(?: anew)?\s*"
        r"(?::|\bwith|\bas|\bby|->)\s+(?P<into>.+)$"),
    way(rf"^(?:inpaint(?:ing)?|repaint|edit|fix)?(?: (?:it|this|that|the [\w ]+?|in|on))*\s*:\s*(?P<over>(?:the"
        rf"|its|his|her|my) .+?)\s+"
        rf"(?:{SHIFT})\s+(?P<into>.+)$"),
    way(r"^(?:please )?substitute (?P<into>.+?) for (?P<over>.+)$"),
    way(r"^instead of (?P<over>.+?)[, ]+(?:i|we)(?:['’]d)? (?:want|like|need) (?P<into>.+?)(?: there)?$"),
    way(rf"^{GONE}\s+(?P<over>.+?)(?: (?:away|out))?\s*(?:,|\band\b)\s*{FILLING}\s+(?P<into>.+?)(?: (?:there"
        rf"|instead|in its place))?$"),
    way(rf"^{GONE}\s+(?P<over>.+?)\s*[,:]\s*(?P<into>.+?) (?:instead|there|in its place)$"),
    way(r"^(?P<over>.+?) (?:gone|removed|erased|away)\s*,?\s*(?:and |with )+(?P<into>.+?)(?: (?:in its place"
        r"|there|instead))?$"),
    way(r"^(?:now )?(?:only |just )?(?P<over>(?:the|my|his|her|its|that"
        r"|this) .+?)\s*(?:should change)?\s*[:,]\s*(?:make|it should be|let it be|turn|paint|draw|put|place|add|show)"
        r"(?: (?:it|them|this))?(?: into| there| in)?\s+(?P<into>.+?)(?: there| in its place| instead)?$"),
    way(rf"^(?:(?:{SWAP}|make)\s+)?(?:only |just )?(?P<over>.+?)\s*,\s*it (?:should|must) be(?:come)?\s+(?P<into>.+)$"),
    way(rf"^(?:{SWAP})\s+the colou?r of (?P<over>.+?)\s+(?:to|into)\s+(?P<into>.+)$", "{into} {over}"),
    way(r"^(?:make|let|have)\s+(?P<over>.+?)\s+look like\s+(?P<into>.+)$"),
    way(rf"^(?:{SWAP})\s+(?P<over>.+?)\s+(?:{INTO}|->)\s+(?P<into>.+)$"),
    way(r"^make (?:it|them|this) (?P<into>.+)$"),
    way(r"^make (?:from|out of) (?P<over>.+?) (?P<into>an? .+)$"),
    way(r"^(?:(?:can|could|might|may|should|would|must) )?(?:(?:get"
        rf"|have) )?(?P<over>.+?)\s+{PASSIVE}\s+{INTO}\s+(?P<into>.+)$"),
    way(rf"^(?P<over>{ITEM}.+?)\s+(?:{SHIFT})\s+(?P<into>{LOOKS})(?: instead)?$", "{into} {over}"),
    way(rf"^(?P<over>.+?)\s+(?:{SHIFT})\s+(?P<into>.+?)(?: instead)?$"),
    way(rf"^(?:(?:{PUT}|{GIVEN})\s+)?(?P<into>.+?)\s+(?:where(?:ver)?|at the place where)\s+(?P<over>(?!(?:the|that"
        rf"|this) (?:\w+ )?mask\b|it\b|there\b|that\b|this\b|they\b).+?){THERE}$"),
    way(rf"^(?:(?:{PUT}|{GIVEN})\s+)?(?P<into>.+?)\s+(?:in (?:the )?place of|instead of"
        rf"|in lieu of)\s+(?P<over>.+?)(?:, painted in)?$"),
    way(rf"^{PUT}\s+(?P<into>.+?)\s+over\s+(?P<over>(?!{MASKED}$)(?:the|his|her|my|its|that) .+)$"),
    way(r"^touch up\s+(?P<over>.+?),?\s+painted as\s+(?P<into>.+)$"),
    way(rf"^(?:make|paint|colou?r)\s+(?P<over>(?:the|my|his|her|its"
        rf"|that) .+?)\s+(?P<into>(?:{LOOKS}))$", "{into} {over}"),
    way(rf"^(?P<over>the [\w ]+?)\s+(?P<into>(?:{LOOKS}))$", "{into} {over}"),
    way(r"^make\s+(?P<over>(?:the|my|his|her|its|that) .+?)\s+(?P<into>(?:an? |one |some ).+)$"),
    way(r"^give\s+(?P<over>(?:the|my|his|her|its|that) .+?)\s+(?P<into>(?:an? |some ).+)$", "{over} with {into}"),
    way(r"^(?:inpaint(?:ing)?(?: on)?|repaint|fill|redo)(?: (?:it|this|that))?\s*(?::|with|as)\s*(?P<into>.+)$"),
    way(r"^(?:fill|fill in)\s+(?P<over>.+?)\s+with\s+(?P<into>.+)$"),
    way(rf"^(?:to )?{PUT}\s+(?:in |there |anew )?(?P<into>.+?)(?:\s+(?:(?:in|into|inside|within|under|over|on"
        rf"|where|wherever|there|onto)\b.*))?$"),
    way(r"\b(?:to )?(?:put in|paint|draw|place)\s+(?P<into>.+?)(?:\s+(?:(?:in|into|inside|within|under|over|on"
        r"|where|there|onto)\b.*))?$"),
)  # fmt: skip
"""The surer first."""


def repainted(clause: Clause) -> tuple[str | None, str | None]:
    """What is painted over, and what is painted in.

    >>> repainted(Clause("the teapot in it should become a kettle, all else as it is", ""))
    ('teapot', 'a kettle')
    >>> repainted(Clause("make the front door in house-1 yellow", "", files=("house-1",)))
    ('front door', 'yellow front door')
    >>> repainted(Clause("erase the power lines and paint sky there", ""))
    ('power lines', 'sky')
    """
    told = BACKGROUND.sub("", _kept(REST_FIRST.sub("", IN_ALL.sub("", bare(clause, "")))))
    said = LED.sub("", tidy(re.sub(r"^\W+", "", OF_MASK.sub("", told))))
    said = tidy(re.sub(r"^(?:here|there|in (?:this|the|that) [\w ]+?,|,)\s*", "", tidy(THIS_PICTURE.sub("", said))))
    for one in WAYS:
        if match := one.pattern.search(said):
            found = {"over": "", **{name: tidy(words or "") for name, words in match.groupdict().items()}}
            over = ARTICLE.sub("", found["over"])
            over = "" if re.fullmatch(PICTURE, found["over"], re.I) else over
            return over or None, one.of_it.format(into=found["into"], over=over) or None
    return None, None


def _kept(said: str) -> str:
    """Without what is to stay as it is."""
    return tidy(REST.sub("", tidy(REST.sub("", said))))


def painted_over(clause: Clause) -> str | None:
    """
    >>> painted_over(Clause("replace the red mug in photo-1 with a vase", "", files=("photo-1",)))
    'red mug'
    """
    return repainted(clause)[0]


def painted_in(clause: Clause) -> str | None:
    """
    >>> painted_in(Clause("replace the red mug in photo-1 with a vase", "", files=("photo-1",)))
    'a vase'
    >>> painted_in(Clause("paint a boat inside the mask mask-1 of photo-1", "", files=("mask-1", "photo-1")))
    'a boat'
    """
    return clause.quotes[0] if clause.quotes else repainted(clause)[1]
