"""Which arguments a clause gives to the tools that listen and speak."""

from dataclasses import replace

import pytest

from agents.calls.filling import fill
from agents.parsing.clauses import parse
from agents.specialists import offers

OFFERS = {offer.name: offer for offer in offers()}
FILES = {"talk-1": "talk.wav", "other-1": "other.mp3", "story-1": "story.txt"}
KINDS = {"talk-1": "sound", "other-1": "sound"}


def whole(said):
    """All that is said as one clause, as where the parts after the first only say more of it."""
    first, *others = parse(said, FILES, KINDS).clauses
    for other in others:
        first = replace(first, text=f"{first.text}. {other.text}", masked=f"{first.masked}. {other.masked}")
    return first


def given(tool, said, files=("talk-1",)):
    """What the clause gives `tool`, besides the files themselves."""
    values = fill(whole(said), OFFERS[tool], files, False)
    return {name: value for name, value in values.items() if name not in ("sound", "recordings", "text")}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("transcribe talk.wav, it's spoken in German", {"language": "de"}),
        ("transcribe the Polish recording talk.wav", {"language": "pl"}),
        ("transcribe talk.wav, language Dutch", {"language": "nl"}),
        ("transcribe talk.wav from Italian", {"language": "it"}),
        ("transcribe the Polish recording talk.wav in English", {"language": "pl", "translate": True}),
        ("transcribe talk.wav so that it is in English", {"translate": True}),
        ("transcribe talk.wav with timestamps for each word", {"timestamps": "word"}),
        ("transcribe talk.wav with the time of every single word", {"timestamps": "word"}),
        ("transcribe talk.wav with word-level times", {"timestamps": "word"}),
        ("transcribe talk.wav, no timestamps", {"timestamps": "none"}),
        ("transcribe talk.wav without any times", {"timestamps": "none"}),
        ("transcribe talk.wav, plain text only", {"timestamps": "none"}),
        ("transcribe talk.wav with a time for every sentence", {"timestamps": "segment"}),
        ("transcribe talk.wav word for word", {}),
    ],
)
def test_in_which_language_and_with_which_times_it_is_written_down(said, values):
    assert given("transcribe", said) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("say talk.wav in Spanish, seed 11", {"target": "es", "seed": 11}),
        ("interpret the Japanese interview talk.wav into French", {"target": "fr", "language": "ja"}),
        ("translate what is said in talk.wav from Russian to Italian and speak it", {"target": "it", "language": "ru"}),
        ("can I have talk.wav spoken in German?", {"target": "de"}),
    ],
)
def test_what_it_is_to_be_said_in_is_not_what_is_heard(said, values):
    assert given("translate_speech", said) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("at 1.25x", {"speed": 1.25}), ("at half speed", {"speed": 0.5}), ("at double the speed", {"speed": 2.0}),
        ("at 0.8 speed", {"speed": 0.8}), ("10 % slower", {"speed": 0.9}), ("20% faster", {"speed": 1.2}),
        ("at 80 % of the normal speed", {"speed": 0.8}), ("twice as fast", {"speed": 2.0}),
        ("speed = 1.1", {"speed": 1.1}),
        ("with the voice v2/en_speaker_6 and seed 11", {"voice": "v2/en_speaker_6", "seed": 11}),
        ("which is written in German", {"language": "de"}),
    ],
)  # fmt: skip
def test_how_fast_and_in_whose_voice_a_text_is_read(said, values):
    assert given("read_aloud", f"read story.txt aloud {said}", ("story-1",)) == values


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("fade talk.wav in and out over 3 seconds", {"fade_in_s": 3.0, "fade_out_s": 3.0}),
        ("fade talk.wav in 2 seconds and fade out over 3", {"fade_in_s": 2.0, "fade_out_s": 3.0}),
        ("fade talk.wav out in 4 seconds", {"fade_out_s": 4.0}),
        ("give talk.wav a 5 second fade out", {"fade_out_s": 5.0}),
        ("talk.wav with a fade-in of 1.5 s", {"fade_in_s": 1.5}),
        ("fade talk.wav out over its last 4 seconds", {"fade_out_s": 4.0}),
        ("chop the silence off both ends of talk.wav, mono", {"trim": True, "mono": True}),
        ("talk.wav with the silence at its ends removed", {"trim": True}),
        ("talk.wav as one channel at 44.1 kHz", {"mono": True, "rate_hz": 44100}),
        ("resample talk.wav to 16000 hertz", {"rate_hz": 16000}),
        ("bring talk.wav to -20 LUFS and save it as flac", {"lufs": -20.0, "format": "flac"}),
    ],
)
def test_how_a_recording_is_edited(said, values):
    assert given("edit_sound", said) == values


@pytest.mark.parametrize(
    ("said", "count"),
    [("which ten sounds can you make out in talk.wav?", 10), ("the two likeliest noises in talk.wav", 2),
     ("what do you hear in talk.wav? top 3", 3), ("name a dozen sounds in talk.wav", 12)],
)  # fmt: skip
def test_how_many_sounds_are_named(said, count):
    assert given("classify_sound", said) == {"count": count}


def test_a_checkpoint_that_is_named_shows_how_it_hears():
    said = "what shape is the log-mel spectrogram that the processor of openai/whisper-tiny makes of talk.wav?"
    assert given("describe_sound", said) == {"processor": "openai/whisper-tiny"}
    assert given("describe_sound", "show the log-mel spectrogram's shape for talk.wav") == {"processor": "usual"}
    assert given("describe_sound", "how long is talk.wav?") == {}


@pytest.mark.parametrize(
    ("said", "threshold"),
    [("from a score of 0.9 upwards", 0.9), ("at least 75% sure", 0.75), ("above 0.85", 0.85), ("threshold 0.8", 0.8)],
)
def test_from_which_likeness_on_two_voices_are_one(said, threshold):
    said = f"call talk.wav and other.mp3 the same speaker {said}"
    assert given("compare_voices", said, ("talk-1", "other-1")) == {"threshold": threshold}
