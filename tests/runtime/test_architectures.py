"""What a checkpoint serves is told by its class, as transformers and diffusers name them."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.architectures import fits, known_tasks, must_fit, needs_code, tasks_of
from runtime.catalog import load_catalog
from runtime.errors import WrongArchitecture
from runtime.heads import HEADS, PIPELINES, WHOLE

ANSWERED = {
    "AUDIO_CLASSIFICATION": "audio-classification",
    "AUDIO_XVECTOR": "speaker-embedding",
    "CAUSAL_LM": "text-generation",
    "CTC": "automatic-speech-recognition",
    "DEPTH_ESTIMATION": "depth-estimation",
    "DOCUMENT_QUESTION_ANSWERING": "document-question-answering",
    "IMAGE_CLASSIFICATION": "image-classification",
    "IMAGE_SEGMENTATION": "image-segmentation",
    "IMAGE_TEXT_TO_TEXT": "image-text-to-text",
    "IMAGE_TO_IMAGE": "image-to-image",
    "INSTANCE_SEGMENTATION": "image-segmentation",
    "KEYPOINT_DETECTION": "keypoint-detection",
    "KEYPOINT_MATCHING": "keypoint-matching",
    "MASKED_LM": "fill-mask",
    "MASK_GENERATION": "mask-generation",
    "OBJECT_DETECTION": "object-detection",
    "QUESTION_ANSWERING": "question-answering",
    "SEMANTIC_SEGMENTATION": "image-segmentation",
    "SEQUENCE_CLASSIFICATION": "text-classification",
    "SPEECH_SEQ_2_SEQ": "automatic-speech-recognition",
    "TABLE_QUESTION_ANSWERING": "table-question-answering",
    "TEXT_ENCODING": "feature-extraction",
    "TEXT_TO_SPECTROGRAM": "text-to-audio",
    "TEXT_TO_WAVEFORM": "text-to-audio",
    "TIME_SERIES_CLASSIFICATION": "time-series-classification",
    "TIME_SERIES_PREDICTION": "time-series-forecasting",
    "TIME_SERIES_REGRESSION": "time-series-regression",
    "TOKEN_CLASSIFICATION": "token-classification",
    "UNIVERSAL_SEGMENTATION": "image-segmentation",
    "VIDEO_CLASSIFICATION": "video-classification",
    "VISUAL_QUESTION_ANSWERING": "visual-question-answering",
    "ZERO_SHOT_IMAGE_CLASSIFICATION": "zero-shot-image-classification",
    "ZERO_SHOT_OBJECT_DETECTION": "zero-shot-object-detection",
}
"""By the middle of the name of a table in transformers: our task."""
OTHERWISE = {
    "DiaForConditionalGeneration": "it speaks",
    "DiffusionGemmaForBlockDiffusion": "of its own way to write",
    "EvollaForProteinText2Text": "reads proteins",
    "FuyuForCausalLM": "reads pictures",
    "GitForCausalLM": "reads pictures",
    "LayoutLMv2ForQuestionAnswering": "reads pages",
    "LayoutLMv3ForQuestionAnswering": "reads pages",
    "LxmertForQuestionAnswering": "reads pictures",
    "Mistral4ForCausalLM": "reads words only",
    "MossTranscribeDiarizeForConditionalGeneration": "reads sound",
    "NemotronH_Omni_Reasoning_V3": "of no ending",
    "Phi4MultimodalForCausalLM": "reads pictures",
    "PI0ForConditionalGeneration": "moves robots",
    "Pop2PianoForConditionalGeneration": "plays the piano",
    "Qwen2_5OmniForConditionalGeneration": "reads pictures first of all",
    "Qwen3OmniMoeForConditionalGeneration": "reads pictures first of all",
    "VibeVoiceForConditionalGeneration": "it speaks",
}
"""Classes that stand in a table of transformers and that we put elsewhere, and why."""


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"architectures": [name], **more}


@pytest.fixture(scope="module")
def tables() -> Any:
    from transformers.models.auto import modeling_auto

    return modeling_auto


@pytest.mark.parametrize(("table", "task"), ANSWERED.items())
def test_every_class_that_transformers_has_for_a_task_serves_it(tables: Any, table: str, task: str) -> None:
    classes = getattr(tables, f"MODEL_FOR_{table}_MAPPING_NAMES").values()
    names = {name for entry in classes for name in ([entry] if isinstance(entry, str) else entry)}

    assert [name for name in sorted(names - OTHERWISE.keys()) if not fits(task, named(name))] == []


def test_every_class_that_writes_from_text_or_sound_serves_something_of_that_kind(tables: Any) -> None:
    kinds = {"summarization", "translation", "automatic-speech-recognition", "audio-text-to-text"}
    names = set(tables.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES.values()) - {"T5Gemma2ForConditionalGeneration"}

    assert [name for name in sorted(names) if not kinds & {*tasks_of(named(name))}] == []


def test_every_class_that_is_named_whole_is_one_of_transformers() -> None:
    import transformers

    ours = {name for name, head in WHOLE.items() if head not in PIPELINES}

    assert ours <= set(dir(transformers))


def test_every_pipeline_that_is_named_whole_is_one_of_diffusers() -> None:
    diffusers = pytest.importorskip("diffusers")

    whole = {name for head in PIPELINES for name in head.names if name[0] != "*"}

    assert whole <= set(dir(diffusers))


def test_no_name_stands_in_two_places() -> None:
    names = [name for head in HEADS for name in head.names]

    assert sorted(names) == sorted(set(names))


def test_every_task_of_the_catalog_is_served_by_some_architecture() -> None:
    assert set(load_catalog().tasks()) <= set(known_tasks())


@pytest.mark.parametrize(
    ("id", "task", "config"),
    [
        ("BAAI/bge-small-en-v1.5", "sentence-similarity", named("BertModel", vocab_size=30522)),
        ("sentence-transformers/all-mpnet-base-v2", "sentence-similarity", named("MPNetForMaskedLM")),
        ("facebook/dpr-ctx_encoder-single-nq-base", "feature-extraction", named("DPRContextEncoder")),
        (
            "papluca/xlm-roberta-base-language-detection",
            "language-detection",
            named("RobertaForSequenceClassification"),
        ),
        ("Law-AI/InLegalBERT", "fill-mask", named("BertForPreTraining")),
        ("google/flan-t5-base", "text2text-generation", named("T5ForConditionalGeneration")),
        ("google/pegasus-xsum", "summarization", named("PegasusForConditionalGeneration")),
        ("Helsinki-NLP/opus-mt-en-es", "translation", named("MarianMTModel")),
        ("openai-community/gpt2", "text-generation", named("GPT2LMHeadModel")),
        ("Salesforce/blip2-opt-2.7b", "image-to-text", named("Blip2ForConditionalGeneration")),
        (
            "Salesforce/instructblip-flan-t5-xl",
            "visual-question-answering",
            named("InstructBlipForConditionalGeneration"),
        ),
        ("google/paligemma-3b-mix-224", "image-text-to-text", named("PaliGemmaForConditionalGeneration")),
        (
            "naver-clova-ix/donut-base-finetuned-docvqa",
            "document-question-answering",
            named("VisionEncoderDecoderModel"),
        ),
        ("Salesforce/blip-itm-large-coco", "zero-shot-image-classification", named("BlipForImageTextRetrieval")),
        ("microsoft/xclip-base-patch16", "zero-shot-video-classification", named("XCLIPModel")),
        ("microsoft/speecht5_hifigan", "text-to-speech", named("SpeechT5HifiGan")),
        ("microsoft/wavlm-base-plus-sv", "speaker-embedding", named("WavLMForXVector")),
        ("laion/clap-htsat-unfused", "zero-shot-audio-classification", named("ClapModel")),
        ("lllyasviel/sd-controlnet-canny", "image-to-image", {"_class_name": "ControlNetModel"}),
        ("black-forest-labs/FLUX.1-dev", "inpainting", {"_class_name": "FluxPipeline"}),
        ("THUDM/CogVideoX-2b", "text-to-video", {"_class_name": "CogVideoXPipeline"}),
        ("amazon/chronos-bolt-base", "time-series-forecasting", named("ChronosBoltModelForForecasting")),
    ],
)
def test_what_the_catalog_says_of_a_checkpoint_goes_with_its_class(id: str, task: str, config: dict[str, Any]) -> None:
    assert load_catalog().find(id, task)
    assert fits(task, config)


@pytest.mark.parametrize(
    ("config", "tasks"),
    [
        (named("WhisperForConditionalGeneration"), ("automatic-speech-recognition",)),
        (named("BartForConditionalGeneration"), ("summarization", "translation")),
        (named("LlavaForConditionalGeneration"), ("image-text-to-text",)),
        (named("HubertForSequenceClassification"), ("audio-classification",)),
        (named("BertForSequenceClassification"), ("text-classification",)),
        (named("BertForSequenceClassification", label2id={"Entailment": 0}),
         ("text-classification", "zero-shot-classification")),
        (named("DebertaV2ForSequenceClassification", id2label={"0": "entailment"}),
         ("text-classification", "zero-shot-classification")),
        (named("T5ForConditionalGeneration", chronos_config={}), ("time-series-forecasting",)),
        (named("SpeechEncoderDecoderModel"), ("automatic-speech-recognition",)),
        (named("OwlViTForObjectDetection"), ("zero-shot-object-detection",)),
        (named("ViTModel"), ("feature-extraction",)),
        (named("Wav2Vec2Model", vocab_size=32), ("feature-extraction",)),
        (named("SomethingNew"), ()),
        ({"architectures": None}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_the_tasks_of_a_class_are_told(config: dict[str, Any], tasks: tuple[str, ...]) -> None:
    assert tasks_of(config) == tasks


def test_what_does_not_fit_names_what_it_would_serve() -> None:
    with pytest.raises(WrongArchitecture) as caught:
        must_fit("x/y", "text-classification", named("BertForTokenClassification"))

    assert str(caught.value) == (
        "'x/y' is a BertForTokenClassification, which does not serve 'text-classification'. "
        "It would serve: token-classification. Choose another with: atelier models text-classification"
    )


def test_a_classifier_without_a_label_for_entailment_does_not_serve_labels_named_on_the_spot() -> None:
    with pytest.raises(
        WrongArchitecture, match=r"that does not judge entailment.* It would serve: text-classification"
    ):
        must_fit("x/y", "zero-shot-classification", named("BertForSequenceClassification"))


def test_what_names_no_class_serves_nothing() -> None:
    with pytest.raises(
        WrongArchitecture, match=r"of no named architecture, which does not serve 'summarization'\. Choose"
    ):
        must_fit("x/y", "summarization", {})


@pytest.mark.parametrize(
    ("config", "needs"),
    [
        (named("Phi3ForCausalLM", model_type="phi3", auto_map={"AutoModel": "x.Y"}), False),
        (named("BriaRMBG", model_type="SegformerForSemanticSegmentation", auto_map={"AutoModel": "x.Y"}), True),
        (named("BertModel", model_type="mine", auto_map={"AutoModel": "x.Y"}), True),
        (named("SomethingNew", model_type="mine"), False),
    ],
)
def test_only_what_transformers_does_not_know_itself_needs_code_of_its_repository(
    config: dict[str, Any], needs: bool
) -> None:
    assert needs_code(config) is needs
