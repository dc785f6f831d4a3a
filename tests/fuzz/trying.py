"""Try a target with an input: whether it keeps its promises, also those of time, memory, and depth."""

import sys
import time
import traceback
import tracemalloc
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.targets import DEPTH, LARGEST, MEMORY, SECONDS, TARGETS, Target


def corpus(name: str) -> Path:
    """The folder of what has been found with a target, which need not exist."""
    return Path(__file__).parent / "corpus" / name.replace(" ", "-").replace("'", "")


def known(name: str) -> list[bytes]:
    """The specimens of a target, and what has been found with it."""
    found = corpus(name)
    files = sorted(found.iterdir()) if found.is_dir() else []
    return [*TARGETS[name].specimens, *(file.read_bytes() for file in files)]


def attempt(target: Target, data: bytes) -> None:
    """Call it; what it must not do is raised, as is a call inside more than `DEPTH` others."""
    limit, depth = sys.getrecursionlimit(), sum(1 for _ in traceback.walk_stack(None))
    sys.setrecursionlimit(depth + DEPTH)  # wherever Python's own limit is
    began = time.process_time()
    try:
        _call(target, data)
    finally:
        sys.setrecursionlimit(limit)
    took = time.process_time() - began
    assert took < SECONDS, f"{len(data)} bytes took {took:.1f} s"
    tracemalloc.start()  # it makes all slower, so the time is taken without it
    try:
        _call(target, data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY, f"{len(data)} bytes took {peak >> 20} MB"


def _call(target: Target, data: bytes) -> None:
    try:
        target.read(data[:LARGEST])
    except target.errors as error:
        str(error)


def inputs(target: Target, largest: int = LARGEST) -> st.SearchStrategy[bytes]:
    """Inputs at random: specimens with parts exchanged, tokens put together, tokens repeated, and any bytes."""
    parts = st.sampled_from((*target.tokens, *target.specimens)) | st.binary(max_size=8)
    several = st.lists(parts, max_size=12).map(b"".join)
    return st.one_of(_spoiled(target, several), several, _repeated(parts, largest), st.binary(max_size=200))


@st.composite
def _spoiled(draw: st.DrawFn, target: Target, others: st.SearchStrategy[bytes]) -> bytes:
    specimen = draw(st.sampled_from(target.specimens))
    start, length = draw(st.integers(0, len(specimen))), draw(st.integers(0, 16))
    return specimen[:start] + draw(others) + specimen[start + length :]


@st.composite
def _repeated(draw: st.DrawFn, parts: st.SearchStrategy[bytes], largest: int) -> bytes:
    """A part over and over, as often as fits: what is nested too deeply, or read more than once."""
    before, part, after = draw(parts), draw(parts), draw(parts)
    size = draw(st.sampled_from((100, 2000, largest)))
    return before + (part or b"x") * (size // max(1, len(part))) + after
