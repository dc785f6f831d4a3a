"""Native is what no emulator runs: a mode of the CPU that a handler takes is emulated."""

import pytest

from anyarch.emulators.handlers import modes
from anyarch.emulators.handlers.table import Handler
from anyarch.oci import platforms

ARM64, AMD64 = platforms.parse("linux/arm64"), platforms.parse("linux/amd64")
ARM = platforms.parse("linux/arm/v7")
ENABLED = Handler("qemu-arm", is_enabled=True, interpreter="/usr/bin/qemu-arm", flags="F", architecture="arm")


@pytest.mark.parametrize(
    ("executed", "handlers", "native"),
    [
        (True, [], True),
        (True, None, True),
        (True, [ENABLED._replace(is_enabled=False)], True),
        (True, [ENABLED], False),
        (False, [], False),
        (None, [], True),
        (None, [ENABLED], True),
    ],
)
def test_a_mode_is_native_if_the_cpu_itself_executes_it(
    handlers: list[Handler] | None, *, executed: bool | None, native: bool
) -> None:
    assert modes.is_native(ARM, ARM64, lambda _: executed, lambda _: handlers) is native


def test_handlers_make_no_difference_for_the_hosts_own_architecture_nor_for_a_foreign_one() -> None:
    def unasked(_: object) -> None:
        pytest.fail("nothing has to be asked")

    assert modes.is_native(ARM64, ARM64, unasked, unasked)
    assert not modes.is_native(AMD64, ARM64, unasked, unasked)
