"""Numbers as people say them, and the settings that they are said for."""

import pytest

from agents.parsing.clauses import Clause
from agents.readers import (
    arguments,
    clip_arguments,
    finding_arguments,
    forecast_arguments,
    note_arguments,
    reading_arguments,
    search_arguments,
    sound_arguments,
    stretches,
    where_arguments,
)
from agents.readers.frame_arguments import frame_count
from agents.readers.spoken_figures import in_figures, value
from agents.readers.studio_arguments import MAKERS
from agents.readers.studio_lengths import TIMERS
from agents.readers.writing_arguments import READERS, prompt


def said(words):
    return Clause(words, words)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("minus fourteen point five", "-14.5"),
        ("one and a quarter speed", "1.25 speed"),
        ("two seconds and a half", "2.5 seconds"),
        ("three quarters of a second", "0.75 second"),
        ("three-quarters of its speed", "0.75 of its speed"),
        ("a quarter of a minute", "0.25 minute"),
        ("nought point two five", "0.25"),
        ("a hundred and twenty words", "120 words"),
        ("sixteen thousand hertz, or 44,100", "16000 hertz, or 44100"),
        ("the point one makes in a half-hearted third take", "the point 1 makes in a half-hearted third take"),
        ("half past two, half a dozen", "half past 2, 6"),
    ],
)
def test_numbers_in_words_become_figures(words, figures):
    assert in_figures(words) == figures


def test_a_number_in_words_has_the_value_it_says():
    assert [value(one) for one in ("seven and a half", "point eight", "forty-two", "7.5")] == [7.5, 0.8, 42, 7.5]


@pytest.mark.parametrize(
    ("words", "lufs"),
    [
        ("bring it to minus twenty LUFS", -20),
        ("sit at minus eighteen loudness units", -18),
        ("minus fourteen point five LUFS please", -14.5),
        ("a loudness of -18", -18),
        ("LUFS: -16", -16),
        ("bring it to minus 20 dB", -20),
        ("around minus twenty-three LUFS", -23),
        ("normalise it to -20", -20),
        ("normalise it", -16),
        ("trim silence below -50 dB", None),
    ],
)
def test_a_loudness_is_read_in_words_and_in_figures(words, lufs):
    assert sound_arguments.loudness(said(words)) == lufs


@pytest.mark.parametrize(
    ("words", "speed"),
    [
        ("at one and a quarter speed", 1.25),
        ("at half speed", 0.5),
        ("one and a half times as fast", 1.5),
        ("at half the usual speed", 0.5),
        ("a quarter faster", 1.25),
        ("twenty percent slower", 0.8),
        ("at three quarters of its normal speed", 0.75),
        ("at a speed of nought point nine", 0.9),
        ("at ninety percent", 0.9),
        ("twice as slowly", 0.5),
        ("at double the speed", 2),
        ("say it three times", None),
    ],
)
def test_a_speed_is_read_in_words_and_in_figures(words, speed):
    assert sound_arguments.speed(said(words)) == speed


@pytest.mark.parametrize(
    ("words", "fades"),
    [
        ("with a fade-in of one and a half seconds", (1.5, None)),
        ("fade in over half a second", (0.5, None)),
        ("a second and a half of fade-out", (None, 1.5)),
        ("a fade-out lasting two seconds", (None, 2)),
        ("a fade out that takes 4 seconds", (None, 4)),
        ("fade in half a second, fade out two seconds", (0.5, 2)),
        ("fade in for a quarter of a second", (0.25, None)),
    ],
)
def test_how_long_a_fade_takes_is_read_in_words(words, fades):
    assert tuple(sound_arguments.fade(said(words), way) for way in ("in", "out")) == fades


@pytest.mark.parametrize(
    ("words", "hertz"),
    [
        ("sixteen kilohertz", 16000),
        ("forty-four point one kilohertz", 44100),
        ("44,100 Hz", 44100),
        ("at a sample rate of 16000", 16000),
        ("downsampled to 16k", 16000),
        ("22050 samples a second", 22050),
        ("at 800 Hz", 800),
    ],
)
def test_a_sample_rate_is_read_with_its_unit(words, hertz):
    assert sound_arguments.rate(said(words)) == hertz


@pytest.mark.parametrize(
    "words",
    [
        "top and tail it",
        "top-and-tail the take",
        "just lose the dead air at both ends",
        "cut the quiet bits at the start and the end",
        "with no silence at either end",
        "shave the empty seconds off both ends",
        "trim it at both ends",
        "chop off the dead air",
    ],
)
def test_silence_at_the_ends_is_cut_off_whatever_it_is_called(words):
    assert sound_arguments.true_if(said(words), sound_arguments.TRIM)


@pytest.mark.parametrize("words", ["trim it to 3 seconds", "is there silence in it?", "cut the first 3 seconds"])
def test_a_cut_elsewhere_trims_no_silence(words):
    assert not sound_arguments.true_if(said(words), sound_arguments.TRIM)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("an extractive summary of it, five sentences at most", 5),
        ("five sentences or fewer", 5),
        ("five or fewer sentences", 5),
        ("in no more than five sentences", 5),
        ("not longer than four sentences", 4),
        ("twenty-five keywords", 25),
        ("the six most telling phrases", 6),
        ("twelve of the key words", 12),
        ("a pair of sentences", 2),
        ("in a sentence or two", 2),
        ("no more than the ten likeliest", 10),
        ("as many as nine keywords", 9),
    ],
)
def test_how_many_are_wanted_is_read_before_and_behind(words, count):
    assert arguments.count(said(words)) == count


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("in at most two hundred words", None, 200),
        ("between fifty and eighty words", 50, 80),
        ("from 40 up to 60 words", 40, 60),
        ("not over 200 words", None, 200),
        ("twenty-five words or less", None, 25),
        ("1,000 words at most", None, 1000),
    ],
)
def test_how_many_words_are_wanted_is_read_in_words(words, least, most):
    assert (READERS["min_words"](said(words)), READERS["max_words"](said(words))) == (least, most)


@pytest.mark.parametrize(
    ("role", "words", "number"),
    [
        ("temperature", "a poem, temperature set to 0.9", 0.9),
        ("temperature", "a poem at a temperature of nought point seven", 0.7),
        ("temperature", "a poem with 0.8 temperature", 0.8),
        ("top_p", "a poem, nucleus sampling at 0.9", 0.9),
        ("top_k", "a poem, 40 top-k", 40),
        ("seed", "a poem, seed no. 4", 4),
        ("seed", "a poem, use 12 as the seed", 12),
        ("max_tokens", "a poem of at most two hundred tokens", 200),
        ("repetition_penalty", "a poem, repetition penalty one point two", 1.2),
    ],
)
def test_how_a_text_is_drawn_is_read_before_and_behind_and_is_no_part_of_the_prompt(role, words, number):
    assert READERS[role](said(words)) == number
    assert prompt(said(words)).startswith("a poem")


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("eighty percent sure", 0.8),
        ("0.6 or higher", 0.6),
        ("a threshold of nought point four", 0.4),
        ("confidence over a half", 0.5),
        ("three quarters sure", 0.75),
        ("surer than ninety percent", 0.9),
        ("leave out anything under 0.7", 0.7),
    ],
)
def test_how_sure_it_must_be_is_read_in_words(words, share):
    assert reading_arguments.threshold(said(words)) == finding_arguments.threshold(said(words)) == share


@pytest.mark.parametrize(
    ("role", "words", "number"),
    [
        ("guidance", "a barn, guidance seven and a half", 7.5),
        ("guidance", "a barn, guidance around six", 6),
        ("edit_strength", "make it winter, strength nought point four", 0.4),
        ("edit_strength", "make it winter, three quarters strength", 0.75),
        ("denoising_steps", "a barn in twenty-five steps", 25),
        ("denoising_steps", "a barn, thirty steps", 30),
        ("clip_seconds", "a clip of a barn for half a minute", 30),
        ("clip_seconds", "a clip of a barn, it lasts a second and a half", 1.5),
        ("clip_seconds", "a clip of a barn, two and a half seconds long", 2.5),
        ("frame_rate", "a clip of a barn at thirty frames a second", 30),
        ("clip_frames", "a clip of a barn, forty-eight frames", 48),
    ],
)
def test_figures_of_pictures_and_clips_are_read_in_words(role, words, number):
    assert {**MAKERS, **TIMERS}[role](said(words)) == number


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("a gif, a minute 12 to a minute 18", (72, 78)),
        ("from a minute 12 to a minute 18", (72, 78)),
        ("from one minute ten to two minutes five", (70, 125)),
        ("between a minute 5 and a minute 20", (65, 80)),
        ("from 12 to 18 minutes", (720, 1080)),
        ("seconds 15 to 48", (15, 48)),
    ],
)
def test_seconds_behind_a_minute_borrow_no_unit(words, seconds):
    assert stretches.stretch(said(words)) == seconds


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("read the third page", (3, None)),
        ("its second and third pages", (2, 3)),
        ("from the second to the fifth page", (2, 5)),
        ("the 12th page", (12, None)),
        ("page no. 4", (4, None)),
        ("pages 5 & 6", (5, 6)),
        ("pages 20 up to 35", (20, 35)),
        ("the first two pages", (1, 2)),
    ],
)
def test_pages_are_counted_and_ranked(words, pages):
    assert where_arguments.pages(said(words)) == pages


@pytest.mark.parametrize(
    ("read", "words", "number"),
    [
        (forecast_arguments.horizon, "forecast it over twenty-four months", 24),
        (forecast_arguments.horizon, "the next three quarters", 3),
        (forecast_arguments.horizon, "a dozen months ahead", 12),
        (forecast_arguments.quantiles, "quantiles of nought point one and nought point nine", [0.1, 0.9]),
        (note_arguments.confidence, "I'm three quarters sure that it is in May", 0.75),
        (note_arguments.confidence, "it is in May, ninety percent certain", 0.9),
        (clip_arguments.width, "a gif four hundred pixels wide", 400),
        (clip_arguments.WATCHERS["smooth"], "average over a dozen moments", 12),
        (clip_arguments.WATCHERS["guesses"], "name a dozen classes", 12),
        (clip_arguments.WATCHERS["step"], "look every 200 ms", 0.2),
        (clip_arguments.WATCHERS["step"], "look once a minute", 60),
        (frame_count, "6 of them, evenly spaced", 6),
        (frame_count, "a couple of stills", 2),
        (frame_count, "ten or so frames", 10),
        (search_arguments.picture_count, "find a couple of photos of a boat", 2),
        (search_arguments.picture_count, "the best match for a boat", 1),
        (finding_arguments.columns, "a sheet with 4 pictures per line", 4),
        (MAKERS["tries"], "a barn, try it twice at most", 2),
        (MAKERS["tries"], "a barn, at the most four takes", 4),
        (MAKERS["frame_size"], "a barn, 512 pixels square", "512x512"),
        (MAKERS["frame_size"], "a barn, portrait-shaped", "portrait"),
    ],
)
def test_other_numbers_are_read_as_people_say_them(read, words, number):
    assert read(said(words)) == number
