"""What the tools that see share: a picture opened, pictures and lists saved, how they were made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from runtime.calls import Results
from runtime.errors import BadInput
from runtime.records import Artifact, Json, Provenance
from tools.base import Tool

MOST_PICTURES = 500
"""In one call."""
SAID = 12
"""Pictures that a summary tells of; all are in the result."""
PICTURES: dict[str, Any] = {
    "type": "array",
    "role": "pictures",
    "description": "Artifact names of pictures, 1 to 500.",
}


class PictureTool(Tool):
    """Base of the tools that work on pictures."""

    labels: ClassVar[tuple[str, ...]] = ("reads_untrusted",)

    def picture(self, name: str) -> Artifact:
        """
        Raises:
            BadInput: it is of another kind.
            UnknownArtifact, OutsideWorkspace: there is no such artifact.
        """
        return self.file_of_kind(name, ("picture",), "picture", "photo.jpg")

    def pictures(self, names: Sequence[str]) -> list[Artifact]:
        """Raises as `picture`, and where there are none or too many."""
        wanted = list(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))
        if not 1 <= len(wanted) <= MOST_PICTURES:
            raise BadInput(f"{self.name} takes 1 to {MOST_PICTURES} pictures; {len(wanted)} were named.")
        return [self.picture(name) for name in wanted]

    def opened(self, artifact: Artifact) -> Any:
        """The picture in RGB, turned as it is meant to be seen, scaled down where it is very large.

        Raises:
            BadInput: the file cannot be read.
        """
        from runtime import pictures
        from runtime.errors import FileProblem

        try:
            return pictures.read(artifact.path)
        except FileProblem as error:
            raise BadInput(f"{artifact.name}: {error}") from error

    def scaled_note(self, artifact: Artifact) -> str:
        """A sentence on a picture that was scaled down to be worked on; empty where it was not."""
        from runtime import pictures

        facts = pictures.probe(artifact.path)
        if facts.given == (facts.width, facts.height):
            return ""
        width, height = facts.given
        return f" It was scaled from {facts.width} x {facts.height} to {width} x {height} pixels to be looked at."

    def made(self, results: Results | None, sources: Sequence[str], alt: str, **parameters: Json) -> Provenance:
        """How a picture was made, with the text that stands for it where it cannot be seen."""
        given = {name: value for name, value in parameters.items() if value is not None}
        given |= {"alt": alt} if alt else {}
        if results is None:
            return Provenance(self.name, tuple(sources), given)
        line = results.checkpoint
        return Provenance(
            self.name, tuple(sources), given, line.id, line.revision, results.placement.at, None, results.seconds
        )

    def save_picture(self, image: Any, kind: str, provenance: Provenance) -> str:
        """Save a picture as a PNG artifact, its alt text inside; returns its name."""
        from runtime import pictures

        text = {"Description": str(provenance.parameters.get("alt", "")), "Software": f"Atelier, {self.name}"}
        return self.bench.artifacts.save_bytes(pictures.png(image, text), kind, "image/png", provenance).name


def listed(said: Sequence[str]) -> str:
    """What is told of each picture, as one text.

    >>> listed(["a.png: dog", "b.png: cat"])
    'a.png: dog; b.png: cat.'
    """
    more = f"; and {len(said) - SAID} more" if len(said) > SAID else ""
    return "; ".join(said[:SAID]) + more + "."
