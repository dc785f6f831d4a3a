"""Docker's credential helpers: whether those that its config.json names exist. They are not started.

Docker looks for ``docker-credential-NAME`` in PATH (docker/docker-credential-helpers). If it is missing, docker asks
the registry anonymously, or gives up.
"""

import os
import shutil

from anyarch.bare import documents
from anyarch.bare.endpoint import configuration_folder, read_settings
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, Finding

_PREFIX = "docker-credential-"


def examine(setup: Setup) -> list[Finding]:
    """A line for each helper; if there is none, one for the logins."""
    folder = configuration_folder({}, setup.environment)
    file = os.path.join(folder, "config.json")
    settings = read_settings(folder)
    for_one = documents.entry(settings, "credHelpers")
    uses = {registry: documents.text(for_one, registry) for registry in for_one} if isinstance(for_one, dict) else {}
    names = sorted({documents.text(settings, "credsStore"), *uses.values()} - {""})
    if names:
        return [_helper(name, file, setup.environment) for name in names]
    logins = documents.entry(settings, "auths")
    count = len(logins) if isinstance(logins, dict) else 0
    return [
        Finding(
            "logins", GOOD, f"no credential helper; {count} in {file}" if count else "no logins, no credential helper"
        )
    ]


def _helper(name: str, file: str, environment: dict[str, str]) -> Finding:
    program = shutil.which(_PREFIX + name, path=environment.get("PATH", os.defpath))
    if program:
        return Finding("logins", GOOD, f"from {program}")
    missing = f"{file} names the helper {name}, but there is no {_PREFIX}{name} in PATH: docker pulls without a login"
    return Finding("logins", BAD, f"{missing}. Install it, or remove its name from that file")
