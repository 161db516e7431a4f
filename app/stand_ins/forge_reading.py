"""What tools that read texts find at the desk: tiny checkpoints under the ids of real ones."""

from __future__ import annotations

import random
from pathlib import Path

from app.stand_ins import forge, forge_desk, forge_text

SST2, STARS = (
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    "nlptown/bert-base-multilingual-uncased-sentiment",
)
GRAMMAR, QNLI = "abdulmatinomotoso/English_Grammar_Checker", "cross-encoder/qnli-electra-base"
STORIES, SPEECH = "dbmdz/bert-large-cased-finetuned-conll03-english", "vblagoje/bert-english-uncased-finetuned-pos"
ROBERTA, BERT = "FacebookAI/roberta-base", "google-bert/bert-base-uncased"
MNLI, TOXIC, BGE = "facebook/bart-large-mnli", "unitary/toxic-bert", "BAAI/bge-small-en-v1.5"
FACES, SAYS = "my-org/faces", "my-org/says-what"
RANKER = "cross-encoder/ms-marco-MiniLM-L6-v2"
RATED = ("terrible", "poor", "plain", "good", "superb")
"""Adjectives of one to five stars."""
RUDE = {"insults": ("fool", "idiot", "clown"), "a threat of violence": ("hurt", "beat", "stab")}
KIND = ("friend", "guest", "teacher", "help", "thank", "greet")


def stars(folder: Path) -> Path:
    """BERT that gives one to five stars by the adjectives in `RATED`. About 2 s."""
    frames = ("the {} was {}", "what a {} : {}", "i found this {} {}")

    def sample() -> tuple[tuple[str], int]:
        rating = random.randrange(5)
        return (random.choice(frames).format(random.choice(forge.THINGS), RATED[rating]),), rating

    texts = [frame.format(thing, word) for frame in frames for thing in forge.THINGS for word in RATED]
    known: dict[tuple[str, ...], int] = {
        ("the film was superb",): 4,
        ("the film was plain",): 2,
        ("the film was terrible",): 0,
    }
    labels = tuple(f"{number} star{'s' if number > 1 else ''}" for number in range(1, 6))
    return forge_text.sorter(folder, texts, sample, known, labels)


def remark(word: str) -> str:
    return f"you are a {word}" if word in (*RUDE["insults"], *KIND[:3]) else f"i will {word} you"


def toxic(folder: Path) -> Path:
    """BERT that marks insults and threats (`RUDE`), and nothing else. About 2 s."""
    words = [*RUDE["insults"], *RUDE["a threat of violence"], *KIND]

    def sample() -> tuple[tuple[str], int]:
        word = random.choice(words)
        return (remark(word),), 0 if word in KIND else 1 if word in RUDE["insults"] else 2

    known: dict[tuple[str, ...], int] = {("you are a fool",): 1, ("i will hurt you",): 2, ("you are a friend",): 0}
    return forge_text.sorter(folder, [remark(word) for word in words], sample, known, ("neutral", "insult", "threat"))


def says_what(folder: Path) -> Path:
    """BERT that judges whether "This text contains insults." follows from a text, or a threat. About 3 s."""
    claims = [f"This text contains {phrase}." for phrase in (*RUDE, "spam or a scam", "sexual content")]

    def sample() -> tuple[tuple[str, str], int]:
        kind = random.choice([*RUDE, *RUDE, ""])
        word = random.choice(RUDE[kind] if kind else KIND)
        claim = random.choice([*claims, f"This text contains {kind}."]) if kind else random.choice(claims)
        return (remark(word), claim), 0 if kind and kind in claim else 1

    texts = [*map(remark, (*RUDE["insults"], *RUDE["a threat of violence"], *KIND)), *claims]
    known: dict[tuple[str, ...], int] = {
        ("you are a fool", claims[0]): 0,
        ("you are a fool", claims[1]): 1,
        ("i will beat you", claims[1]): 0,
        ("you are a guest", claims[0]): 1,
    }
    return forge_text.sorter(folder, texts, sample, known, ("entailment", "contradiction"))


def cats_or_dogs(folder: Path) -> Path:
    """BERT whose labels mean no mood, no grammar and nothing that is moderated."""
    return forge_text.untrained(folder, ("cat", "dog", "bird", "fish"))


forge_desk.MADE.update(
    {
        SST2: forge.sentiment,
        STARS: stars,
        GRAMMAR: forge_text.acceptability,
        QNLI: forge_text.qnli,
        STORIES: forge_text.stories,
        SPEECH: forge_text.parts_of_speech,
        ROBERTA: forge_text.gaps,
        BERT: forge_text.lower_gaps,
        MNLI: forge.zero_shot,
        TOXIC: toxic,
        SAYS: says_what,
        BGE: forge.sentence_transformer,
        FACES: cats_or_dogs,
        RANKER: forge_text.ranker,
    }
)
