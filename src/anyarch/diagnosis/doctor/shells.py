"""Which shells load anyarch's function when they start.

A program cannot see the functions of the shell that started it, so the shells' startup files are read. Bash and zsh say
themselves that they have the function, by an alias.
"""

import os
import re

from anyarch.diagnosis.doctor import startup_files
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.doctor.startup_files import Line
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.install import launcher, real_docker


def examine(setup: Setup) -> list[Finding]:
    """A line for each shell that loads the function, and for the calling one if neither it nor PATH uses the shim."""
    found = []
    in_path = real_docker.is_shim(launcher.first_in_path(setup.environment.get("PATH", "")))
    for shell in launcher.SHELLS:
        lines = loading_lines(shell, setup.environment, setup.folder)
        if lines:
            line = lines[0]
            found.append(Finding(shell, GOOD, f"loads the function in {line.file}, line {line.number}"))
        elif shell == setup.shell and not in_path:
            told = "its startup files do not load the function"
            found.append(Finding(shell, NOTE, told, f"anyarch init {shell} --write"))
    return found


def calling(environment: dict[str, str]) -> str:
    """The name of the shell that this program was called from, as Linux tells it; else of the user's login shell."""
    try:
        with open(f"/proc/{os.getppid()}/comm", encoding="utf-8", errors="replace") as file:
            parent = file.read().strip()
    except OSError:
        parent = ""
    return parent if parent in launcher.SHELLS else os.path.basename(environment.get("SHELL", ""))


def with_function(setup: Setup) -> list[str]:
    """The shells whose files load the function."""
    return [shell for shell in launcher.SHELLS if loading_lines(shell, setup.environment, setup.folder)]


def loading_lines(shell: str, environment: dict[str, str], folder: str) -> list[Line]:
    """The lines that load the function: with the command, or from the file next to the shim in a folder."""
    file = re.escape(os.path.join(folder, f"init.{shell}"))
    pattern = rf"\banyarch\s+init\s+{shell}\b|\banyarch\b.*\binit\.{shell}\b|{file}"
    return startup_files.matching(startup_files.of_shell(shell, environment), pattern)
