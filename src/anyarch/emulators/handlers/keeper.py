"""A container that keeps the kernel's table of handlers mounted, on machines where nothing else does.

Since Linux 6.7 handlers are gone once the last mount of their table is gone (measured on 6.18). Under systemd it is
always mounted at /proc/sys/fs/binfmt_misc. Where it is not, one container stays: it has the table as a volume and no
privileges, and waits for an input that never comes. It ends with the machine, as the handlers do.
"""

from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.engine import one_off
from anyarch.engine.client import Client
from anyarch.engine.one_off import Task
from anyarch.oci.platforms import Platform

NAME = "anyarch-handlers"


def start(client: Client, host: Platform) -> None:
    """Have the container running; raises what docker-py raises."""
    files = {"copy": machine_code.copy(host.architecture)}
    one_off.keep(client, host, files, NAME, Task(("/dev/stdin", "/dev/null"), mounts=(table.MOUNT,)))


def stop(client: Client) -> None:
    """Remove the container and its image, where they are."""
    one_off.dismiss(client, NAME)
