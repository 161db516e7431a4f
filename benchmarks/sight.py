"""What finding things in pictures adds to its model, and 500 photos in batch. Run it with: python -m benchmarks.sight

The models are forged ones, which take milliseconds: what is measured is what stands around them. With a model of full
size beside a processor, the model alone takes nearly all the time, in batch or one by one.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.long_audio import resident_mb
from benchmarks.measure import Figure, milliseconds
from benchmarks.models import paired

PHOTOS, SIZE = 500, (640, 480)
EXTRA: dict[str, dict[str, Any]] = {"zero-shot-object-detection": {"candidate_labels": ["kite", "book"]}}


def figures() -> Iterator[Figure]:
    from huggingface_hub import constants

    from app.service import Service
    from app.stand_ins import forge, forge_desk, forge_places
    from runtime.settings import Settings

    ids = (forge_places.DETR, forge_places.OWL, forge_places.SEGFORMER, forge_places.DEPTH)
    with tempfile.TemporaryDirectory() as place:
        folder, real = Path(place), constants.HF_HUB_CACHE
        constants.HF_HUB_CACHE = str(folder / "hub")
        try:
            made = {id: forge_desk.MADE[id](folder / str(number)) for number, id in enumerate(ids)}
            for id, model in made.items():
                forge.hub_install(model, id, folder / "hub")
            calls = Service(Settings(home=folder / "home", threads=1, cache_gb=0)).calls
            photos = [photo(folder, number) for number in range(PHOTOS)]
            yield from overheads(calls, dict(zip(TASKS, made.values(), strict=True)), photos[0])
            yield from batch(calls, photos)
        finally:
            constants.HF_HUB_CACHE = real


TASKS = ("object-detection", "zero-shot-object-detection", "image-segmentation", "depth-estimation")


def photo(folder: Path, number: int) -> Path:
    """A scene with some grain, as JPEG; every fourth stands upright."""
    from PIL import Image

    from app.stand_ins.forge_finding import scene

    size = SIZE if number % 4 else SIZE[::-1]
    picture = np.asarray(scene(number % 8).picture.resize(size)).astype(np.int16)
    grain = np.random.default_rng(number).integers(-12, 13, picture.shape)
    path = folder / f"photo-{number}.jpg"
    Image.fromarray(np.clip(picture + grain, 0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def overheads(calls: Any, models: dict[str, Path], path: Path) -> Iterator[Figure]:
    """A warm call through the pool and its queue, less decoding, and straight to the pipeline of transformers."""
    import transformers

    from runtime import pictures

    decoding_ms = float(np.percentile(milliseconds(lambda: pictures.read(path), 60), 10))
    picture = pictures.read(path)
    for task, model in models.items():
        bare: Any = transformers.pipeline(task, model=str(model), device="cpu")  # type: ignore[call-overload]
        more = EXTRA.get(task, {})

        def straight(bare: Any = bare, more: dict[str, Any] = more) -> Any:
            return bare(picture, **more)

        def through(task: str = task, more: dict[str, Any] = more) -> Any:
            return calls.run(task, [path], more)

        ours, theirs = paired(through, straight, times=160)
        added = ours * 1e3 - decoding_ms - theirs * 1e3
        yield Figure(f"{task} over its pipeline ({theirs * 1e3:.1f} ms), decoding left out, added", added, "ms", 3.0)


def batch(calls: Any, photos: list[Path]) -> Iterator[Figure]:
    """All photos at once, against one call after the other; and what memory is held meanwhile."""
    task = "object-detection"
    calls.run(task, photos[:32], {})
    before, peaks = resident_mb(), [0.0]
    batched = seconds(lambda: watched(lambda: calls.run(task, photos, {}), peaks))
    loop = seconds(lambda: [calls.run(task, [path], {}) for path in photos])
    what = f"{len(photos)} photos of {SIZE[0]} x {SIZE[1]} found through in batch ({len(photos) / batched:.0f}/s)"
    yield Figure(f"{what} over a loop of calls, items/s", loop / batched, "×", 1.5, reach=True)
    growth = 100 * (max(peaks) / before - 1)
    yield Figure(f"memory after 32 photos ({before:.0f} MB) and its peak in {len(photos)}, growth", growth, "%", 10)


def watched(work: Callable[[], Any], peaks: list[float]) -> None:
    from runtime import progress

    with progress.watched(lambda told: peaks.append(resident_mb())):
        work()


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    for figure in figures():
        print(figure, flush=True)
