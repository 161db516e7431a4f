"""No tenant ever sees what is another's, whatever both do at the same time in one home folder."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.tenants import work


def test_eight_threads_of_two_tenants_never_meet_in_any_store(settings, pool):
    watch = work(replace(settings, mirrors="vectors,graph"), pool, seconds=5)

    assert (watch.crossings, watch.problems) == ([], [])
    assert watch.own == {"answers", "documents", "notes", "history", "vectors", "graph", "artifacts"}
    assert watch.done["others' runs"] > 0
