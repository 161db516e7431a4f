"""Ten minutes of 1080p, sampled and searched for scenes in the memory of a few frames. Run it with:
python -m benchmarks.sight_video

A minute is drawn and encoded, and its packets written ten times over: 15,000 frames of H.264 with a key frame every ten
seconds, as encoders usually set them. Nothing in it is like a camera's picture, so the file is small.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.long_audio import resident_mb
from benchmarks.measure import ROOT, Figure

MINUTES, RATE, WIDTH, HEIGHT = 10, 25, 1920, 1080
SAMPLES = 120
FRAME_MB = WIDTH * HEIGHT * 3 / 1e6
"""Of a frame in RGB."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as place:
        path = film(Path(place) / "long.mp4")
        command = [sys.executable, "-m", __spec__.name, str(path)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        told = json.loads(done.stdout)
        megabytes = path.stat().st_size / 1e6
    what = f"ten minutes of 1080p ({megabytes:.0f} MB of mp4)"
    yield Figure(f"{what}, memory that {SAMPLES} samples took at most", told["peak_mb"] / FRAME_MB, "frames", 40)
    growth = 100 * (told["peak_mb"] / max(told["first_mb"], 1.0) - 1)
    yield Figure(f"{what}, growth of that after the first {SAMPLES // 10} samples", growth, "%", 20)
    yield Figure(f"{what}, sampled in", told["seconds"], "s", 240)
    yield Figure(
        f"{what}, memory after finding its {told['scenes']} scenes", told["scenes_mb"] / FRAME_MB, "frames", 40
    )


def film(path: Path) -> Path:
    """The video: a minute of slow bars, another colour each ten seconds, ten times."""
    import av

    minute = path.with_name("minute.mp4")
    with av.open(str(minute), "w") as file:
        stream: Any = file.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "g": str(10 * RATE)})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(60 * RATE):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(drawn(number), format="rgb24")))
        file.mux(stream.encode())
    return repeated(minute, path)


def drawn(number: int) -> Any:
    """(H, W, 3) uint8."""
    bars = np.roll(np.arange(WIDTH) // 8 % 200, 4 * number).astype(np.uint8)
    frame = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    frame[..., number // (10 * RATE) % 3] = bars
    return frame


def repeated(minute: Path, path: Path) -> Path:
    import av

    with av.open(str(minute)) as source, av.open(str(path), "w") as target:
        given = source.streams.video[0]
        stream = target.add_stream_from_template(given)
        long = round(Fraction(60) / given.time_base)
        for turn in range(MINUTES):
            source.seek(0)
            for packet in source.demux(given):
                if packet.dts is not None:
                    packet.pts, packet.dts = packet.pts + turn * long, packet.dts + turn * long
                    packet.stream = stream
                    target.mux(packet)
    return path


def watch(path: Path) -> dict[str, float]:
    """Sample the video, then find its scenes; how much memory the process held beyond what it began with."""
    from runtime import video
    from runtime.video.scenes import scenes

    facts = video.probe(path)
    list(video.frames(path, [0.0]))  # libraries are loaded by now
    base, trace, began = resident_mb(), list[float](), time.perf_counter()
    for _ in video.frames(path, video.evenly(facts.seconds, SAMPLES)):
        trace.append(resident_mb() - base)
    seconds, first = time.perf_counter() - began, max(trace[: SAMPLES // 10])
    found = scenes(path, facts)
    return {
        "first_mb": first,
        "peak_mb": max(trace),
        "seconds": seconds,
        "scenes": len(found),
        "scenes_mb": resident_mb() - base,
    }


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(watch(Path(sys.argv[1]))))
    else:
        print(*figures(), sep="\n")
