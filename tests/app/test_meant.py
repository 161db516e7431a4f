"""What tasks and ids on the command line of `atelier pull` stand for."""

from __future__ import annotations

import pytest

from app.meant import default_of, meant
from runtime.catalog import Catalog, Checkpoint, load_catalog
from runtime.errors import AtelierError, BadArgument, NoCheckpoint, ServedInstead, SettingsError

BART = "facebook/bart-large-cnn"


def ids(*words: str, tier: str = "", revision: str = "") -> list[str]:
    return [line.id for line in meant(load_catalog(), words, tier, revision)]


@pytest.mark.parametrize(
    ("words", "tier", "found"),
    [
        (("summarization",), "", ["sshleifer/distilbart-cnn-12-6"]),
        (("summarization",), "full", [BART]),
        (("text-to-image",), "", ["stable-diffusion-v1-5/stable-diffusion-v1-5"]),
        ((BART,), "", [BART]),
        (("BART-large-CNN",), "", [BART]),
        (("acme/own",), "", ["acme/own"]),
        ((BART, "bart-large-cnn", "object-detection"), "", [BART, "facebook/detr-resnet-50"]),
        (("langdetect",), "", ["langdetect"]),
    ],
)
def test_a_word_is_a_task_or_a_checkpoint(words: tuple[str, ...], tier: str, found: list[str]) -> None:
    assert ids(*words, tier=tier) == found


def test_the_revision_is_the_one_given_else_the_catalogs() -> None:
    (pinned,) = meant(load_catalog(), ["facebook/detr-resnet-50"])
    (given,) = meant(load_catalog(), ["facebook/detr-resnet-50"], revision="main")

    assert (pinned.revision, given.revision) == ("no_timm", "main")


def test_every_task_has_something_to_fetch_or_comes_along() -> None:
    catalog = load_catalog()

    for task in catalog.tasks():
        line = default_of(catalog, task)
        assert not line.serves_instead
        assert line.package or line.tier != "embedded"


def test_a_folder_is_never_the_one_to_fetch() -> None:
    own = Checkpoint("painting", "/models/painter", "light", 1.0, "mit", "")
    far = Checkpoint("painting", "acme/painter", "full", 1.0, "mit", "")

    assert default_of(Catalog((own, far)), "painting") == far
    with pytest.raises(BadArgument, match="is a folder on this machine"):
        meant(Catalog((own,)), ["painting"])
    with pytest.raises(BadArgument, match="is a folder on this machine"):
        meant(Catalog((own, far)), ["/models/painter"])


@pytest.mark.parametrize(
    ("words", "options", "kind", "says"),
    [
        (("summarisation",), {}, BadArgument, "Did you mean 'summarization'"),
        (("xyz",), {}, BadArgument, "Tasks: audio-classification"),
        (("./mine",), {}, BadArgument, "is a folder on this machine"),
        (("finance-llama3-8b",), {}, BadArgument, "may be any of"),
        ((BART, "acme/own"), {"revision": "v1"}, BadArgument, "--revision goes with one"),
        (("fill-mask",), {"tier": "embedded"}, NoCheckpoint, "No checkpoint serves 'fill-mask' at size 'embedded'"),
        (("fill-mask",), {"tier": "huge"}, SettingsError, "is no size of model"),
        (("ModelScope/t2v",), {}, ServedInstead, "'ali-vilab/text-to-video-ms-1.7b' serves instead"),
        (("tts_models/en/vctk/vits",), {}, ServedInstead, "atelier pull microsoft/speecht5_tts"),
    ],
)
def test_what_stands_for_nothing_is_one_sentence(
    words: tuple[str, ...], options: dict[str, str], kind: type[AtelierError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        ids(*words, **options)


def test_what_is_nothing_without_another_is_fetched_with_it() -> None:
    lines = meant(load_catalog(), ["text-to-speech"])

    assert [line.id for line in lines] == ["microsoft/speecht5_tts", "microsoft/speecht5_hifigan"]
