"""What a person has set: anyarch's settings, and docker's default platform, which overrides every choice."""

import os

from anyarch.diagnosis.doctor import startup_files
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.person import settings

_DEFAULT = "DOCKER_DEFAULT_PLATFORM"


def examine(situation: Situation) -> list[Finding]:
    """The settings' problems, and the default platform, if there is one."""
    return [*_settings(situation.environment), *_default_platform(situation.environment)]


def _settings(environment: dict[str, str]) -> list[Finding]:
    _, problems = settings.load(environment)
    path = settings.path(environment)
    whole = Finding("settings", GOOD, path if os.path.exists(path) else f"defaults; there is no {path}")
    return [Finding("settings", BAD, problem) for problem in problems] or [whole]


def _default_platform(environment: dict[str, str]) -> list[Finding]:
    """It may be set here and now, or by a file for every shell to come."""
    lines = startup_files.matching(startup_files.everywhere(environment), rf"\b{_DEFAULT}\b(?!\s*=?\s*$)")
    platform = environment.get(_DEFAULT, "")
    if not platform and not lines:
        return []
    where = f" by {lines[0].file}, line {lines[0].number}" if lines else ""
    told = (
        f"{_DEFAULT} is set{where}{f', to {platform}' if platform else ''}. Every command then asks for that platform: "
        "images that are native run emulated, images without it fail, and a tag moves to it with the next pull. Give "
        "--platform to the one command that needs it"
    )
    return [Finding("platform", NOTE, told, f"unset {_DEFAULT}" if platform else "")]
