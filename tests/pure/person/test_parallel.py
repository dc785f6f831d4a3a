"""Many at once: as many as there are threads, each result with its item, and nothing is begun after giving up."""

import threading

import pytest

from anyarch.person import parallel


def test_so_many_run_at_once() -> None:
    together = threading.Barrier(3, timeout=60)
    found = dict(parallel.each(range(6), lambda number: (together.wait(), number * 2)[1], 3))
    assert found == {number: number * 2 for number in range(6)}


def test_what_a_call_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        dict(parallel.each([1, 0], lambda number: 1 // number, 1))


def test_once_given_up_nothing_is_begun_and_what_was_begun_may_end() -> None:
    begun: list[int] = []
    ended: list[int] = []
    go_on = threading.Event()

    def call(number: int) -> int:
        begun.append(number)
        if number:
            go_on.wait(60)
        ended.append(number)
        return number

    results = parallel.each(range(100), call, 1, patience=60)
    assert next(results) == (0, 0)
    threading.Timer(0.1, go_on.set).start()
    results.close()
    assert begun == ended
    assert len(begun) <= 3
