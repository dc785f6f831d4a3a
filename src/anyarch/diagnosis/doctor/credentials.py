"""Docker's credential helpers: whether those that its settings name are there. None is asked for anything.

Docker starts ``docker-credential-NAME`` along PATH (docker/docker-credential-helpers); where it is missing, docker goes
to the registry as anybody, or gives up.
"""

import os
import shutil

from anyarch.bare import documents
from anyarch.bare.endpoint import configuration_folder, read_settings
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import BAD, GOOD, Finding

_PREFIX = "docker-credential-"


def examine(situation: Situation) -> list[Finding]:
    """A line for each helper; one for the logins where there is none."""
    folder = configuration_folder({}, situation.environment)
    file = os.path.join(folder, "config.json")
    settings = read_settings(folder)
    for_one = documents.entry(settings, "credHelpers")
    uses = {registry: documents.text(for_one, registry) for registry in for_one} if isinstance(for_one, dict) else {}
    names = sorted({documents.text(settings, "credsStore"), *uses.values()} - {""})
    if names:
        return [_helper(name, file, situation.environment) for name in names]
    logins = documents.entry(settings, "auths")
    count = len(logins) if isinstance(logins, dict) else 0
    return [Finding("logins", GOOD, f"no credential helper; {count} in {file}" if count else "none, and no helper")]


def _helper(name: str, file: str, environment: dict[str, str]) -> Finding:
    program = shutil.which(_PREFIX + name, path=environment.get("PATH", os.defpath))
    if program:
        return Finding("logins", GOOD, f"by {program}")
    told = f"{file} names the helper {name}, and there is no {_PREFIX}{name} in PATH: docker pulls without a login"
    return Finding("logins", BAD, f"{told}. Install it, or take its name out of that file")
