"""How a file that agents' code wrote becomes an artifact of the session: by a tool, under the eyes of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from agents.sandbox.workspace import Workspace
from memory.artifacts import type_of
from runtime.errors import BadInput
from runtime.records import Json, Provenance
from tools.base import Bench, Tool


class KeepFile(Tool):
    name = "keep_file"
    description = (
        "Keeps a file that your code wrote in its working folder: it becomes an artifact of the session, whose name is "
        "returned. What is not kept is gone when the request is answered."
    )
    inputs = {"file": {"type": "string", "description": "The file's name, as your code wrote it: table.csv"}}
    returns: ClassVar = {"artifacts": ("array", "Name of the artifact.")}
    side_effects = "saves an artifact"
    labels = ()

    def __init__(self, bench: Bench, agent: str, workspace: Workspace) -> None:
        super().__init__(bench, agent)
        self._workspace = workspace

    def forward(self, file: str) -> dict[str, Json]:
        with self._workspace.open(file) as opened:
            data = opened.read()
        if not data:
            raise BadInput(f"{file} is empty. Write something into it, close it, and keep it then.")
        plain = Path(file)
        provenance = Provenance(self.name, parameters={"agent": self.agent}, original=plain.name)
        kept = self.bench.artifacts.save_bytes(data, plain.stem, type_of(plain), provenance)
        return {"summary": f"Kept {plain.name} as {kept.name}.", "artifacts": [kept.name]}
