"""Which allocator Arrow takes its memory from."""

import pyarrow as pa


def reuse_pages() -> None:
    """Take the allocator that gives freed pages to the next batch soonest, where this build of Arrow has it.

    For a command that works through one list and ends; a program that imports deid keeps the one it chose.
    """
    try:
        pool = pa.jemalloc_memory_pool()
    except NotImplementedError:  # Windows
        return
    pa.set_memory_pool(pool)
