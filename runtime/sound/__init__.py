"""Sound: files read and written, resampled, measured, cut. Needs the extra `audio`; loads its libraries when used.

Samples are float32, -1 to 1: (T,) for mono, (C, T) for C channels.
"""

from runtime.sound.editing import faded, normalised, trimmed
from runtime.sound.facts import Sound
from runtime.sound.files import blocks, probe, read
from runtime.sound.level import level_dbfs, loudness_lufs, true_peak_dbfs
from runtime.sound.resampling import resample, to_mono
from runtime.sound.writing import FORMATS, write

__all__ = [
    "FORMATS",
    "Sound",
    "blocks",
    "faded",
    "level_dbfs",
    "loudness_lufs",
    "normalised",
    "probe",
    "read",
    "resample",
    "to_mono",
    "trimmed",
    "true_peak_dbfs",
    "write",
]
