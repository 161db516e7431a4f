"""Forgets what is older than the settings allow: once a day, beside the work."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from app.dooming import Dooming
from app.forgetting import Forgetter
from memory.history import History
from runtime.errors import AtelierError
from runtime.pool import Pool
from runtime.settings import Settings, folder_name

DAY_S = 24 * 3600


def retained(settings: Settings, pool: Callable[[], Pool]) -> threading.Thread | None:
    """Begin to forget what is too old, where that is wanted and was not done today. Returns the thread that does it.

    The process ends after it: half of it would not be begun again before tomorrow.
    """
    if not settings.keep_days or not settings.home.is_dir() or not due(stamp_of(settings)):
        return None
    thread = threading.Thread(target=forget_old, args=(settings, pool), name="retention")
    thread.start()
    return thread


def forget_old(settings: Settings, pool: Callable[[], Pool]) -> None:
    """With a history of its own. What stands in the way today may not tomorrow."""
    try:
        history = History(settings.history_at)
        try:
            doomed = Dooming(history, settings).older(settings.keep_days)
            if doomed:
                Forgetter(history, settings, pool).forget(doomed)
        finally:
            history.close()
    except (AtelierError, OSError):
        return


def due(stamp: Path) -> bool:
    """Whether a day has passed since the last time; if so, this is the time. Of several processes one is told so."""
    try:
        with stamp.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            looked = stamp.read_text()
            if looked.isdigit() and 0 <= time.time() - int(looked) < DAY_S:
                return False
            stamp.write_text(str(int(time.time())))
            return True
    except OSError:  # whoever may not write there cannot forget either
        return False


def stamp_of(settings: Settings) -> Path:
    """In it stands when this tenant's data was last looked at, in seconds since 1970."""
    mark = sha256(settings.tenant.encode("utf-8", "replace")).hexdigest()[:16]
    name = folder_name(settings.tenant)
    return settings.home / f"retention-{name}-{mark}"
