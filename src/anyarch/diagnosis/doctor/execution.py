"""What the engine can run, tested with a tiny program for each architecture."""

from anyarch.diagnosis import surroundings
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci import native, platforms
from anyarch.oci.architectures import EMULATED
from anyarch.person.errors import EngineError

ARCHITECTURES = tuple(EMULATED)


def examine(engine: Engine, architecture: str) -> Finding:
    """Test it now, without the cache."""
    host = engine.platform()
    platform = platforms.normalized(platforms.DEFAULT_OS, architecture) or host
    try:
        positive = probe.ask(engine, platform)
    except EngineError as error:
        return Finding(f"{platform}", NOTE, str(error))
    if not positive and surroundings.emulates_privately(engine, platform):
        return Finding(f"{platform}", GOOD, "run by a private emulator, if docker is anyarch's shim")
    if not positive:
        return Finding(f"{platform}", NOTE, "not executed")
    how = "native" if native.may_run(platform, host) else "by an emulator"
    return Finding(f"{platform}", GOOD, f"executed, {how}")
