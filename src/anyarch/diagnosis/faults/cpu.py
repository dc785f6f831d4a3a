"""What is at fault if a program was started and did not get far: the program, its CPU, its emulator, or the pages.

A signal that QEMU reports is the emulated program's. Which instruction is missing is not known; so the advice goes by
the CPU at hand, and there is none for a native program that crashes: that is its own affair.
"""

from anyarch.diagnosis.faults import pages
from anyarch.diagnosis.subject import Engine, is_native, platform_of
from anyarch.oci import native
from anyarch.oci.platforms import Platform
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step
from anyarch.programs.leads_table import CRASH, EMULATOR, ILLEGAL, LOW_LEVEL, PAGES

_QEMU = "qemu: "
_OLD_CPUS = {"amd64": "low-cpu-level", "arm64": "old-arm64-cpu", "arm": "old-arm-cpu"}


def fault(step: Step, ending: Ending, engine: Engine) -> str:
    """What is at fault for this ending of a program."""
    is_own = is_native(step, engine)
    if is_own and _QEMU in ending.line:
        return ""  # of another program, which the native one has started
    if ending.kind in (ILLEGAL, LOW_LEVEL):
        return _of_cpu(step, engine.host()) if is_own else "emulator-lacks-instruction"
    if is_own:
        return "page-size" if ending.kind == PAGES and pages.are_large(step, engine) else ""
    return {CRASH: "emulator-crash", EMULATOR: "emulator-failure"}.get(ending.kind, "")


def _of_cpu(step: Step, host: Platform) -> str:
    platform = platform_of(step.platform)
    is_mode = platform is None or not native.same_cpu(platform, host)  # such as arm on arm64: its levels say nothing
    return "old-cpu" if is_mode else _OLD_CPUS.get(host.architecture, "old-cpu")
