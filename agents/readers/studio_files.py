"""Which files and add-ons have a part in what is made, read from a clause: a style, a mask, a sound, a LoRA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from agents.parsing.clauses import ENDINGS, Clause
from agents.readers.studio_figures import BEFORE, Setting, setting
from runtime.records import Json
from runtime.regex import regex

FILE = r"(?<![\w-])((?:[a-z][a-z0-9]*)(?:-[a-z0-9]+)*-\d+)"
"""An artifact's name."""
MASK_FILE = r"(?<![\w-])((?:[a-z0-9]+-)*?[a-z0-9]*masks?(?:-[a-z0-9]+)*-\d+)"
"""That of a mask, by its name."""
OF_PICTURE = rf"(?:(?:the|my|our) (?:(?:new|old) )?(?:picture|photo|image|drawing|file|recording|track|song) )?{FILE}"
ITS_OWN = r"(?:the|my|our|his|her|their|your|this|that)"
LINKED = (
    r"(?:the|its|an?|same|and|,|art|painting|drawing|visual|overall|colou?rs?|brush(?:work|strokes)|reference"
    r"|hint|is|are"
    r"|should|must|to|be|follow(?:ing|s)?|come|taken|of|from|in|on|like|as|with|by|that|given|reference:?|[:=])"
)
"""What may stand between a part and its file: 'the style should be that of'."""
LEADING = (
    r"(?:(?:and|but|please|with|using|use|in|after|it|its|that|which|should|must|has|have|having|take|takes|taking"
    r"|borrow(?:s|ing)?|copy(?:ing)?|match(?:es|ing)?|is|be|based on|guided|(?:keep|stick)(?:s|ing)?(?: to)?"
    r"|follow(?:s|ing)?"
    r"|along|by|from|over|the|same|painted|drawn|done|an?|controlled|put|lay|let|play|give|set|to) )"
)


def part(nouns: str) -> str:
    """What gives a file a part: 'It should follow the outlines of wall-1', 'style: monet-1', 'rain-1 as its sound'."""
    return (
        rf"[,;.]?\s*\b{LEADING}{{0,6}}(?:{nouns})\b[ ,]*(?:{LINKED}[ ,]*){{0,6}}?{OF_PICTURE}"
        rf"|[,;.]?\s*\b{LEADING}{{1,6}}{OF_PICTURE}(?:['’]s?|\s+(?:(?:as|for|in|to be|be|become|is) )(?:the |its "
        rf"|an? |their )?)"
        rf" ?(?:controlnet |art )?(?:{nouns})(?: (?:reference|hint|guide|for it))*\b"
    )


STYLES = (
    r"(?:art |painting |drawing |visual )?(?:style|look(?: and feel)?|manner|palette"
    r"|colou?rs and brush(?:work|strokes)|aesthetics?)(?: reference)?"
)
STYLE = setting(
    r"^(?=.*-\d).*?(?:styl|look|manner|palette|colou?rs|aesthetic)",
    part(STYLES)
    + rf"|[,;.]?\s*\b{LEADING}{{0,6}}styled? (?:of|like|after) {OF_PICTURE}"
    + rf"|[,;.]?\s*\b{LEADING}{{0,6}}looks? like {OF_PICTURE} in style",
)
OUTLINES = (
    r"(?:edges|outlines?|contours?|lines|composition|layout|shapes?|sketch|structure|pose|line work|control ?net|canny"
    r"|(?:control ?net |control )?hint)"
)
OUTLINE = setting(
    r"^(?=.*-\d).*?(?:edge|outline|contour|line|composition|layout|shape|sketch|structure|pose|net|canny|hint"
    r"|follow|based|guided|trace)",
    part(OUTLINES)
    + rf"|[,;.]?\s*\b{LEADING}{{0,6}}(?:follow(?:s|ing)?|based on|guided by|traced?(?: over| from)?) {OF_PICTURE}",
)
SOUND = setting(
    r"^(?=.*-\d).*?(?:music|sound|audio|recording|narration|voice|ing|under|background|behind|set to|over)",
    part(r"(?:(?:background )?music|sound ?track|sounds?|audio|recording|narration|voice-?over)")
    + rf"|,?\s*\b(?:with|to) the [a-z]+ing of {OF_PICTURE}"
    rf"|[,;.]?\s*\b{LEADING}{{1,6}}{OF_PICTURE}\s+(?:(?:laid|play(?:ing)?|put|run(?:ning)?) )?"
    r"(?:under(?:neath)?(?: (?:it|them))?|in the background|behind it|playing|as background)"
    rf"|[,;.]?\s*\b(?:set to|over) {OF_PICTURE}(?=\s*(?:[,.;?!]|$))",
)
OF_MASK = (
    r"(?:[,;.]?\s*\b(?:(?:and|use|using|with|by|under|where|in|into|inside|on|over|through|given by|white part of|from"
    r"|take) ){0,6}"
)
IS_MASK = r"(?: as (?:the |a |its )?mask\b)?(?: is white)?(?:\s*\(\s*white\b[^)]*\))?"
MASK = setting(
    r"^(?=.*-\d).*?mask",
    rf"{OF_MASK}(?:the )?(?:(?:white |marked )?(?:area|part|region|mask)\s*(?: (?:of|in|from|is|marked white in)\b"
    rf"|[:=])?\s*){{0,3}}"
    rf"{MASK_FILE}{IS_MASK})"
    rf"|{OF_MASK}(?:the )?mask(?: (?:of|in|from|is)|\s*[:=])?\s*{FILE}{IS_MASK})"
    rf"|,?\s*\b(?:and )?(?:use|using|with|taking|take) {OF_PICTURE} (?:as|for) (?:the |a |its )?mask\b",
)
NAME = r"[\w.-]+/[\w.-]*\w|\w+[-_][\w-]*\w"
WEIGHT = (
    r"(?:\s*(?:,? (?:at|with|of)|=|:|,|\()?\s*(?:an? |the )?(?:weight |strength |scale )?(?:of )?[=:]?\s*"
    r"(\d?\.\d+|1\b|\d+ ?%)\)?)?"
)
LORA = r"(?:loras?|lora adapters?|adapters?)"
ADAPTER = setting(
    r"lora|adapter",
    rf"{BEFORE}(?<!model )(?:{LORA}:? (?:{NAME}){WEIGHT}(?:\s*(?:,|\band\b|\bplus\b)\s*(?:the )?(?:{LORA} )?"
    rf"(?:[\w.-]+/[\w.-]*\w){WEIGHT})*|(?:[\w.-]+/[\w.-]*\w)(?:{WEIGHT},? as (?:an? |the )?{LORA}\b| (?:as (?:an? "
    rf"|the )?)?{LORA}\b{WEIGHT}))",
)
ADDED = regex(rf"(?<![\w./-])(?!{LORA}\b)({NAME})(?: (?:as an? )?{LORA}\b)?{WEIGHT}", re.I)
"""One of them, and its weight."""
CHECKPOINT = rf"([a-z][\w.-]{{2,}}/(?![\w.-]*\.{ENDINGS}\b)(?=[\w.-]*[-\d_])(?=[\w.-]*[a-z])[\w.-]*\w)"
MODEL = setting(
    r"/",
    rf"{BEFORE}(?:try )?(?:the )?(?:model|checkpoint)\s*(?:[:=]|is |to )?\s*{CHECKPOINT}"
    rf"|(?:[,;]\s*|\b(?:(?:with|using|by|use|on|and|run|try|take) )+(?:the )?){CHECKPOINT}(?: (?:for (?:it|this"
    r"|that)|to))?"
    rf"|\s*\({CHECKPOINT}\)|^{CHECKPOINT}\s*:\s*",
)
CHANGED_BY = (ADAPTER, STYLE, SOUND, MASK, MODEL)
BESIDES = (*CHANGED_BY, OUTLINE)
"""What is said of them: no part of a prompt. Pictures that are there have lines of their own."""


def spelled(clause: Clause) -> str:
    """The clause, files that are called by a word written as their names: 'the outlines of his doodle'.

    >>> spelled(Clause("a castle that follows the outlines of his doodle", "", files=("doodle-1",)))
    'a castle that follows the outlines of doodle-1'
    """
    said = " ".join(clause.text.split())
    for name in clause.files:
        if name not in said:
            stem = re.escape(re.sub(r"-\d+$", "", name)).replace(r"\-", r"[\W_]")
            called = rf"\b(of|from|follow(?:s|ing)?|on|after|like|use|using|take|with) {ITS_OWN} {stem}\b(?!['’])"
            said = re.sub(called, rf"\1 {name}", said, flags=re.I)
    return said


def adapters(clause: Clause) -> list[str] | None:
    """
    >>> adapters(Clause("draw a boat with the LoRA nerijs/pixel-art-xl at 0.8 and the lora my/toy", ""))
    ['nerijs/pixel-art-xl=0.8', 'my/toy']
    """
    said = [one for match in ADAPTER.findall(spelled(clause)) for one in ADDED.findall(match[0])]
    return [f"{id}={share(weight)}" if weight else id for id, weight in said] or None


def share(weight: str) -> str:
    """
    >>> share("80 %"), share("0.8")
    ('0.8', '0.8')
    """
    return f"{float(weight.rstrip(' %')) / 100:g}" if weight.endswith("%") else weight


def checkpoint(clause: Clause) -> str | None:
    """
    >>> checkpoint(Clause("draw a boat, use stabilityai/sdxl-turbo with the lora my/toy-1", ""))
    'stabilityai/sdxl-turbo'
    """
    match = MODEL.search(ADAPTER.sub("", spelled(clause)))
    return next(filter(None, match.groups())) if match else None


def file_in(*patterns: Setting) -> Callable[[Clause], str | None]:
    """The file that stands in the place of a pattern's group; the masked clause has no names of files."""

    def read(clause: Clause) -> str | None:
        said = spelled(clause)
        groups = (match.groups() for pattern in patterns for match in pattern.findall(said))
        names = (name for found in groups for name in found if name)
        return next((name for name in names if name in clause.files or name not in clause.masked), None)

    return read


def sound(clause: Clause) -> str | None:
    """The recording that a clip is to have; None where nothing that sounds is named."""
    heard = not clause.masked or re.search(r"\bthe (?:recording|video|voice)\b", clause.masked)
    return file_in(SOUND)(clause) if heard else None


PARTS: Mapping[str, Callable[[Clause], Json]] = {
    "style_picture": file_in(STYLE),
    "outline_picture": file_in(OUTLINE),
    "mask_picture": file_in(MASK),
    "clip_sound": sound,
    "adapters": adapters,
    "model": checkpoint,
}
"""By role: the value, None where the clause gives none."""
