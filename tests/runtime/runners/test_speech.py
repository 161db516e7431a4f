"""Texts are said aloud, sentence by sentence, by whatever voice a checkpoint has."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.stand_ins import forge, forge_voices
from app.stand_ins.forge_voices import PRESET
from runtime.cancel import CancelToken, limited
from runtime.devices import Device, Placement
from runtime.errors import Cancelled, CheckpointError, CheckpointNotFound, WrongArchitecture
from runtime.progress import watched
from runtime.runners.speech import PAUSE_S, Speaker
from runtime.runners.speecht5 import VOCODER, synthetic_voice
from runtime.runners.spoken import in_words

CPU = Placement(Device("cpu", "fp32", 8.0, ""))
HALF = Placement(Device("cpu", "bf16", 8.0, ""))
FRAME = 256
"""Samples of a spectrogram's frame."""


@pytest.fixture
def hub_with_vocoder(hub: Path, tmp_path: Path) -> Path:
    forge.hub_install(forge_voices.vocoder(tmp_path / "vocoder"), VOCODER, hub)
    return hub


@pytest.fixture(scope="module")
def reader_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forge_voices.speecht5(tmp_path_factory.mktemp("speecht5"))


@pytest.fixture
def say(reader_folder: Path, hub_with_vocoder: Path) -> Speaker:
    """SpeechT5 that says two frames for each sentence."""
    return Speaker(reader_folder, CPU)


@pytest.fixture(scope="module")
def mms(tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    return Speaker(forge_voices.vits(tmp_path_factory.mktemp("mms")), CPU)


@pytest.fixture(scope="module")
def bark(tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    return Speaker(forge_voices.bark(tmp_path_factory.mktemp("bark")), CPU)


def spoken(result: dict[str, Any]) -> Any:
    assert set(result) == {"audio", "sample_rate_hz", "voice"}
    assert (result["audio"].dtype, result["audio"].ndim) == (np.float32, 1)
    assert np.isfinite(result["audio"]).all()
    return result["audio"]


# ------------------------------------------------------------------ SpeechT5


def test_each_sentence_is_said_and_pauses_lie_between(say: Speaker) -> None:
    one, three = say(["Hello there.", "Hello there. How are you? Good."])

    pause = round(PAUSE_S * one["sample_rate_hz"])
    assert one["sample_rate_hz"] == 16_000
    assert len(spoken(one)) == 2 * FRAME
    assert len(spoken(three)) == 3 * 2 * FRAME + 2 * pause
    assert not three["audio"][2 * FRAME : 2 * FRAME + pause].any()


def test_a_text_too_long_for_the_model_is_said_in_pieces(say: Speaker) -> None:
    sentence = "and so on and on it went " * 60

    audio = spoken(say([sentence])[0])

    assert len(audio) > 15 * 2 * FRAME


def test_a_given_voice_is_taken_and_changes_the_sound(say: Speaker) -> None:
    mine = np.random.default_rng(1).standard_normal(512).astype(np.float32)

    own, default = (say(["Hello."], seed=1, speaker_embedding=vector)[0] for vector in (mine, None))

    assert (own["voice"], default["voice"]) == ("given", "default")
    assert not np.array_equal(own["audio"], default["audio"])


@pytest.mark.parametrize("unusable", [np.zeros(512), np.ones(192), np.full(512, np.nan), "anna", [1.0, "x"]], ids=repr)
def test_a_voice_that_cannot_be_used_gives_way_to_the_default(unusable: Any, say: Speaker) -> None:
    found = say(["Hello."], seed=1, speaker_embedding=unusable)[0]

    assert found["voice"] == "default"
    assert np.array_equal(found["audio"], say(["Hello."], seed=1)[0]["audio"])


def test_the_default_voice_is_the_same_everywhere() -> None:
    vector = synthetic_voice(512)

    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector[:3].tolist() == pytest.approx(synthetic_voice(512)[:3].tolist())
    assert vector.dtype == np.float32


def test_a_seed_makes_speech_repeatable_and_leaves_other_numbers_alone(tmp_path: Path, hub_with_vocoder: Path) -> None:
    import torch

    say = Speaker(forge_voices.speecht5(tmp_path / "endless", endless=True), CPU)
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)

    one, other = (say(["Hi.", "Bye."], seed=3) for _ in range(2))

    assert torch.equal(torch.rand(3), expected)
    assert np.array_equal(one[0]["audio"], other[0]["audio"])
    assert not np.array_equal(say(["Hi."], seed=4)[0]["audio"], one[0]["audio"])
    assert not np.array_equal(say(["Hi."])[0]["audio"], say(["Hi."])[0]["audio"])


def test_a_batch_is_said_as_one_by_one_and_in_order(say: Speaker) -> None:
    texts = ["One two. Three.", "A", "Hello there, how are you today?", "Bye."]

    together, apart = say(texts, seed=5), [say([text], seed=5)[0] for text in texts]

    assert all(np.array_equal(one["audio"], other["audio"]) for one, other in zip(together, apart, strict=True))


def test_only_what_has_a_seed_settles(say: Speaker) -> None:
    assert say.settles({"seed": 0})
    assert not say.settles({})


def test_a_missing_vocoder_is_named(reader_folder: Path, hub: Path) -> None:
    with pytest.raises(CheckpointNotFound, match=r"microsoft/speecht5_hifigan.*atelier pull"):
        Speaker(reader_folder, CPU)


def test_lower_precision_speaks_too(reader_folder: Path, hub_with_vocoder: Path) -> None:
    assert len(spoken(Speaker(reader_folder, HALF)(["Hello there."])[0])) == 2 * FRAME


def test_what_it_never_says_to_the_end_is_cut_at_its_last_position(tmp_path: Path, hub_with_vocoder: Path) -> None:
    say = Speaker(forge_voices.speecht5(tmp_path / "endless", endless=True), CPU)

    assert len(spoken(say(["Hi."])[0])) == 5 * 20 * FRAME  # a space, three characters and the end, 20 frames each
    assert 2 * FRAME * 500 < len(spoken(say(["a" * 90])[0])) < 2 * FRAME * 600


def test_it_stops_in_the_middle_of_a_sentence(tmp_path: Path, hub_with_vocoder: Path) -> None:
    say = Speaker(forge_voices.speecht5(tmp_path / "endless", endless=True), CPU)
    token = CancelToken()
    stopped_at: list[float] = []

    def stop(_: Any) -> None:
        token.cancel()
        stopped_at.append(time.monotonic())

    with watched(stop), limited(None, token), pytest.raises(Cancelled):
        say(["a" * 90] * 50)

    assert time.monotonic() - stopped_at[0] < 1


@pytest.mark.parametrize("text", ["", "  ", "今日は", "☕ 🎉", "..."])
def test_what_it_cannot_say_is_refused(text: str, say: Speaker) -> None:
    with pytest.raises(ValueError, match="it reads English letters"):
        say([text])


def test_accents_and_signs_do_not_keep_the_rest_from_being_said(say: Speaker) -> None:
    assert say._voice.sentences("Zoë’s café — naïve, 3 ☕!") == ["Zoe's cafe - naive, three !"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I have 0 dogs and 1,234,567 cats", "zero dogs and one million two hundred"),
        ("pi is 3.14159", "three point one four one five nine"),
        ("it was 0.5% of $1,200.50", "zero point five percent of one thousand two hundred point five zero dollars"),
        ("room 007", "zero zero seven"),
        ("the 1st, 2nd and 21st", "the first, second and twenty first"),
        ("Dr. Wu vs. Mr. Li, etc.", "doctor Wu versus mister Li, and so on"),
        ("9" * 30, "nine nine nine"),
    ],
)
def test_figures_and_abbreviations_are_read_in_words(text: str, words: str, say: Speaker) -> None:
    assert words in in_words(text, say._voice._tokenizer.normalizer).replace("  ", " ")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"voice": "anna"}, "speaker_embedding of 512"),
        ({"speaking_rate": 2.0}, "has one pace"),
        ({"speaking_rate": 9}, "between 0.25 and 4"),
        ({"seed": -1}, "0 or more"),
        ({"sed": 1}, "Did you mean 'seed'"),
    ],
)
def test_a_wrong_parameter_is_named(wrong: dict[str, Any], says: str, say: Speaker) -> None:
    with pytest.raises(ValueError, match=says):
        say(["Hello."], **wrong)


def test_nothing_in_nothing_out(say: Speaker) -> None:
    assert say([]) == []


def test_it_says_what_its_weights_and_its_vocoders_take(say: Speaker) -> None:
    numbers = sum(p.numel() for module in say.modules() for p in module.parameters())

    assert len(list(say.modules())) == 2
    assert say.memory["cpu"] >= numbers * 4 / 1e9


# ------------------------------------------------------------------ VITS and MMS


def test_letters_become_sound_and_a_seed_repeats_it(mms: Speaker) -> None:
    one, other = (mms(["hello world. good day."], seed=1)[0] for _ in range(2))

    assert len(spoken(one)) > 1000
    assert (one["sample_rate_hz"], one["voice"]) == (16_000, "default")
    assert np.array_equal(one["audio"], other["audio"])


def test_a_batch_of_another_kind_is_said_as_one_by_one_too(mms: Speaker) -> None:
    texts = ["hello", "good day to you all", "a"]

    together, apart = mms(texts, seed=5), [mms([text], seed=5)[0] for text in texts]

    assert all(np.array_equal(one["audio"], other["audio"]) for one, other in zip(together, apart, strict=True))


def test_a_slower_rate_takes_longer_and_is_forgotten_afterwards(mms: Speaker) -> None:
    normal, slow, again = (len(mms(["hello"], seed=1, **how)[0]["audio"]) for how in ({}, {"speaking_rate": 0.5}, {}))

    assert slow > 1.3 * normal
    assert again == normal


def test_one_of_several_voices_is_chosen_by_its_number(tmp_path: Path) -> None:
    choir = Speaker(forge_voices.vits(tmp_path / "choir", voices=3), CPU)

    first, third = (choir(["hello"], seed=1, voice=number)[0] for number in (None, 2))

    assert (first["voice"], third["voice"]) == ("0", "2")
    with pytest.raises(ValueError, match="from 0 to 2"):
        choir(["hello"], voice=3)


def test_letters_of_another_script_are_refused_with_what_to_do(mms: Speaker, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="other letters"):
        mms(["привет"])
    romanised = Speaker(forge_voices.vits(tmp_path / "uroman", is_uroman=True), CPU)
    with pytest.raises(ValueError, match="pip install uroman"):
        romanised(["привет"])
    assert len(spoken(romanised(["privet"])[0]))


def test_a_checkpoint_that_reads_phonemes_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="phonemizer"):
        Speaker(forge_voices.vits(tmp_path / "phonemes", phonemize=True), CPU)


def test_a_voice_of_its_own_takes_no_other(mms: Speaker) -> None:
    with pytest.raises(ValueError, match="takes no speaker_embedding"):
        mms(["hello"], speaker_embedding=np.ones(512, np.float32))
    with pytest.raises(ValueError, match="has one voice"):
        mms(["hello"], voice=1)


# ------------------------------------------------------------------ Bark


def test_a_prepared_voice_speaks_and_a_seed_repeats_it(bark: Speaker) -> None:
    one, other = (bark(["hello world"], voice=PRESET, seed=2)[0] for _ in range(2))

    assert (one["sample_rate_hz"], one["voice"]) == (24_000, PRESET)
    assert np.array_equal(spoken(one), other["audio"])
    assert len(spoken(bark(["hello world"], seed=2)[0]))


def test_an_unknown_voice_names_those_there_are(bark: Speaker) -> None:
    with pytest.raises(ValueError, match="Did you mean 'v2/en_speaker_1'"):
        bark(["hello"], voice="v2/en_speaker_2")
    with pytest.raises(ValueError, match="neither speaker_embedding nor speaking_rate"):
        bark(["hello"], speaking_rate=2)
    with pytest.raises(ValueError, match="the text is empty"):
        bark([" "])


def test_bark_stops_in_the_middle(bark: Speaker) -> None:
    token = CancelToken()
    with watched(lambda progress: token.cancel()), limited(None, token), pytest.raises(Cancelled):
        bark(["hello world"] * 20)


def test_bark_speaks_in_lower_precision(tmp_path: Path) -> None:
    assert len(spoken(Speaker(forge_voices.bark(tmp_path / "bark"), HALF)(["hello"], voice=PRESET)[0]))


def test_a_checkpoint_that_does_not_speak_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "architectures": ["BertModel"]}')

    with pytest.raises(WrongArchitecture, match="BertModel"):
        Speaker(tmp_path, CPU)
