"""Which runner serves a task from a downloaded checkpoint, and what it needs installed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipe:
    runner: str
    """`module:Class` under `runtime.runners`; the class takes a folder and a placement."""
    extra: str = ""
    """The extra of this package that brings what it imports, where transformers alone does not do."""
    offloads: bool = False
    """Whether it can keep its parts beside the processor and send each to the device in its turn."""

    def build(self) -> Any:
        """The class. Imports its module."""
        module, _, name = self.runner.partition(":")
        return getattr(import_module(f"runtime.runners.{module}"), name)


RECIPES = {
    "text-classification": Recipe("classification:TextClassifier"),
    "language-detection": Recipe("classification:TextClassifier"),
    "text-generation": Recipe("generation:TextGenerator"),
    "text2text-generation": Recipe("seq2seq:Text2Text", "text"),
    "summarization": Recipe("summarization:Summarizer", "text"),
    "translation": Recipe("translation:Translator", "text"),
    "automatic-speech-recognition": Recipe("speech_recognition:SpeechRecognizer", "audio"),
    "audio-classification": Recipe("audio_classification:AudioClassifier", "audio"),
    "zero-shot-audio-classification": Recipe("clap:ZeroShotAudioClassifier", "audio"),
    "text-to-speech": Recipe("speech:Speaker", "audio"),
    "text-to-audio": Recipe("speech:Speaker", "audio"),
    "speaker-embedding": Recipe("speakers:VoiceEncoder", "audio"),
    "object-detection": Recipe("object_detection:ObjectDetector", "vision"),
    "zero-shot-object-detection": Recipe("finding:ThingFinder", "vision"),
    "image-segmentation": Recipe("segmentation:Segmenter", "vision"),
    "depth-estimation": Recipe("depth:DepthEstimator", "vision"),
    "image-classification": Recipe("picture_labels:PictureClassifier", "vision"),
    "zero-shot-image-classification": Recipe("picture_space:PictureSpace", "vision"),
    "image-to-text": Recipe("captions:Captioner", "vision"),
    "document-question-answering": Recipe("scan_questions:ScanAnswers", "vision"),
    "image-text-to-text": Recipe("picture_chat:PictureChat", "vision"),
    "text-to-image": Recipe("picture_making:PictureMaker", "studio", offloads=True),
    "image-to-image": Recipe("picture_making:PictureMaker", "studio", offloads=True),
    "inpainting": Recipe("picture_making:PictureMaker", "studio", offloads=True),
    "text-to-video": Recipe("clip_making:ClipMaker", "studio", offloads=True),
    "image-to-video": Recipe("clip_making:ClipMaker", "studio", offloads=True),
    "super-resolution": Recipe("super_resolution:Enlarger", "vision"),
    "visual-question-answering": Recipe("picture_questions:PictureAnswers", "vision"),
    "video-classification": Recipe("clips:ClipClassifier", "video"),
    "zero-shot-video-classification": Recipe("clip_space:ZeroShotClipClassifier", "video"),
    "zero-shot-classification": Recipe("nli:NliZeroShot"),
    "token-classification": Recipe("token_classification:TokenClassifier"),
    "fill-mask": Recipe("fill_mask:FillMask"),
    "question-answering": Recipe("spans:ExtractiveAnswers"),
    "table-question-answering": Recipe("tables:TableAnswers", "tables"),
    "time-series-forecasting": Recipe("forecasting:Forecaster", "forecast"),
    "sentiment-analysis": Recipe("classification:TextClassifier"),
    "grammatical-acceptability": Recipe("classification:TextClassifier"),
    "question-answer-entailment": Recipe("classification:TextClassifier"),
    "part-of-speech": Recipe("token_classification:TokenClassifier"),
    "text-moderation": Recipe("moderation:TextModerator"),
    "text-ranking": Recipe("ranking:PassageRanker"),
}
"""By the catalog's name of the task."""
PACKAGED = {
    "langdetect": Recipe("languages:LanguageDetector"),
    "column-rules": Recipe("table_rules:TableRules"),
    "holt-winters": Recipe("smoothing:Smoothing"),
}
"""By the id of what comes in a package and is made of nothing else."""
THROUGH = {
    "zero-shot-classification": Recipe("zero_shot:EmbeddingZeroShot"),
    "sentiment-analysis": Recipe("moods:EmbeddedMoods"),
    "text-moderation": Recipe("moderation:EmbeddedModerator"),
}
"""By task: what works through the sentence encoder; for the other tasks the encoder itself is enough."""
