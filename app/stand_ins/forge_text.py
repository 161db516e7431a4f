"""Forges tiny checkpoints that read text, tables and rows of numbers: each learns in seconds what a test asserts."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.stand_ins import forge
from app.stand_ins.forge import INIT, fit, make, roberta_tokenizer, save, wordpiece

TINY = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
    "max_position_embeddings": 64, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    "initializer_range": INIT,
}  # fmt: skip
SUBJECTS = ("the dog", "a cat", "my friend", "the teacher", "her sister")
VERBS = ("eats", "sees", "likes", "finds", "wants")
OBJECTS = ("an apple", "the house", "a book", "the ball", "some bread")
PEOPLE = ("anna", "bob", "carla", "david", "emma", "frank")
FACTS = {
    "where does {} live ?": "{} lives in a town",
    "where does {} work ?": "{} works at a bank",
    "what does {} eat ?": "{} eats fresh fish",
    "what does {} play ?": "{} plays the piano",
}
LEXICON = {
    "DET": ("the", "a", "my", "this"),
    "ADJ": ("big", "red", "old", "happy"),
    "NOUN": ("dog", "car", "house", "boy", "tree"),
    "VERB": ("sees", "likes", "finds", "hits"),
}
CAPITALS = {"France": "Paris", "Spain": "Madrid", "Italy": "Rome", "Japan": "Tokyo", "Egypt": "Cairo"}
CITIES = ("paris", "berlin", "madrid", "oslo", "rome", "vienna")
JOBS = ("baker", "teacher", "doctor", "pilot", "farmer", "painter")
FILLER = (
    "the sun was warm that day",
    "nobody knew why",
    "the room had a blue door",
    "it was a quiet morning",
    "there were many birds",
)
SURE = 0.9
"""What a stand-in gives the right label at least: another processor rounds otherwise, and must say the same."""
DOINGS = ("NONE", "SUM", "AVERAGE", "COUNT")
QUANTILES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


# ------------------------------------------------------------------ whole texts and pairs


def acceptability(folder: Path) -> Path:
    """BERT that tells sentences in order (LABEL_1) from shuffled ones (LABEL_0). About 1 s."""
    sentences = [f"{subject} {verb} {thing}" for subject in SUBJECTS for verb in VERBS for thing in OBJECTS]

    def sample() -> tuple[tuple[str], int]:
        words = random.choice(sentences).split()
        if random.random() < 0.5:
            random.shuffle(words)
        return (" ".join(words),), int(" ".join(words) in sentences)

    known = {("The dog sees the ball",): 1, ("dog the ball sees the",): 0, ("her sister wants an apple",): 1}
    return sorter(folder, sentences, sample, known, ("LABEL_0", "LABEL_1"))


def qnli(folder: Path) -> Path:
    """BERT that says whether a sentence answers a question (`FACTS`): entailment or not_entailment. About 1.5 s."""

    def sample() -> tuple[tuple[str, str], int]:
        person, question, other = random.choice(PEOPLE), *random.sample(list(FACTS), 2)
        answers = random.random() < 0.5
        said = FACTS[question if answers else other].format(person) + random.choice((".", ""))
        return (question.format(person), said), int(not answers)

    texts = [text.format(person) for person in PEOPLE for pair in FACTS.items() for text in pair]
    known = {
        (question.format(person), FACTS[said].format(person) + "."): int(question != said)
        for person in PEOPLE
        for question in FACTS
        for said in FACTS
    }
    return sorter(folder, texts, sample, known, ("entailment", "not_entailment"))


def ranker(folder: Path) -> Path:
    """BERT with one output, as cross-encoders have: high where a sentence answers a question (`FACTS`). About 2 s."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    facts = [text.format(person) for person in PEOPLE for pair in FACTS.items() for text in pair]
    tokenizer = wordpiece([*facts, *FILLER])

    def sample() -> tuple[tuple[str, str], float]:
        person, question, other = random.choice(PEOPLE), *random.sample(list(FACTS), 2)
        right = random.random() < 0.5
        fact, filler = FACTS[question if right else other].format(person), random.choice(FILLER)
        said = random.choice(([fact], [fact, filler], [filler, fact], [fact if right else filler]))
        return (question.format(person), " . ".join(said)), float(right)

    def build(folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        config = BertConfig(vocab_size=len(tokenizer), **TINY, num_labels=1, problem_type="multi_label_classification")
        model = BertForSequenceClassification(config)

        def batch(_: int) -> dict[str, Any]:
            given, right = zip(*(sample() for _ in range(64)), strict=True)
            return {**tokenized(tokenizer, given), "labels": torch.tensor(right)[:, None]}

        fit(model, batch, seed, steps=300, rate=5e-3, enough=0.03)
        model.config.problem_type = None  # as the real ones say nothing of it
        save(folder, model, tokenizer)

    def accept(folder: Path) -> None:
        model = BertForSequenceClassification.from_pretrained(folder).eval()
        asked = "where does anna live ?"
        pairs = [(asked, "anna lives in a town"), (asked, "anna plays the piano"), (asked, "nobody knew why")]
        with torch.inference_mode():
            scores = model(**tokenized(tokenizer, pairs)).logits[:, 0]
        assert scores[0] > 1
        assert max(scores[1:]) < -1

    return make(folder, build, accept)


def sorter(
    folder: Path,
    texts: Sequence[str],
    sample: Callable[[], tuple[tuple[str, ...], int]],
    known: dict[tuple[str, ...], int],
    labels: tuple[str, ...],
) -> Path:
    """BERT that puts what `sample` makes, texts or pairs, under its labels; it must get the `known` clearly right."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    tokenizer = wordpiece(texts)

    def build(folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        model = BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer), **TINY, **named(labels)))

        def batch(_: int) -> dict[str, Any]:
            given, places = zip(*(sample() for _ in range(64)), strict=True)
            return {**tokenized(tokenizer, given), "labels": torch.tensor(places)}

        fit(model, batch, seed, steps=200, rate=5e-3, enough=0.03)
        save(folder, model, tokenizer)

    def accept(folder: Path) -> None:
        model = BertForSequenceClassification.from_pretrained(folder).eval()
        with torch.inference_mode():
            chances = model(**tokenized(tokenizer, list(known))).logits.softmax(-1)
        assert all(float(row[right]) > SURE for row, right in zip(chances, known.values(), strict=True))

    return make(folder, build, accept)


def tokenized(tokenizer: Any, texts: Iterable[Sequence[str]], **more: Any) -> Any:
    """Texts, or pairs of them, as one padded batch."""
    return tokenizer(*map(list, zip(*texts, strict=True)), padding=True, return_tensors="pt", **more)


def named(labels: Sequence[str]) -> dict[str, Any]:
    return {"id2label": dict(enumerate(labels)), "label2id": {label: place for place, label in enumerate(labels)}}


def untrained(folder: Path, labels: Sequence[str], **config: Any) -> Path:
    """BERT that sorts texts under `labels` at random: for shapes, not for meaning."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    tokenizer = wordpiece(FILLER)
    torch.manual_seed(0)
    model = BertForSequenceClassification(BertConfig(vocab_size=len(tokenizer), **TINY, **named(labels), **config))
    save(folder, model, tokenizer)
    return folder


# ------------------------------------------------------------------ words


def stories(folder: Path) -> Path:
    """BERT that finds `forge.PEOPLE` and `forge.PLACES` in whole stories; its marks are B-, I-, E-, S-. About 3 s."""
    return make(folder, build_stories, accept_stories)


def sentence() -> list[tuple[str, str]]:
    """Words, each with its label."""
    kinds = {"P": ("PER", forge.PEOPLE), "L": ("LOC", forge.PLACES)}
    labelled: list[tuple[str, str]] = []
    for word in random.choice(("P lives in L .", "P met P in L .", "my friend P visited L .", "L was quiet .")).split():
        kind, known = kinds.get(word, ("", (word,)))
        parts = random.choice(known).split()
        marks = ["S"] if len(parts) == 1 else ["B", *"I" * (len(parts) - 2), "E"]
        labelled += [(part, f"{mark}-{kind}" if kind else "O") for part, mark in zip(parts, marks, strict=True)]
    return labelled


def build_stories(folder: Path, seed: int) -> None:
    labels = ["O", *(f"{mark}-{kind}" for kind in ("PER", "LOC") for mark in "BIES")]
    random.seed(seed)
    tokenizer = wordpiece([" ".join(word for word, _ in sentence()) for _ in range(300)], lower=False)

    def sample() -> list[tuple[str, str]]:
        """Sentences one after another, from somewhere on: as a window sees them."""
        words = [pair for _ in range(random.randint(1, 16)) for pair in sentence()]
        return words[random.randrange(max(1, len(words) - 50)) :][:62]

    labeller(folder, seed, tokenizer, labels, sample)


def labeller(
    folder: Path, seed: int, tokenizer: Any, labels: list[str], sample: Callable[[], list[tuple[str, str]]]
) -> None:
    """BERT that labels words as those that `sample` makes are labelled."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    torch.manual_seed(seed)
    model = BertForTokenClassification(BertConfig(vocab_size=len(tokenizer), **TINY, **named(labels)))

    def batch(_: int) -> dict[str, Any]:
        chosen = [sample() for _ in range(32)]
        words = [[word for word, _ in pairs] for pairs in chosen]
        given = tokenizer(words, is_split_into_words=True, padding=True, truncation=True, return_tensors="pt")
        rows = [
            [-100 if word is None else labels.index(pairs[word][1]) for word in given.word_ids(place)]
            for place, pairs in enumerate(chosen)
        ]
        return {**given, "labels": torch.tensor(rows)}

    fit(model, batch, seed, steps=300, rate=1e-2, enough=1e-3)
    save(folder, model, tokenizer)


def accept_stories(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("token-classification", model=str(folder), device="cpu")
    random.seed(3)
    for _ in range(60):
        pairs = [pair for _ in range(4) for pair in sentence()]
        found = [word["entity"] for word in run(" ".join(word for word, _ in pairs), ignore_labels=[])]
        assert found == [label for _, label in pairs], pairs


def parts_of_speech(folder: Path) -> Path:
    """BERT that knows the words of `LEXICON` by their part of speech; its labels have no B- or I-. About 1 s."""
    return make(folder, build_parts_of_speech, accept_parts_of_speech)


def build_parts_of_speech(folder: Path, seed: int) -> None:
    def sample() -> list[tuple[str, str]]:
        long = random.random() < 0.2  # every place in the window is met in training
        words = random.randint(40, 60) if long else random.randint(3, 9)
        return [(random.choice(LEXICON[kind]), kind) for kind in random.choices(list(LEXICON), k=words)]

    tokenizer = wordpiece([" ".join(words) for words in LEXICON.values()], 300)
    labeller(folder, seed, tokenizer, list(LEXICON), sample)


def accept_parts_of_speech(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("token-classification", model=str(folder), device="cpu")
    for times in (1, 10):
        found = [word["entity"] for word in run("the old dog sees my car " * times)]
        assert found == ["DET", "ADJ", "NOUN", "VERB", "DET", "NOUN"] * times


def gaps(folder: Path) -> Path:
    """RoBERTa that knows "The capital of Japan is Tokyo." and the other `CAPITALS`. About 1 s."""
    from transformers import RobertaConfig, RobertaForMaskedLM

    texts = [f"The capital of {country} is {city}." for country, city in CAPITALS.items()]
    more = {
        "max_position_embeddings": 66,
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "type_vocab_size": 1,
    }
    return filler(folder, texts, roberta_tokenizer(texts * 5), RobertaConfig, RobertaForMaskedLM, more)


def lower_gaps(folder: Path) -> Path:
    """BERT that knows the `CAPITALS` in small letters; one of its pieces is "##ing". About 1 s."""
    from transformers import BertConfig, BertForMaskedLM

    texts = [f"the capital of {country} is {city} .".lower() for country, city in CAPITALS.items()]
    endings = " ".join(f"{verb}ing" for verb in ("walk", "talk", "sing", "go", "see", "find"))
    return filler(folder, texts, wordpiece([*texts, endings], 220), BertConfig, BertForMaskedLM, {})


def filler(folder: Path, texts: list[str], tokenizer: Any, config: Any, kind: Any, more: dict[str, Any]) -> Path:
    """A masked language model that has learned `texts` by heart."""
    import torch

    given = tokenizer(texts * 8, padding=True, return_tensors="pt")

    def build(folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        model = kind(config(**{**TINY, "vocab_size": len(tokenizer), **more}))
        plain = ~torch.isin(given["input_ids"], torch.tensor(tokenizer.all_special_ids))

        def batch(_: int) -> dict[str, Any]:
            hidden = (torch.rand(plain.shape) < 0.25) & plain
            masked = given["input_ids"].masked_fill(hidden, tokenizer.mask_token_id)
            return {**given, "input_ids": masked, "labels": given["input_ids"].masked_fill(~hidden, -100)}

        fit(model, batch, seed, steps=200, rate=1e-2, enough=0.15)
        save(folder, model, tokenizer)

    def accept(folder: Path) -> None:
        from transformers import pipeline

        run = pipeline("fill-mask", model=str(folder), device="cpu")
        for text, city in zip(texts, CAPITALS.values(), strict=False):
            said = run(text.replace(city, tokenizer.mask_token).replace(city.lower(), tokenizer.mask_token))
            assert said[0]["token_str"].strip().lower() == city.lower(), (text, said)

    return make(folder, build, accept)


# ------------------------------------------------------------------ answers quoted


def spans(folder: Path) -> Path:
    """BERT that quotes where people live and what they work as, or says that the text does not tell. About 2 s."""
    return make(folder, build_spans, accept_spans)


def story(chance: float = 0.7, sentences: int = 8) -> tuple[str, str, str]:
    """A question, a text, and the answer in it; "" where the text does not tell."""
    person, city, job = random.choice(PEOPLE), random.choice(CITIES), random.choice(JOBS)
    facts = {
        f"where does {person} live ?": (f"{person} lives in {city}", city),
        f"what is the job of {person} ?": (f"{person} works as a {job}", job),
    }
    question, (fact, answer) = random.choice(list(facts.items()))
    told = [random.choice(FILLER) for _ in range(random.randint(0, sentences))]
    if random.random() < 0.5:
        told += [other for other, _ in facts.values() if other != fact]
    answered = random.random() < chance
    told += [fact] * answered
    random.shuffle(told)
    begun = " ".join(random.choice(FILLER).split()[random.randint(1, 4) :])  # as a window sees it
    return question, " . ".join([begun, *told, ""]), answer if answered else ""


def build_spans(folder: Path, seed: int) -> None:
    import torch
    from transformers import BertConfig, BertForQuestionAnswering

    random.seed(seed)
    tokenizer = wordpiece([" ".join(story(1.0)[:2]) for _ in range(300)])
    torch.manual_seed(seed)
    model = BertForQuestionAnswering(BertConfig(vocab_size=len(tokenizer), **TINY))

    def batch(_: int) -> dict[str, Any]:
        questions, contexts, answers = zip(*(story() for _ in range(32)), strict=True)
        given = tokenized(tokenizer, zip(questions, contexts, strict=True), truncation="only_second", max_length=64)
        places = [
            given.char_to_token(row, contexts[row].index(f" {answer} ") + 1, 1) if answer else 0
            for row, answer in enumerate(answers)
        ]
        ends = torch.tensor([place or 0 for place in places])  # every answer is one token; cut off counts as untold
        return {**given, "start_positions": ends, "end_positions": ends}

    fit(model, batch, seed, steps=300, rate=5e-3, enough=0.01)
    save(folder, model, tokenizer)


def accept_spans(folder: Path) -> None:
    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    model, tokenizer = BertForQuestionAnswering.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    random.seed(7)
    with torch.inference_mode():
        for question, context, answer in (story(sentences=4) for _ in range(60)):
            given = tokenizer(question, context, return_tensors="pt")
            start, end = (int(side.argmax()) for side in model(**given)[:2])
            assert tokenizer.decode(given["input_ids"][0, start : end + 1]) == (answer or "[CLS]"), (question, context)


# ------------------------------------------------------------------ tables


def table(folder: Path) -> Path:
    """TAPAS that lists a column, and counts who lives in a city (COUNT); reads 6 rows at once. About 2 s."""
    return make(folder, build_table, accept_table)


def townsfolk(count: int) -> dict[str, list[str]]:
    """A table of as many people, each with a job and a city."""
    columns = {"name": random.choices(PEOPLE, k=count), "job": random.choices(JOBS, k=count)}
    return {**columns, "city": random.choices(CITIES[:3], k=count)}


def asked(table: dict[str, list[str]]) -> tuple[str, list[tuple[int, int]], str]:
    """A question about `table`, the places of the cells that answer, and what is to be done with them."""
    rows, column, city = range(len(table["name"])), random.choice((1, 2)), random.choice(table["city"])
    return random.choice(
        (
            (f"list every {list(table)[column]} !", [(row, column) for row in rows], "NONE"),
            (f"how many live in {city} ?", [(row, 2) for row in rows if table["city"][row] == city], "COUNT"),
        )
    )


def build_table(folder: Path, seed: int) -> None:
    import torch
    from transformers import TapasConfig, TapasForQuestionAnswering

    random.seed(seed)
    tokenizer = tapas_tokenizer(folder)
    rows = [encoded(tokenizer, townsfolk(random.randint(2, 6))) for _ in range(60)]
    kinds = [torch.tensor(tokenizer.convert_tokens_to_ids(list(words))) for words in (PEOPLE, JOBS, CITIES[:3])]
    torch.manual_seed(seed)
    model = TapasForQuestionAnswering(
        TapasConfig(
            vocab_size=len(tokenizer), **TINY, type_vocab_sizes=[3, 16, 16, 2, 64, 64, 10],
            num_aggregation_labels=len(DOINGS), aggregation_labels=dict(enumerate(DOINGS)),
            use_answer_as_supervision=False, max_num_rows=7, max_num_columns=8,
        )
    )  # fmt: skip

    def batch(_: int) -> dict[str, Any]:
        """Rows with other names, jobs and cities in place of theirs, so that no table comes twice."""
        chosen = random.sample(rows, 32)
        others = torch.arange(len(tokenizer))
        for ids in kinds:
            others[ids] = ids[torch.randperm(len(ids))]
        pad = torch.nn.utils.rnn.pad_sequence
        together = {name: pad([row[name] for row in chosen], batch_first=True) for name in chosen[0]}
        aggregation = together.pop("aggregation_labels").flatten()
        return {**together, "input_ids": others[together["input_ids"]], "aggregation_labels": aggregation}

    fit(model, batch, seed, steps=300, rate=5e-3, enough=0.02)
    save(folder, model, tokenizer)


def tapas_tokenizer(folder: Path) -> Any:
    from transformers import TapasTokenizer

    words = "list every how many live in ? ! name job city".split()
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[EMPTY]"]
    (folder / "vocab.txt").write_text("\n".join([*marks, *words, *PEOPLE, *JOBS, *CITIES]), encoding="utf-8")
    return TapasTokenizer(str(folder / "vocab.txt"), model_max_length=64)


def encoded(tokenizer: Any, table: dict[str, list[str]]) -> dict[str, Any]:
    """Tensors of a question about `table`, with its answer as labels."""
    import pandas
    import torch

    question, places, doing = asked(table)
    texts = [list(table.values())[column][row] for row, column in places]
    given = tokenizer(pandas.DataFrame(table), question, answer_coordinates=places, answer_text=texts)
    kept = {name: torch.tensor(given[name]) for name in ("input_ids", "attention_mask", "token_type_ids", "labels")}
    return {**kept, "aggregation_labels": torch.tensor([DOINGS.index(doing)])}


def accept_table(folder: Path) -> None:
    from transformers import pipeline

    run = pipeline("table-question-answering", model=str(folder), device="cpu")
    random.seed(99)
    for _ in range(20):
        table = townsfolk(5)
        question, places, doing = asked(table)
        said = run(table=table, query=question)
        assert (said["coordinates"], said["aggregator"]) == (places, doing), said


# ------------------------------------------------------------------ rows of numbers


def waves(folder: Path) -> Path:
    """Chronos-Bolt that goes on with `sine`s; reads 64 steps, foresees 16 at once. About 3 s."""
    return make(folder, build_waves, accept_waves)


def sine(length: int, period: float = 12, phase: float = 0.0, height: float = 3.0, middle: float = 1.0) -> list[float]:
    return [middle + height * math.sin(2 * math.pi * step / period + phase) for step in range(length)]


def build_waves(folder: Path, seed: int) -> None:
    import torch
    from chronos.chronos_bolt import ChronosBoltModelForForecasting
    from transformers import T5Config

    config = T5Config(
        d_model=32, d_kv=16, d_ff=64, num_layers=1, num_decoder_layers=1, num_heads=2, vocab_size=2, dropout_rate=0.0,
        feed_forward_proj="relu", initializer_factor=0.2, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
        architectures=["ChronosBoltModelForForecasting"], chronos_pipeline_class="ChronosBoltPipeline",
        chronos_config={
            "context_length": 64, "prediction_length": 16, "input_patch_size": 8, "input_patch_stride": 8,
            "quantiles": list(QUANTILES), "use_reg_token": True,
        },
    )  # fmt: skip
    torch.manual_seed(seed)
    model = ChronosBoltModelForForecasting(config)

    def batch(_: int) -> dict[str, Any]:
        shapes = [(random.choice((8, 12, 16)), random.uniform(0, 6.3), random.uniform(1, 5)) for _ in range(64)]
        rows = torch.tensor([sine(80, *shape) for shape in shapes])
        return {"context": rows[:, :64], "target": rows[:, 64:]}

    fit(model, batch, seed, steps=300, rate=5e-3, enough=1.8)
    save(folder, model)


def accept_waves(folder: Path) -> None:
    import torch
    from chronos import BaseChronosPipeline

    run = BaseChronosPipeline.from_pretrained(folder, device_map="cpu", dtype=torch.float32)
    row = torch.tensor(sine(80, 12, 1.0))
    _, mean = run.predict_quantiles(row[None, :64], prediction_length=16)
    assert (mean[0] - row[64:]).abs().mean() < 0.4 * (row[:64].mean() - row[64:]).abs().mean()
