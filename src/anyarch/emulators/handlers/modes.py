"""Whether an engine runs a platform without an emulator, for all that is said about that engine.

`oci.native` counts a mode of the CPU as native if the engine executes it. But the kernel asks its handlers before it
tries the CPU (fs/exec.c, search_binary_handler, where binfmt_misc comes first), so what a handler takes is emulated,
whether or not the CPU has the mode.
"""

from collections.abc import Callable, Iterable

from anyarch.emulators.handlers.table import Handler
from anyarch.oci import native
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

Handlers = Callable[[Platform], Iterable[Handler] | None]  # those for a platform's programs; None if not shown


def is_native(platform: Platform, host: Platform, executes: Executes, handlers: Handlers) -> bool:
    """Whether an engine for `host` runs the platform without an emulator; both are only asked about a mode."""
    return native.is_native(platform, host, without_handlers(executes, handlers))


def without_handlers(executes: Executes, handlers: Handlers) -> Executes:
    """Whether the CPU itself executes a platform, by what the engine executes and which handlers it has."""
    return lambda platform: executes(platform) and not any(each.is_enabled for each in handlers(platform) or ())
