"""What people call the checkpoint in a folder."""

from __future__ import annotations

from pathlib import Path


def called(folder: Path) -> str:
    """Its name on the Hub where it was downloaded, else the folder's.

    >>> called(Path("/hub/models--suno--bark-small/snapshots/98e286d")), called(Path("/own/my-voice"))
    ('suno/bark-small', 'my-voice')
    """
    if folder.parent.name != "snapshots":
        return folder.name
    return folder.parents[1].name.removeprefix("models--").replace("--", "/")
