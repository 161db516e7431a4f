"""The stops of the tour, in their order. A new tool gets a line here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from app.tour.stops import Forge, Stop, Write

SST, COLA, QNLI = (
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    "abdulmatinomotoso/English_Grammar_Checker",
    "cross-encoder/qnli-electra-base",
)
MNLI, NER, POS, MASKED = (
    "facebook/bart-large-mnli",
    "dslim/bert-base-NER",
    "vblagoje/bert-english-uncased-finetuned-pos",
    "FacebookAI/roberta-base",
)
BART, MARIAN, CHAT = "facebook/bart-large-cnn", "Helsinki-NLP/opus-mt-en-fr", "Qwen/Qwen2.5-0.5B-Instruct"
READER, TAPAS, CHRONOS = "deepset/roberta-base-squad2", "google/tapas-base-finetuned-wtq", "amazon/chronos-bolt-base"
WHISPER, AST, CLAP = "openai/whisper-tiny", "MIT/ast-finetuned-audioset-10-10-0.4593", "laion/clap-htsat-unfused"
SPEECH, VOCODER, VOICES = "microsoft/speecht5_tts", "microsoft/speecht5_hifigan", "microsoft/wavlm-base-plus-sv"

REVIEWS = ["What a superb film, I loved it.", "Not bad at all.", "The service was dreadful."]
HOUSE = (
    "The residents met in March. The city may buy the old mill for 40,000 euros. Who moves out by June gets a grant. "
    "The mill was built in 1871 and has stood empty for ten years. A school, a theatre and flats were suggested."
)
SALES = "month,city,units\nJan,Oslo,120\nFeb,Oslo,140\nMar,Oslo,90\nJan,Rome,80\nFeb,Rome,60\nMar,Rome,75\n"


def forged(module: str, name: str) -> Forge:
    """How a stand-in is made: imported only when it is."""

    def forge(folder: Path) -> object:
        return getattr(import_module(f"app.stand_ins.{module}"), name)(folder)

    return forge


def text_file(name: str, text: str) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


def recording(name: str, make: Callable[[Any], Any]) -> Write:
    """A WAV file of what `make` gives, which is handed the module that makes sounds."""

    def write(folder: Path) -> Path:
        audio = import_module("app.stand_ins.forge_audio")
        path: Path = import_module("runtime.sound").write(folder / name, make(audio), audio.RATE)
        return path

    return write


def a_voice(number: int, seed: int) -> Write:
    def make(audio: Any) -> Any:
        return audio.voice(number, import_module("random").Random(seed), 2.0)

    return recording(f"voice-{number}-{seed}.wav", make)


TEXT = (
    Stop("text", "judge_sentiment", {"texts": REVIEWS}, look="Glad, glad and sad: “not bad” is glad."),
    Stop("text", "judge_sentiment", {"text": "the phone is superb", "model": SST},
         models={SST: forged("forge", "sentiment")}, look="The same through a checkpoint."),
    Stop("text", "check_grammar", {"texts": ["The dog sees the ball.", "Dog the ball sees the."]},
         models={COLA: forged("forge_text", "acceptability")}, look="The second is out of order."),
    Stop("text", "check_answer", {"question": "where does anna live ?", "text": "anna lives in a town"},
         models={QNLI: forged("forge_text", "qnli")}, look="It does answer."),
    Stop("text", "classify_text", {"text": HOUSE, "labels": ["housing", "sport", "cooking"]}, look="Housing."),
    Stop("text", "classify_text", {"text": "a new recipe was shown today", "labels": ["sports", "politics", "cooking"],
         "model": MNLI}, models={MNLI: forged("forge", "zero_shot")}, look="Cooking, judged by entailment."),
    Stop("text", "detect_language", {"text": "Wo ist der Bahnhof, bitte?"}, look="German."),
    Stop("text", "compare_sentences", {"sentence": "The shop opens at nine.",
         "others": ["Opening time is 9 a.m.", "It rains in Bergen."]}, look="The first means the same."),
    Stop("text", "find_entities", {"text": "Maria Garcia met Bob Jones in New York"},
         models={NER: forged("forge", "names")}, look="Two people and a place, each as one span."),
    Stop("text", "tag_parts_of_speech", {"text": "the old dog sees my car"},
         models={POS: forged("forge_text", "parts_of_speech")}, look="Determiner, adjective, noun, verb …"),
    Stop("text", "fill_blank", {"text": "The capital of Japan is ___."},
         models={MASKED: forged("forge_text", "gaps")}, look="Tokyo."),
    Stop("text", "extract_keywords", {"text": HOUSE, "count": 5}, look="What it is about."),
    Stop("text", "embed_texts", {"texts": REVIEWS}, look="A file of vectors."),
    Stop("text", "clean_text", {"text": "Too   many\u00a0spaces ,and a lone comma ."}, look="One space each."),
    Stop("text", "show_tokens", {"text": "Tokenizers split unbelievable words."}, look="Pieces, ids and marks."),
    Stop("text", "moderate", {"text": "I will kill you if you come back."}, look="A threat."),
    Stop("text", "summarize", {"text": HOUSE, "sentences": 2, "style": "extractive"}, look="Two of its sentences."),
    Stop("text", "summarize", {"text": HOUSE, "style": "abstractive", "min_words": 5, "max_words": 30},
         models={BART: forged("forge_seq2seq", "bart")}, look="Words of its own; it knows few by heart."),
    Stop("text", "translate", {"text": "The cat sleeps.", "to": "French", "source": "en"},
         models={MARIAN: forged("forge_seq2seq", "marian")}, look="Le chat dort."),
    Stop("text", "generate_text", {"prompt": "Write a line about the sea."},
         models={CHAT: forged("forge_desk", "chat")}, look="A line about the sea."),
)  # fmt: skip
DOCUMENTS = (
    Stop("documents", "answer_from_documents", {"question": "What may the city pay for the mill?"},
         {"documents": text_file("mill.txt", HOUSE)}, look="40,000 euros, quoted."),
    Stop("documents", "search_documents", {"query": "when must people move out"}, look="The passage with June."),
    Stop("documents", "read_file", {}, {"file": text_file("letter.txt", "Dear all,\nthe mill is open.\n")},
         look="Read out."),
    Stop("documents", "list_artifacts", look="What was given and made so far."),
    Stop("documents", "write_note", {"key": "price of the mill", "value": "40,000 euros"}, look="Kept."),
    Stop("documents", "recall_note", {"topic": "mill"}, look="Found again."),
    Stop("documents", "find_answer", {"question": "where does anna live ?",
         "text": "nobody knew why . anna lives in oslo . there were many birds"},
         models={READER: forged("forge_text", "spans")}, look="oslo, with its place in the text."),
    Stop("documents", "ask_table", {"question": "What is the sum of units where city is Oslo?"},
         {"table": text_file("sales.csv", SALES)}, look="350, by rules, with the rows."),
    Stop("documents", "forecast", {"values": [1, 3, 5, 3] * 8, "horizon": 8}, look="The rhythm goes on."),
    Stop("documents", "forecast", {"values": [1, 3, 5, 3] * 8, "horizon": 8, "model": CHRONOS},
         models={CHRONOS: forged("forge_text", "waves")}, look="The same by a model, with quantiles."),
)  # fmt: skip
HEARD = {WHISPER: forged("forge_whisper", "whisper")}
SPOKEN = {SPEECH: forged("forge_voices", "babbler"), VOCODER: forged("forge_voices", "vocoder")}
AUDIO = (
    Stop("audio", "transcribe", {"timestamps": "segment"},
         {"sound": recording("words.wav", lambda audio: audio.said(["low", "high", "mid"]))}, HEARD,
         "low high mid: the stand-in's words are pitches."),
    Stop("audio", "make_subtitles", {"format": "srt"},
         {"sound": recording("more.wav", lambda audio: audio.said(["mid", "low", "high"]))}, HEARD,
         "The same as a subtitle file."),
    Stop("audio", "classify_sound", {}, {"sound": recording("tone.wav", lambda audio: audio.tone(300, 1.0))},
         {AST: forged("forge_audio", "sound_classes")}, "A low tone."),
    Stop("audio", "match_sound", {"labels": ["low tone", "noise"]},
         {"sound": recording("hiss.wav", lambda audio: audio.noise(1.0))}, {CLAP: forged("forge_audio", "clap")},
         "Labels named on the spot."),
    Stop("audio", "read_aloud", {"text": "The boat is made of paper."}, models=SPOKEN,
         look="An untrained voice: noise."),
    Stop("audio", "translate_speech", {"target": "English"},
         {"sound": recording("francais.wav", lambda audio: audio.said(["haut", "bas"]))}, {**HEARD, **SPOKEN},
         "Heard, translated and spoken."),
    Stop("audio", "edit_sound", {"lufs": -16, "format": "flac", "trim": True},
         {"sound": recording("quiet.wav", lambda audio: audio.tone(440, 2.0) * 0.05)}, look="Louder, and measured."),
    Stop("audio", "describe_sound", {}, {"sound": recording("note.wav", lambda audio: audio.tone(440, 1.5))},
         look="Length, rate, loudness, peak."),
    Stop("audio", "describe_voice", {}, {"sound": a_voice(0, 1)}, {VOICES: forged("forge_audio", "speakers")},
         "Kept encrypted; no numbers are shown."),
)  # fmt: skip
ROUTE = (*TEXT, *DOCUMENTS, *AUDIO)
