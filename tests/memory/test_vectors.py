import numpy as np
import pytest

from memory.history import Run
from memory.mirror_material import Gone, Material
from memory.notes import Note
from memory.vectors import VectorMirror
from runtime.errors import BadArgument, MirrorOutOfReach

pytest.importorskip("chromadb")


def spoken(run, request, answer, session="s-1", notes=(), silent=False, at="2026-05-01T10:00:00+00:00"):
    done = Run(run, session, "", request, (), "done", {"text": answer, "citations": []}, at, at)
    return Material("ada", done, (), (), notes, silent)


@pytest.fixture
def vectors(tmp_path, encoder):
    return VectorMirror(tmp_path / "ada", encoder)


def test_what_was_said_is_found_by_its_meaning(vectors):
    vectors.apply([spoken("r1", "What may we spend?", "The budget is 500 euros.")])
    vectors.apply([spoken("r2", "Which pet has she?", "Her dog is called Rex.", "s-2")])

    found = vectors.recall("how much money is there")

    assert [each.session for each in found] == ["s-1", "s-2"]
    assert "500 euros" in found[0].text
    assert found[0].score > found[1].score


def test_a_search_is_narrowed_by_kind_and_by_date(vectors):
    note = Note("budget", "500", "reader", created_at="2026-06-01T10:00:00+00:00")
    vectors.apply([spoken("r1", "What may we spend?", "500 euros.", notes=(note,))])

    assert [each.kind for each in vectors.recall("budget", kind="note")] == ["note"]
    assert [each.kind for each in vectors.recall("budget", since="2026-05-15")] == ["note"]
    assert len(vectors.recall("budget", since="2026-05-01")) == 2
    assert vectors.recall("budget", kind="step", since="2026-05-01") == ()


@pytest.mark.parametrize(("kind", "since"), [("poem", ""), ("", "yesterday"), ("", "2026-13-01")])
def test_a_kind_or_a_date_that_is_none_is_refused(vectors, kind, since):
    with pytest.raises(BadArgument, match="is no"):
        vectors.recall("x", kind=kind, since=since)


def test_taking_in_the_same_again_changes_nothing_and_embeds_nothing(tmp_path, encoder):
    embedded = []

    def counted(texts):
        embedded.extend(texts)
        return encoder(texts)

    vectors = VectorMirror(tmp_path, counted)
    for _ in range(3):
        vectors.apply([spoken("r1", "What may we spend?", "500 euros.")])

    assert len(embedded) == 1
    assert vectors.holds("500 euros") == 1


def test_before_anything_was_said_nothing_is_found(vectors):
    assert vectors.recall("anything") == ()
    assert (vectors.holds("anything"), vectors.forget(Gone("s-1"))) == (0, 0)


def test_blank_and_odd_queries_find_nothing_or_something_but_never_fail(vectors):
    vectors.apply([spoken("r1", "预算?", "五百欧元 \U0001f600")])

    assert vectors.recall("  ") == ()
    assert vectors.recall("预算", k=0) == ()
    for query in ("预算", "'\"; DROP", "x" * 50_000, "\ud800"):
        assert len(vectors.recall(query, k=50)) == 1


def test_what_is_forgotten_goes_with_what_repeats_it(vectors):
    note = Note("dog", "Rex the hound", "reader", created_at="2026-05-01T10:00:00+00:00")
    said = [
        spoken("r1", "Remember it", "Noted: Rex the hound", notes=(note,)),
        spoken("r2", "What is the weather?", "Rain."),
    ]
    vectors.apply([*said, spoken("r3", "And hers?", "Rex the hound", "s-2")])

    assert vectors.forget(Gone("s-1", note="dog")) == 2
    assert vectors.holds("Rex the hound") == 1  # of the other session
    assert vectors.holds("Rain") == 1
    assert vectors.forget(Gone("s-1")) == 1
    assert (vectors.holds("s-1"), vectors.holds("s-2")) == (0, 1)


def test_nothing_of_a_silent_run_is_kept(vectors):
    vectors.apply([spoken("r1", "Secret?", "Secret.", silent=True)])

    assert vectors.holds("Secret") == 0


def test_a_folder_that_is_broken_is_said_to_be_out_of_reach(vectors):
    vectors.folder.mkdir(parents=True)
    (vectors.folder / "chroma.sqlite3").write_bytes(b"not a database" * 500)

    with pytest.raises(MirrorOutOfReach, match="vectors"):
        vectors.apply([spoken("r1", "a", "b")])


def test_two_of_the_same_folder_see_what_the_other_wrote(tmp_path, encoder):
    one, other = VectorMirror(tmp_path, encoder), VectorMirror(tmp_path, encoder)
    one.apply([spoken("r1", "a question", "one")])
    assert len(other.recall("a question")) == 1

    other.apply([spoken("r2", "a question", "two")])

    assert len(one.recall("a question")) == 2


def test_vectors_need_not_be_of_our_encoder(tmp_path):
    vectors = VectorMirror(tmp_path, lambda texts: np.eye(len(texts), 3, dtype=np.float32))
    vectors.apply([spoken("r1", "a", "b")])

    assert vectors.recall("a")[0].score == pytest.approx(1.0)
