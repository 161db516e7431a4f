"""The stops of the tour, in their order. A new tool gets a line here."""

from __future__ import annotations

from app.tour.props import a_voice, bill, drawing, forged, going, party, recording, scene, slides, text_file
from app.tour.stops import Stop
from app.tour.studio import STUDIO

SST, COLA, QNLI = (
    "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    "abdulmatinomotoso/English_Grammar_Checker",
    "cross-encoder/qnli-electra-base",
)
MNLI, NER, POS, MASKED = (
    "facebook/bart-large-mnli",
    "dslim/bert-base-NER",
    "vblagoje/bert-english-uncased-finetuned-pos",
    "FacebookAI/roberta-base",
)
BART, MARIAN, CHAT = "facebook/bart-large-cnn", "Helsinki-NLP/opus-mt-en-fr", "Qwen/Qwen2.5-0.5B-Instruct"
READER, TAPAS, CHRONOS = "deepset/roberta-base-squad2", "google/tapas-base-finetuned-wtq", "amazon/chronos-bolt-base"
WHISPER, AST, CLAP = "openai/whisper-tiny", "MIT/ast-finetuned-audioset-10-10-0.4593", "laion/clap-htsat-unfused"
XCLIP, TIMESFORMER = "microsoft/xclip-base-patch16", "facebook/timesformer-base-finetuned-k400"
SPEECH, VOCODER, VOICES = "microsoft/speecht5_tts", "microsoft/speecht5_hifigan", "microsoft/wavlm-base-plus-sv"
RESNET, CLIP = "microsoft/resnet-50", "openai/clip-vit-base-patch32"
DETR, OWL, SEGFORMER, DEPTH = (
    "facebook/detr-resnet-50",
    "google/owlvit-base-patch32",
    "nvidia/segformer-b3-finetuned-ade-512-512",
    "depth-anything/Depth-Anything-V2-Small-hf",
)
LLAVA, LAYOUT, SWIN2SR = (
    "llava-hf/llava-interleave-qwen-0.5b-hf",
    "impira/layoutlm-document-qa",
    "caidas/swin2SR-classical-sr-x2-64",
)
BLIP, VILT = "Salesforce/blip-image-captioning-base", "dandelin/vilt-b32-finetuned-vqa"

REVIEWS = ["What a superb film, I loved it.", "Not bad at all.", "The service was dreadful."]
HOUSE = (
    "The residents met in March. The city may buy the old mill for 40,000 euros. Who moves out by June gets a grant. "
    "The mill was built in 1871 and has stood empty for ten years. A school, a theatre and flats were suggested."
)
SALES = "month,city,units\nJan,Oslo,120\nFeb,Oslo,140\nMar,Oslo,90\nJan,Rome,80\nFeb,Rome,60\nMar,Rome,75\n"


TEXT = (
    Stop("text", "judge_sentiment", {"texts": REVIEWS}, look="Glad, glad and sad: “not bad” is glad."),
    Stop("text", "judge_sentiment", {"text": "the phone is superb", "model": SST},
         models={SST: forged("forge", "sentiment")}, look="The same through a checkpoint."),
    Stop("text", "check_grammar", {"texts": ["The dog sees the ball.", "Dog the ball sees the."]},
         models={COLA: forged("forge_text", "acceptability")}, look="The second is out of order."),
    Stop("text", "check_answer", {"question": "where does anna live ?", "text": "anna lives in a town"},
         models={QNLI: forged("forge_text", "qnli")}, look="It does answer."),
    Stop("text", "classify_text", {"text": HOUSE, "labels": ["housing", "sport", "cooking"]}, look="Housing."),
    Stop("text", "classify_text", {"text": "a new recipe was shown today", "labels": ["sports", "politics", "cooking"],
         "model": MNLI}, models={MNLI: forged("forge", "zero_shot")}, look="Cooking, judged by entailment."),
    Stop("text", "detect_language", {"text": "Wo ist der Bahnhof, bitte?"}, look="German."),
    Stop("text", "compare_sentences", {"sentence": "The shop opens at nine.",
         "others": ["Opening time is 9 a.m.", "It rains in Bergen."]}, look="The first means the same."),
    Stop("text", "find_entities", {"text": "Maria Garcia met Bob Jones in New York"},
         models={NER: forged("forge", "names")}, look="Two people and a place, each as one span."),
    Stop("text", "tag_parts_of_speech", {"text": "the old dog sees my car"},
         models={POS: forged("forge_text", "parts_of_speech")}, look="Determiner, adjective, noun, verb …"),
    Stop("text", "fill_blank", {"text": "The capital of Japan is ___."},
         models={MASKED: forged("forge_text", "gaps")}, look="Tokyo."),
    Stop("text", "extract_keywords", {"text": HOUSE, "count": 5}, look="What it is about."),
    Stop("text", "embed_texts", {"texts": REVIEWS}, look="A file of vectors."),
    Stop("text", "clean_text", {"text": "Too   many\u00a0spaces ,and a lone comma ."}, look="One space each."),
    Stop("text", "show_tokens", {"text": "Tokenizers split unbelievable words."}, look="Pieces, ids and marks."),
    Stop("text", "moderate", {"text": "I will kill you if you come back."}, look="A threat."),
    Stop("text", "summarize", {"text": HOUSE, "sentences": 2, "style": "extractive"}, look="Two of its sentences."),
    Stop("text", "summarize", {"text": HOUSE, "style": "abstractive", "min_words": 5, "max_words": 30},
         models={BART: forged("forge_seq2seq", "bart")}, look="Words of its own; it knows few by heart."),
    Stop("text", "translate", {"text": "The cat sleeps.", "to": "French", "source": "en"},
         models={MARIAN: forged("forge_seq2seq", "marian")}, look="Le chat dort."),
    Stop("text", "generate_text", {"prompt": "Write a line about the sea."},
         models={CHAT: forged("forge_desk", "chat")}, look="A line about the sea."),
)  # fmt: skip
DOCUMENTS = (
    Stop("documents", "answer_from_documents", {"question": "What may the city pay for the mill?"},
         {"documents": text_file("mill.txt", HOUSE)}, look="40,000 euros, quoted."),
    Stop("documents", "search_documents", {"query": "when must people move out"}, look="The passage with June."),
    Stop("documents", "read_file", {}, {"file": text_file("letter.txt", "Dear all,\nthe mill is open.\n")},
         look="Read out."),
    Stop("documents", "list_artifacts", look="What was given and made so far."),
    Stop("documents", "write_note", {"key": "price of the mill", "value": "40,000 euros"}, look="Kept."),
    Stop("documents", "recall_note", {"topic": "mill"}, look="Found again."),
    Stop("documents", "find_answer", {"question": "where does anna live ?",
         "text": "nobody knew why . anna lives in oslo . there were many birds"},
         models={READER: forged("forge_text", "spans")}, look="oslo, with its place in the text."),
    Stop("documents", "ask_table", {"question": "What is the sum of units where city is Oslo?"},
         {"table": text_file("sales.csv", SALES)}, look="350, by rules, with the rows."),
    Stop("documents", "forecast", {"values": [1, 3, 5, 3] * 8, "horizon": 8}, look="The rhythm goes on."),
    Stop("documents", "forecast", {"values": [1, 3, 5, 3] * 8, "horizon": 8, "model": CHRONOS},
         models={CHRONOS: forged("forge_text", "waves")}, look="The same by a model, with quantiles."),
)  # fmt: skip
HEARD = {WHISPER: forged("forge_whisper", "whisper")}
SPOKEN = {SPEECH: forged("forge_voices", "babbler"), VOCODER: forged("forge_voices", "vocoder")}
AUDIO = (
    Stop("audio", "transcribe", {"timestamps": "segment"},
         {"sound": recording("words.wav", lambda audio: audio.said(["low", "high", "mid"]))}, HEARD,
         "low high mid: the stand-in's words are pitches."),
    Stop("audio", "make_subtitles", {"format": "srt"},
         {"sound": recording("more.wav", lambda audio: audio.said(["mid", "low", "high"]))}, HEARD,
         "The same as a subtitle file."),
    Stop("audio", "classify_sound", {}, {"sound": recording("tone.wav", lambda audio: audio.tone(300, 1.0))},
         {AST: forged("forge_audio", "sound_classes")}, "A low tone."),
    Stop("audio", "match_sound", {"labels": ["low tone", "noise"]},
         {"sound": recording("hiss.wav", lambda audio: audio.noise(1.0))}, {CLAP: forged("forge_audio", "clap")},
         "Labels named on the spot."),
    Stop("audio", "read_aloud", {"text": "The boat is made of paper."}, models=SPOKEN,
         look="An untrained voice: noise."),
    Stop("audio", "translate_speech", {"target": "English"},
         {"sound": recording("francais.wav", lambda audio: audio.said(["haut", "bas"]))}, {**HEARD, **SPOKEN},
         "Heard, translated and spoken."),
    Stop("audio", "edit_sound", {"lufs": -16, "format": "flac", "trim": True},
         {"sound": recording("quiet.wav", lambda audio: audio.tone(440, 2.0) * 0.05)}, look="Louder, and measured."),
    Stop("audio", "describe_sound", {}, {"sound": recording("note.wav", lambda audio: audio.tone(440, 1.5))},
         look="Length, rate, loudness, peak."),
    Stop("audio", "describe_voice", {}, {"sound": a_voice(0, 1)}, {VOICES: forged("forge_audio", "speakers")},
         "Kept encrypted; no numbers are shown."),
)  # fmt: skip
SORTER, SEES = {RESNET: forged("forge_sight", "sorter")}, {CLIP: forged("forge_sight", "clip")}
VISION = (
    Stop("vision", "classify_picture", {}, {"images": drawing("red circle")}, SORTER, "A red circle."),
    Stop("vision", "match_picture", {"labels": ["a red circle", "a blue square"], "template": "{}"},
         {"images": drawing("blue square")}, SEES, "Labels named on the spot."),
    Stop("vision", "score_picture", {"caption": "a red circle"}, {"images": drawing("red circle")}, SEES,
         "How well the caption fits."),
    Stop("vision", "search_pictures", {"query": "a blue square", "count": 3}, models=SEES,
         look="Found among the pictures given so far, on one sheet."),
    Stop("vision", "embed_pictures", {}, {"images": drawing("green circle")}, SEES, "A file of vectors."),
    Stop("vision", "describe_picture", {}, {"images": drawing("yellow square")}, look="Size and format, no model."),
    Stop("vision", "caption_picture", {}, {"images": drawing("blue circle")},
         {BLIP: forged("forge_captions", "blip")}, "A sentence on it."),
    Stop("vision", "ask_picture", {"question": "what colour is it?"}, {"images": drawing("red square")},
         {VILT: forged("forge_captions", "vilt")}, "Red."),
)  # fmt: skip
CUTS = {SEGFORMER: forged("forge_areas", "segmenter")}
PLACES = (
    Stop("vision", "detect_objects", {}, {"images": scene(1)}, {DETR: forged("forge_finding", "detector")},
         "A stop sign and a ball, each in its box."),
    Stop("vision", "find_objects", {"things": ["kite"]}, {"images": scene(5)},
         {OWL: forged("forge_finding", "searcher")}, "The kite, and not the ball."),
    Stop("vision", "segment_picture", {}, {"images": scene(3)}, CUTS, "Three areas in colour, and their masks."),
    Stop("vision", "remove_background", {}, {"images": scene(7)}, CUTS, "Only the ball and the book are left."),
    Stop("vision", "replace_background", {"background": "navy"}, {"images": scene(2)}, CUTS, "Night falls."),
    Stop("vision", "estimate_depth", {}, {"images": scene(4)}, {DEPTH: forged("forge_areas", "sounder")},
         "Bright is near: the floor comes towards you."),
    Stop("vision", "make_sheet", {"captions": ["a scene"]}, {"images": scene(6)}, look="With its caption."),
)  # fmt: skip
TALKS = {LLAVA: forged("forge_chats", "llava")}
TOLD = (
    Stop("vision", "read_picture", {}, {"image": bill}, look="What is written there, by Tesseract."),
    Stop("vision", "ask_scan", {"question": "what is the invoice number?"}, {"image": bill},
         {LAYOUT: forged("forge_scans", "layoutlm")}, "4711, marked."),
    Stop("vision", "discuss_picture", {"prompt": "What is this?"}, {"images": drawing("blue square")}, TALKS,
         "A blue square."),
    Stop("vision", "judge_article", {"text": "The plant will be closed.", "subject": "the company"},
         {"image": drawing("red circle")}, TALKS, "Negative, with a reason."),
    Stop("vision", "enlarge_picture", {}, {"images": drawing("red circle")},
         {SWIN2SR: forged("forge_larger", "swin2sr")}, "Twice as wide; so tiny a model leaves traces."),
    Stop("vision", "moderate_pictures", {}, {"images": drawing("yellow square")}, SEES,
         "Some verdict: the stand-in knows only shapes."),
)  # fmt: skip
WATCHED = {XCLIP: forged("forge_clips", "xclip"), CLAP: forged("forge_audio", "clap")}
VIDEO = (
    Stop("video", "describe_video", {}, {"video": party}, look="Length, size, rate and codes, no model."),
    Stop("video", "extract_frames", {"count": 6, "sheet": True}, {"video": party}, look="Six frames, and a sheet."),
    Stop("video", "classify_video", {}, {"video": going("right")}, {TIMESFORMER: forged("forge_clips", "timesformer")},
         "To the right."),
    Stop("video", "match_video", {"labels": ["low tone", "noise"]}, {"video": party}, WATCHED,
         "Judged by what is seen and heard, with a plot: it turns after three seconds."),
    Stop("video", "caption_video", {"count": 4}, {"video": slides}, {BLIP: forged("forge_captions", "blip")},
         "Its frames in words: a red circle, then a blue square."),
    Stop("video", "cut_video", {"start_s": 2, "end_s": 4}, {"video": party}, look="Two seconds, around the change."),
    Stop("video", "preview_video", {"start_s": 2, "end_s": 4}, {"video": party}, look="The same as a GIF."),
    Stop("video", "join_videos", {"videos": ["party-1", "right-1"]}, look="One after the other, at the first's size."),
    Stop("video", "extract_sound", {"format": "mp3"}, {"video": party}, look="The tone, then the noise."),
    Stop("video", "replace_sound", {},
         {"video": going("left"), "sound": recording("tune.wav", lambda audio: audio.tone(700, 2.0))},
         look="A square that sounds."),
)  # fmt: skip
ROUTE = (*TEXT, *DOCUMENTS, *AUDIO, *VISION, *TOLD, *PLACES, *VIDEO, *STUDIO)
