"""A container that keeps the kernel's table of handlers mounted, on machines where nothing else does.

Since Linux 6.7, handlers are lost when their table is no longer mounted anywhere (measured on 6.18). systemd keeps it
mounted at /proc/sys/fs/binfmt_misc. On other machines, one container keeps running: it has the table as a volume, has
no privileges, and waits for input that never comes. It ends when the machine stops, as the handlers do.
"""

from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.engine import one_off
from anyarch.engine.client import Client
from anyarch.engine.one_off import Task
from anyarch.oci.platforms import Platform

NAME = "anyarch-handlers"


def start(client: Client, host: Platform) -> None:
    """Start the container; errors are docker-py's."""
    files = {"copy": machine_code.copy(host.architecture)}
    one_off.keep(client, host, files, NAME, Task(("/dev/stdin", "/dev/null"), mounts=(table.mount(stays=True),)))


def stop(client: Client) -> None:
    """Remove the container and its image, if they exist."""
    one_off.dismiss(client, NAME)
