"""The shells: which load anyarch's function when they start. Their files are only read.

No program can see the functions of the shell that has started it, so what the files say has to do.
"""

import os
import re

from anyarch.diagnosis.doctor import startup_files
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.doctor.startup_files import Line
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.install import launcher, real_docker

_LOADING = {
    "bash": 'eval "$(anyarch init bash)"',
    "zsh": 'eval "$(anyarch init zsh)"',
    "fish": "anyarch init fish | source",
}


def examine(situation: Situation) -> list[Finding]:
    """A line for each shell that loads the function; and for the person's own, if neither it nor PATH leads there."""
    found = []
    in_path = real_docker.is_shim(launcher.first_in_path(situation.environment.get("PATH", "")))
    own = "" if in_path else os.path.basename(situation.environment.get("SHELL", ""))
    for shell in launcher.SHELLS:
        line = _loading_line(shell, situation)
        if line:
            found.append(Finding(shell, GOOD, f"loads the function, by {line.file}, line {line.number}"))
        elif shell == own:
            found.append(Finding(shell, NOTE, "none of its files loads the function", _LOADING[shell]))
    return found


def with_function(situation: Situation) -> list[str]:
    """The shells whose files load the function."""
    return [shell for shell in launcher.SHELLS if _loading_line(shell, situation)]


def _loading_line(shell: str, situation: Situation) -> Line | None:
    """The line that loads it: by the command, or by the file beside the shim, however its folder is written."""
    file = re.escape(os.path.join(situation.folder, f"init.{shell}"))
    pattern = rf"\banyarch\s+init\s+{shell}\b|\banyarch\b.*\binit\.{shell}\b|{file}"
    return next(iter(startup_files.matching(startup_files.of_shell(shell, situation.environment), pattern)), None)
