"""What is remembered of an engine elsewhere, and how long."""

from collections.abc import Callable

from anyarch.bare.endpoint import resolve
from anyarch.oci.platforms import Platform
from anyarch.routing import state
from anyarch.routing.state import State

FAR, OTHER = resolve({"host": "ssh://me@far"}, {}), resolve({"host": "ssh://me@other"}, {})
ARM64 = Platform("linux", "arm64")


def test_a_platform_is_remembered_for_ten_minutes(cache: str, later: Callable[[float], None]) -> None:
    assert state.recall(cache, FAR) == State()
    state.keep_platform(cache, FAR, ARM64)
    assert (state.recall(cache, FAR), state.recall(cache, OTHER)) == (State(ARM64), State())
    later(601)
    assert state.recall(cache, FAR) == State()


def test_an_engine_that_is_down_is_left_alone_for_five_minutes(cache: str, later: Callable[[float], None]) -> None:
    state.keep_platform(cache, FAR, ARM64)
    state.keep_problem(cache, FAR, "It did\nnot answer.")
    later(0)
    assert state.recall(cache, FAR) == State(problem="It did\\nnot answer (just now).")
    later(125)
    assert state.recall(cache, FAR) == State(problem="It did\\nnot answer (2 minutes ago).")
    later(301)
    assert state.recall(cache, FAR) == State()
    state.keep_platform(cache, FAR, ARM64)
    assert state.recall(cache, FAR) == State(ARM64)


def test_a_pull_that_failed_is_not_tried_again_for_five_minutes(cache: str, later: Callable[[float], None]) -> None:
    state.keep_failure(cache, FAR, "app", "No such image.")
    later(0)
    assert state.failure(cache, FAR, "app") == "No such image (just now)."
    assert state.failure(cache, FAR, "other") == state.failure(cache, OTHER, "app") == ""
    assert state.recall(cache, FAR) == State()
    later(301)
    assert state.failure(cache, FAR, "app") == ""
