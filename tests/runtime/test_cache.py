"""Results are found again, in any process, within the bound; and nothing that befalls the file stops a call."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtime import cache as cache_module
from runtime import cache_tables
from runtime.cache import MISSING, Cache, CacheStats, key_of

ROOT = Path(__file__).parents[2]
MB = 0.001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "results.sqlite"


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture
def cache(path: Path, troubles: list[str]) -> Iterator[Cache]:
    with closing(Cache(path, MB, troubles.append)) as cache:
        yield cache


def noise(kilobytes: float, seed: int = 0) -> bytes:
    return np.random.default_rng(seed).bytes(int(kilobytes * 1000))


def one(cache: Cache, key: str) -> Any:
    return cache.get([key])[0]


def child(code: str, *arguments: Any, **options: Any) -> subprocess.Popen[str]:
    """A process of its own that has `Cache` and `arguments`."""
    start = "import json, os, sys, time\nfrom pathlib import Path\nfrom runtime.cache import MISSING, Cache\n"
    command = [sys.executable, "-W", "error", "-c", start + textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, **options)


def told(process: subprocess.Popen[str]) -> Any:
    """What a process printed, as JSON."""
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(text)


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        counts = db.execute("SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM contents)").fetchone()
        return db.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and counts[0] == counts[1]


# ------------------------------------------------------------------ finding again


def test_what_was_put_is_found_in_the_order_asked_and_again_in_the_next_process(path: Path, cache: Cache) -> None:
    cache.put([("a", {"label": "x", "score": 0.5}), ("b", None), ("c", ("t", b"b"))])

    assert cache.get(["c", "nothing", "b", "a", "c"]) == [
        ("t", b"b"), MISSING, None, {"label": "x", "score": 0.5}, ("t", b"b")
    ]  # fmt: skip
    code = "cache = Cache(Path(sys.argv[1]), 0.001); print(json.dumps(cache.get(['a', 'b'])))"
    assert told(child(code, path)) == [{"label": "x", "score": 0.5}, None]


def test_none_is_a_result_and_not_a_missing_one(cache: Cache) -> None:
    cache.put([("a", None)])

    assert one(cache, "a") is None
    assert one(cache, "b") is MISSING


def test_every_result_is_the_callers_own(cache: Cache) -> None:
    cache.put([("a", [np.zeros(2)])])

    first, second = cache.get(["a", "a"])
    first[0] += 1
    first.append(1)

    assert second[0].tolist() == [0, 0]
    assert len(second) == 1


def test_a_key_that_is_put_twice_has_the_last_result(cache: Cache) -> None:
    cache.put([("a", 1), ("a", 2), ("b", 1)])
    cache.put([("b", 3)])

    assert cache.get(["a", "b"]) == [2, 3]
    assert cache.stats().entries == 2


def test_no_file_is_made_before_something_is_kept(path: Path, cache: Cache) -> None:
    cache.get(["a"])
    cache.put([])
    cache.put([("a", print)])
    cache.clear()
    cache.stats()
    assert not path.parent.exists()

    cache.put([("a", 1)])
    assert path.exists()


def test_many_keys_are_one_query(cache: Cache) -> None:
    count = 50_000
    cache.put([(f"{number:064}", number) for number in range(100)])
    asked: list[str] = []
    cache._file._open().set_trace_callback(asked.append)

    found = cache.get([f"{number:064}" for number in range(count)])

    assert [value for value in found if value is not MISSING] == list(range(100))
    assert len(asked) == 1


def test_only_its_owner_may_read_the_files(path: Path, cache: Cache) -> None:
    before = os.umask(0)
    try:
        cache.put([("a", "private")])
    finally:
        os.umask(before)

    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "results.sqlite": 0o600,
        "results.sqlite-wal": 0o600,
        "results.sqlite-shm": 0o600,
        "results.sqlite.lock": 0o600,
    }


def test_stats_count_this_process(path: Path, cache: Cache) -> None:
    assert cache.stats() == CacheStats(0, 0, 0, 0)
    cache.put([("a", 1), ("b", 2)])
    cache.get(["a", "b", "c"])
    cache.get(["a"])

    stats = cache.stats()
    assert (stats.entries, stats.hits, stats.misses) == (2, 3, 1)
    assert 0 < stats.bytes < 100_000
    with closing(Cache(path, MB)) as other:
        assert other.stats() == CacheStats(2, stats.bytes, 0, 0)


def test_clear_leaves_nothing_not_even_on_the_disk(path: Path, cache: Cache) -> None:
    cache.put([(str(number), f"secret {number} " + noise(2, number).hex()) for number in range(100)])
    cache.get(["1"])

    assert cache.clear() == 100
    assert cache.clear() == 0
    assert one(cache, "1") is MISSING
    assert cache.stats().bytes == 0
    cache.close()
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert len(left) < 50_000
    assert b"secret" not in left


def test_a_closed_cache_finds_and_keeps_nothing(path: Path, cache: Cache, troubles: list[str]) -> None:
    cache.put([("a", 1)])
    cache.close()
    cache.close()
    cache.put([("b", 1)])

    assert cache.get(["a", "b"]) == [MISSING, MISSING]
    assert troubles == []
    assert {file.name for file in path.parent.iterdir()} == {"results.sqlite", "results.sqlite.lock"}


def test_a_call_is_known_by_its_content(cache: Cache) -> None:
    key = key_of("task", "model", "revision", "fp32", {"top_k": 3}, "some text")
    assert key is not None

    cache.put([(key, [0.25])])

    assert one(cache, key) == [0.25]


# ------------------------------------------------------------------ the bound


def test_what_was_used_least_recently_goes_until_nine_tenths_are_left(cache: Cache) -> None:
    for number in range(24):
        cache.put([(f"{number:02}", noise(40, number))])
        cache.get(["00", "01"])

    kept = [f"{number:02}" for number in range(24) if one(cache, f"{number:02}") is not MISSING]

    assert kept == ["00", "01", *(f"{number:02}" for number in range(24 - len(kept) + 2, 24))]
    assert 15 < len(kept) < 24
    cache.put([("24", noise(40, 24))])
    assert 700_000 < cache.stats().bytes <= 1_000_000


def test_going_over_the_bound_ends_at_nine_tenths(path: Path) -> None:
    """With small and large results, and uses in no order."""
    chance = random.Random(0)
    with closing(Cache(path, 5 * MB)) as cache:
        before, fullest, emptiest = 0, 0, 5_000_000
        for batch in range(80):
            cache.get([str(chance.randrange(batch * 200 + 1)) for _ in range(20)])
            cache.put([(str(batch * 200 + n), noise(chance.choice((0.05, 0.05, 0.05, 2)), n)) for n in range(200)])
            now = cache.stats().bytes
            fullest, emptiest = max(fullest, now), min(emptiest, now) if now < before else emptiest
            before = now

    assert 4_500_000 < fullest <= 5_000_000
    assert 4_400_000 < emptiest <= 4_500_000


def test_uses_are_not_written_with_every_get(path: Path, cache: Cache) -> None:
    cache.put([("a", 1)])
    with closing(Cache(path, MB)) as reader:
        one(reader, "a")
        reader._file._open().execute("PRAGMA query_only=ON")

        assert [one(reader, "a") for _ in range(100)] == [1] * 100
        reader._file._open().execute("PRAGMA query_only=OFF")


def oldest(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("SELECT key FROM entries ORDER BY used").fetchone()[0])


def test_uses_are_written_with_the_next_put_and_at_the_end(path: Path, cache: Cache) -> None:
    for key in "abc":
        cache.put([(key, 1)])

    with closing(Cache(path, MB)) as other:
        other.get(["a"])
        assert oldest(path) == "a"
        other.put([("d", 1)])
        assert oldest(path) == "b"
        other.get(["b"])
        assert oldest(path) == "b"
    assert oldest(path) == "c"


def test_uses_of_one_who_only_reads_are_written_when_they_are_many(
    path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "MOST_USES", 3)
    for key in "abcd":
        cache.put([(key, 1)])

    cache.get(["a", "b"])
    assert oldest(path) == "a"
    cache.get(["c"])
    assert oldest(path) == "d"


def test_twenty_times_the_bound_leaves_a_file_under_one_and_a_half(path: Path) -> None:
    most = 6_000_000
    with closing(Cache(path, most / 1e9)) as cache:
        longest = 0
        for number in range(20 * most // 200_000):
            cache.put([(f"{number}-{part}", noise(size, number)) for part, size in enumerate((120, 60, 10, 7, 2, 1))])
            longest = max(longest, sum(file.stat().st_size for file in path.parent.iterdir()))
        assert cache.stats().bytes <= most

    assert longest < 1.5 * most
    assert path.stat().st_size <= most
    assert sound(path)


def test_small_results_are_bounded_by_what_they_take_and_not_by_their_length(path: Path) -> None:
    with closing(Cache(path, MB)) as cache:
        for batch in range(20):
            cache.put([(f"{batch * 1000 + number:064}", number) for number in range(1000)])

        assert 3_000 < cache.stats().entries < 10_000
        assert 800_000 < cache.stats().bytes <= 1_000_000
    assert path.stat().st_size <= 1_000_000


def test_a_put_of_far_too_much_keeps_the_last_of_it(path: Path, cache: Cache) -> None:
    cache.put([(str(number), noise(80, number)) for number in range(50)])

    kept = [number for number in range(50) if one(cache, str(number)) is not MISSING]

    assert len(kept) > 8
    assert kept == list(range(50 - len(kept), 50))
    assert path.stat().st_size < 1_500_000


def test_what_is_larger_than_a_tenth_or_cannot_be_packed_is_not_kept(cache: Cache) -> None:
    cache.put([("large", noise(101)), ("odd", print), ("fits", noise(99))])

    assert [value is MISSING for value in cache.get(["large", "odd", "fits"])] == [True, True, False]


def test_no_space_at_all_keeps_nothing(path: Path, troubles: list[str]) -> None:
    cache = Cache(path, 0, troubles.append)
    cache.put([("a", 1)])

    assert one(cache, "a") is MISSING
    assert (troubles, path.exists()) == ([], False)


def test_a_file_from_when_more_was_allowed_is_brought_down(path: Path, cache: Cache) -> None:
    cache.put([(str(number), noise(50, number)) for number in range(15)])

    with closing(Cache(path, MB / 4)) as smaller:
        smaller.put([("new", 1)])

        assert smaller.stats().bytes <= 225_000
        assert one(smaller, "new") == 1


# ------------------------------------------------------------------ several at once

WRITER = """
    cache = Cache(Path(sys.argv[1]), 0.002, lambda trouble: sys.exit(trouble))
    wrong, most = 0, 0
    for number in range(150):
        keys = [f"{(number * 7 + part) % 400}" for part in range(5)]
        found = cache.get(keys)
        wrong += sum(value is not MISSING and value != [key, key * 2000] for key, value in zip(keys, found))
        cache.put([(key, [key, key * 2000]) for key in keys])
        cache.put([(f"{sys.argv[2]}-{number}", os.urandom(20_000))])
        most = max(most, cache.stats().bytes)
    cache.close()
    print(json.dumps([wrong, most]))
"""


def test_two_processes_at_once_keep_the_bound_and_read_only_what_was_put(path: Path) -> None:
    wrong, most = zip(*(told(process) for process in [child(WRITER, path, number) for number in range(2)]), strict=True)

    assert wrong == (0, 0)
    assert max(most) <= 2_000_000 + 100_000
    assert path.stat().st_size <= 2_000_000
    assert sound(path)


def test_processes_that_begin_at_the_same_moment_share_one_file(path: Path) -> None:
    code = """
        troubles = []
        cache = Cache(Path(sys.argv[1]), 0.001, troubles.append)
        time.sleep(max(0, float(sys.argv[3]) - time.time()))
        cache.put([(sys.argv[2], int(sys.argv[2]))])
        cache.close()
        print(json.dumps(troubles))
    """
    start = time.time() + 1

    troubles = [told(process) for process in [child(code, path, number, start) for number in range(6)]]

    assert troubles == [[]] * 6
    with closing(Cache(path, MB)) as cache:
        assert cache.get([str(number) for number in range(6)]) == list(range(6))


def test_threads_at_once_find_what_was_put(cache: Cache, troubles: list[str]) -> None:
    def work(thread: int) -> list[Any]:
        wrong = []
        for number in range(60):
            key = f"{(thread * 31 + number) % 80}"
            found = one(cache, key)
            wrong += [] if found is MISSING or found == [key] * 50 else [found]
            cache.put([(key, [key] * 50), (f"{thread} {number}", noise(5, number))])
        return wrong

    with ThreadPoolExecutor(8) as threads:
        assert [wrong for wrong in threads.map(work, range(8)) if wrong] == []
    assert troubles == []
    assert cache.stats().hits + cache.stats().misses == 8 * 60


def test_closing_while_others_are_at_work_is_no_trouble(cache: Cache, troubles: list[str]) -> None:
    with ThreadPoolExecutor(4) as threads:
        work = [threads.submit(cache.put, [(str(number), noise(1, number))]) for number in range(400)]
        cache.close()
        for done in work:
            done.result()

    assert troubles == []


def test_a_fork_opens_the_file_for_itself(path: Path) -> None:
    code = """
        cache = Cache(Path(sys.argv[1]), 0.001)
        cache.put([("a", 1)])
        process = os.fork()
        if not process:
            cache.put([("b", 2)])
            os._exit(0 if cache.get(["a", "b"]) == [1, 2] else 1)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        print(json.dumps([code, cache.get(["a", "b"])]))
        sys.stdout.flush()
        cache.close()
    """

    assert told(child(code, path)) == [0, [1, 2]]
    assert sound(path)


@pytest.mark.parametrize("wait_s", [0.02, 0.1, 0.3])
def test_a_process_killed_while_it_puts_leaves_a_file_that_opens_and_answers(path: Path, wait_s: float) -> None:
    code = """
        cache = Cache(Path(sys.argv[1]), 0.002)
        for number in range(10**9):
            cache.put([(f"{number}-{part}", [number] * 3000) for part in range(20)])
            if not number:
                print("begun", flush=True)
    """
    process = child(code, path)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)

    troubles: list[str] = []
    with closing(Cache(path, 2 * MB, troubles.append)) as cache:
        last = max(number for number in range(5000) if one(cache, f"{number}-0") is not MISSING)
        assert cache.get([f"{last}-{part}" for part in range(20)]) == [[last] * 3000] * 20, "all of a put or none"
        cache.put([("after", 1)])
        assert one(cache, "after") == 1
    assert troubles == []
    assert sound(path)


# ------------------------------------------------------------------ trouble


def damage(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql)


@pytest.mark.parametrize("value", ["x'00'", "zeroblob(500)", "'text'", "7", "substr(value, 1, length(value) - 1)"])
def test_a_row_that_cannot_be_read_is_missing_and_removed(
    value: str, path: Path, cache: Cache, troubles: list[str]
) -> None:
    cache.put([("a", "first"), ("b", "second")])
    damage(path, f"UPDATE contents SET value = {value} WHERE number = 1")

    assert cache.get(["a", "b", "a"]) == [MISSING, "second", MISSING]
    assert cache.stats().entries == 1
    assert (cache.stats().hits, cache.stats().misses) == (1, 2)
    assert troubles == []


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one " * 100, b"SQLite format 3\x00" * 300])
def test_a_file_that_is_no_database_is_moved_aside_and_said_once(
    content: bytes, path: Path, cache: Cache, troubles: list[str]
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    assert one(cache, "a") is MISSING
    cache.put([("a", 1)])

    assert one(cache, "a") == 1
    assert path.with_name("results.sqlite.broken").read_bytes() == content
    assert len(troubles) == 1
    assert str(path) in troubles[0]
    assert "results.sqlite.broken" in troubles[0]


@pytest.mark.parametrize("first", ["get", "put", "clear", "stats"])
def test_a_database_that_is_broken_inside_is_moved_aside(
    first: str, path: Path, cache: Cache, troubles: list[str]
) -> None:
    with closing(Cache(path, MB)) as before:
        before.put([(str(number), noise(5, number)) for number in range(50)])
    data = bytearray(path.read_bytes())
    data[4096:] = noise((len(data) - 4096) / 1000, 1)
    path.write_bytes(data)

    calls = {"get": lambda: cache.get(["1"]), "put": lambda: cache.put([("1", 1)])}
    calls.get(first, getattr(cache, first))()
    cache.put([("a", 1)])

    assert one(cache, "a") == 1
    assert len(troubles) == 1
    assert path.with_name("results.sqlite.broken").exists()


def test_a_file_that_breaks_under_two_of_them_is_replaced_once(path: Path) -> None:
    troubles: list[str] = []
    with closing(Cache(path, MB, troubles.append)) as one_, closing(Cache(path, MB, troubles.append)) as other:
        one_.put([(str(number), noise(5, number)) for number in range(50)])
        other.get(["1"])
        one_._file._open().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(noise(path.stat().st_size / 1000 - 5))
        for cache in (one_, other):  # forgets what it knows of the file
            cache._file.close()

        one_.put([("a", 1)])
        other.put([("b", 2)])

        assert one_.get(["a", "b"]) == other.get(["a", "b"]) == [1, 2]
    assert len(troubles) == 1
    assert sound(path)


def test_a_row_that_is_there_by_half_counts_as_a_broken_file(path: Path, cache: Cache, troubles: list[str]) -> None:
    cache.put([("a", 1), ("b", 2)])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER forgotten")
        db.execute("DELETE FROM entries WHERE key = 'b'")

    cache.put([("c", 3)])

    assert one(cache, "c") == 3
    assert len(troubles) == 1
    assert "begun" in troubles[0]


def test_the_database_of_something_else_is_left_alone(path: Path, cache: Cache, troubles: list[str]) -> None:
    path.parent.mkdir()
    damage(path, "CREATE TABLE entries (mine TEXT)")
    before = path.read_bytes()

    cache.put([("a", 1)])
    cache.put([("a", 1)])

    assert one(cache, "a") is MISSING
    assert path.read_bytes() == before
    assert len(troubles) == 1
    assert "something else" in troubles[0]


def test_a_file_that_is_locked_too_long_turns_the_cache_off_and_says_so_once(
    path: Path, cache: Cache, troubles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "WAIT_S", 0.2)
    with closing(Cache(path, MB)) as other:
        other.put([("a", 1)])
    assert one(cache, "a") == 1

    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert one(cache, "a") == 1, "reading does not wait"
        for _ in range(3):
            cache.put([("b", 2)])

    assert cache.get(["a", "b"]) == [MISSING, MISSING]
    assert cache.clear() == 0
    assert len(troubles) == 1
    assert "locked" in troubles[0]
    with closing(Cache(path, MB)) as after:
        assert after.get(["a", "b"]) == [1, MISSING]


def test_a_short_lock_is_waited_for(path: Path, cache: Cache, troubles: list[str]) -> None:
    cache.put([("a", 1)])
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, holder.rollback).start()
        cache.put([("b", 2)])

    assert one(cache, "b") == 2
    assert troubles == []


def test_closing_does_not_wait_to_write_uses(path: Path, cache: Cache, troubles: list[str]) -> None:
    cache.put([("a", 1)])
    one(cache, "a")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        cache.close()

    assert time.monotonic() - started < cache_tables.WAIT_S / 2
    assert troubles == []


OFF = """
    troubles = []
    cache = Cache(Path(sys.argv[1]), 0.01, troubles.append)
    {first}
    for number in range(40):
        cache.put([(str(number), os.urandom(100_000))])
    found = cache.get(["0"])[0] is not MISSING
    print(json.dumps([found, cache.stats().entries, troubles]))
    sys.stdout.flush()
    cache.close()
"""


def test_a_full_disk_turns_the_cache_off_and_leaves_the_file_sound(path: Path) -> None:
    """No file may grow over 1 MB: the system then fails writes as it does where there is no space."""
    first = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))"

    found, entries, troubles = told(child(OFF.format(first=first), path))

    assert (found, entries, len(troubles)) == (False, 0, 1)
    assert str(path) in troubles[0]
    assert sound(path)
    with closing(Cache(path, MB * 10)) as cache:
        assert one(cache, "0") is not MISSING, "what was kept before is there"


@pytest.mark.parametrize("before", ["", "cache.put([('0', b'')]); cache.close()"], ids=["no file", "a file"])
def test_a_folder_that_may_not_be_written_turns_the_cache_off(before: str) -> None:
    """Root may write everywhere, so the process becomes somebody else."""
    first = f"""
    import shutil, tempfile
    os.geteuid() or os.setuid(65534)
    folder = Path(tempfile.mkdtemp())
    sys.argv[1] = folder / "results.sqlite"
    cache = Cache(sys.argv[1], 0.01)
    {before}
    cache = Cache(sys.argv[1], 0.01, troubles.append)
    folder.chmod(0o555)
    import atexit
    atexit.register(lambda: (folder.chmod(0o755), shutil.rmtree(folder)))
    """

    found, entries, troubles = told(child(OFF.format(first=first.strip()), ""))

    assert (found, entries, len(troubles)) == (False, 0, 1)
    assert "results.sqlite" in troubles[0]


@pytest.mark.parametrize("place", ["file/results.sqlite", "folder", "/proc/results.sqlite", "loop/results.sqlite"])
def test_a_place_where_no_file_can_be_turns_the_cache_off(place: str, tmp_path: Path, troubles: list[str]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    cache = Cache(tmp_path / place, MB, troubles.append)

    for _ in range(2):
        cache.put([("a", 1)])
        assert one(cache, "a") is MISSING

    assert len(troubles) == 1
    assert place in troubles[0]


def test_what_is_told_may_use_the_cache(tmp_path: Path) -> None:
    heard: list[CacheStats] = []
    cache = Cache(tmp_path, MB, lambda _: heard.append(cache.stats()))

    cache.put([("a", 1)])

    assert heard == [CacheStats(0, 0, 0, 0)]
