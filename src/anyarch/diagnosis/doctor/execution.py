"""What the engine can run, tested with a tiny program for each architecture."""

from anyarch.diagnosis import surroundings
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.emulators.handlers import modes
from anyarch.emulators.probe import Answer
from anyarch.engine import Engine
from anyarch.oci import platforms
from anyarch.oci.architectures import EMULATED

PLATFORMS = tuple(filter(None, (platforms.normalized(platforms.DEFAULT_OS, architecture) for architecture in EMULATED)))


def examine(engine: Engine, answer: Answer) -> Finding:
    """What the probe's answer about one of `PLATFORMS` means."""
    host, platform = engine.platform(), answer.platform
    if answer.problem:
        return Finding(f"{platform}", NOTE, answer.problem)
    if not answer.executed and surroundings.emulates_privately(engine, platform):
        return Finding(f"{platform}", GOOD, "run by a private emulator, if docker is anyarch's shim")
    if not answer.executed:
        return Finding(f"{platform}", NOTE, "not executed")
    around = surroundings.Surroundings("", engine)
    is_native = modes.is_native(platform, host, lambda _: bool(answer.executed), around.handlers)
    how = "native" if is_native else "by an emulator"
    return Finding(f"{platform}", GOOD, f"executed, {how}")
