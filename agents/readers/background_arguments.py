"""Which background a picture is to get, and what stays before it, read from a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.parsing.clauses import Clause
from agents.readers.matter import first_list, matter, without_names
from runtime.regex import regex
from tools.object_words import COCO, class_meant, spoken

AS_IT_IS = (
    r"(?:\s+(?:(?:completely|fully|perfectly|all|nice and) )?(?:sharp|crisp|clear|visible|intact|untouched|unchanged|"
    r"opaque|alone|(?:in|on) (?:focus|colou?r|it|there|place)|as (?:it|they|he|she) (?:is|are)|as is|so)\b.*)?"
)
NOT_KEPT = r"(?:\s*,?\s*(?:(?:and|but) )?(?:not|no|without|nothing)\b.*)?"
"""What is said behind what is kept: 'keep only the cat sharp, and not the flowerpot'."""
STAYS = (
    r"(?:(?:should|must|has to|have to|ought to|may|can|needs? to|(?:is|are) to) (?:\w+ )?"
    r"(?:stay|remain|be (?:kept|left|seen|visible))|(?:is|are) (?:left|kept|to stay)|remains?|stays?)"
)
DETERMINED = r"(?:both|all|each|every|only|just|the|an?|my|our|his|her|their)"
KEPT = (
    regex(
        r"\b(?:class(?:es)?|things?|objects?|subjects?|parts?|ones?) (?:that )?"
        r"(?:to keep|to be kept|kept|(?:(?:should|must|is to|are to|has to|may) )?(?:be kept|stays?|remains?))"
        r"(?: (?:is|are)(?: called| named)?\b|[:=,])\s*(.+)$",
        re.I,
    ),
    regex(
        r"\b(?:keep|keeping|retain|retaining|preserve|preserving)\s*(?::\s*|\s)(?!(?:its|their|the same)\b)(.+?)"
        rf"{AS_IT_IS}{NOT_KEPT}$",
        re.I,
    ),
    regex(rf"\bleav(?:e|ing) (?:only |just )?(.+?){AS_IT_IS}{NOT_KEPT}$", re.I),
    regex(
        rf"(?:^(?={DETERMINED}\b)|(?:\b(?:but|only|just|so|that|and|then)|,)\s+)"
        rf"((?:(?!\b(?:but|only|just|so that)\b|,).)+?) {STAYS}\b",
        re.I,
    ),
    regex(r"\bwith (.+?) kept\b", re.I),
    regex(
        r"\b(?:except|excepting|all but|everything but|apart from|other than|save for|but for) (?:for )?(.+?)"
        rf"(?:\s+(?:gone|removed|deleted|cut away|transparent|disappear|vanish|go(?: away)?))?{AS_IT_IS}$",
        re.I,
    ),
)
CUT_OUT = regex(
    r"\b(?:cut(?:ting)?|clip|snip|isolat(?:e|ing)|extract(?:ing)?|lift|separate|free)(?: out)?"
    rf" (?:{DETERMINED} |two |three )*(?:[\w-]+ )?({spoken()})\b(?= (?:out|away|free|from|in|and|so|with)\b|\W*$|,)",
    re.I,
)
"""What is cut out, and so kept: 'cut the dog out of the photo'."""
ALSO = regex(r"\b(?:as well|too)\b", re.I)
"""Where this is said of what is kept, the subject is kept in the first place."""
SUBJECT = regex(r"\b(?:behind|surroundings of|around|round|(?:cut|clip) out|need|want) (?:the|my|our) ([\w-]+)", re.I)
SHADED = {
    "light": "blue|coral|cyan|green|gr[ea]y|pink|yellow",
    "dark": "blue|cyan|green|gr[ea]y|magenta|orange|red|violet|turquoise",
    "pale": "green|turquoise", "hot": "pink", "deep": "pink", "sky": "blue", "royal": "blue", "steel": "blue",
    "midnight": "blue", "forest": "green", "lime": "green", "sea": "green",
}  # fmt: skip
"""The shades of colours that have names of their own in CSS."""
SHADES = "|".join(f"{shade} (?:{colours})" for shade, colours in SHADED.items())
PLAIN = (
    "white|black|red|green|blue|yellow|orange|purple|violet|pink|gr[ea]y|brown|beige|cyan|magenta|navy|teal|turquoise|"
    "ivory|gold|silver|maroon|olive|salmon|coral|khaki|lavender|indigo|crimson|linen|tan|lime|aqua|fuchsia|plum"
)
COLOUR = rf"(?:\b(?:{SHADES}|{PLAIN})\b|#[0-9a-f]{{6}}\b|#[0-9a-f]{{3}}\b)"
GROUND = r"(?:back ?grounds?|backrounds?|backgroud|backdrops?|bg|ground)"
OUTRIGHT = (
    regex(rf"\bfrom (?:\w+ )?{COLOUR} (?:in)?to (?:\w+ )?({COLOUR})", re.I),
    regex(rf"({COLOUR})(?: (?:plain|solid|studio|colou?r(?:ed)?))* {GROUND}\b", re.I),
    regex(
        rf"\b{GROUND}\b(?: (?:colou?r|should|must|to|be|in|of|with|into|plain|solid|pure|a|the|is|=))* ({COLOUR})", re.I
    ),
)
"""Where a colour is without doubt that of the background."""
HEX = regex(r"^(?=[0-9a-f]{6}$)")
ENDS = r"(?=\s*(?:$|[,.;:?!–)-]|(?:and|please|instead|too|as|for)\b))"
TOLD = (
    regex(r"(#[0-9a-f]{6}\b|#[0-9a-f]{3}\b)", re.I),
    regex(r"\bhex(?: code)?(?: is|:)? #?([0-9a-f]{6})\b", re.I),
    regex(rf"\bcolou?rs?\b(?: (?:is|are|of|being|it is))*\s*[:=]?\s*({COLOUR})", re.I),
    regex(rf"({COLOUR}) (?:\w+ )?behind\b", re.I),
    regex(
        rf"\b(?:onto|against|in front of|before|on)(?: (?:an?|the|plain|pure|solid))* ({COLOUR})"
        rf"(?: (?:wall|surface|sheet|paper|colou?r))?{ENDS}",
        re.I,
    ),
)
"""How a colour is told that is to be put behind things, though no word for the background stands beside it."""
GROUND_COLOUR = (
    regex(rf"\b{GROUND}\b[^,;]*?({COLOUR})", re.I),
    regex(rf"\b(?:to|with|for|against|on|onto|before|into) (?:\w+ ){{0,3}}?({COLOUR})", re.I),
    regex(rf"({COLOUR})", re.I),
)
"""Where the colour of a background stands, the surer words first."""
BLURRED = regex(
    r"\bblur|\bout of focus\b|\bbokeh\b|\bportrait mode\b|\bsoften|\bfuzz|\bnot sharp\b|\bunsharp\b|\bdefocus|"
    r"\bdepth of field\b",
    re.I,
)


def kept_things(clause: Clause) -> list[str] | None:
    """
    >>> kept_things(Clause("remove the background but keep the dog and the chair", ""))
    ['dog', 'chair']
    >>> kept_things(Clause("make all behind the piano green, keeping the stool as well", ""))
    ['piano', 'stool']
    >>> kept_things(Clause("clear the backdrop so only the dancer remains", ""))
    ['dancer']
    """
    things = first_list(KEPT, matter(clause)) or _cut_out(clause)
    if not things or not ALSO.search(clause.text):
        return things
    match = SUBJECT.search(clause.text)
    return [match[1], *things] if match else None


def _cut_out(clause: Clause) -> list[str] | None:
    """
    >>> _cut_out(Clause("cut the two horses out of it", "")), _cut_out(Clause("cut out the subject", ""))
    (['horse'], None)
    """
    found = (class_meant(match[1], COCO) for match in CUT_OUT.finditer(without_names(clause)))
    return list(dict.fromkeys(filter(None, found))) or None


def background(clause: Clause) -> str | None:
    """A picture's artifact name, `blur`, or a colour.

    >>> background(Clause("put beach-1 behind me in photo-1", "", files=("beach-1", "photo-1")))
    'beach-1'
    >>> background(Clause("replace the background of photo-1 with beach-1", "", files=("photo-1", "beach-1")))
    'beach-1'
    >>> background(Clause("teal is our colour: put hex f4f1e8 behind a-1 and b-1", "", files=("a-1", "b-1")))
    '#f4f1e8'
    >>> background(Clause("put the white dog on a light Blue ground", "")), background(Clause("blur it", ""))
    ('lightblue', 'blur')
    """
    if BLURRED.search(clause.masked or clause.text):
        return "blur"
    said = without_names(clause)
    told, sure, fair = (_colour(patterns, said) for patterns in (TOLD, OUTRIGHT, GROUND_COLOUR))
    last = clause.files[-1] if len(clause.files) > 1 else None
    return picture_behind(clause) or sure or told or last or fair


def colour_told(said: str) -> str | None:
    """
    >>> colour_told("our house colour is Navy"), colour_told("we always use #F4F1E8"), colour_told("a red boat")
    ('navy', '#f4f1e8', None)
    """
    return _colour(TOLD, said)


def _colour(patterns: Sequence[re.Pattern[str]], said: str) -> str | None:
    match = next((match for pattern in patterns if (match := pattern.search(said))), None)
    return HEX.sub("#", match[1].lower().replace(" ", "")) if match else None


def picture_behind(clause: Clause) -> str | None:
    """The picture that is said to be the background.

    >>> picture_behind(Clause("use sea-1 as the backdrop for a-1 and b-1", "", files=("sea-1", "a-1", "b-1")))
    'sea-1'
    >>> picture_behind(Clause("put a grey background behind a-1", "", files=("a-1",))) is None
    True
    """
    if not clause.files:
        return None
    name = f"({'|'.join(_called(file) for file in clause.files)})" + r"(?![\w-])"
    behind = (
        rf"\b{name} (?:(?:picture|photo|image|set|put|placed) )*behind\b",
        rf"\b{name} (?:picture |photo |image )?as (?:\w+ ){{0,2}}{GROUND}\b",
        rf"\b{GROUND}(?: (?:picture|photo|image))? (?:is|should be|must be|shall be|to use is)(?: the)? {name}",
        rf"\b(?:in front of|onto|over|before|against) (?:the |my )?(?:picture |photo )?{name}",
        rf"\b(?:swap\w*|replac\w*|chang\w*|exchang\w*|substitut\w*)\b.*\b(?:with|for|by|to|from) (?:the |my )?{name}",
    )
    found = next((match for words in behind if (match := re.search(words, clause.text, re.I))), None)
    return next((file for file in clause.files if found and re.fullmatch(_called(file), found[1], re.I)), None)


def _called(file: str) -> str:
    """A file by its artifact name, or as people say it: 'the city night picture'."""
    return f"{re.escape(file)}|" + re.sub(r"[-_]", "[-_ ]", re.sub(r"-\d+$", "", file))
