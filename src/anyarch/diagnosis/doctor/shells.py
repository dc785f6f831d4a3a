"""Which shells load anyarch's function when they start.

A program cannot see the functions of the shell that started it, so the shells' startup files are read instead.
"""

import os
import re

from anyarch.diagnosis.doctor import startup_files
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.doctor.startup_files import Line
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.install import launcher, real_docker

_LOADING = {
    "bash": 'eval "$(anyarch init bash)"',
    "zsh": 'eval "$(anyarch init zsh)"',
    "fish": "anyarch init fish | source",
}


def examine(setup: Setup) -> list[Finding]:
    """A line for each shell that loads the function, and for the user's shell if neither it nor PATH uses the shim."""
    found = []
    in_path = real_docker.is_shim(launcher.first_in_path(setup.environment.get("PATH", "")))
    own = "" if in_path else os.path.basename(setup.environment.get("SHELL", ""))
    for shell in launcher.SHELLS:
        line = _loading_line(shell, setup)
        if line:
            found.append(Finding(shell, GOOD, f"loads the function in {line.file}, line {line.number}"))
        elif shell == own:
            found.append(Finding(shell, NOTE, "its startup files do not load the function", _LOADING[shell]))
    return found


def with_function(setup: Setup) -> list[str]:
    """The shells whose files load the function."""
    return [shell for shell in launcher.SHELLS if _loading_line(shell, setup)]


def _loading_line(shell: str, setup: Setup) -> Line | None:
    """The line that loads the function: with the command, or from the file next to the shim."""
    file = re.escape(os.path.join(setup.folder, f"init.{shell}"))
    pattern = rf"\banyarch\s+init\s+{shell}\b|\banyarch\b.*\binit\.{shell}\b|{file}"
    return next(iter(startup_files.matching(startup_files.of_shell(shell, setup.environment), pattern)), None)
