"""The main job on a document that comes along."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from app.output import answer_text
from app.service import Service
from app.talk import listening
from runtime.errors import FileMissing
from runtime.records import Request
from runtime.settings import Settings

HANDBOOK = Path(__file__).resolve().parent.parent / "examples" / "handbook.pdf"
REQUESTS = (
    "How many volunteer hours do we receive each year?",
    "And how do I request them?",
    "What does the cafeteria charge for lunch?",
    "Summarise handbook.pdf in three sentences, tell me which language it is in, and sort it into one of: "
    "policy, recipe, novel",
)


def demonstrate(settings: Settings, quiet: bool) -> None:
    """Ask the four requests in one conversation, in a workspace that is thrown away afterwards.

    Raises:
        FileMissing: the document is not beside the code, as in an installation without the sources.
    """
    if not HANDBOOK.is_file():
        raise FileMissing(HANDBOOK)
    with tempfile.TemporaryDirectory(prefix="atelier-demo-") as folder:
        models = settings.home / "models"
        models.mkdir(parents=True, exist_ok=True)
        (Path(folder) / "models").symlink_to(models, target_is_directory=True)
        service = Service(replace(settings, home=Path(folder)))
        session = ""
        files: tuple[Path, ...] = (HANDBOOK,)
        for number, text in enumerate(REQUESTS):
            print(f"{'' if number == 0 else chr(10)}> {text}\n", flush=True)
            with listening(quiet) as listeners:
                answer = service.ask(Request(text, files, session), *listeners)
            session, files = answer.session, ()
            print(answer_text(replace(answer, artifacts=())), flush=True)
        service.history.close()
