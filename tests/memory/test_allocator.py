"""What was freed before does not stand in memory that is handed out anew."""

from __future__ import annotations

import ctypes

import pytest

from memory.allocator import blank_memory, glibc

SIZE, MANY = 50_000, 40
WORDS = b"the violet heron "


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
