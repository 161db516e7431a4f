"""What the tools that look into documents share: passages found, and put in order by a ranking model where one is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rag.retriever import Where
from runtime.records import Passage
from tools.base import Tool
from tools.downloads import found_here

RANKING = "text-ranking"
FACT = (
    r"((who|whose|when|whether|how (much|many|long|old|often|big))\b"
    r"|(the|its|their|my|our|his|her) ([\w'’-]+ ){0,3}?(dates?|deadlines?|numbers?|amounts?|prices?|costs?|fees?|"
    r"rates?|total|sum|excess|premium|deposit|rent|address(es)?|limits?|period|age|percentage|codes?|weight|length|height|"
    r"capacity|salary|hours|names?)\b(?! (and|about|on)\b))"
)
"""One thing that a document tells: whoever looks that up wants it, not the passages around it."""
RANKED = 20
"""How many passages a ranking model reads: each takes as long as embedding it again."""


class FindingTool(Tool):
    """Base of the two."""

    def found(
        self,
        query: str,
        documents: Sequence[str] | None,
        k: int,
        where: Where | None = None,
        also: Sequence[str] = (),
    ) -> list[Passage]:
        """The `k` passages that fit best. Those that a ranking model put in order are scored 0 to 1 by it.

        Raises:
            NoResult: there is no document to search.
            CheckpointNotFound: the settings want a ranking model, and none is here.
        """
        ranker = self.ranker()
        passages = self.bench.library.search(query, documents, max(k, RANKED if ranker else 0), where, also)
        return (self._ranked(query, passages, ranker) if ranker and passages else passages)[:k]

    def ranker(self) -> str:
        """Id of the checkpoint that puts passages in order; empty where none is to, or none is here.

        Raises:
            CheckpointNotFound: the settings want one, and none is here.
        """
        if self.bench.rerank == "on":
            return self.bench.pool.choice(RANKING).checkpoint.id
        choice = found_here(RANKING, self.bench.pool.choice) if self.bench.rerank == "auto" else None
        return choice.checkpoint.id if choice else ""

    def _ranked(self, query: str, passages: Sequence[Passage], ranker: str) -> list[Passage]:
        pairs = [{"text": query, "text_pair": read_with_heading(passage)} for passage in passages]
        logits: Sequence[float] = self.run(pairs, RANKING, checkpoint=ranker).items
        scored = [replace(p, score=round(logistic(x), 6)) for p, x in zip(passages, logits, strict=True)]
        order = sorted(range(len(scored)), key=lambda place: -logits[place])
        return [scored[place] for place in order]


def read_with_heading(passage: Passage) -> str:
    inside = not passage.section or passage.section in passage.text
    return passage.text if inside else f"{passage.section}\n{passage.text}"


def logistic(x: float) -> float:
    """
    >>> logistic(0.0), logistic(-1000.0)
    (0.5, 0.0)
    """
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
