"""New text, by a language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from rag.documents import Document
from runtime.calls import Results
from runtime.errors import BadInput, NoResult
from runtime.places import folder_of
from runtime.records import Json, Provenance
from runtime.weights import read_json
from tools.base import Tool
from tools.sampling import SEQUENCES, TOKENS, decoding

MODES = ("instruction", "continue")
LONGEST_PROMPT = 100_000
TEMPLATES = ("chat_template.jinja", "chat_template.json", "additional_chat_templates")


class GenerateText(Tool):
    name = "generate_text"
    description = (
        "Writes new text with a language model: follows an instruction (write an email, a poem, ideas), or goes on "
        "from a beginning. What it writes is made up, cites nothing and may be wrong. Not for answers from documents, "
        "summaries, translations or labels: other tools do those. Saves each text as an artifact."
    )
    inputs = {
        "prompt": {
            "type": "string",
            "role": "prompt",
            "description": "The instruction, or the beginning to go on from.",
        },
        "document": {
            "type": "string",
            "role": "about",
            "description": "Artifact name of a document that the instruction is about; put behind it.",
            "nullable": True,
        },
        "mode": {
            "type": "string",
            "role": "mode",
            "description": "instruction or continue; by what the model was made for if left out.",
            "nullable": True,
        },
        "max_new_tokens": {
            "type": "integer",
            "role": "max_tokens",
            "description": f"Tokens at most, about three for two words; 1 to 4096, {TOKENS} if left out.",
            "nullable": True,
        },
        "temperature": {
            "type": "number",
            "role": "temperature",
            "description": "How freely it draws words, 0 to 2; 0, or all of these left out, takes the likeliest.",
            "nullable": True,
        },
        "top_p": {
            "type": "number",
            "role": "top_p",
            "description": "Draw among the likeliest words that together have this probability, above 0 to 1.",
            "nullable": True,
        },
        "top_k": {
            "type": "integer",
            "role": "top_k",
            "description": "Draw among so many of the likeliest words, 1 or more.",
            "nullable": True,
        },
        "repetition_penalty": {
            "type": "number",
            "role": "repetition_penalty",
            "description": "Above 1, to 2, what was said becomes less likely to be said again.",
            "nullable": True,
        },
        "sequences": {
            "type": "integer",
            "role": "sequences",
            "description": f"How many different texts, 1 to {SEQUENCES}; more than one are drawn.",
            "nullable": True,
        },
        "seed": {
            "type": "integer",
            "role": "seed",
            "description": "The same seed draws the same text again; one is chosen and told if left out.",
            "nullable": True,
        },
    }
    returns: ClassVar = {
        "texts": ("array", "Each text: text, tokens, finish (stop where it ended by itself, length where it was cut)."),
        "mode": ("string", "instruction or continue."),
        "seed": ("integer", "What draws the same again; null where nothing was drawn."),
        "prompt_was_cut": ("boolean", "Whether the prompt was longer than the model reads, and lost its beginning."),
        "artifacts": ("array", "Names of the text artifacts, one for each text."),
    }
    task = "text-generation"
    side_effects = "saves text artifacts"
    labels = ("reads_untrusted",)
    makes = "text/plain"
    replaces = True
    cues: ClassVar = (
        r"^(go on|carry on|continue|keep on|write on|keep writing)( writing)? from\b",
        r"^(invent|make up|think up|dream up) (me |us )?(an?|some|\d+|two|three)\b",
        r"\b(write|compose|draft|pen)\b.*\b(e-?mail|letter|poem|story|essay|song|article|post|code|script|function|reply|"
        r"report|speech|haiku|limerick|slogan|tagline|cover letter|blog|text|paragraph|dialogue|joke|invitation)s?\b",
        r"^(write|compose|draft|pen) (me |us |him |her |them )?(an?|some|\d+|two|three|four|five)\b"
        r"(?!.*\b(summary|transcript|note of))",
        r"^(an?|some|two|three|four|five|six|\d+) (?!.*\b(pictures?|images?|photos?|videos?|clips?)\b)([\w-]+ ){0,3}?"
        r"(blurb|slogan|tagline|headline|teaser|limerick|haiku|poem|verse|toast|press release|product text|rhyme)s? "
        r"(for|about|on|from)\b",
        r"\bbrainstorm\b",
        r"\b(continue|complete|finish|go on with)\b.*\b(story|sentence|text|paragraph|poem|QTEXT)\b",
        r"\b(come up with|think of|suggest|invent|make up)\b.*\b(idea|name|title|slogan|headline|story|stories)s?\b",
        r"\brewrite\b",
    )
    asks: ClassVar = (
        "write an email to my landlord",
        "compose a poem about autumn",
        "draft a reply to this letter",
        "brainstorm names for a cafe",
        "continue this story",
        "write a short essay on bees",
        "finish the sentence for me",
        "come up with a slogan",
    )

    def forward(
        self,
        prompt: str,
        document: str | None = None,
        mode: str | None = None,
        max_new_tokens: int | None = None,
        sequences: int | None = None,
        seed: int | None = None,
        **sampling: Any,
    ) -> dict[str, Json]:
        if not prompt.strip() or len(prompt) > LONGEST_PROMPT:
            raise BadInput(
                f"The prompt has {len(prompt)} characters; give 1 to {LONGEST_PROMPT}, such as "
                "generate_text(prompt='Write two lines about the sea.')."
            )
        chosen = self._mode(mode)
        how = decoding(max_new_tokens, sequences, seed, sampling)
        about = self.bench.library.read(document.strip()) if document else None
        results = self.run([asked(prompt, about, chosen)], also=how)
        texts = [dict(text) for text in results.items[0] if str(text["text"]).strip()]
        if not texts:
            raise NoResult(f"{results.checkpoint.id} wrote nothing. Try another prompt, or temperature=0.8.")
        made = [self._saved(text, document, results, how) for text in texts]
        return {
            "summary": told(texts, made, results.checkpoint.id),
            "texts": [{"text": t["text"], "tokens": t["tokens"], "finish": t["finish"]} for t in texts],
            "mode": chosen,
            "seed": how.get("seed"),
            "prompt_was_cut": any(text["truncated"] for text in texts),
            "artifacts": made,
        }

    def _mode(self, mode: str | None) -> str:
        """
        Raises:
            BadInput: no such mode, or a model that only goes on with texts is to follow an instruction.
        """
        line = self.bench.pool.choice(self.task, self._model).checkpoint
        chats = holds_chats(folder_of(line))
        if mode not in (None, *MODES):
            raise BadInput(f"mode={mode!r} is none. Call generate_text(..., mode='instruction') or mode='continue'.")
        if mode == "instruction" and not chats:
            raise BadInput(
                f"{line.id} goes on with texts and follows no instructions. Call generate_text(..., mode='continue') "
                "with the first words of what you want, or give a model that chats."
            )
        return mode or ("instruction" if chats else "continue")

    def _saved(self, text: Mapping[str, Any], document: str | None, results: Results, how: Mapping[str, Any]) -> str:
        line, sources = results.checkpoint, (document.strip(),) if document else ()
        provenance = Provenance(
            self.name, sources, dict(results.parameters), line.id, line.revision, results.placement.at,
            how.get("seed"), results.seconds,
        )  # fmt: skip
        return self.bench.artifacts.save_text(str(text["text"]).strip(), "writing", provenance).name


def holds_chats(folder: Path) -> bool:
    """Whether the checkpoint there says how a chat is written."""
    told = read_json(folder / "tokenizer_config.json").get("chat_template")
    return bool(told) or any((folder / name).exists() for name in TEMPLATES)


def asked(prompt: str, document: Document | None, mode: str) -> Any:
    """What the model is given: a chat, or a text to go on from. A document stands behind the prompt, as data."""
    text = f"{prompt}\n\nThe text “{document.title}”:\n\n{document.text}" if document else prompt
    return [{"role": "user", "content": text}] if mode == "instruction" else text


def told(texts: Sequence[Mapping[str, Any]], made: Sequence[str], checkpoint: str) -> str:
    parts = [str(text["text"]).strip() + (" …" if text["finish"] == "length" else "") for text in texts]
    numbered = [f"{number}. {part}" for number, part in enumerate(parts, 1)] if len(parts) > 1 else parts
    return "\n\n".join([*numbered, f"(Written by {checkpoint}, not checked; saved as {', '.join(made)}.)"])
