"""What is known of a recording without listening to what it means."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from runtime.errors import BadInput, CheckpointError
from runtime.records import Json
from tools.outcomes import Outcome
from tools.recordings import RecordingTool, clock

MOST_SAMPLES = 2**26
"""That are measured or edited at once, all channels together: 70 minutes at 16 kHz, 23 at 48 kHz."""
HEARING = (
    "automatic-speech-recognition",
    "audio-classification",
    "zero-shot-audio-classification",
    "speaker-embedding",
)
"""Tasks whose checkpoints hear."""
WINDOW_S = 30.0
"""Of a recording, what a processor is shown."""


class DescribeSound(RecordingTool):
    name = "describe_sound"
    description = (
        "Says what a recording is: seconds, sample rate, channels, format, loudness in LUFS (ITU-R BS.1770) and true "
        "peak; and, if asked, what a model's processor makes of it (the shape of its log-mel spectrogram). Not what is "
        "said or heard in it."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "processor": {
            "type": "string",
            "nullable": True,
            "role": "processor",
            "description": "Id of a checkpoint that hears, to see what its processor makes of it; 'usual' for the one "
            "that transcribes here; none if left out.",
        },
    }
    returns: ClassVar = {
        "seconds": ("number", "How long it is."),
        "sample_rate_hz": ("integer", "Samples a second."),
        "channels": ("integer", "How many."),
        "format": ("string", "wav, flac, mp3, ogg, mov (m4a, mp4), matroska (mkv, webm) …"),
        "loudness_lufs": ("number", "Integrated loudness; null where it is silent, or has more than five channels."),
        "true_peak_dbtp": ("number", "Highest peak, between samples too; null where it is silent."),
        "measured_s": ("number", "Of how many seconds, from the beginning, loudness and peak are."),
        "processor": ("object", "checkpoint, kind, sample_rate_hz, shape of the first 30 s; null where not asked for."),
    }
    labels = ()
    outcomes = (
        Outcome(
            "seconds",
            r"\b(?:longer than|more than|over|at least) (?P<value>\d[\w:. ]*?)(?: long)?$",
            how="over",
            reads="duration",
        ),
        Outcome(
            "seconds",
            r"\b(?:shorter than|less than|under|at most) (?P<value>\d[\w:. ]*?)(?: long)?$",
            how="under",
            reads="duration",
        ),
    )
    cues: ClassVar = (
        r"\bhow (long|loud) (is|was|are)\b.*\b(it|recording|sound|audio|file|video)\b",
        r"\bhow (long|loud) (it|they|this|that|each( one)?|the \w+) (is|are|was)\b",
        r"\b(its|their) (length|duration|loudness|volume|file format)\b",
        r"\b(sample|sampling) rate\b(?!.*\bto\b)",
        r"\b(who|which|what)\b.*\b(louder|loudest|quieter|quietest)\b",
        r"\bhow many channels\b|\bstereo or mono\b|\bmono or stereo\b",
        r"\b(facts|properties|technical details|duration|length|format|peak|loudness) of the recording\b",
        r"\b(log-?mel|spectrogram|feature extractor|(audio )?processor)\b",
    )
    asks: ClassVar = (
        "how long is the recording?",
        "how loud is the recording?",
        "what is the sample rate of the recording?",
        "is the recording mono or stereo?",
        "describe the sound file technically",
        "what does the audio processor do to the recording?",
        "show the shape of its log-mel spectrogram",
    )

    def forward(self, sound: str, processor: str | None = None) -> dict[str, Json]:
        recording = self.recording(sound)
        facts = measured(recording.path)
        view = processor_view(self.bench.pool, recording.path, processor.strip()) if processor else None
        loud = "silent" if facts["loudness_lufs"] is None else f"{facts['loudness_lufs']:.1f} LUFS"
        peak = "" if facts["true_peak_dbtp"] is None else f", true peak {facts['true_peak_dbtp']:.1f} dBTP"
        part = f" (of the first {clock(facts['measured_s'])})" if facts["measured_s"] < facts["seconds"] - 1 else ""
        channels = "1 channel" if facts["channels"] == 1 else f"{facts['channels']} channels"
        return {
            "summary": f"{recording.title}: {clock(facts['seconds'])}, {facts['sample_rate_hz']} Hz, {channels}, "
            f"{facts['format']}; {loud}{peak}{part}.{seen(view)}",
            **facts,
            "processor": view,
        }


def seen(view: dict[str, Json] | None) -> str:
    if view is None:
        return ""
    shape = " x ".join(map(str, view["shape"]))
    return f"\n{view['checkpoint']} is given {view['kind']} of {shape}, from {view['sample_rate_hz']} Hz mono."


def measured(path: Path) -> dict[str, Json]:
    """The facts of a file; of a very long one, loudness and peak are those of its beginning.

    Raises:
        FileProblem: it cannot be read.
    """
    from runtime import sound

    facts = sound.probe(path)
    most_s = MOST_SAMPLES / facts.sample_rate_hz / facts.channels
    part_s = None if facts.seconds <= most_s else most_s
    audio, rate = sound.read(path, mono=False, seconds=part_s)
    length_s = audio.shape[1] / rate
    loudness, peak = (None, None) if not np.any(audio) else _levels(audio, rate)
    return {
        "seconds": round(facts.seconds if part_s else length_s, 3),
        "sample_rate_hz": facts.sample_rate_hz,
        "channels": facts.channels,
        "format": facts.format,
        "loudness_lufs": loudness,
        "true_peak_dbtp": peak,
        "measured_s": round(length_s, 3),
    }


def _levels(audio: Any, rate: int) -> tuple[float | None, float]:
    from runtime import sound

    peak = round(sound.true_peak_dbfs(audio, rate), 2)
    try:
        loudness = sound.loudness_lufs(audio, rate)
    except ValueError:  # too many channels, or too short
        return None, peak
    return (round(loudness, 2) if np.isfinite(loudness) else None), peak


def processor_view(pool: Any, path: Path, wanted: str) -> dict[str, Json]:
    """What a checkpoint's processor makes of the first 30 seconds.

    Raises:
        BadInput: the checkpoint is not here, or does not hear.
    """
    from runtime import sound
    from runtime.places import folder_of
    from runtime.runners.hearing import extractor

    line = hearing_checkpoint(pool, "" if wanted == "usual" else wanted)
    try:
        reads = extractor(folder_of(line))
        rate = int(reads.sampling_rate)
    except (OSError, ValueError, AttributeError, ImportError) as error:
        raise BadInput(f"{line.id} has no processor that hears. Name one of speech or sounds.") from error
    audio, _ = sound.read(path, rate, seconds=WINDOW_S)
    made = next(iter(reads(audio, sampling_rate=rate, return_tensors="np").values()))[0]
    kind = "samples" if made.ndim == 1 else "a log-mel spectrogram"
    return {"checkpoint": line.id, "kind": kind, "sample_rate_hz": rate, "shape": [int(size) for size in made.shape]}


def hearing_checkpoint(pool: Any, wanted: str) -> Any:
    """The checkpoint `wanted`, or the first that hears and is here.

    Raises:
        BadInput: there is none. It says which to fetch.
    """
    problem: Exception = BadInput("No checkpoint that hears is here.")
    for task in HEARING:
        try:
            return pool.choice(task, wanted).checkpoint
        except CheckpointError as error:
            problem = error if task == HEARING[0] else problem
    raise BadInput(f"describe_sound: {problem}") from problem
