"""The sound of videos taken out, and put in."""

from __future__ import annotations

from typing import ClassVar

from runtime.errors import BadInput
from runtime.records import Json, Provenance
from tools.clip_facts import NOUN
from tools.clips import VIDEO, ClipTool, reading
from tools.edits import Edit, edited
from tools.recordings import TYPES, clock


class ExtractSound(ClipTool):
    name = "extract_sound"
    description = (
        "Saves the sound of a video as a recording of its own: wav, flac, mp3 or ogg. Nothing of it is changed. For a "
        "part of it, or to make it louder, use edit_sound on the result."
    )
    inputs = {
        "video": VIDEO,
        "format": {
            "type": "string",
            "nullable": True,
            "role": "sound_format",
            "description": "wav, flac, mp3 or ogg; wav if left out.",
        },
    }
    returns: ClassVar = {"artifacts": ("array", "Name of the recording.")}
    labels = ()
    side_effects = "saves a sound artifact"
    makes = "audio/wav"
    cues: ClassVar = (
        rf"\b(extract|take|get|save|pull|export|rip|separate)\b.*\b(sound|audio|soundtrack|music)\b.*\b{NOUN}\b",
        rf"^(?!.*\b(make|use|set|turn|let)\b.*\b(as|into|be|reading|speech|recording|narration|voice\w*|it|that|this|them)"
        rf" the (new )?(sound|audio|soundtrack|music)).*"
        rf"\b(sound|audio|soundtrack|music) (track )?(of|from|out of) (the|this|that|my) {NOUN}\b",
        r"\b(save|get|export|keep) (just |only )?(the|its) (sound|audio|sound ?track)( track)? (as|to|in|into)\b",
        r"\b(give|get|send|let) (me|us) (have )?(just |only )?(the|its) (sound|audio|sound ?track)( track)? "
        r"((saved|exported|stored) )?(as|in) (an? )?(mp3|wav|flac|ogg)\b",
        rf"\b{NOUN}\b.*\b(to|as|into) (an? )?(mp3|wav|flac|ogg|audio|sound)\b",
        r"\b(extract|get|save|pull|export|rip|separate) (out )?its (sound|audio|sound ?track)( track)?\b",
    )
    asks: ClassVar = (
        "extract the sound of the video",
        "save the audio of the clip as mp3",
        "get the soundtrack out of the film",
        "turn the video into an audio file",
        "convert the video to mp3",
        "export the music from the video",
    )

    def forward(self, video: str, format: str | None = None) -> dict[str, Json]:
        kind = (format or "wav").lower().lstrip(".")
        if kind not in TYPES:
            raise BadInput(f"{format!r} is not written here. Use one of: {', '.join(TYPES)}.")
        given = self.video(video)
        with reading(given):
            data, kind = edited(given, Edit(format=kind))
        made = self.bench.artifacts.save_bytes(
            data, "sound", TYPES[kind], Provenance(self.name, (given.name,), {"format": kind}, "ffmpeg")
        )
        return {"summary": f"Saved the sound of {given.title} as {made.name} ({kind}).", "artifacts": [made.name]}


class ReplaceSound(ClipTool):
    name = "replace_sound"
    description = (
        "Gives a video the sound of a recording, or of another video, in place of its own, and saves it as a new mp4. "
        "The sound is cut to the video's length, or followed by silence; the two are not mixed."
    )
    inputs = {
        "video": VIDEO,
        "sound": {
            "type": "string",
            "role": "soundtrack",
            "description": "Artifact name of the recording, or of the video, whose sound it gets.",
        },
    }
    returns: ClassVar = {
        "seconds": ("number", "How long the result lasts."),
        "artifacts": ("array", "Name of the result."),
    }
    labels = ()
    side_effects = "saves a video"
    makes = "video/mp4"
    replaces = True
    cues: ClassVar = (
        rf"\b(replace|swap|exchange|change)\b.*\b(sound|audio|soundtrack|music|recording)\b.*\b{NOUN}\b",
        rf"\b(replace|swap|exchange|change)\b.*\b{NOUN}\b.*\b(sound|audio|soundtrack|music)\b",
        rf"\b(put|lay|add|set)\b.*\b(sound|audio|music|recording|voice)\b.*\b(on|over|under|onto|to) .*\b{NOUN}\b",
        r"\b(take|use) (the video['’]s (sound|audio|music|sound ?track)|"
        r"the (sound|audio|music|sound ?track)( track)? (of|from|in) the video) (for|in|on|under|with) the video\b",
        r"\b(give|lend) (it|this|that|them) (the )?(sound|audio|music|sound ?track)( track)? (of|from)\b",
        rf"\b(make|let|turn|set)\b.{{3,80}}?\b(into |be |as )?the (new )?(sound|audio|soundtrack|music)"
        rf"( track)? (of|for|on|in)\b.*\b{NOUN}\b",
        rf"\b(use|take)\b.*\b(as|for) the (sound|audio|soundtrack|music)\b.*\b{NOUN}\b",
        r"\b(make|turn)\b.*\b(the|its|into the) (sound|audio|soundtrack|music)( track)? (of|on|for) "
        rf"(the|this|that|my) {NOUN}\b",
        rf"\b(give|dub)\b.*\b{NOUN}\b.*\b(sound|audio|soundtrack|music|recording)\b",
    )
    asks: ClassVar = (
        "replace the sound of the video with the recording",
        "put the recording under the video",
        "swap the soundtrack of the clip for this music",
        "give the clip the sound of the recording",
        "use the recording as the sound of the film",
    )

    def forward(self, video: str, sound: str) -> dict[str, Json]:
        from runtime.video.editing import with_sound

        given, heard = self.video(video), self.bench.artifacts.get(sound.strip())
        if heard.kind not in ("sound", "video"):
            raise BadInput(f"{sound} is {heard.media_type}, not a recording. Name a recording, or a video with sound.")
        with reading(given):
            made = self.save_clip(lambda path: with_sound(given.path, heard.path, path), [given.name, heard.name])
        seconds = round(self.facts(made).seconds, 3)
        return {
            "summary": f"Made {made.name}: {given.title} with the sound of {heard.title}, {clock(seconds)}.",
            "seconds": seconds,
            "artifacts": [made.name],
        }
