"""A container that keeps the kernel's table of handlers mounted, on machines where nobody else does.

Since Linux 6.7 handlers go when the last mount of their table goes (measured on 6.18). Under systemd it is always
mounted at /proc/sys/fs/binfmt_misc. Where it is not, one container stays: it has the table as a volume, no privileges,
and does nothing but wait for an input that never comes. It ends with the machine, as the handlers do.
"""

import contextlib

import docker.errors
from docker import APIClient
from docker.types import LogConfig

from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.engine import one_off
from anyarch.oci.platforms import Platform

NAME = "anyarch-handlers"
_PROGRAM = "copy"


def start(client: APIClient, host: Platform) -> None:
    """Have the container running; raises what the engine and docker-py raise."""
    stop(client)
    files = {_PROGRAM: machine_code.copy(host.architecture)}
    for event in client.load_image(one_off.image(host, files, f"{NAME}:latest")):  # type: ignore[no-untyped-call]
        if "error" in event:
            raise ValueError(event["error"])
    options = client.create_host_config(
        cap_drop=["ALL"],
        log_config=LogConfig(type="none"),
        mounts=[table.table()],
        network_mode="none",
        read_only=True,
        security_opt=["no-new-privileges"],
    )
    words = ["/dev/stdin", "/dev/null"]
    container = client.create_container(
        f"{NAME}:latest", words, name=NAME, host_config=options, user=one_off.NOBODY, stdin_open=True
    )
    client.start(container["Id"])


def stop(client: APIClient) -> None:
    """Remove the container and its image, where they are."""
    with contextlib.suppress(docker.errors.NotFound):
        client.remove_container(NAME, force=True, v=True)
    with contextlib.suppress(docker.errors.NotFound):
        client.remove_image(f"{NAME}:latest", force=True)
