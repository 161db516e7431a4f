"""A recording made as loud, as long and of the form that is asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from runtime.errors import BadInput
from runtime.records import Artifact, Json, Provenance
from tools.edits import PEAK_DBTP, Edit, edited
from tools.recordings import TYPES, RecordingTool, clock
from tools.sound_facts import measured


class EditSound(RecordingTool):
    name = "edit_sound"
    description = (
        "Edits a recording and saves the result as a new one: cuts it from one second to another, trims silence at its "
        "ends, fades, makes it mono, resamples it, brings it to a loudness in LUFS (ITU-R BS.1770), writes it as wav, "
        "flac, mp3 or ogg. Reports both as measured. It removes no noise and nothing from the middle."
    )
    inputs = {
        "sound": {"type": "string", "role": "sound", "description": "Artifact name of a recording or a video."},
        "lufs": {
            "type": "number",
            "nullable": True,
            "role": "lufs",
            "description": "Loudness to bring it to, -60 to -5 LUFS; -16 suits speech. Less where it would clip.",
        },
        "format": {
            "type": "string",
            "nullable": True,
            "role": "sound_format",
            "description": "wav, flac, mp3 or ogg; as the recording, or wav, if left out.",
        },
        "start_s": {
            "type": "number",
            "nullable": True,
            "role": "start",
            "description": "Keep it from this second on.",
        },
        "end_s": {"type": "number", "nullable": True, "role": "end", "description": "Keep it up to this second."},
        "trim": {
            "type": "boolean",
            "nullable": True,
            "role": "trim",
            "description": "True to cut off silence (under -50 dBFS) at both ends.",
        },
        "fade_in_s": {
            "type": "number",
            "nullable": True,
            "role": "fade_in",
            "description": "Seconds to rise over, 0 to 60.",
        },
        "fade_out_s": {
            "type": "number",
            "nullable": True,
            "role": "fade_out",
            "description": "Seconds to sink over, 0 to 60.",
        },
        "mono": {"type": "boolean", "nullable": True, "role": "mono", "description": "True for one channel."},
        "rate_hz": {
            "type": "integer",
            "nullable": True,
            "role": "rate",
            "description": "Samples a second, 4000 to 192000.",
        },
    }
    returns: ClassVar = {
        "before": (
            "object",
            "seconds, sample_rate_hz, channels, format, loudness_lufs, true_peak_dbtp; null if silent.",
        ),
        "after": ("object", "The same of the result, measured in the saved file."),
        "artifacts": ("array", "Name of the result."),
    }
    side_effects = "saves a sound artifact"
    labels = ()
    makes = "audio/wav"
    replaces = True
    cues: ClassVar = (
        r"\bnormali[sz]e\b.*\b(loudness|volume|level|recording|sound|audio|it)\b",
        r"\blufs\b|\blkfs\b",
        r"^(?!who\b|which\b|what\b|is\b|are\b|tell me\b).*\b(louder|quieter|same loudness|as loud as)\b",
        r"\b(trim|cut off|strip|remove)\b.*\bsilence\b",
        r"\b(cut|clip|crop|trim|keep)\b.*\b(first|from|between|until)\b.*\b(seconds?|minutes?|s|\d+:\d+)\b",
        r"\b(cut|trim|shorten|crop|clip) (it|that|this|them)( down)? to \S+ ?(seconds?|minutes?|secs?|s|min)\b",
        r"\b(cut|trim|chop|clip) (off|away) (everything|all|what\w*)\b.*\b(after|before|past|until)\b.*\d",
        r"\bfade\b.*\b(in|out)\b",
        r"\b(resample|downsample|upsample)\b|\b\d+ ?k?hz\b",
        r"\b(to|in|into|as|make it|be) mono\b|\bmono\b.*\b(recording|file|sound)\b",
        r"\b(convert|save|export|turn|change|write|encode)\b.*\b(wav|flac|mp3|ogg)\b",
    )
    asks: ClassVar = (
        "normalise the loudness of the recording",
        "make the recording louder",
        "trim the silence at both ends of the recording",
        "convert the recording to mp3",
        "cut the recording from 10 to 30 seconds",
        "fade the recording out at the end",
        "resample the recording to 16 kHz mono",
        "bring it to -16 LUFS",
    )

    def forward(
        self,
        sound: str,
        lufs: float | None = None,
        format: str | None = None,
        start_s: float | None = None,
        end_s: float | None = None,
        trim: bool | None = None,
        fade_in_s: float | None = None,
        fade_out_s: float | None = None,
        mono: bool | None = None,
        rate_hz: int | None = None,
    ) -> dict[str, Json]:
        wish: dict[str, Any] = {"lufs": lufs, "start_s": start_s, "end_s": end_s, "trim": trim, "mono": mono}
        wish |= {"fade_in_s": fade_in_s, "fade_out_s": fade_out_s, "rate_hz": rate_hz}
        wish |= {"format": format.lower().lstrip(".") if format else None}
        given = {name: value for name, value in wish.items() if value is not None}
        edit = Edit(**given)
        if problem := edit.problem():
            raise BadInput(f"edit_sound: {problem}.")
        recording = self.recording(sound)
        data, kind = edited(recording, edit)
        made = self.bench.artifacts.save_bytes(
            data, "sound", TYPES[kind], Provenance(self.name, (recording.name,), given, "soxr, pyloudnorm")
        )
        return self._result(recording, made, edit)

    @staticmethod
    def _result(recording: Artifact, made: Artifact, edit: Edit) -> dict[str, Json]:
        before, after = measured(recording.path), measured(made.path)
        short = edit.lufs is not None and (after["loudness_lufs"] or edit.lufs) < edit.lufs - 0.5
        why = f" Louder it would clip: the peak is kept under {PEAK_DBTP:g} dBTP." if short else ""
        return {
            "summary": f"Made {made.name} of {recording.title}.{why}\nBefore: {told(before)}\nAfter: {told(after)}",
            "before": before,
            "after": after,
            "artifacts": [made.name],
        }


def told(facts: dict[str, Json]) -> str:
    loud = "silent" if facts["loudness_lufs"] is None else f"{facts['loudness_lufs']:.1f} LUFS"
    peak = "" if facts["true_peak_dbtp"] is None else f", peak {facts['true_peak_dbtp']:.1f} dBTP"
    channels = {1: "mono", 2: "stereo"}.get(facts["channels"], f"{facts['channels']} channels")
    return f"{clock(facts['seconds'])}, {facts['sample_rate_hz']} Hz, {channels}, {facts['format']}, {loud}{peak}"
