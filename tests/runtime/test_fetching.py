"""A checkpoint comes from the Hub: what is missing, over lines that break, and only if it came whole."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import TOKEN, Hub, hub_server, weights
from huggingface_hub import close_session

from runtime.catalog import Checkpoint
from runtime.errors import (
    AtelierError,
    BrokenFiles,
    DiskFull,
    DownloadError,
    GatedCheckpoint,
    HubOutOfReach,
    NothingToRead,
    NotOnHub,
    Offline,
    QuotaExceeded,
)
from runtime.fetching import BLOCK, Plan, check_room, fetch, planned
from runtime.hub_folder import HubFolder, taken
from runtime.places import is_here

ID = "acme/summarizer"
WEIGHTS = "model.safetensors"
LINE = Checkpoint("summarization", ID, "light", 0.0, "mit", "")
SMALL = {"config.json": {"architectures": ["Any"]}, "tokenizer.json": {}}


@pytest.fixture
def hub_here(hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub on this machine, asked instead of the real one, with an empty cache and no token."""
    with hub_server() as served:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
        template = served.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        yield served
        close_session()


@pytest.fixture
def summarizer(hub_here: Hub) -> Hub:
    """A Hub with a checkpoint of 8 MB."""
    hub_here.add(ID, {**SMALL, WEIGHTS: weights(8), "pytorch_model.bin": b"x", "README.md": "# Hi"})
    return hub_here


def interrupt_at(megabytes: float) -> object:
    """A listener that is a person with Ctrl-C."""

    def heard(name: str, done: int) -> None:
        if done >= megabytes * 1e6:
            raise KeyboardInterrupt

    return heard


def break_off(plan: Plan, megabytes: float) -> None:
    with pytest.raises(KeyboardInterrupt):
        fetch(plan, interrupt_at(megabytes))  # type: ignore[arg-type]


def test_a_plan_says_how_much_there_is_and_writes_nothing(summarizer: Hub, hub: Path) -> None:
    plan = planned(ID)

    assert [file.name for file in plan.repository.files] == ["config.json", WEIGHTS, "tokenizer.json"]
    assert (
        plan.to_come
        == plan.repository.size
        == sum(len(summarizer.repositories[ID].files[file.name].content) for file in plan.repository.files)
    )
    assert not hub.exists()


def test_what_was_fetched_is_found_where_checkpoints_are_looked_for(summarizer: Hub) -> None:
    assert not is_here(LINE)

    folder = fetch(planned(ID))

    assert is_here(LINE)
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", WEIGHTS, "tokenizer.json"]
    assert (folder / WEIGHTS).read_bytes() == summarizer.repositories[ID].files[WEIGHTS].content
    assert planned(ID).to_come == 0


def test_what_is_here_is_not_fetched_again(summarizer: Hub) -> None:
    fetch(planned(ID))
    summarizer.served.clear()

    fetch(planned(ID))

    assert not summarizer.served


def test_a_fetch_that_was_broken_off_goes_on_where_it_stopped(summarizer: Hub) -> None:
    plan = planned(ID)
    break_off(plan, 5)
    assert not is_here(LINE)
    begun = HubFolder(ID).partial(summarizer.repositories[ID].files[WEIGHTS].sha256).stat().st_size
    assert begun >= 5e6 - BLOCK
    summarizer.served.clear()

    again = planned(ID)
    fetch(again)

    assert plan.to_come - again.to_come >= begun
    rest = len(summarizer.repositories[ID].files[WEIGHTS].content) - begun
    assert rest <= summarizer.served[WEIGHTS] <= rest + BLOCK  # the end of the first connection may be counted late
    assert is_here(LINE)


def test_a_line_that_breaks_again_and_again_is_enough(summarizer: Hub) -> None:
    summarizer.cut_after[WEIGHTS] = 3_000_000

    fetch(planned(ID))

    cuts = summarizer.cuts[WEIGHTS]
    assert cuts >= 3
    assert summarizer.served[WEIGHTS] <= 8_000_200 + cuts * BLOCK
    assert is_here(LINE)


def test_a_line_over_which_nothing_comes_is_given_up(summarizer: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.fetching.TRIES", 2)
    summarizer.cut_after[WEIGHTS] = 0

    with pytest.raises(HubOutOfReach, match="pull again: what has come is kept"):
        fetch(planned(ID))


def test_a_server_that_cannot_begin_in_the_middle_is_read_from_the_start(summarizer: Hub) -> None:
    break_off(planned(ID), 5)
    summarizer.ranges = False

    fetch(planned(ID))

    assert is_here(LINE)


def test_progress_counts_what_is_here_and_ends_at_the_whole(summarizer: Hub) -> None:
    break_off(planned(ID), 5)
    heard: list[int] = []
    plan = planned(ID)

    fetch(plan, lambda name, done: heard.append(done))

    assert heard == sorted(heard)
    assert plan.here <= heard[0]
    assert heard[-1] == plan.repository.size


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_a_file_that_comes_otherwise_than_the_hub_said_is_removed(summarizer: Hub, hub: Path, name: str) -> None:
    summarizer.spoilt.add(name)

    with pytest.raises(BrokenFiles, match=f"{name} came otherwise .* Fetch it again with: atelier pull {ID}"):
        fetch(planned(ID))

    assert not [path for path in hub.rglob("*") if path.is_file() and path.stat().st_size >= 8_000_000]
    assert not is_here(LINE)
    summarizer.spoilt.clear()
    fetch(planned(ID))
    assert is_here(LINE)


def test_weights_that_cannot_be_read_are_removed_though_they_came_as_they_are(hub_here: Hub) -> None:
    hub_here.add(ID, {**SMALL, WEIGHTS: b"\xff" * 1000})

    with pytest.raises(BrokenFiles, match=r"model\.safetensors cannot be read"):
        fetch(planned(ID))

    assert not is_here(LINE)
    assert planned(ID).to_come == 1000


def test_a_file_that_was_cut_short_on_the_disk_is_fetched_again(summarizer: Hub) -> None:
    weights_here = fetch(planned(ID)) / WEIGHTS
    with weights_here.open("r+b") as opened:
        opened.truncate(1000)

    assert planned(ID).to_come == len(summarizer.repositories[ID].files[WEIGHTS].content)
    fetch(planned(ID))

    assert weights_here.stat().st_size > 8_000_000


def test_a_broken_off_update_leaves_the_older_state_in_use(summarizer: Hub) -> None:
    older = fetch(planned(ID))
    summarizer.add(ID, {**SMALL, WEIGHTS: weights(8, seed=1)})
    break_off(planned(ID), 5)
    assert HubFolder(ID).snapshot(HubFolder(ID).commit("main")) == older
    assert is_here(LINE)

    newer = fetch(planned(ID))

    assert HubFolder(ID).commit("main") == newer.name != older.name


def test_what_an_update_did_not_change_is_not_fetched_again(summarizer: Hub) -> None:
    fetch(planned(ID))
    summarizer.served.clear()
    summarizer.add(ID, {**SMALL, WEIGHTS: weights(8), "generation_config.json": {"max_length": 20}})

    fetch(planned(ID))

    assert list(summarizer.served) == ["generation_config.json"]


def test_a_branch_is_found_under_its_name(summarizer: Hub) -> None:
    summarizer.add(ID, {**SMALL, WEIGHTS: weights(1)}, revisions=("main", "no_timm"))

    fetch(planned(ID, "no_timm"))

    assert is_here(Checkpoint("summarization", ID, "light", 0.0, "mit", "", revision="no_timm"))
    assert not is_here(LINE)


def test_big_files_come_without_the_hubs_own_protocol_and_nothing_is_told_of_who_asks(summarizer: Hub) -> None:
    fetch(planned(ID))

    assert summarizer.asked("/kept/")
    assert not summarizer.asked("/xet")
    assert not summarizer.asked("agent")


def test_a_token_goes_to_the_hub_and_to_nobody_else(summarizer: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    summarizer.repositories[ID].gated = True
    monkeypatch.setenv("HF_TOKEN", TOKEN)

    fetch(planned(ID))

    shown = {(path.startswith("/kept/"), headers.get("authorization")) for _, path, headers in summarizer.requests}
    assert shown == {(False, f"Bearer {TOKEN}"), (True, None)}


def test_a_pipeline_is_fetched_by_its_own_list_of_components(hub_here: Hub) -> None:
    index = {
        "_class_name": "AnyPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "safety_checker": [None, None],
    }
    parts = {"unet/config.json": {}, "unet/diffusion_pytorch_model.safetensors": weights(0.1)}
    others = {"all_in_one.safetensors": weights(0.1, 1), "safety_checker/model.safetensors": weights(0.1, 2)}
    hub_here.add("acme/painter", {"model_index.json": index, **parts, **others})

    names = [file.name for file in planned("acme/painter").repository.files]

    assert names == ["model_index.json", *parts]


def test_no_file_is_written_outside_the_cache_whatever_the_hub_calls_it(hub_here: Hub, hub: Path) -> None:
    hub_here.add(ID, {**SMALL, WEIGHTS: weights(0.1), "../../../../evil.json": {}, "/evil.json": {}})

    fetch(planned(ID))

    assert not list(hub.parent.rglob("evil.json"))


@pytest.mark.parametrize("digest", ["../../evil", "0" * 63, "", "x" * 64])
def test_a_digest_that_is_none_names_no_file(hub_here: Hub, hub: Path, digest: str) -> None:
    made = hub_here.add(ID, {**SMALL, WEIGHTS: weights(0.1)})
    made.claimed_digest, hub_here.xet = digest, False

    fetch(planned(ID))

    assert is_here(LINE)
    assert {path.name for path in hub.glob("*/blobs/*")} == {
        made.files[name].sha256 if name == WEIGHTS else made.files[name].git for name in made.files
    }


def test_only_pickles_are_refused_before_anything_is_downloaded(hub_here: Hub) -> None:
    hub_here.add(ID, {**SMALL, "pytorch_model.bin": b"x" * 1000})

    with pytest.raises(NothingToRead, match="has no safetensors"):
        planned(ID)

    assert not hub_here.served


@pytest.mark.parametrize(
    ("token", "kind", "says"),
    [
        ("", GatedCheckpoint, "accept its terms at http.*/acme/summarizer, .* set HF_TOKEN"),
        ("hf_wrong", DownloadError, "does not accept the token"),
    ],
)
def test_a_gated_checkpoint_says_where_its_terms_are_and_how_to_show_a_token(
    summarizer: Hub, monkeypatch: pytest.MonkeyPatch, token: str, kind: type[AtelierError], says: str
) -> None:
    summarizer.repositories[ID].gated = True
    monkeypatch.setenv("HF_TOKEN", token)

    with pytest.raises(kind, match=says) as caught:
        planned(ID)

    assert "hf_wrong" not in str(caught.value)


def test_what_the_hub_does_not_know_or_does_not_show_is_not_on_it(summarizer: Hub) -> None:
    summarizer.repositories[ID].private = True

    for id, revision in (("acme/nothing", ""), (ID, ""), (ID, "main")):
        with pytest.raises(NotOnHub, match="HF_TOKEN"):
            planned(id, revision)


def test_an_unknown_revision_is_named(summarizer: Hub) -> None:
    with pytest.raises(NotOnHub, match="has no revision 'v9'"):
        planned(ID, "v9")


@pytest.mark.parametrize("id", ["a b/c", "a/b/c", "acme/..", "acme/x--y", "-"])
def test_a_name_that_none_can_have_is_said_to_be_none(summarizer: Hub, id: str) -> None:
    with pytest.raises(AtelierError, match="is no name on the Hub"):
        planned(id)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (500, "answers with status 500"),
        (503, "answers with status 503. Pull again later"),
        (429, "answers with status 429"),
        (403, "does not accept the token"),
        (404, "is not the Hub"),
        (200, "is not the Hub"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(summarizer: Hub, status: int, says: str) -> None:
    summarizer.status = status

    with pytest.raises(DownloadError, match=says) as caught:
        planned(ID)

    assert "\n" not in str(caught.value)


def test_a_hub_that_is_not_there_is_out_of_reach(summarizer: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)

    with pytest.raises(HubOutOfReach, match="cannot be reached"):
        planned(ID)


def test_offline_means_that_nobody_is_asked(summarizer: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(Offline):
        planned(ID)

    assert not summarizer.requests


@pytest.mark.parametrize("token", ["hf_\u00e9", "hf_\u4e2d"])
def test_a_token_that_cannot_be_one_is_not_shown(summarizer: Hub, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("HF_TOKEN", token)

    with pytest.raises(DownloadError, match="HF_TOKEN holds what no token holds") as caught:
        planned(ID)

    assert token not in str(caught.value)


def test_a_cache_that_cannot_be_written_is_named(
    summarizer: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "file" / "hub"))

    with pytest.raises(DownloadError, match=r"cannot be written .* HF_HOME"):
        fetch(planned(ID))


def test_more_than_the_disk_has_is_refused_with_both_numbers(summarizer: Hub) -> None:
    summarizer.repositories[ID].claimed[WEIGHTS] = 10**18

    with pytest.raises(DiskFull, match=r"GB free, and 1000000000\.00 GB are still to come\. .*hf cache rm"):
        check_room([planned(ID)], 0)


def test_downloads_may_take_so_much_together_and_no_more(summarizer: Hub) -> None:
    summarizer.add("acme/other", {**SMALL, WEIGHTS: weights(8, seed=2)})
    plans = [planned(ID), planned("acme/other")]
    check_room(plans, 0.017)
    check_room(plans[:1], 0.009)

    with pytest.raises(QuotaExceeded, match=r"0\.015 GB together; 0\.00 GB are here and 0\.02 GB are still"):
        check_room(plans, 0.015)


def test_what_is_here_counts_once_and_what_is_begun_counts_too(summarizer: Hub) -> None:
    break_off(planned(ID), 5)
    begun = taken()
    assert begun >= 4_000_000
    plan = planned(ID)
    check_room([plan], (begun + plan.to_come) / 1e9)

    fetch(plan)

    assert taken() == begun + plan.to_come + 40  # the reference, which holds a commit
    check_room([planned(ID)], 0.001)
    summarizer.add("acme/other", {**SMALL, WEIGHTS: weights(1, seed=3)})
    other = planned("acme/other")
    with pytest.raises(QuotaExceeded):
        check_room([other], 0.008)


def test_the_cache_is_as_the_hubs_own_client_has_it(summarizer: Hub, hub: Path) -> None:
    from huggingface_hub import scan_cache_dir, snapshot_download

    folder = fetch(planned(ID))

    (seen,) = scan_cache_dir(hub).repos
    assert seen.repo_id == ID
    assert {revision.commit_hash for revision in seen.revisions} == {summarizer.repositories[ID].commit}
    assert snapshot_download(ID, local_files_only=True) == str(folder)
    content = (folder / WEIGHTS).resolve()
    assert content.name == hashlib.sha256(content.read_bytes()).hexdigest()
