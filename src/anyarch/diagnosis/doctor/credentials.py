"""Docker's credential helpers: whether those that its config.json names exist, and answer soon enough.

Docker looks for ``docker-credential-NAME`` in PATH (docker/docker-credential-helpers). If it is missing, docker asks
the registry anonymously, or gives up. Each is asked once for a login, which is thrown away; those that may prompt are
not asked (`credentials.LEFT_TO_DOCKER`).
"""

import os
import shutil
import time

from anyarch.bare import documents
from anyarch.bare.endpoint import configuration_folder, read_settings
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.engine import credentials
from anyarch.engine.credentials import HELPER, HUB_SERVER, Origin

_PATIENCE = 10.0  # seconds


def examine(setup: Setup) -> list[Finding]:
    """A line for each helper; if there is none, one for the logins."""
    folder = configuration_folder({}, setup.environment)
    file = os.path.join(folder, "config.json")
    settings = read_settings(folder)
    for_one = documents.entry(settings, "credHelpers")
    uses = {documents.text(for_one, server): server for server in for_one} if isinstance(for_one, dict) else {}
    uses = {documents.text(settings, "credsStore"): HUB_SERVER, **uses}
    names = sorted(uses.keys() - {""})
    if names:
        return [_helper(name, uses[name], file, setup) for name in names]
    logins = documents.entry(settings, "auths")
    count = len(logins) if isinstance(logins, dict) else 0
    return [
        Finding(
            "logins", GOOD, f"no credential helper; {count} in {file}" if count else "no logins, no credential helper"
        )
    ]


def _helper(name: str, server: str, file: str, setup: Setup) -> Finding:
    program = shutil.which(HELPER + name, path=setup.environment.get("PATH", os.defpath))
    if not program:
        missing = f"{file} names the helper {name}, but there is no {HELPER}{name} in PATH"
        remedy = "docker pulls without a login. Install it, or remove its name from that file"
        return Finding("logins", BAD, f"{missing}: {remedy}")
    if name in credentials.LEFT_TO_DOCKER:
        why = f"from {program}, which only docker asks, because it may prompt: {credentials.LEFT_TO_DOCKER[name]}"
        return Finding("logins", NOTE, f"{why}. anyarch looks up private images without a login")
    seconds = _seconds(Origin(server, name, None, ""))
    if seconds < setup.settings.lookup_timeout:
        return Finding("logins", GOOD, f"from {program}")
    took = f"took {seconds:.1f} seconds" if seconds < _PATIENCE else f"did not answer within {_PATIENCE:g} seconds"
    slow = f"from {program}, which {took}: a lookup may take {setup.settings.lookup_timeout:g}, and is given up then"
    return Finding("logins", NOTE, slow, f"anyarch config set lookup.timeout {min(seconds, _PATIENCE) + 2:.0f}")


def _seconds(source: Origin) -> float:
    """How long a helper takes to answer, or to be given up."""
    started = time.monotonic()
    try:
        credentials.find(source, _PATIENCE)
    except TimeoutError:
        return _PATIENCE
    return time.monotonic() - started
