"""The probe: find out whether an engine executes a platform's programs, by having it execute one.

A one-file image, made in memory, is loaded into the engine and run there: no network, no capabilities, no new
privileges, a read-only root. It is labelled with the engine's own platform, so that no platform rule of the engine
comes in between. Status 42 is yes; any other end of the container is no; when the container could not be made or
started at all, nobody knows.

It leaves nothing behind (`one_off`), and every probe has an image of its own, so that those that run at once cannot
take it from each other. Who is interrupted waits for the probe's end, since a probe is as quick as tidying up.
"""

import time

from anyarch.bare.endpoint import Endpoint
from anyarch.emulators import machine_code
from anyarch.engine import leftovers, one_off
from anyarch.engine.client import ERRORS, negotiated
from anyarch.engine.connection import in_time
from anyarch.engine.one_off import Task
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform

REPOSITORY = "anyarch-probe"
LABEL = leftovers.LABEL
_PROGRAM = "probe"
_PATIENCE = 5.0


class ProbeError(Exception):
    """The engine could not be made to try; the message is one sentence."""


def executes(endpoint: Endpoint, host: Platform, platform: Platform, timeout: float) -> bool:
    """Whether the engine starts a program for the platform.

    Args:
        endpoint: the engine.
        host: the engine's own platform.
        platform: a Linux platform.
        timeout: seconds for all of it.

    Raises:
        ProbeError: there is no program for the platform, or the engine did not run it to an end.
    """
    if platform.architecture not in EMULATED:
        raise ProbeError(f"anyarch has no test program for {platform}.")
    try:
        return in_time(lambda: _try(endpoint, host, platform, timeout), time.monotonic() + timeout, _PATIENCE)
    except ERRORS as error:
        raise ProbeError(f"The engine could not be asked to execute {platform}: {error}.") from error


def _try(endpoint: Endpoint, host: Platform, platform: Platform, timeout: float) -> bool:
    files = {_PROGRAM: machine_code.probe(platform.architecture, platform.variant)}
    with negotiated(endpoint, timeout) as client, one_off.loaded(client, host, REPOSITORY, files) as tag:
        return one_off.run(client, tag, Task()).status == machine_code.STATUS
