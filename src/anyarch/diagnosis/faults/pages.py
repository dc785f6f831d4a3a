"""Whether a native program needs smaller memory pages than the engine's kernel has.

Kernels for arm64 and a few other architectures have pages of 4, 16 or 64 KiB. A program whose segments are aligned to
less cannot be loaded, or crashes. The engine is asked by a program that only a kernel with pages of 4 KiB loads. An
emulator has pages of its own, so what is emulated has no such fault.
"""

from anyarch.diagnosis.subject import Engine, is_native, is_program, platform_of
from anyarch.emulators.machine_code import SMALL_PAGE, SMALL_PAGES
from anyarch.programs.entry_point import Step

_CONFIGURABLE = frozenset(("arm64", "ppc64le", "loong64"))  # Linux: HAVE_PAGE_SIZE_* in arch/*/Kconfig


def fault(step: Step, engine: Engine) -> str:
    """``page-size`` if the file of a program shows that; empty if not."""
    return "page-size" if 0 < step.alignment <= SMALL_PAGE and are_large(step, engine) else ""


def are_large(step: Step, engine: Engine) -> bool:
    """Whether the kernel's pages are larger than 4 KiB, for a native program."""
    platform = platform_of(step.platform)
    if platform is None or not is_program(step) or not is_native(step, engine):
        return False
    if engine.host().architecture not in _CONFIGURABLE or not engine.executes(platform):
        return False
    return engine.executes(platform._replace(variant=SMALL_PAGES)) is False
