"""What was freed before does not stand in memory that is handed out anew."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from memory.allocator import blank_memory, glibc

SIZE, MANY = 50_000, 40
WORDS = b"the violet heron "
ROOT = Path(__file__).parents[2]


@pytest.fixture
def allocator():
    library = glibc()
    if library is None:
        pytest.skip("no glibc here")
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    return library


def taken(allocator):
    """Fresh blocks, what stands in them, and the blocks given back."""
    blocks = [allocator.malloc(SIZE) for _ in range(MANY)]
    found = b"".join(ctypes.string_at(block, SIZE) for block in blocks)
    for block in blocks:
        allocator.free(block)
    return found


def soil(allocator):
    blocks = [allocator.malloc(SIZE) for _ in range(MANY)]
    for block in blocks:
        ctypes.memmove(block, WORDS * (SIZE // len(WORDS)), SIZE // len(WORDS) * len(WORDS))
    for block in blocks:
        allocator.free(block)


def test_freed_words_come_back_in_fresh_memory_but_not_while_it_is_blank(allocator):
    soil(allocator)
    assert WORDS in taken(allocator)

    soil(allocator)
    with blank_memory():
        assert taken(allocator).strip(b"\0") == b""

    soil(allocator)
    assert WORDS in taken(allocator)


def test_it_stays_blank_until_the_last_thread_that_wants_it_so_has_done(allocator):
    with blank_memory():
        with blank_memory():
            pass
        soil(allocator)
        assert taken(allocator).strip(b"\0") == b""


LEAVING = """
import random, sys
from pathlib import Path
from memory.graph_ladybug import Ladybug

WORDS = b"the violet heron "

def soil(seed):
    random.seed(seed)
    sizes = random.choices([100, 1000, 4096, 8192, 16384, 65536, 100_000], k=4000)
    blocks = [bytearray(WORDS * (size // len(WORDS) + 1)) for size in sizes]
    random.shuffle(blocks)
    del blocks[::2]
    blocks.clear()

for n in range(20):
    graph = Ladybug(Path(sys.argv[1]) / str(n))
    graph.file.parent.mkdir()
    soil(n)
    graph.write([("CREATE (:Run {id: $id, text: 'short'})", {"id": str(n)})])
"""


def test_a_graphs_file_holds_nothing_but_what_was_written_to_it(tmp_path):
    pytest.importorskip("ladybug")
    subprocess.run([sys.executable, "-c", LEAVING, str(tmp_path)], check=True, cwd=ROOT)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if WORDS in path.read_bytes()] == []
    assert len(files) >= 20
