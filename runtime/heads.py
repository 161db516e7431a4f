"""Which kinds of model there are, by the names of their classes in transformers and diffusers, and what they serve."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """A kind of model."""

    names: tuple[str, ...]
    """Of its classes: whole, or what they end with where a star stands in front. A whole name goes first."""
    tasks: tuple[str, ...]
    """What it is made for."""
    also: tuple[str, ...] = ()
    """What else it is put to, where that is asked for by name."""


VECTORS = ("sentence-similarity", "feature-extraction")
JUDGES = (
    "language-detection", "sentiment-analysis", "grammatical-acceptability", "question-answer-entailment",
    "text-moderation", "text-ranking",
)  # fmt: skip
ON_PICTURES = ("image-to-text", "visual-question-answering", "document-question-answering")
WRITES = "ForConditionalGeneration"
HEARS = (
    "Whisper", "Speech2Text", "Moonshine", "MoonshineStreaming", "Canary", "CohereAsr", "FunAsrNano", "GlmAsr",
    "GraniteSpeech", "GraniteSpeechPlus", "KyutaiSpeechToText", "MossTranscribeDiarize", "Nemotron3_5Transcribe",
    "Qwen3ASR", "VibeVoiceAsr", "Voxtral", "VoxtralRealtime",
)  # fmt: skip
SPEAKS = ("Csm", "Dia", "GradiumPhononTTS", "HiggsAudioV2", "PocketTTS", "VibeVoice")
SOUNDS = (
    "Data2VecAudio", "Hubert", "SEW", "SEWD", "UniSpeech", "UniSpeechSat", "Wav2Vec2", "Wav2Vec2Bert",
    "Wav2Vec2Conformer", "WavLM",
)  # fmt: skip
REWRITES = (
    "BigBirdPegasus", "Blenderbot", "BlenderbotSmall", "LED", "LongT5", "Mvp", "ProphetNet", "SwitchTransformers",
    "MT5", "T5", "T5Gemma", "UMT5",
)  # fmt: skip


def _each(starts: tuple[str, ...], ending: str) -> tuple[str, ...]:
    return tuple(start + ending for start in starts)


TEXT = (
    Head(_each(SOUNDS, "ForSequenceClassification"), ("audio-classification",)),
    Head(("*ForSequenceClassification",), ("text-classification",), JUDGES),
    Head(("*ForTokenClassification",), ("token-classification",), ("part-of-speech",)),
    Head(("LayoutLMForQuestionAnswering", "LayoutLMv2ForQuestionAnswering", "LayoutLMv3ForQuestionAnswering"),
         ("document-question-answering",)),
    Head(("TapasForQuestionAnswering",), ("table-question-answering",)),
    Head(("ViltForQuestionAnswering", "BlipForQuestionAnswering", "LxmertForQuestionAnswering"),
         ("visual-question-answering",)),
    Head(("*ForQuestionAnswering", "*ForQuestionAnsweringSimple"), ("question-answering",)),
    Head(("*ForMaskedLM",), ("fill-mask",), VECTORS),
    Head(_each(("Albert", "Bert", "BigBird", "Ernie", "FNet", "MegatronBert", "MobileBert", "RoCBert"),
               "ForPreTraining"), ("fill-mask",), VECTORS),
    Head(("FlaubertWithLMHeadModel", "XLMWithLMHeadModel"), ("fill-mask",), ("text-generation",)),
    Head(("MarianMTModel", *_each(("FSMT", "M2M100", "NllbMoe"), WRITES), "*ForTextToText"), ("translation",)),
    Head(_each(("Pegasus", "PegasusX"), WRITES), ("summarization",), ("translation",)),
    Head(_each(("Bart", "MBart", "PLBart"), WRITES), ("summarization", "translation"),
         ("question-answering", "table-question-answering", "fill-mask")),
    Head((*_each(REWRITES, WRITES), "EncoderDecoderModel"), ("summarization", "translation", "text2text-generation"),
         ("question-answering", "fill-mask")),
)  # fmt: skip
SOUND = (
    Head(("*ForCTC", "*ForRNNT", "*ForTDT", "*ForSpeechToText", "SpeechEncoderDecoderModel", *_each(HEARS, WRITES)),
         ("automatic-speech-recognition",)),
    Head(("*ForAudioClassification",), ("audio-classification",)),
    Head(("*ForXVector",), ("speaker-embedding",), ("audio-xvector",)),
    Head(("ClapModel",), ("zero-shot-audio-classification",)),
    Head(("*ForTextToSpeech", "VitsModel", "BarkModel", "SpeechT5HifiGan", "FastSpeech2ConformerModel",
          "FastSpeech2ConformerWithHifiGan", *_each(SPEAKS, WRITES)), ("text-to-speech",), ("text-to-audio",)),
    Head(("MusicgenForConditionalGeneration", "MusicgenMelodyForConditionalGeneration"), ("text-to-audio",)),
    Head(_each(("AudioFlamingo3", "MusicFlamingo", "Qwen2Audio"), WRITES), ("audio-text-to-text",)),
    Head(_each(("ClvpModel", "GlmImage", "Moshi", "PI0", "Pop2Piano"), WRITES), ()),
)  # fmt: skip
PICTURES = (
    Head(("*ForImageClassification", "*ForImageClassificationWithTeacher", "*ForImageClassificationLearned",
          "*ForImageClassificationFourier", "*ForImageClassificationConvProcessing"), ("image-classification",)),
    Head(_each(("GroundingDino", "MMGroundingDino", "OmDetTurbo", "OwlViT", "Owlv2"), "ForObjectDetection"),
         ("zero-shot-object-detection",)),
    Head(("*ForObjectDetection",), ("object-detection",)),
    Head(("*ForDepthEstimation",), ("depth-estimation",)),
    Head(("*ForSemanticSegmentation", "*ForUniversalSegmentation", "*ForInstanceSegmentation", "DetrForSegmentation"),
         ("image-segmentation",)),
    Head(("SamModel", "SamHQModel", "Sam2Model", "Sam2VideoModel", "Sam3TrackerModel", "EdgeTamModel"),
         ("mask-generation",)),
    Head(("XCLIPModel",), ("zero-shot-video-classification",)),
    Head(("AlignModel", "AltCLIPModel", "BlipModel", "ChineseCLIPModel", "CLIPModel", "CLIPSegModel", "MetaClip2Model",
          "SiglipModel", "Siglip2Model", "Tipsv2Model", "*ForImageTextRetrieval"), ("zero-shot-image-classification",)),
    Head(("*ForImageSuperResolution",), ("super-resolution",), ("image-to-image",)),
    Head(("*ForKeypointDetection", "*ForPoseEstimation"), ("keypoint-detection",)),
    Head(("*ForKeypointMatching",), ("keypoint-matching",)),
    Head(("*ForVideoClassification",), ("video-classification",)),
    Head(("VideoPrismClipModel",), ("zero-shot-video-classification",), ("zero-shot-image-classification",)),
    Head(("VisionEncoderDecoderModel", *_each(("Pix2Struct", "Udop"), WRITES)),
         ("image-to-text", "document-question-answering"), ("image-text-to-text", "visual-question-answering")),
    Head(_each(("InstructBlip",), WRITES), ("image-to-text", "visual-question-answering"), ("image-text-to-text",)),
    Head(("GitForCausalLM", *_each(("Blip", "Blip2", "Kosmos2"), WRITES)),
         ("image-to-text",), ("image-text-to-text", "visual-question-answering")),
    Head(_each(("Gemma3", "Gemma3n", "Gemma4", "Gemma4Unified", "GotOcr2"), WRITES),
         ("image-text-to-text",), ("text-generation", *ON_PICTURES)),
    Head(("*" + WRITES, "*ForVisionText2Text", "FuyuForCausalLM", "Phi4MultimodalForCausalLM"),
         ("image-text-to-text",), ON_PICTURES),
)  # fmt: skip
NUMBERS = (
    Head(("*ForPrediction", "*ForForecasting"), ("time-series-forecasting",)),
    Head(("*ForTimeSeriesClassification", "PatchTSTForClassification"), ("time-series-classification",)),
    Head(("*ForRegression",), ("time-series-regression",)),
)
PIPELINES = (
    Head(("ShapEImg2ImgPipeline", "StableAudio3InpaintPipeline"), ()),
    Head(("*InpaintPipeline", "*InpaintCombinedPipeline", "FluxFillPipeline"), ("inpainting",)),
    Head(("*Img2ImgPipeline", "*Img2ImgCombinedPipeline", "*ControlNetModel", "*UpscalePipeline", "*ImageEditPipeline",
          "*ImageEditPlusPipeline", "FluxKontextPipeline", "LDMSuperResolutionPipeline",
          "StableDiffusionDepth2ImgPipeline", "StableDiffusionImageVariationPipeline",
          "StableDiffusionInstructPix2PixPipeline", "StableDiffusionXLInstructPix2PixPipeline"), ("image-to-image",)),
    Head(("*ImageToVideoPipeline", "StableVideoDiffusionPipeline", "I2VGenXLPipeline", "Kandinsky5I2VPipeline"),
         ("image-to-video",)),
    Head(("TextToVideoSDPipeline", "AnimateDiffPipeline", "AnimateDiffSDXLPipeline", "AllegroPipeline",
          "CogVideoXPipeline", "EasyAnimatePipeline", "HunyuanVideoPipeline", "HunyuanVideo15Pipeline",
          "Kandinsky5T2VPipeline", "LattePipeline", "LTX2Pipeline", "MochiPipeline", "MotionAdapter",
          "SanaVideoPipeline", "SkyReelsV2Pipeline", "WanPipeline"), ("text-to-video",)),
    Head(("LTXPipeline",), ("text-to-video", "image-to-video")),
    Head(("AudioLDMPipeline", "AudioLDM2Pipeline", "MusicLDMPipeline", "StableAudioPipeline", "StableAudio3Pipeline"),
         ("text-to-audio",)),
    Head(("StableDiffusionPipeline", "StableDiffusionXLPipeline", "StableDiffusion3Pipeline", "ChromaPipeline",
          "FluxPipeline", "KolorsPipeline", "KandinskyCombinedPipeline", "KandinskyV22CombinedPipeline",
          "LatentConsistencyModelPipeline", "QwenImagePipeline", "ZImagePipeline"),
         ("text-to-image",), ("image-to-image", "inpainting")),
    Head(("AuraFlowPipeline", "BriaPipeline", "CogView3PlusPipeline", "CogView4Pipeline", "Flux2Pipeline",
          "Flux2KleinPipeline", "HiDreamImagePipeline", "HunyuanDiTPipeline", "HunyuanImagePipeline",
          "Kandinsky3Pipeline", "Kandinsky5T2IPipeline", "LDMTextToImagePipeline", "LongCatImagePipeline",
          "Lumina2Pipeline", "LuminaPipeline", "OmniGenPipeline", "OvisImagePipeline", "PixArtAlphaPipeline",
          "PixArtSigmaPipeline", "PRXPipeline", "SanaPipeline", "SanaSprintPipeline", "StableCascadeCombinedPipeline",
          "WuerstchenCombinedPipeline"), ("text-to-image",)),
)  # fmt: skip
ANYTHING = (
    Head(("*ForCausalLM", "*LMHeadModel", "*ModelWithLMHead", "BertGenerationDecoder"), ("text-generation",), VECTORS),
    Head(("DPRQuestionEncoder", "DPRContextEncoder"), ("feature-extraction",), ("sentence-similarity",)),
)
HEADS = (*TEXT, *SOUND, *PICTURES, *NUMBERS, *PIPELINES, *ANYTHING)
WHOLE = {name: head for head in HEADS for name in head.names if name[0] != "*"}
ENDINGS = {name[1:]: head for head in HEADS for name in head.names if name[0] == "*"}
ENCODER = Head(("Model",), VECTORS)
"""What reads text and has no head at all."""
BACKBONE = Head(("Model",), ("feature-extraction",))
"""The same for pictures and sound."""
NOTHING = Head((), ())
