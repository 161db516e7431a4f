"""What is said in a recording is written down, however long it is, with its times and its language."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge_whisper
from app.stand_ins.forge_audio import RATE, WINDOW_S, WORD_S, WORDS, Audio, kept, noise, said, silence
from runtime import sound
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, FileEmpty, WrongArchitecture
from runtime.progress import watched
from runtime.runners.speech_recognition import SpeechRecognizer

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
KEYS = {"text", "language", "segments", "words", "seconds"}


@pytest.fixture(scope="module")
def folder(home: Path) -> Path:
    return kept(home, forge_whisper.whisper)


@pytest.fixture(scope="module")
def hear(folder: Path) -> SpeechRecognizer:
    return SpeechRecognizer(folder, CPU)


@pytest.fixture
def tale() -> list[str]:
    """Forty words, 24 seconds: each window of two seconds cuts a word."""
    drawn = np.random.default_rng(3).integers(0, 3, 40)
    return [WORDS["en"][number] for number in drawn]


def recorded(*words: str, rate: int = RATE) -> dict[str, Any]:
    return {"audio": said(words, rate), "sample_rate_hz": rate}


def of(audio: Audio) -> dict[str, Any]:
    return {"audio": audio, "sample_rate_hz": RATE}


def texts(results: list[dict[str, Any]]) -> list[str]:
    return [result["text"] for result in results]


def test_words_are_written_in_their_language(hear: SpeechRecognizer) -> None:
    english, french = hear([recorded("low", "high", "mid"), recorded("haut", "bas")])

    assert english == {"text": "low high mid", "language": "en", "segments": [], "words": [], "seconds": 1.8}
    assert (french["text"], french["language"]) == ("haut bas", "fr")
    assert json.loads(json.dumps([english, french])) == [english, french]


def test_french_is_translated_into_english(hear: SpeechRecognizer) -> None:
    assert texts(hear([recorded("haut", "bas", "moyen")], task="translate")) == ["high low mid"]


@pytest.mark.parametrize("name", ["fr", "French", "<|fr|>"])
def test_a_language_may_be_called_by_its_code_or_its_name(name: str, hear: SpeechRecognizer) -> None:
    found = hear([recorded("haut", "bas")], language=name)[0]

    assert (found["text"], found["language"]) == ("haut bas", "fr")


def test_segments_say_from_when_to_when(hear: SpeechRecognizer) -> None:
    found = hear([recorded("low", "high"), recorded("mid")], timestamps="segment")

    assert found[0]["segments"] == [{"start_s": 0.0, "end_s": 1.2, "text": "low high"}]
    assert found[1]["segments"] == [{"start_s": 0.0, "end_s": 0.6, "text": "mid"}]
    assert found[0]["words"] == []


def test_words_have_their_times(hear: SpeechRecognizer) -> None:
    words = hear([recorded("low", "high", "mid")], timestamps="word")[0]["words"]

    assert [word["text"] for word in words] == ["low", "high", "mid"]
    for number, word in enumerate(words):
        assert word["start_s"] == pytest.approx(number * WORD_S, abs=0.5)  # under a word: the model is tiny
        assert word["end_s"] == pytest.approx((number + 1) * WORD_S, abs=0.5)


@pytest.mark.parametrize("timestamps", [None, "segment", "word"])
def test_a_word_on_the_border_of_two_windows_is_heard_once(
    timestamps: str | None, hear: SpeechRecognizer, tale: list[str]
) -> None:
    found = hear([recorded(*tale)], timestamps=timestamps)[0]

    assert found["text"].split() == tale
    assert found["seconds"] == WORD_S * len(tale)


def test_times_count_from_the_begin_of_the_recording(hear: SpeechRecognizer, tale: list[str]) -> None:
    found = hear([recorded(*tale)], timestamps="word")[0]

    starts = [segment["start_s"] for segment in found["segments"]]
    assert starts == pytest.approx([1.8 * number for number in range(len(starts))], abs=0.03)
    assert [word["text"] for word in found["words"]] == tale
    moments = [moment for word in found["words"] for moment in (word["start_s"], word["end_s"])]
    assert moments == sorted(moments)
    for segment in found["segments"]:
        inside = [word for word in found["words"] if segment["start_s"] <= word["start_s"] < segment["end_s"]]
        assert len(inside) >= len(segment["text"].split()) - 1


def test_a_file_is_heard_as_its_samples_are(hear: SpeechRecognizer, tale: list[str], tmp_path: Path) -> None:
    path = sound.write(tmp_path / "tale.flac", np.stack([said(tale, 44_100)] * 2), 44_100)

    from_path, from_item = hear([path, {"audio": path}], timestamps="segment")

    assert from_path["text"].split() == tale
    assert from_item == from_path


def test_a_long_file_is_never_decoded_whole(
    hear: SpeechRecognizer, tale: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound.write(tmp_path / "long.wav", np.tile(said(tale), 4), RATE)
    held: list[int] = []
    peek = sound.tape.Tape.peek

    def watching(tape: Any, size: int) -> Audio:
        window = peek(tape, size)
        held.append(len(tape._held))
        return window

    monkeypatch.setattr(sound.tape.Tape, "peek", watching)
    hear([path])

    assert max(held) < 2 * 65_536 + WINDOW_S * RATE  # the file has 1.5 million samples


def test_silence_has_no_text(hear: SpeechRecognizer) -> None:
    hiss = noise(3) * np.float32(1e-3)

    assert texts(hear([of(silence(5)), of(hiss), of(silence(0))], timestamps="segment")) == ["", "", ""]
    assert hear([of(silence(5))])[0] | {"seconds": 0} == {
        "text": "", "language": "", "segments": [], "words": [], "seconds": 0,
    }  # fmt: skip


def test_what_the_model_takes_for_no_speech_has_no_text(hear: SpeechRecognizer) -> None:
    found = hear([of(np.concatenate([said(["low", "mid"]), silence(1), noise(3)]))])[0]

    assert found["text"] == "low mid"
    assert texts(hear([of(noise(1.5))])) == [""]


def test_the_language_is_not_guessed_from_noise_before_the_speech(hear: SpeechRecognizer) -> None:
    for words in (["haut", "bas"], ["low", "mid"]):
        found = hear([of(np.concatenate([noise(2), said(words)]))])[0]

        assert (found["text"], found["language"]) == (" ".join(words), "fr" if words[0] == "haut" else "en")
    assert hear([of(noise(2))])[0]["language"] == ""


def test_pauses_are_skipped_and_times_stay_right(hear: SpeechRecognizer) -> None:
    parts = [silence(2.5), said(["low", "mid"]), silence(4), said(["high"]), silence(3)]

    found = hear([of(np.concatenate(parts))], timestamps="segment")[0]

    assert found["segments"] == [
        {"start_s": pytest.approx(2.5, abs=0.05), "end_s": pytest.approx(3.7, abs=0.05), "text": "low mid"},
        {"start_s": pytest.approx(7.7, abs=0.05), "end_s": pytest.approx(8.3, abs=0.05), "text": "high"},
    ]
    assert found["seconds"] == 11.3


def test_a_batch_is_heard_as_one_by_one_and_in_order(hear: SpeechRecognizer, tale: list[str]) -> None:
    inputs = [recorded(*tale), recorded("haut"), of(silence(1)), recorded(*reversed(tale)), recorded("mid", "low")]

    for timestamps in (None, "word"):
        together = hear(inputs, timestamps=timestamps)

        assert together == [hear([item], timestamps=timestamps)[0] for item in inputs]
        assert [set(result) for result in together] == [KEYS] * 5


def test_several_recordings_share_a_forward(hear: SpeechRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    generate = hear._ear.model.generate

    def watching(**given: Any) -> Any:
        sizes.append(len(given["attention_mask"]))
        return generate(**given)

    monkeypatch.setattr(hear._ear.model, "generate", watching)
    hear([recorded("low")] * 10)
    monkeypatch.setattr(hear, "batch_size", 3)  # as when memory ran out
    hear([recorded("low")] * 5)

    assert sizes == [8, 2, 3, 2]


def test_nothing_in_nothing_out(hear: SpeechRecognizer) -> None:
    assert hear([]) == []


def test_a_prompt_is_taken_and_is_no_part_of_the_text(hear: SpeechRecognizer) -> None:
    assert texts(hear([recorded("low", "mid")], prompt="high high")) == ["low mid"]
    assert texts(hear([recorded("low", "mid")], prompt="high " * 500))[0].startswith("low")
    assert texts(hear([recorded("low", "mid")], prompt="  ")) == ["low mid"]


def test_beams_and_a_limit_of_tokens_are_kept(hear: SpeechRecognizer) -> None:
    assert texts(hear([recorded("low", "mid", "high")], num_beams=3, timestamps="word")) == ["low mid high"]
    assert len(hear([recorded("low", "mid", "high")], max_new_tokens=1)[0]["text"]) < 5


def test_words_times_leave_the_model_as_it_was(hear: SpeechRecognizer) -> None:
    before = hear._ear.model.config._attn_implementation

    hear([recorded("low")], timestamps="word")

    assert hear._ear.model.config._attn_implementation == before


def test_lower_precision_hears_the_same_words(folder: Path, tale: list[str]) -> None:
    hear = SpeechRecognizer(folder, HALF)

    found = hear([recorded(*tale), recorded("haut", "bas")], timestamps="word")

    assert found[0]["text"].split() == tale
    assert found[1]["language"] == "fr"
    assert all(isinstance(word["start_s"], float) for word in found[0]["words"])


def test_text_and_segments_are_those_of_transformers_own_pipeline(folder: Path, hear: SpeechRecognizer) -> None:
    from transformers import pipeline

    theirs = pipeline("automatic-speech-recognition", model=str(folder), device="cpu", return_timestamps=True)
    for words in (("low", "high", "mid"), ("bas",), ("moyen", "haut")):
        golden = theirs(said(words), generate_kwargs={"task": "transcribe", "num_beams": 1})
        ours = hear([recorded(*words)], timestamps="segment")[0]

        assert ours["text"] == golden["text"].strip()
        assert [(s["start_s"], s["end_s"]) for s in ours["segments"]] == [c["timestamp"] for c in golden["chunks"]]


def test_progress_is_told_in_seconds_of_the_recording(hear: SpeechRecognizer, tale: list[str]) -> None:
    told = []
    with watched(told.append):
        hear([recorded(*tale)])

    assert told[-1].what == "second"
    assert (told[-1].step, told[-1].total) == (24, 24)


def test_it_stops_within_a_second(hear: SpeechRecognizer, tale: list[str]) -> None:
    token = CancelToken()
    stopped_at: list[float] = []

    def stop(_: Any) -> None:
        token.cancel()
        stopped_at.append(time.monotonic())

    with watched(stop), limited(None, token), pytest.raises(Cancelled):
        hear([of(np.tile(said(tale), 50))])

    assert time.monotonic() - stopped_at[0] < 1


def test_it_stops_in_the_middle_of_a_window(hear: SpeechRecognizer, monkeypatch: pytest.MonkeyPatch) -> None:
    token, written = CancelToken(), 0
    forward = hear._ear.model.model.decoder.forward

    def counting(*args: Any, **given: Any) -> Any:
        nonlocal written
        written += 1
        if written == 3:
            token.cancel()
        return forward(*args, **given)

    monkeypatch.setattr(hear._ear.model.model.decoder, "forward", counting)
    with limited(None, token), pytest.raises(Cancelled):
        hear([recorded("low", "mid", "high")])

    assert written == 3  # the language, two tokens, and no more


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"task": "summarize"}, "none of: transcribe, translate"),
        ({"timestamps": True}, "'segment', 'word'"),
        ({"num_beams": 0}, "1 or more"),
        ({"max_new_tokens": 2.5}, "1 or more"),
        ({"language": "frensh"}, "Did you mean 'french'"),
        ({"language": "xx"}, "Give a code such as 'en'"),
        ({"language": 3}, "is no text"),
        ({"prompt": "<|en|>"}, "special token"),
        ({"beams": 2}, "beams: no parameter"),
    ],
)
def test_a_wrong_parameter_is_named(wrong: dict[str, Any], says: str, hear: SpeechRecognizer) -> None:
    with pytest.raises(ValueError, match=says):
        hear([recorded("low")], **wrong)


def test_what_cannot_be_read_says_so(hear: SpeechRecognizer, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()

    with pytest.raises(FileEmpty):
        hear([tmp_path / "empty.wav"])
    with pytest.raises(ValueError, match="Give sound as a path"):
        hear(["a song"])


def test_inputs_of_like_length_may_be_put_together(hear: SpeechRecognizer, tmp_path: Path) -> None:
    path = sound.write(tmp_path / "low.wav", said(["low"]), RATE)

    assert hear.size(recorded("low")) == hear.size(path) == 600
    assert hear.settles({})


def test_it_says_what_its_weights_take(hear: SpeechRecognizer) -> None:
    assert 0 < hear.memory["cpu"] < 0.01


def test_a_checkpoint_that_does_not_hear_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "architectures": ["BertModel"]}')

    with pytest.raises(WrongArchitecture, match="BertModel"):
        SpeechRecognizer(tmp_path, CPU)


def test_an_old_checkpoint_learns_its_signs_from_its_vocabulary(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    known = json.loads((folder / "generation_config.json").read_text())
    lost = {"lang_to_id", "task_to_id", "is_multilingual", "alignment_heads"}
    kept_facts = {name: value for name, value in known.items() if name not in lost}
    (tmp_path / "generation_config.json").write_text(json.dumps(kept_facts))

    hear = SpeechRecognizer(tmp_path, CPU)

    assert texts(hear([recorded("haut", "bas")], task="translate")) == ["high low"]
    with pytest.raises(ValueError, match="which of its heads"):
        hear([recorded("low")], timestamps="word")


def test_a_checkpoint_of_english_alone_takes_no_other_language(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    facts = json.loads((folder / "generation_config.json").read_text()) | {"is_multilingual": False}
    (tmp_path / "generation_config.json").write_text(json.dumps(facts))
    hear = SpeechRecognizer(tmp_path, CPU)

    assert hear([recorded("low")])[0]["language"] == "en"
    with pytest.raises(ValueError, match="does not translate"):
        hear([recorded("low")], task="translate")
    with pytest.raises(ValueError, match="language='fr'"):
        hear([recorded("low")], language="fr")


def test_five_minutes_are_heard_without_holding_them(hear: SpeechRecognizer, tale: list[str], tmp_path: Path) -> None:
    path = sound.write(tmp_path / "long.wav", np.tile(said(tale), 12), RATE)

    found = hear([path])[0]

    assert found["text"].split() == tale * 12
