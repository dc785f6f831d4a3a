"""What the user has set: anyarch's settings, and docker's default platform, which overrides every choice."""

import os

from anyarch.diagnosis.doctor import startup_files
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.person import settings
from anyarch.person.settings import Problem

_DEFAULT = "DOCKER_DEFAULT_PLATFORM"


def examine(setup: Setup) -> list[Finding]:
    """The settings, and the default platform if there is one."""
    return [*_settings(setup.environment), *_default_platform(setup.environment)]


def _settings(environment: dict[str, str]) -> list[Finding]:
    _, problems = settings.load(environment)
    path = settings.path(environment)
    whole = Finding("settings", GOOD, path if os.path.exists(path) else f"all defaults; there is no {path}")
    return [_problem(problem) for problem in problems] or [whole]


def _problem(problem: Problem) -> Finding:
    return Finding("settings", NOTE if problem.is_harmless else BAD, problem.sentence, problem.remedy)


def _default_platform(environment: dict[str, str]) -> list[Finding]:
    """It may be set in this shell, or in a file for every new shell."""
    lines = startup_files.matching(startup_files.everywhere(environment), rf"\b{_DEFAULT}\b(?!\s*=?\s*$)")
    platform = environment.get(_DEFAULT, "")
    if not platform and not lines:
        return []
    value = f" to {platform}" if platform else ""
    where = f" in {lines[0].file}, line {lines[0].number}" if lines else ""
    found = (
        f"{_DEFAULT} is set{value}{where}. Every command then asks for that platform: images that could run natively "
        "are emulated, images without it fail, and the next pull moves the tag to it. Use --platform only for the "
        "commands that need it"
    )
    return [Finding("platform", NOTE, found, f"unset {_DEFAULT}" if platform else "")]
