"""What is wrong with the handlers that the engine's kernel has for a foreign program.

They are only known if the kernel's table can be read. If it cannot, nothing is said of their flags.

====  ===========================================================================================================
flag  without it
====  ===========================================================================================================
F     the kernel looks for the interpreter in each container
C     a setuid program runs without the rights of its owner, and one with file capabilities without these
      (fs/binfmt_misc.c, MISC_FMT_CREDENTIALS)
O     an interpreter opens the program itself, which the user may not be allowed to read; C includes it
====  ===========================================================================================================

With F, the kernel has opened the interpreter when it was registered, but looks up the interpreter's own loader when a
program is started: in the container. So an interpreter has to be static. If the kernel says "no such file" of a foreign
program that exists, it is the interpreter that is missing, or its loader: the program's own loader is looked up by the
interpreter, which says so in its own words.
"""

from collections.abc import Iterable

from anyarch.diagnosis.subject import Engine, is_native, is_program, platform_of
from anyarch.emulators import machine_code
from anyarch.emulators.handlers.table import PADDING, Handler
from anyarch.oci.architectures import EMULATED, HEADER
from anyarch.oci.platforms import Platform
from anyarch.programs.entry_point import PROGRAM, SCRIPT, Step


def fault(platform: Platform, engine: Engine, *, is_not_found: bool) -> str:
    """What is wrong with the handlers for a platform that the engine does not execute.

    Args:
        platform: the platform.
        engine: the engine.
        is_not_found: whether the kernel said "no such file" of a program for it that exists.
    """
    found = engine.handlers(platform)
    if found is None:
        return "emulator-not-found" if is_not_found else ""
    used = _used(found)
    fixed = [handler for handler in used if handler.is_fixed]
    if not fixed:
        return "handler-without-f" if used else "handler-disabled" if found else ""
    read = [step for step in map(engine.interpreter, fixed) if step]
    if any(step.kind == SCRIPT for step in read):
        return "handler-script"
    programs = [step for step in read if step.kind == PROGRAM]
    if any(step.platform and not is_native(step, engine) for step in programs):
        return "handler-for-another-cpu"
    return "handler-dynamic" if is_not_found or any(step.detail for step in programs) else ""


def fault_of_header(step: Step, platform: Platform, engine: Engine) -> str:
    """Whether no handler recognizes a program by its header, although the engine executes others for its platform."""
    try:
        header, plain = bytes.fromhex(step.header), _plain_header(platform)
    except ValueError:
        return ""  # a damaged cache
    if not header or header[: len(plain)] == plain[: len(header)]:
        return ""
    found = _used(engine.handlers(platform))
    if not _recognize(found, plain) or _recognize(found, header):
        return ""
    zeroed = bytearray(header)
    zeroed[PADDING] = bytes(PADDING.stop - PADDING.start)
    return "handler-misses-padding" if _recognize(found, bytes(zeroed)) else "handler-misses-header"


def fault_of_reading(step: Step, platform: Platform, engine: Engine) -> str:
    """Whether every handler leaves it to the emulator to open a program that the user may only execute, not read."""
    found = [] if step.is_readable else _used(engine.handlers(platform))
    return "handler-without-o" if found and not any({"O", "C"} & {*handler.flags} for handler in found) else ""


def without_credentials(steps: Iterable[Step], engine: Engine) -> Step | None:
    """The first foreign program to which no handler gives its owner's rights, or its capabilities; None for none."""
    return next((step for step in steps if gets_more(step) and _lacks_credentials(step, engine)), None)


def gets_more(step: Step) -> bool:
    """Whether a program gets rights that its user does not have."""
    return step.is_setuid or step.has_capabilities


def _lacks_credentials(step: Step, engine: Engine) -> bool:
    platform = platform_of(step.platform)
    if not is_program(step) or platform is None or is_native(step, engine):
        return False
    found = _used(engine.handlers(platform))
    return bool(found) and not any("C" in handler.flags for handler in found)


def _used(handlers: Iterable[Handler] | None) -> list[Handler]:
    return [handler for handler in handlers or () if handler.is_enabled]


def _recognize(handlers: Iterable[Handler], header: bytes) -> bool:
    return any(handler.recognizes(header) for handler in handlers)


def _plain_header(platform: Platform) -> bytes:
    """The header of anyarch's own test program, by which it knows that the engine executes the platform."""
    return machine_code.probe(platform.architecture)[:HEADER] if platform.architecture in EMULATED else b""
