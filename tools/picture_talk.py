"""Talk about pictures, at length and in one's own words."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput, NoResult
from runtime.records import Json
from tools.pictures import PICTURES, PictureTool

LONGEST, MOST, TOKENS, WRITTEN = 4000, 8, 300, 2000
"""Characters of a prompt, pictures at once, tokens written where nobody says, and at most."""


class DiscussPicture(PictureTool):
    name = "discuss_picture"
    description = (
        "Answers at length what is asked about one picture or a few together: explains a chart, tells a story, "
        "compares (a multi-modal chat model), and saves it as a text. A language model's words: it may make things up. "
        "For a word or two use ask_picture, for a plain sentence caption_picture."
    )
    inputs = {
        "images": PICTURES | {"description": f"Artifact names of pictures, 1 to {MOST}; some models take one."},
        "prompt": {
            "type": "string",
            "role": "picture_prompt",
            "description": f"What to say about them, at most {LONGEST} characters.",
        },
        "max_tokens": {
            "type": "integer",
            "nullable": True,
            "role": "max_tokens",
            "description": f"Most tokens to write, 1 to {WRITTEN}; {TOKENS} if left out.",
        },
    }
    returns: ClassVar = {
        "text": ("string", "What the model says."),
        "tokens": ("integer", "How many it wrote."),
        "artifacts": ("array", "Name of the text."),
    }
    task = "image-text-to-text"
    side_effects = "saves a text"
    makes = "text/plain"
    cues: ClassVar = (
        r"\b(explain|interpret|discuss|analy[sz]e)\b.*\b(picture|photo|image|chart|diagram|drawing|screenshot|meme)s?\b",
        r"\btell (me )?(a |the )?(story|all|everything|more)\b.*\b(picture|photo|image)s?\b",
        r"\b(describe|tell)\b.*\b(picture|photo|image)s?\b.*\bin (great )?detail\b|\bat (some |great |full )?length\b",
        r"\b(write|compose|draft|invent|make up)\b( me| us)? (a|an|some)\b.*\b(about|for|on|to|to go with|inspired by) "
        r"(the|this|that|these) (picture|photo|image)s?\b",
    )
    asks: ClassVar = (
        "explain what the chart in the picture says",
        "describe the picture in detail",
        "tell me a story about this photo",
        "why is this meme funny?",
        "discuss what the images have in common",
        "write an advertisement about this photo",
    )

    def forward(self, images: list[str], prompt: str, max_tokens: int | None = None) -> dict[str, Json]:
        most, asked = TOKENS if max_tokens is None else max_tokens, prompt.strip()
        if not 1 <= most <= WRITTEN or not 1 <= len(asked) <= LONGEST:
            raise BadInput(
                f"Give a prompt of 1 to {LONGEST} characters and max_tokens of 1 to {WRITTEN}, e.g. "
                "discuss_picture(images=['photo-1'], prompt='Explain this chart.')."
            )
        given = self.pictures(images)
        if len(given) > MOST:
            raise BadInput(f"{len(given)} pictures were named; {MOST} at most are looked at together.")
        ran = self.run([{"images": [one.path for one in given], "prompt": asked}], max_new_tokens=most)
        text = str(ran.items[0]["text"])
        if not text:
            raise NoResult("The model said nothing. Ask otherwise, or name another with model=…")
        made = self.made(ran, [one.name for one in given], "")
        saved = self.bench.artifacts.save_text(text + "\n", "talk", made)
        return {"summary": text, "text": text, "tokens": int(ran.items[0]["tokens"]), "artifacts": [saved.name]}
