"""Try a pack by a private run of a tiny program for each architecture that it emulates, as a user's run would be.

PRoot and QEMU may be sound files, and still not work together on this CPU or kernel: on arm64, PRoot 5.1 ends with a
segmentation fault (proot-me/proot#312), and 5.4 as long as it uses its seccomp filter. So a pack counts only if it was
seen to work; `python -m tests.machines` tries both.

It does not measure how slow the runs are.
"""

import signal

from anyarch.decision import private_words
from anyarch.emulators import machine_code
from anyarch.emulators.packs.packing import Contents, UnusableError
from anyarch.engine import one_off, volumes
from anyarch.engine.client import Client, Mount
from anyarch.oci.platforms import Platform
from anyarch.person.text import printable

_REPOSITORY = "anyarch-pack-trial"
_PROGRAM = "program"
_NOTHING = Mount(private_words.PRELOAD, "/dev/null", type="bind", read_only=True)
_SIGNALED = 128


def check(client: Client, host: Platform, volume: str, contents: Contents) -> None:
    """Run a program for each architecture with the pack in a volume.

    Raises:
        UnusableError: one did not run.
    """
    mounts = (volumes.mounted(volume, private_words.PLACE, read_only=True), _NOTHING)
    for architecture in contents.emulates:
        files = {_PROGRAM: machine_code.probe(architecture)}
        with one_off.loaded(client, host, _REPOSITORY, files) as tag:
            words = (architecture, f"/{_PROGRAM}")
            task = one_off.Task(words, private_words.INIT, mounts=mounts, with_output=True)
            ended = one_off.run(client, tag, task)
        if ended.status != machine_code.STATUS:
            raise UnusableError(_reason(architecture, ended))


def _reason(architecture: str, ended: one_off.Ended) -> str:
    lines = ended.output.decode("utf-8", "replace").splitlines()
    said = f", and printed: {printable(lines[-1])}" if lines else ""
    return (
        f"These programs do not work on the engine's machine: PRoot with QEMU, running a program for {architecture}, "
        f"{_how(ended.status)}{said}. Another version of PRoot may work, from another release of Debian for example, "
        "with --from DIR."
    )


def _how(status: int) -> str:
    try:
        return f"ended with {signal.Signals(status - _SIGNALED).name}"
    except ValueError:
        return f"ended with status {status}"
