"""Previews of what is being made: one file in the session's folder for each tool at work, renewed as it goes on."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from runtime.progress import Progress
from runtime.records import Event


def place(folder: Path, tool: str) -> Path:
    """Where the preview of `tool` lies. No artifact can have that name."""
    return folder / f"{tool}.preview.png"


def kept(told: Progress, folder: Path, tool: str) -> Event:
    """Save a preview, the one before it replaced as a whole; what a run's listeners hear of it."""
    path, draft = place(folder, tool), folder / f".{uuid4().hex}"
    told.picture.save(draft, "PNG")
    draft.replace(path)
    return Event("preview", tool=tool, text=str(path), step=told.step, total=told.total)


def forgotten(folder: Path, tool: str) -> None:
    """What was made is there now, or nothing will be."""
    place(folder, tool).unlink(missing_ok=True)
