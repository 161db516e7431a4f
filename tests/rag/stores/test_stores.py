"""One contract, four stores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rag.stores import Facts, VectorStore, open_store
from runtime.errors import OtherModel, SettingsError, StoreOutOfReach

Opens = Callable[..., VectorStore]


def unit(rows: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((rows, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def ids(rows: int) -> list[str]:
    return [f"doc{row % 3}-{row}" for row in range(rows)]


def whose(rows: int) -> list[str]:
    return [f"doc{row % 3}" for row in range(rows)]


def filled(store: VectorStore, rows: int = 60) -> np.ndarray:
    vectors = unit(rows)
    store.add(ids(rows), whose(rows), vectors)
    return vectors


def test_the_nearest_come_first_with_their_cosines(opened: Opens) -> None:
    store = opened()
    vectors = filled(store, 300)
    question = unit(1, seed=7)[0]

    found = store.search(question, 10)

    best = np.argsort(-(vectors @ question))[:10]
    assert list(found.ids) == [ids(300)[row] for row in best]
    assert found.cosines == pytest.approx((vectors @ question)[best], abs=2e-4)


def test_a_search_can_be_kept_to_some_documents(opened: Opens) -> None:
    store = opened()
    filled(store)

    found = store.search(unit(1, seed=7)[0], 60, where=["doc1", "doc2"])

    assert {id.split("-")[0] for id in found.ids} == {"doc1", "doc2"}
    assert len(found.ids) == 40
    assert store.search(unit(1)[0], 5, where=[]).ids == ()
    assert store.search(unit(1)[0], 5, where=["doc9"]).ids == ()


def test_it_is_there_when_it_is_opened_again(opened: Opens) -> None:
    store = opened()
    vectors = filled(store)
    store.close()

    again = opened()

    assert (again.count(), again.ids()) == (60, set(ids(60)))
    assert again.search(vectors[17], 1).ids == (ids(60)[17],)


def test_what_is_removed_is_not_found_again(opened: Opens) -> None:
    store = opened()
    vectors = filled(store)

    store.remove([ids(60)[17], "was-never-there"])

    assert store.count() == 59
    assert ids(60)[17] not in store.search(vectors[17], 60).ids
    store.remove(ids(60))
    assert (store.count(), store.ids(), store.search(vectors[0], 5).ids) == (0, set(), ())


def test_what_is_added_again_is_replaced(opened: Opens) -> None:
    store = opened()
    vectors = filled(store)

    store.add(["doc0-0"], ["doc1"], vectors[5:6])

    assert store.count() == 60
    assert set(store.search(vectors[5], 2).ids) == {"doc0-0", ids(60)[5]}
    assert "doc0-0" in store.search(vectors[5], 60, where=["doc1"]).ids


def test_more_than_there_is_gives_what_there_is(opened: Opens) -> None:
    store = opened()
    filled(store, 5)

    assert len(store.search(unit(1)[0], 50).ids) == 5
    assert store.search(unit(1)[0], 0).ids == ()


def test_nothing_is_found_in_an_empty_store(opened: Opens) -> None:
    store = opened()

    assert (store.count(), store.search(unit(1)[0], 5).ids) == (0, ())


def test_more_than_one_portion_is_written(opened: Opens) -> None:
    store = opened()
    filled(store, 2300)

    assert store.count() == 2300
    store.remove(ids(2300)[:1500])
    assert store.ids() == set(ids(2300)[1500:])


@pytest.mark.parametrize("other", [{"model": "another"}, {"dimension": 17}])
def test_another_models_vectors_are_refused_with_what_to_type(opened: Opens, other: dict[str, object]) -> None:
    store = opened()
    filled(store)
    store.close()

    with pytest.raises(OtherModel, match="atelier index rebuild --collection main"):
        opened(**other)
    assert opened().count() == 60


def test_a_dropped_store_is_empty_when_it_is_opened_again(opened: Opens) -> None:
    store = opened()
    filled(store)

    store.drop()

    assert opened().count() == 0


def test_two_collections_of_one_server_do_not_meet(kind: str, url: str, tmp_path) -> None:
    facts = Facts("main", "tiny", 16)
    first, second = (open_store(kind, tmp_path / id, id, facts, url) for id in ("aaa111", "bbb222"))
    try:
        filled(first)
        assert (first.count(), second.count()) == (60, 0)
    finally:
        first.drop()
        second.drop()


def test_a_store_that_is_not_there_is_one_sentence(tmp_path) -> None:
    facts = Facts("main", "tiny", 16)

    with pytest.raises(StoreOutOfReach, match=r"collection main .*127.0.0.1:9 .*chroma run --port 9"):
        open_store("chroma-server", tmp_path, "abc", facts, "http://127.0.0.1:9")
    with pytest.raises(StoreOutOfReach, match=r"PostgreSQL at 127\.0\.0\.1/x") as told:
        open_store("pgvector", tmp_path, "abc", facts, "postgresql://me:secret@127.0.0.1:9/x")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(("kind", "url"), [("chroma-server", "localhost"), ("pgvector", ""), ("weaviate", "")])
def test_a_wrong_address_or_kind_says_what_to_write(kind: str, url: str, tmp_path) -> None:
    with pytest.raises(SettingsError):
        open_store(kind, tmp_path, "abc", Facts("main", "tiny", 16), url)


def test_a_damaged_file_says_how_to_bring_it_back(tmp_path) -> None:
    facts = Facts("main", "tiny", 16)
    filled(open_store("faiss", tmp_path, "", facts))
    for path in tmp_path.glob("*.faiss"):
        path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(StoreOutOfReach, match="atelier index rebuild --collection main"):
        open_store("faiss", tmp_path, "", facts)


def test_nothing_in_a_faiss_store_is_a_pickle(tmp_path) -> None:
    filled(open_store("faiss", tmp_path, "", Facts("main", "tiny", 16)))

    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".faiss", ".json"]
    assert (tmp_path / "table.json").read_bytes()[:1] == b"{"


def test_a_big_table_is_searched_by_an_index_that_finds_the_same(pgvector_url: str, monkeypatch) -> None:
    from pathlib import Path

    monkeypatch.setattr("rag.stores.pgvector.INDEXED_FROM", 1000)
    store = open_store("pgvector", Path(), "b16b16", Facts("main", "tiny", 16), pgvector_url)
    vectors = filled(store, 1500)
    question = unit(1, seed=7)[0]

    best = [ids(1500)[row] for row in np.argsort(-(vectors @ question))[:10]]
    assert list(store.search(question, 10).ids) == best
    assert {id.split("-")[0] for id in store.search(question, 100, where=["doc1"]).ids} == {"doc1"}
    store.drop()


def test_a_lost_connection_is_opened_again(pgvector_url: str) -> None:
    from pathlib import Path

    import psycopg

    store = open_store("pgvector", Path(), "c0ffee", Facts("main", "tiny", 16), pgvector_url)
    filled(store)
    with psycopg.connect(pgvector_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> ''"
        )

    with pytest.raises(StoreOutOfReach, match="PostgreSQL at"):
        store.count()
    assert store.count() == 60
    store.drop()
