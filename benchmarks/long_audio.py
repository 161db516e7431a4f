"""An hour of speech, written down in the memory of its first minute. Run it with: python -m benchmarks.long_audio

The Whisper is a forged one whose language is three tones and whose windows are two seconds, so the hour is some 2,000
windows; how much a window of thirty seconds and a real model take is not measured here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT, Figure

MINUTES, WORDS = 60, 40


def figures() -> Iterator[Figure]:
    from app.stand_ins import forge_whisper

    with tempfile.TemporaryDirectory() as place:
        model = forge_whisper.whisper(Path(place) / "model")
        recording = record(Path(place) / "hour.wav", MINUTES)
        command = [sys.executable, "-m", __spec__.name, str(model), str(recording)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        told = json.loads(done.stdout)
        megabytes = recording.stat().st_size / 1e6
    first, peak = told["first_minute_mb"], told["peak_mb"]
    what = f"an hour of speech ({megabytes:.0f} MB of wav), memory after its first minute ({first:.0f} MB) and its peak"
    yield Figure(f"{what} ({peak:.0f} MB), growth", 100 * (peak / first - 1), "%", 10)
    yield Figure("an hour of speech, words written as they were said", 100 * told["right"], "%", 99.9, reach=True)
    yield Figure("an hour of speech, written down in", told["seconds"], "s", 600)


def said_words() -> list[str]:
    from app.stand_ins.forge_audio import WORDS as KNOWN

    return [KNOWN["en"][number] for number in np.random.default_rng(3).integers(0, 3, WORDS)]


def record(path: Path, minutes: int) -> Path:
    """A wav of so many minutes, written a piece at a time."""
    import soundfile

    from app.stand_ins.forge_audio import RATE, said

    piece = said(said_words())
    with soundfile.SoundFile(path, "w", RATE, 1) as file:
        for _ in range(round(minutes * 60 * RATE / len(piece))):
            file.write(piece)
    return path


def hear(model: Path, recording: Path) -> dict[str, float]:
    """Write `recording` down, and say how much memory the process held meanwhile."""
    import time

    from runtime.devices import Device, Placement
    from runtime.progress import Progress, watched
    from runtime.runners.speech_recognition import SpeechRecognizer

    trace: list[tuple[int, float]] = []

    def look(progress: Progress) -> None:
        trace.append((progress.step, resident_mb()))

    recognizer = SpeechRecognizer(model, Placement(Device("cpu", "fp32", 8.0, "")))
    began = time.perf_counter()
    with watched(look):
        words = recognizer([recording])[0]["text"].split()
    expected = said_words() * (len(words) // WORDS + 1)
    right = sum(one == other for one, other in zip(words, expected, strict=False))
    return {
        "first_minute_mb": max(megabytes for second, megabytes in trace if second <= 60),
        "peak_mb": max(megabytes for _, megabytes in trace),
        "right": right / (MINUTES * 60 / 0.6),
        "seconds": time.perf_counter() - began,
    }


def resident_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1e3


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(hear(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        print(*figures(), sep="\n")
