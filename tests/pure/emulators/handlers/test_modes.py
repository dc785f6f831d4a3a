"""Native is what no emulator runs: a mode of the CPU that a handler takes is emulated."""

import pytest

from anyarch.emulators.handlers import modes
from anyarch.emulators.handlers.table import Handler
from anyarch.oci import platforms

ARM64, AMD64 = platforms.parse("linux/arm64"), platforms.parse("linux/amd64")
ARM = platforms.parse("linux/arm/v7")


def handler(*, is_enabled: bool) -> Handler:
    return Handler("qemu-arm", is_enabled, "/usr/bin/qemu-arm", "F", "arm")


@pytest.mark.parametrize(
    ("executed", "handlers", "native"),
    [
        (True, [], True),
        (True, None, True),
        (True, [handler(is_enabled=False)], True),
        (True, [handler(is_enabled=True)], False),
        (False, [], False),
        (None, [], True),
        (None, [handler(is_enabled=True)], True),
    ],
)
def test_a_mode_is_native_if_the_cpu_itself_executes_it(
    executed: bool | None,  # noqa: FBT001
    handlers: list[Handler] | None,
    native: bool,  # noqa: FBT001
) -> None:
    assert modes.is_native(ARM, ARM64, lambda _: executed, lambda _: handlers) is native


def test_handlers_make_no_difference_for_the_hosts_own_architecture_nor_for_a_foreign_one() -> None:
    def unasked(_: object) -> None:
        pytest.fail("nothing has to be asked")

    assert modes.is_native(ARM64, ARM64, unasked, unasked)
    assert not modes.is_native(AMD64, ARM64, unasked, unasked)
