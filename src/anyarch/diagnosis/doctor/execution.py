"""What the engine executes, found out by having it execute a tiny program for each architecture."""

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.emulators import executed, probe
from anyarch.oci import native, platforms
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform

ARCHITECTURES = tuple(EMULATED)


def examine(situation: Situation, endpoint: Endpoint, host: Platform, architecture: str) -> Finding:
    """Try it now, whatever is remembered."""
    platform = platforms.normalised(platforms.DEFAULT_OS, architecture) or host
    try:
        kernel = executed.kernel()
        positive = probe.executes(endpoint, host, platform, situation.settings.probe_timeout)
    except probe.ProbeError as error:
        return Finding(f"{platform}", NOTE, str(error))
    if not positive:
        return Finding(f"{platform}", NOTE, "not executed")
    executed.keep(records.folder(situation.environment), endpoint, platform, kernel)
    how = "native" if native.may_run(platform, host) else "by an emulator"
    return Finding(f"{platform}", GOOD, f"executed, {how}")
