"""Pictures made from words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.progress import counted
from runtime.records import Json
from tools.making import Making
from tools.outlines import follower, outlines
from tools.studio import Rules, StudioTool
from tools.studio_inputs import HOW, PROMPT, SEED, SIZE, optional
from tools.takes import remedies

MOST = 8
"""Pictures in one call."""


STILL = (
    r"(?:\d{3,4} ?[x×*] ?\d{3,4}\b|\d{2,} (?:\w+ )?steps\b|steps:? ?\d|(?:guidance|cfg)(?: scale)?\W* ?\d"
    r"|seed:? ?\d|euler\b|ddim\b|dpm\+\+"
    r"|unipc\b|lcm\b|loras?\b|negative prompt)"
)
"""What only pictures and clips that are made are told."""
NO_STILL = (
    r"(?!.*\b(?:clips?|videos?|films?|movies?|animations?|gifs?|footage|frames|fps|seconds?|animate|seeds|scenes?"
    r"|sheet|grid"
    r"|edit|change|replace|swap|(?:the|this|that) (?:same )?(?:picture|photo|image|video|recording|document)"
    r"|img2img|inpaint\w*"
    r"|image-to-\w+|text-to-video|mask)\b)"
)
"""What is said of clips, of sets, and of pictures that are there."""
SETTING = (
    r"(?:\d|seed|steps|guidance|cfg|strength|with|use|using|and|at|no|not|size|negative|scheduler|sampler|lora"
    r"|euler|ddim|dpm"
    r"|lcm|keep|same|every|all|prompt|model|turn|set|run|make sure|after|then)"
)
MODELS = r"(?:sdxl|sd ?\d[\d.]*|stable[ -]?diffusion|flux|pixart|kandinsky)"


class MakePicture(StudioTool):
    name = "make_picture"
    description = (
        "Makes pictures from words (text-to-image), each a PNG artifact that says it is generated. A picture can lend "
        "its style, another its outlines. Each is judged: empty, black, or not what was asked for by its CLIP score; "
        "then it is made again, a little otherwise, a few times, and every take is kept. Slow without a graphics card. "
        "It does not keep a person's face from a photo, and makes no promise of true letters, hands or counts. To "
        "change a picture use edit_picture."
    )
    inputs = {
        "prompt": PROMPT,
        "count": optional("integer", "versions", f"How many versions, 1 to {MOST}, each from its own seed; 1."),
        "seed": SEED,
        "size": SIZE,
        "style": optional("string", "style_picture", "Artifact name of a picture whose style it takes (IP-Adapter)."),
        "follow": optional(
            "string", "outline_picture", "Artifact name of a picture whose outlines it follows (ControlNet, canny)."
        ),
        **HOW,
    }
    returns: ClassVar = {
        "pictures": (
            "array",
            "artifact, prompt, seed, score (CLIP, 0 to 100), ok, rejected, settings, takes, of each.",
        ),
        "artifacts": ("array", "Names of the pictures, then of the takes that were rejected."),
    }
    cues: ClassVar = (
        r"^(please )?(draw|paint|sketch|illustrate|depict|doodle)\b"
        r"(?!.*\bwhere(?:ver)? (?:it|that|they|he|she) (?:is|was|are|stands?|sits?)\b)"
        r"(?! (\w+ )?(box(es)?|frames?|graphs?"
        r"|charts?|conclusions?|up|on|"
        r"from|attention|background)\b)",
        r"\b(design|make|create|generate|do|come up with) (me |us )?an? (\w+ ){0,2}(logo|poster|illustration"
        r"|painting|wallpaper)\b",
        r"\b(make|create|generate|design|render|draw|paint|produce)\b(?!.*\b(clip|video|animation|gif|movie)s?\b) "
        r"(me |us )?(an? |some |the |\w+ )?(\w+ ){0,3}"
        r"(pictures?|images?|photos?|drawings?|paintings?|illustrations?|posters?|logos?)(?: from scratch| anew|"
        r" of your"
        r" own| for (?:me|us))? (of|showing|with)\b",
        r"\b(text[- ]to[- ]image|txt2img|t2i)\b",
        r"^(?:follow|trace)\b.*\b(?:draw|paint|make|create|generate|sketch)\b",
        r"^(?:with|using|from|at|in) (?:the )?(?:seed|guidance|strength|size|model|lora|style|\d)[^,;:]{0,30}?,? "
        r"(?:draw|paint|sketch|illustrate)\b(?! (?:\w+ )?(?:box(?:es)?|frames?|graphs?|charts?|over)\b)",
        rf"^(?=.*[,;:(] ?(?:\w+ ){{0,3}}{STILL})(?!{SETTING}\b)(?!.*\b(?:it|this|these|them)\b){NO_STILL}"
        r"[^,;:]*\w+ \w+",
        rf"^(?={MODELS}\b[^:]{{0,80}}:){NO_STILL}[^:]+",
        rf"^(?=(?:the checkpoint|[\w.-]+/[\w.-]+)\s*:){NO_STILL}[^:]+",
        r"^(?=(?:one |an? )?(?:\w+ )?(?:pictures?|images?|photos?|illustrations?)(?: request)?,? ?(?:please)? ?:)"
        rf"{NO_STILL}[^:]+",
        r"^(?=.*\b(?:\d|two|three|four|five|six|seven|eight) (?:\w+ )?"
        r"(?:versions|variants|variations|alternatives|takes) (?:of|on) (?:an?|the)\b)"
        rf"(?!.*\b(?:choose|pick|compare|vote)\b){NO_STILL}.+",
        r"\b(?:draw|make|create|generate|render|paint)\b.*\b(?:outlines?|edges|contours|lines) of the picture\b",
        r"^render (?:me |us )?(?:an?|the|some|one)\b(?!.*\b(?:clip|video|film|animation|text|report|page)\b)",
        rf"^(?:draw|make|create|generate|render|paint)\b(?=.*\b(?:loras?|guidance|cfg)\b){NO_STILL}",
        rf"^(?:draw|make|create|generate|render|paint) (?:me |us )?(?:an?|the|some|two|three"
        rf"|four)\b(?=.*{STILL}){NO_STILL}",
    )
    asks: ClassVar = (
        "draw a red boat",
        "make a picture of a paper boat on a lake",
        "generate an image of a castle at night",
        "paint a lake at dawn, oil on canvas",
        "create four versions of a logo with a fox",
        "illustrate a knight on a horse, seed 42",
        "design a poster showing mountains",
    )

    def forward(
        self,
        prompt: str,
        count: int | None = None,
        seed: int | None = None,
        style: str | None = None,
        follow: str | None = None,
        **how: Any,
    ) -> dict[str, Json]:
        if not 1 <= (many := 1 if count is None else count) <= MOST:
            raise BadInput(f"count={count} is outside 1 to {MOST}. Call make_picture(..., count=4) again.")
        beside = {"style": self.picture(style).name} if style else {}
        if follow:
            beside["hint"] = outlines(self, self.picture(follow))
            how["control"] = follower(self.bench.pool.choice(self.task, self._model).checkpoint)
        first = self.making(prompt, self.lot(seed), how, **beside)
        rules = Rules("picture", self.most_takes(how), how.get("judged") is not False, remedies=remedies(many))
        return self.result([self.taken(making, rules) for making in counted(versions(first, many), "pictures")])


def versions(first: Making, count: int) -> list[Making]:
    """The same from one seed after another."""
    return [replace(first, input={**first.input, "seed": (first.seed + n) % 2**31}) for n in range(count)]
