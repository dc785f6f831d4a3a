"""This machine, and the Python that anyarch's commands run under."""

import platform
import sys

from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import GOOD, Finding
from anyarch.oci import platforms


def examine(_: Situation) -> list[Finding]:
    """The machine's platform in docker's words, and its kernel; the engine's may be another machine's."""
    told = platforms.from_machine(platform.system(), platform.machine(), platform.machine())
    kernel = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()} at {sys.executable}"
    return [Finding("machine", GOOD, f"{told or platform.machine()}, {kernel}, {python}")]
