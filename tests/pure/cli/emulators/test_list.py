"""Which platforms the list calls native."""

import pytest

from anyarch.cli.emulators import test as testing
from anyarch.cli.emulators.list import State
from anyarch.emulators.handlers.table import Handler
from anyarch.emulators.packs.trust import Packs
from anyarch.oci.platforms import parse


@pytest.mark.parametrize(
    ("executed", "handled", "architecture", "expected"),
    [(True, "on", "arm", False), (True, "off", "arm", True), (True, "on", "amd64", True), (False, "", "", False)],
)
def test_a_mode_is_native_where_no_handler_runs_it(
    *, executed: bool, handled: str, architecture: str, expected: bool
) -> None:
    asked = parse("linux/arm/v7")
    handler = Handler("qemu", handled == "on", "/qemu", "F", architecture)
    handlers = (handler,) if handled else ()
    state = State(parse("linux/arm64"), {asked: testing.Tested(executed, None)}, handlers, Packs(None, ()), "")
    assert state.is_native(asked) is expected
