"""Which language a request is in, where the embedded brain does not read it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from agents.parsing.clauses import FILE, QUOTE
from agents.parsing.openings import IMPERATIVE
from runtime.runners.languages import detector
from tools.languages import NAMES

ENGLISH = frozenset(
    "a an the and or of to in on at for from with by about into as is are was be do does did have has can could will "
    "would should may what which who when where why how many much it its this that these those my our we us i me you "
    "your they them their there each every any all some if please tell give show find".split()
)
SCRIPTS = {
    "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "CJK": "Chinese", "CYRILLIC": "Russian",
    "GREEK": "Greek", "ARABIC": "Arabic", "HEBREW": "Hebrew", "DEVANAGARI": "Hindi", "THAI": "Thai",
    "BENGALI": "Bengali", "TAMIL": "Tamil", "TELUGU": "Telugu",
}  # fmt: skip


def unread(request: str) -> str:
    """The name of the language a request is in, empty where that is English. Quotes and file names do not count.

    >>> unread("年に何時間のボランティア休暇がありますか"), unread("¿Cuántas horas de voluntariado tenemos cada año?")
    ('Japanese', 'Spanish')
    >>> unread('Which language is "こんにちは世界" in?'), unread("ok")
    ('', '')
    """
    said = FILE.sub(" ", QUOTE.sub(" ", request))
    letters = Counter(script(letter) for letter in said if letter.isalpha())
    foreign = sum(letters.values()) - letters["LATIN"]
    if foreign * 3 > sum(letters.values()) and not _begins_in_english(said):
        return _named(letters)
    words = re.findall(r"[^\W\d_]+", said.lower())
    english = sum(word in ENGLISH for word in words)
    if found := _given_away(words, english):
        return found
    if len(words) < 4 or english * 6 >= len(words) or _begins_in_english(said):
        return ""
    likeliest = detector().guesses(said)[:1]
    code = next((str(guess["label"]) for guess in likeliest if guess["score"] > 0.9), "en")
    return NAMES.get(code, code) if code != "en" else ""


def _begins_in_english(said: str) -> bool:
    """What begins so is an English request, whatever it goes on to speak of."""
    first = re.match(r"[a-z']+", said.strip().lower())
    return first is not None and (first[0] in ENGLISH or bool(IMPERATIVE.match(said.strip())))


def _given_away(words: Sequence[str], english: int) -> str:
    """The language that a third of the words or more give away, more than are English; empty where none is."""
    told = {name: sum(_weight(word) for word in words if word in own) for name, own in _words().items()}
    name = max(told, key=lambda language: told[language])
    return name if told[name] > english and told[name] * 3 >= len(words) else ""


def _weight(word: str) -> float:
    """Less for a word of several languages."""
    return 1.0 if sum(word in own for own in _words().values()) == 1 else 0.5


@cache
def _words() -> dict[str, frozenset[str]]:
    table = yaml.safe_load((Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) - ENGLISH for name, words in table.items()}


def script(letter: str) -> str:
    """The first word of a letter's Unicode name: its script.

    >>> script("あ"), script("é")
    ('HIRAGANA', 'LATIN')
    """
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def _named(letters: Counter[str]) -> str:
    """The language of a script. Kana tell Japanese, whatever else there is."""
    if letters["HIRAGANA"] + letters["KATAKANA"]:
        return "Japanese"
    foreign = Counter({name: count for name, count in letters.items() if name != "LATIN"})
    return SCRIPTS.get(foreign.most_common(1)[0][0], "to be in another script")
