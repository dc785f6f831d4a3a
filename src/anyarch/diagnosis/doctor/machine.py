"""This machine, and the Python that runs anyarch's commands."""

import platform
import sys

from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import GOOD, Finding
from anyarch.oci import platforms


def examine(_: Setup) -> list[Finding]:
    """This machine's platform and kernel; the engine may be on another machine."""
    own = platforms.from_machine(platform.system(), platform.machine(), platform.machine())
    kernel = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()} at {sys.executable}"
    return [Finding("machine", GOOD, f"{own or platform.machine()}, {kernel}, {python}")]
