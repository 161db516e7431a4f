"""What is to be drawn or filmed, in the words of a clause, without what leads up to it and what says how."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import Clause
from agents.readers.studio_changes import change
from agents.readers.studio_figures import CLIPS, COUNT
from agents.readers.studio_lengths import TIMERS
from agents.readers.studio_motion import motion
from agents.readers.studio_plain import PURPOSE, plain, shown_quotes, tidy
from agents.readers.studio_repainting import painted_in, painted_over
from agents.readers.studio_scenes import listed, of_set, without_choosing
from runtime.records import Json
from runtime.regex import regex

VERB = (
    r"draw|paint|sketch(?: out)?|illustrate|animate|make(?: up)?|create|generate|gen|design|render|produce|film|shoot"
    r"|picture|show|drawing|painting|making|creating|generating|filming|rendering|designing|depict|"
    r"give|gimme|get|see|do|imagine|invent|dream up|come up with|synthesi[sz]e|put together|let (?:me|us) have|have|try"
)
WISH = (
    r"(?:would you )?mind(?= \w+ing\b)|"
    r"(?:our|my|the) \w+(?: \w+)? (?:wants?|needs?|would like|asked for)|"
    r"(?:i|we)(?:['’]d| would| should)? (?:like|love|want|need|wish(?: for)?|request|require|see)(?: to (?:see"
    r"|have|get))?|"
    r"(?:i|we)(?:['’]m| am|['’]re| are) after|wanna|need|want|"
    r"(?:can|could|may|might|would|will) (?:there be|i|we|you|u|one)(?: (?:kindly|please|have|get))?|you can|"
    r"(?:can|could|might|may)(?= an? )|is it possible to|is there a way to|something"
    r"|(?:the|this|my) (?:picture|image|photo|clip|video) (?:should|must|has to|is to)"
)
ASKING = rf"(?:(?:{WISH}|{VERB})\b\s+(?:(?:for )?(?:me|us)\b\s*|please,?\s+)?)"
"""Words that ask for it: 'I'd like', 'could you make me'."""
USING = (
    r"(?:(?:use|try|have|let|with|using|on) (?:the )?[\w.-]+(?: (?:video|image|picture"
    r"|text-to-\w+))?(?: model)?(?: to| for| on)?,? "
    rf"(?=(?:{VERB}|an?|the)\b)|(?:for|from|with|using) [^,:]{{2,40}}[,:] (?=(?:please )?(?:{VERB}|an?) )"
    r"|for (?:my|our|the|this|an?) [^,:]{2,40}?,? (?=(?:i|we) (?:need|want|would)))"
)
"""What stands before: 'use SDXL to', 'for my physics class:'."""
MEDIUM = rf"(?:pictures?|pics?|images?|imgs?|moving scene|{CLIPS})"
"""What says no more than that it is a picture, or a clip; 'an oil painting of' says how it looks."""
SIMPLE = (
    r"(?:short|brief|little|new|small|quick|nice|generated|synthetic|made[- ]up|ai|ai[- ](?:made"
    r"|generated)|animated|"
    r"moving|video|computer[- ]generated|dummy|product|scenario|cover|stock-like|looping(?:-style)?|fitting"
    r"|single|png|icon|film|mood|"
    r"\w+-(?:like|ish|style))"
)
LOOK = r"(?:photo|logo|painting|drawing|sketch)-(?:like|ish)"
MADE = r"(?: (?:please|(?:be )?(?:made|painted|drawn|generated|created|filmed)))?"
GOING_FOR = r"(?: (?:for|from|to go with) (?:my|our|the|this|these|a) [^,:]{2,40}(?=[,:]))?"
LINK = (
    r"(?:,?\s*(?:of|showing|that shows?|which shows?|featuring|depicting|about|with|where|in which)\b\s*:?"
    r"|[,;]? ?please\s*[:,]|"
    r"\s*(?::|->|=|,(?= )))"
)
ASKED = regex(
    rf"^(?:{USING})?{ASKING}*(?:{COUNT} (?:takes|versions) of )?(?:(?:an?|the|some|one|another"
    rf"|{COUNT})\s+)?(?:(?!{LOOK}){SIMPLE}[\s,]+){{0,4}}?"
    rf"{MEDIUM}\b{MADE}{GOING_FOR}\s*{LINK}\s*",
    re.I,
)
"""How a prompt is led up to: 'make me a short clip of'."""
MODELS = r"(?:sdxl|sd ?\d[\d.]*|stable[ -]?(?:video[ -]?)?diffusion|flux|pixart|kandinsky|cogvideo\w*|wan|ltx\w*)"
TASK = regex(
    r"^(?:(?:(?:text|txt|words?)[- ]?(?:to|2)[- ]?(?:video|image|picture|img|clip|vid)|t2[vi])\b(?: on)?"
    rf"(?: (?:test|job|request|task|run|please))*\s*[,:–-]?|(?:{MODELS}|[\w.-]+/[\w.-]+)(?: (?:\d[\d.]*|xl|base"
    r"|turbo|test|job|please))*\s*:)\s*",
    re.I,
)
"""'text to video:'"""
PROMPTED = regex(
    r"^(?:.*[\s,;.])?(?:(?:the|this|my|with|use|using|from|following|video|image) )*(?<!negative )prompts?\s*(?::"
    r"|=|\bis\b)\s*"
    r"|^(?:use|take|try) (?:the|this) prompt,?\s+",
    re.I,
)
"""'… with the prompt:' - all that is to be seen comes behind."""
COLON = regex(
    rf"^(?=[^:]*\b(?:{MEDIUM}|paintings?|drawings?|illustrations?|posters?|something|art|versions?|variants?"
    r"|renders?|request|job|please(?=:)|this(?=:)"
    rf"|variations|options|alternatives|series|set|choice|sentences?|prompt|text|words|line|idea"
    r"|drafts?|sketch|doodle|concept art|artwork|wallpaper|backdrop|banner|thumbnail|mock-?up|storyboard|icon|sticker"
    r"|motif|visual|watercolou?r|logo|cover|scene|quick|rough|dirty|one more|another(?: one)?|next(?: one)?)\b)"
    r"[^:]{2,80}:\s+",
    re.I,
)
"""'An illustration for the menu:' - what goes before a colon only asks, where it does not say what is to be seen."""
AS_MEDIUM = regex(
    rf"(?:\s*[,;.]\s*(?:(?:as|in|into) )?|\s+(?:as|into)\s+)(?:(?:an?|the|one"
    rf"|single)\s+)*(?:{SIMPLE}\s+){{0,2}}{MEDIUM}$",
    re.I,
)
"""'…, as a short clip'; ', one picture'."""
WOULD = regex(r"^(?:what|how) (?:would|does|do|might|could) (.+?) look(?: like)?\b(.*)$", re.I)
SAYS_WHAT = regex(rf"\b(?:{MEDIUM}|paintings?|drawings?|illustrations?|posters?) (?:of|showing)\b", re.I)
OUTRIGHT = regex(rf"^(?:{USING})?(?:please )?{ASKING}+(?:of\s+|for\s+)?", re.I)
"""The same where nothing but the thing is named: 'draw a boat'."""
TEXTS = (
    r"(?:summary|captions?|poem|haiku|limerick|fable|fairy ?tale|slogans?|headlines?|prompts?|descriptions?"
    r"|answer|paragraph"
    r"|translation|keywords|logline|transcript(?:ion)?|text|lyrics)"
)
PERHAPS_TEXTS = (
    r"(?:stor(?:y|ies)|articles?|lines?|ideas?|verses?|sentences?|words|letter|note|review|script|song|tale)"
)
"""What may be seen as well: 'the finish line'; 'that line' is a text."""
OF_TEXT = r"(?:(?!of\b)[\w'’-]+ ){0,3}?"
THE_TEXT = rf"(?:that|this|those|these|your|each) {OF_TEXT}(?:{TEXTS}|{PERHAPS_TEXTS})|the {OF_TEXT}{TEXTS}"
POINTED = regex(
    r"(?:(?:use|turn|put|make|draw|illustrate|picture|paint|create|generate) )?(?:(?:an?|the|one|some|key) )?"
    r"(?:[\w-]+ ){0,2}?"
    rf"(?:(?:{MEDIUM}|art|illustrations?|paintings?|drawings?|scene)\s*(?:from|out of|of|for|using|based on|after|to"
    r"|that goes with|to go with|on)? )?(?:what |the scene (?:that )?)?"
    rf"(?:{THE_TEXT}|the {OF_TEXT}{PERHAPS_TEXTS}(?!$))"
    r"(?:['’]s [\w ]+|\s+(?:you|u|that|which|just|above|it|says?|describes?|tells?|shows?|found|generated|written|i"
    r"|the|wrote|came|out|into|in words|for me|as)\b.*)?"
    rf"|(?:an? |one |the )?(?:{MEDIUM}|illustration|painting|drawing) (?:from|out of|based on|after|for) "
    rf"(?:it|that|this|them|(?:the|that|this) {OF_TEXT}{PERHAPS_TEXTS})"
    r"|(?:the scene (?:of )?)?what(?:ever)? (?:it|that|this|he|she|they|(?:the|that|this) [\w-]+)(?: just)? "
    r"(?:says?|said|describes?|tells?|shows?|is about)"
    r"|(?:use|take|with|using|make) .{1,40} (?:as|for) (?:the |a |its )?(?:\w+ )?prompt\b.*",
    re.I,
)
"""Words that point at a text that was made before, and say themselves nothing of what is to be seen."""
NOTHING = regex(
    rf"(?:(?:an?|some|one|the) )?(?:{SIMPLE} )*(?:{MEDIUM})?(?: with| of)?|(?:it|this|that|one|them)(?: or so)?", re.I
)
"""What is left where it is not said what is to be seen."""
LED_ON = regex(r"^(?:and|then|now|to|,)\s+(?=\w+ )", re.I)
FROM_THAT = regex(r"\s+(?:from|over|along|after|out of|based on|with) (?:them|those|these|it|that|this)$", re.I)
"""What points at a file that was named with its part: 'take the outlines of hut-1 and draw a castle from them'."""
ONE_SCENE = regex(
    r"^(?:(?:just|only) )?(?:one|a|the) (?:single |same )?(?:scene|motif|subject|idea|thing)\b(?: please|"
    r" only)?\s*[:,–-]\s*",
    re.I,
)


def scene(clause: Clause) -> str | None:
    """What is to be seen.

    >>> scene(Clause("make a 3 second clip of a paper boat, reject it if it does not look like one", ""))
    'a paper boat'
    >>> scene(Clause("draw me four versions of a red boat in the style of photo-1", "", files=("photo-1",)))
    'a red boat'
    >>> scene(Clause("paint a lake at dawn, mist, oil on canvas", ""))
    'a lake at dawn, mist, oil on canvas'
    >>> scene(Clause('make a picture of "a red boat, 4k", seed 3', "", ("a red boat, 4k",)))
    'a red boat, 4k'
    >>> scene(Clause("I need an illustration for our menu: a basket of rolls, woodcut, please", ""))
    'a basket of rolls, woodcut'
    """
    if shown := shown_quotes(clause):
        return shown[0]
    said = plain(clause)
    said = LED_ON.sub("", FROM_THAT.sub("", said)) if clause.files else said
    left = first_said(unled(said))
    return (
        None if NOTHING.fullmatch(left) or of_set(left) or POINTED.fullmatch(said) or POINTED.fullmatch(left) else left
    )


def unled(said: str) -> str:
    """What is to be seen, of words that ask for it."""
    said = ONE_SCENE.sub("", WOULD.sub(r"\1 \2", said))
    said = tidy(PURPOSE.sub("", said)) if not NOTHING.fullmatch(PURPOSE.sub("", said)) else said
    said = AS_MEDIUM.sub("", PROMPTED.sub("", TASK.sub("", said))) or said
    before = said.partition(":")[0]
    starts = (ASKED,) if SAYS_WHAT.search(before) else (ASKED, COLON)
    led = next((start for start in starts if start.search(said)), OUTRIGHT)
    left = led.sub("", said, count=1)
    return tidy(re.sub(r"^[:\s]*(?:(?:of|showing|on(?= an? ))\s+)?", "", left))


def first_said(said: str) -> str:
    """The first sentence that says something: those behind it were remarks on how it is made.

    >>> first_said("a fox in the snow. I scanned it"), first_said("a picture. a fox")
    ('a fox in the snow', 'a fox')
    """
    parts = [ONE_SCENE.sub("", tidy(part)) for part in said.split(". ")]
    return next((part for part in parts if not (NOTHING.fullmatch(part) or of_set(part))), parts[0])


def one_scene(clause: Clause) -> str | None:
    """The scene of a set of pictures, where they are not listed.

    >>> one_scene(Clause("I want a set of pictures of a mountain hut from seeds 1 to 6, so that I can choose", ""))
    'a mountain hut'
    >>> one_scene(Clause("draw a boat in these scenes: at dawn, at noon", "")) is None
    True
    """
    if scenes(clause):
        return None
    if shown_quotes(clause):
        return scene(clause)
    left = re.sub(r"^(?:try |compare )?(?:on|for)\s+", "", first_said(unled(without_choosing(clause))))
    return None if NOTHING.fullmatch(left) or of_set(left) else left


def scenes(clause: Clause) -> list[str] | None:
    """One prompt for each scene that is listed.

    >>> scenes(Clause("draw a boat in these scenes: at dawn, at noon and under stars, seed 3", ""))
    ['a boat at dawn', 'a boat at noon', 'a boat under stars']
    >>> scenes(Clause("paint the same garden with roses, with lupins and with sunflowers", ""))
    ['the same garden with roses', 'the same garden with lupins', 'the same garden with sunflowers']
    """
    return listed(clause, unled)


WORDINGS: Mapping[str, Callable[[Clause], Json]] = {
    "scene": scene,
    "one_scene": one_scene,
    "listed_scenes": scenes,
    "motion": motion,
    "change": change,
    "painted_over": painted_over,
    "painted_in": painted_in,
    **TIMERS,
}
"""By role: the value, None where the clause gives none."""
