"""Collections: versions of documents that are searched, each whole."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.collecting import Telling, Wish, add, rebuild
from rag.collection import Collection, Place, live_folder
from rag.collection_forgetting import forget_content
from rag.cut import Cut
from rag.documents import read
from rag.manifests import Version
from rag.outcome import Outcome
from rag.retriever import Retriever
from rag.reverting import delete, roll_back, take_out
from rag.sources import Source
from rag.taking_in import Desk
from runtime.errors import (
    BadArgument,
    BadInput,
    CollectionDamaged,
    OtherModel,
    OtherStore,
    SettingsError,
    UnknownArtifact,
)

LEAVE = "Every employee has thirty days of leave a year."
SOUP = "The canteen serves soup on Mondays."
BOATS = "Boats may be borrowed on Sundays."


@pytest.fixture(params=["faiss", "chroma"])
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(Place(tmp_path / "home", tmp_path / "home" / "collections" / "local" / "main"))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "leave.md").write_text(LEAVE)
    (folder / "lunch.txt").write_text(SOUP)
    (folder / "boats.txt").write_text(BOATS)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    return folder


@pytest.fixture
def opened() -> list[str]:
    """The paths of the files that were read."""
    return []


@pytest.fixture
def desk(collection: Collection, words: Any, opened: list[str]) -> Desk:
    def reading(source: Source) -> Any:
        opened.append(source.title)
        return read(Path(source.place), title=source.title)

    return Desk(collection.at.home, words, Cut(), reading)


@pytest.fixture
def adds(collection: Collection, desk: Desk, store: str) -> Callable[..., Outcome]:
    def run(*given: object, **wish: Any) -> Outcome:
        wished = Wish(**{"usual": store} | wish)
        return add(collection, [str(each) for each in given], desk, wished, Telling())

    return run


def found(collection: Collection, words: Any, question: str, *names: str) -> list[str]:
    index = collection.index(words, names)
    return [passage.text for passage in Retriever([index], words).search(question)]


def live(collection: Collection) -> Version:
    version = collection.live()
    assert version is not None
    return version


def stored(collection: Collection) -> int:
    """How many passages the store has, looked at anew."""
    from rag.collection import open_live

    opened = open_live(collection.at, live(collection))
    try:
        return opened.count()
    finally:
        opened.close()


def test_a_folder_is_read_embedded_and_found(adds, collection: Collection, words, docs: Path) -> None:
    outcome = adds(docs)

    assert sorted(Path(place).name for place in outcome.added) == ["boats.txt", "leave.md", "lunch.txt"]
    assert (outcome.passed_over, live(collection).number) == (1, 1)
    assert found(collection, words, "soup on Mondays")[0] == SOUP
    assert {held.title for held in collection.documents()} == {"hr/leave.md", "lunch.txt", "boats.txt"}
    assert stored(collection) == 3


def test_a_passage_says_which_document_of_the_collection_it_is_from(adds, collection: Collection, words, docs) -> None:
    adds(docs)

    passage = Retriever([collection.index(words)], words).search("leave a year")[0]

    assert (passage.source, passage.title) == ("leave-1@main", "hr/leave.md")


def test_what_has_not_changed_is_neither_read_nor_embedded_again(adds, collection, words, docs, opened) -> None:
    adds(docs)
    read_before, embedded = list(opened), len(words.batches)

    outcome = adds(docs)

    assert (outcome.unchanged, outcome.is_new, live(collection).number) == (3, False, 1)
    assert (opened, len(words.batches)) == (read_before, embedded)


def test_a_new_date_on_the_same_bytes_embeds_nothing(adds, collection, words, docs, opened) -> None:
    adds(docs)
    embedded = len(words.batches)
    os.utime(docs / "lunch.txt", (1, 1))

    outcome = adds(docs)

    assert (outcome.unchanged, outcome.is_new, len(words.batches)) == (3, False, embedded)
    assert {held.title: held.mtime_ns for held in collection.documents()}["lunch.txt"] == 10**9


def test_what_changed_is_embedded_again_and_what_is_gone_goes(adds, collection, words, docs) -> None:
    adds(docs)
    (docs / "lunch.txt").write_text("The canteen serves fish on Fridays.")
    (docs / "boats.txt").unlink()
    words.batches.clear()

    outcome = adds(docs)

    assert [Path(place).name for place in (*outcome.changed, *outcome.removed)] == ["lunch.txt", "boats.txt"]
    assert words.batches == [["The canteen serves fish on Fridays."]]
    assert (live(collection).number, stored(collection)) == (2, 2)
    assert BOATS not in found(collection, words, "boats on Sundays")
    assert found(collection, words, "canteen fish")[0] == "The canteen serves fish on Fridays."


def test_only_what_was_given_is_looked_for(adds, collection, docs) -> None:
    adds(docs)
    (docs / "boats.txt").unlink()

    outcome = adds(docs / "hr")

    assert (outcome.removed, len(collection.documents())) == ([], 3)


def test_a_glob_brings_in_and_takes_out_what_fits_it(adds, collection, docs) -> None:
    adds(f"{docs}/**/*.txt")
    (docs / "boats.txt").unlink()
    (docs / "tea.txt").write_text("Tea is free.")

    outcome = adds(f"{docs}/**/*.txt")

    assert [Path(place).name for place in (*outcome.added, *outcome.removed)] == ["tea.txt", "boats.txt"]
    assert {held.title for held in collection.documents()} == {"lunch.txt", "tea.txt"}


def test_a_folder_that_is_not_there_takes_nothing_out(adds, collection, docs, tmp_path) -> None:
    adds(docs)
    docs.rename(tmp_path / "elsewhere")

    outcome = adds(docs)

    assert "No file at" in outcome.failures[0].why
    assert len(collection.documents()) == 3


def test_one_bad_file_never_stops_the_rest(adds, collection, words, docs) -> None:
    (docs / "bad.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (docs / "empty.txt").write_text("")

    outcome = adds(docs, docs / "missing.txt")

    failed = {Path(told.source).name: told.why for told in outcome.failures}
    assert sorted(failed) == ["bad.pdf", "empty.txt", "missing.txt"]
    assert all(why.endswith(".") or "ls " in why for why in failed.values())
    assert len(collection.documents()) == 3


def test_a_reader_that_breaks_is_one_sentence(adds, desk: Desk, collection, docs, monkeypatch) -> None:
    monkeypatch.setattr("rag.prose.clean", lambda text: 1 / 0)

    outcome = adds(docs)

    assert "its reader broke on it (ZeroDivisionError" in outcome.failures[0].why
    assert collection.live() is None


def test_a_file_that_can_no_longer_be_read_stays_as_it_was(adds, collection, words, docs) -> None:
    adds(docs)
    (docs / "lunch.txt").write_text("")

    outcome = adds(docs)

    assert "What it was before stays." in outcome.failures[0].why
    assert found(collection, words, "soup on Mondays")[0] == SOUP


def test_a_rollback_brings_an_older_version_back_and_embeds_nothing(adds, collection, words, docs) -> None:
    adds(docs)
    (docs / "lunch.txt").write_text("The canteen serves fish on Fridays.")
    (docs / "boats.txt").unlink()
    adds(docs)
    words.batches.clear()

    version = roll_back(collection, 1, keep=10)

    assert (version.number, version.what, words.batches) == (3, "rolled back to 1", [])
    assert (len(collection.documents()), stored(collection)) == (3, 3)
    assert found(collection, words, "soup on Mondays")[0] == SOUP
    assert roll_back(collection, 2, keep=10).number == 4


@pytest.mark.parametrize("number", [0, 1, 7, -1])
def test_a_version_that_is_not_there_or_live_cannot_be_rolled_back_to(adds, collection, docs, number) -> None:
    adds(docs)

    with pytest.raises(BadArgument):
        roll_back(collection, number, keep=10)
    assert live(collection).number == 1


def test_no_more_versions_than_wanted_are_kept(adds, collection, docs) -> None:
    for number in range(5):
        (docs / "lunch.txt").write_text(f"Lunch number {number} is served.")
        adds(docs, keep=3)

    assert collection.versions.numbers() == (3, 4, 5)
    assert len(list(collection.at.folder.glob("live-*"))) == 2


def test_what_is_taken_out_is_in_the_older_version_still(adds, collection, words, docs) -> None:
    adds(docs)

    take_out(collection, [str(docs / "lunch.txt")], keep=10)

    assert SOUP not in found(collection, words, "soup on Mondays")
    roll_back(collection, 1, keep=10)
    assert found(collection, words, "soup on Mondays")[0] == SOUP


def test_a_search_can_be_kept_to_some_of_its_documents(adds, collection, words, docs) -> None:
    adds(docs)

    assert found(collection, words, "soup on Mondays", "leave-1@main") == [LEAVE]
    assert set(found(collection, words, "soup", "leave-1@main", "boats-1@main")) == {LEAVE, BOATS}
    with pytest.raises(UnknownArtifact, match="leave-1@main"):
        collection.index(words, ["pay-1@main"])
    with pytest.raises(BadInput, match="Name one of them"):
        collection.read("@main")


def test_a_copy_of_a_file_is_held_once_and_stays_when_the_first_goes(adds, collection, words, docs) -> None:
    shutil.copy(docs / "lunch.txt", docs / "zlunch.txt")
    adds(docs)
    assert (len(collection.documents()), stored(collection)) == (4, 3)

    (docs / "lunch.txt").unlink()
    adds(docs)

    passage = Retriever([collection.index(words)], words).search("soup on Mondays")[0]
    assert (passage.text, passage.title, stored(collection)) == (SOUP, "zlunch.txt", 3)


def test_who_has_it_open_sees_the_next_version(adds, collection, words, docs) -> None:
    adds(docs)
    reader = Collection(collection.at)
    assert SOUP in found(reader, words, "soup on Mondays")

    (docs / "lunch.txt").write_text("The canteen serves fish on Fridays.")
    adds(docs)

    assert found(reader, words, "soup fish canteen")[0] == "The canteen serves fish on Fridays."
    reader.close()


def test_another_model_is_refused_until_all_is_made_anew(adds, collection, words, docs, desk) -> None:
    adds(docs)
    words.name = "other words"

    for attempt in (lambda: collection.index(words), lambda: adds(docs)):
        with pytest.raises(OtherModel, match="atelier index rebuild --collection main"):
            attempt()
    rebuild(collection, desk, Wish(), Telling())

    assert (live(collection).model, live(collection).number) == ("other words", 2)
    assert found(collection, words, "soup on Mondays")[0] == SOUP
    with pytest.raises(BadArgument, match=r"ATELIER_EMBEDDING_MODEL=words"):
        roll_back(collection, 1, keep=10)


def test_another_store_is_refused_and_moved_to_without_embedding(adds, collection, words, docs, desk, store) -> None:
    adds(docs)
    other = "chroma" if store == "faiss" else "faiss"
    words.batches.clear()
    with pytest.raises(OtherStore, match=f"index rebuild --collection main --store {other}"):
        adds(docs, store=other)
    shutil.rmtree(docs)

    outcome = rebuild(collection, desk, Wish(store=other), Telling())

    assert (live(collection).kind, outcome.failures, words.batches) == (other, [], [])
    assert found(collection, words, "soup on Mondays")[0] == SOUP


def test_a_new_cut_makes_every_document_anew(adds, collection, words, docs, desk) -> None:
    adds(docs)
    smaller = Desk(desk.home, words, Cut(20, 5), desk.read)

    outcome = add(collection, [str(docs)], smaller, Wish(), Telling())

    assert len(outcome.changed) == 3
    assert live(collection).passages > 3


@pytest.mark.parametrize("harm", ["vectors", "passages", "content"])
def test_what_was_lost_on_the_disk_is_one_sentence_and_comes_back(
    adds, collection, words, docs, desk, harm: str
) -> None:
    adds(docs)
    content = collection.at.home / "index" / collection.documents()[0].key
    if harm == "vectors":
        shutil.rmtree(live_folder(collection.at, 1))
    elif harm == "passages":
        (content / "passages.jsonl").write_text("")
    else:
        shutil.rmtree(content)
    with pytest.raises(CollectionDamaged, match="atelier index rebuild --collection main"):
        Collection(collection.at).index(words)

    rebuild(collection, desk, Wish(), Telling())

    assert found(collection, words, "boats on Sundays")[0] == BOATS


def test_a_manifest_that_is_no_longer_whole_is_one_sentence_and_let_go_of(adds, collection, words, docs, desk) -> None:
    adds(docs)
    take_out(collection, [str(docs / "lunch.txt")], keep=10)
    path = collection.at.folder / "versions" / "000002.json"
    path.write_text(path.read_text()[:-20])

    with pytest.raises(CollectionDamaged, match="collection main this cannot be read any more: version 2"):
        Collection(collection.at).live()
    rebuild(collection, desk, Wish(), Telling())

    assert found(collection, words, "soup on Mondays")[0] == SOUP


def test_forgotten_content_is_in_no_version_and_no_store(adds, collection, words, docs) -> None:
    adds(docs)
    (docs / "tea.txt").write_text("Tea is free.")
    adds(docs)
    digest = next(held.sha256 for held in collection.documents() if held.title == "lunch.txt")

    assert forget_content(collection, {digest}, keep=10) == 1

    texts = [path.read_text() for path in (collection.at.folder / "versions").glob("*.json")]
    assert len(texts) == 3
    assert not any("lunch.txt" in text for text in texts)
    assert (stored(collection), len(list(collection.at.folder.glob("live-*")))) == (3, 1)
    assert forget_content(collection, {digest}, keep=10) == 0


def test_a_deleted_collection_leaves_nothing(adds, collection, docs) -> None:
    adds(docs)

    delete(collection)

    assert not collection.at.folder.exists()
    assert collection.live() is None


def test_a_document_is_read_as_it_was_indexed(adds, collection, tmp_path) -> None:
    rules = " ".join(f"Rule {number} says that item {number} matters to all of us here." for number in range(60))
    (tmp_path / "rules.txt").write_text(rules)
    adds(tmp_path / "rules.txt")
    (tmp_path / "rules.txt").unlink()

    document = collection.read("rules-1@main")

    assert len(live(collection).documents[0].key) == 64
    assert live(collection).passages > 3
    assert " ".join(document.text.split()) == rules


def test_the_manifest_is_plain_json(adds, collection, docs) -> None:
    adds(docs)

    told = json.loads((collection.at.folder / "versions" / "000001.json").read_text())

    assert (told["number"], told["what"], told["model"]) == (1, "added 3", "words")


def test_who_searches_while_versions_are_made_always_sees_a_whole_one(adds, collection, words, docs) -> None:
    adds(docs)
    seen: set[int] = set()
    failed: list[BaseException] = []
    over = threading.Event()

    def search() -> None:
        reader = Collection(collection.at)
        try:
            while not over.is_set():
                seen.add(len(found(reader, words, "lunch of this day")))
        except BaseException as error:
            failed.append(error)
        finally:
            reader.close()

    readers = [threading.Thread(target=search) for _ in range(2)]
    for thread in readers:
        thread.start()
    for number in range(4):
        (docs / "lunch.txt").write_text(f"Lunch of day {number}.")
        adds(docs)
    over.set()
    for thread in readers:
        thread.join()

    assert failed == []
    assert seen == {3}


def test_a_store_that_cannot_be_had_is_found_out_before_anything_is_read(adds, collection, docs, opened) -> None:
    with pytest.raises(SettingsError, match="ATELIER_PGVECTOR_URL"):
        adds(docs, store="pgvector")

    assert opened == []
    assert collection.live() is None
