"""Products that run their engine in a virtual machine of their own, and what each can turn on to run a platform.

The probe finds out whether such an engine executes a platform, as for any other: nothing else shows Rosetta in a
virtual machine. The product matters only if it does not: there, you turn on what the product has for that platform
instead of installing a handler, which would be gone after a restart of the virtual machine. For a platform for which it
has nothing, a handler is installed as anywhere else.

OperatingSystem in ``/info`` names Docker Desktop and OrbStack (docker/for-mac#7259, orbstack/orbstack). For Colima,
Rancher Desktop and Lima there is only the machine's name (abiosoft/colima#84, psviderski/uncloud#251,
lima-vm.io/docs), which any server may have. So it counts only if the engine is not this machine itself, and is reached
through a Unix socket; and for Lima, whose names say the least, only the names of its templates for docker. Otherwise
the socket's path or the context's name has to be one that the product chooses.

What a product can turn on is from its documentation: docs.docker.com/desktop/settings-and-maintenance/settings,
docs.orbstack.dev/settings, github.com/abiosoft/colima#usage, lima-vm.io/docs/config/multi-arch,
docs.rancherdesktop.io/ui/preferences/virtual-machine/emulation. Rosetta runs amd64 programs on arm64, nothing else
(orbstack/orbstack#35). Colima's ``--binfmt`` installs QEMU for 386 and for the other of amd64 and arm64
(abiosoft/colima, core/core.go, SetupBinfmt).
"""

import os
import re
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.decision.facts import Product
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform

_DOCKER_DESKTOP, _ORBSTACK = "Docker Desktop", "OrbStack"
_BY_SYSTEM = (_DOCKER_DESKTOP, _ORBSTACK)


class _Machine(NamedTuple):
    """The names of a product's machines, and the sockets and contexts that it makes, as regular expressions."""

    product: str
    names: str
    certain_names: str
    sockets: str
    contexts: str


_MACHINES = (
    _Machine("Rancher Desktop", "lima-rancher-desktop", "lima-rancher-desktop", r".*/\.rd/.*", "rancher-desktop"),
    _Machine("Colima", "colima(-.+)?", "colima(-.+)?", r".*/\.?colima/.*", "colima(-.+)?"),
    _Machine("Lima", "lima-.+", "lima-docker(-rootful)?", r".*/\.lima/.*", "lima-.+"),
)

_ROSETTA = frozenset((("arm64", "amd64"),))
_COLIMA_QEMU = frozenset((("arm64", "386"), ("amd64", "arm64")))


class _Switch(NamedTuple):
    """What can be turned on: the pairs of a host's and a platform's architecture (None for all), and how."""

    product: str
    pairs: frozenset[tuple[str, str]] | None
    words: str


_SWITCHES = (
    _Switch(
        _DOCKER_DESKTOP,
        _ROSETTA,
        "its emulators are there by default: restart it, and for amd64 on Apple Silicon see Settings, General, "
        '"Use Rosetta for x86_64/amd64 emulation on Apple Silicon"',
    ),
    _Switch(_DOCKER_DESKTOP, None, "its emulators are there by default: restart it"),
    _Switch(_ORBSTACK, _ROSETTA, "orb config set rosetta true, and then: orb restart docker"),
    _Switch("Rancher Desktop", _ROSETTA, "choose VZ and Rosetta in Preferences, Virtual Machine, Emulation"),
    _Switch("Colima", _ROSETTA, "colima stop && colima start --vm-type=vz --vz-rosetta"),
    _Switch("Colima", _COLIMA_QEMU, "colima stop && colima start --binfmt"),
    _Switch("Lima", _ROSETTA, "limactl stop && limactl edit --rosetta --start, for an instance with the VM type vz"),
)


def name(engine: Engine) -> str:
    """The name of the product that the engine is part of; empty for none.

    Raises:
        EngineError: the engine does not say.
    """
    document = engine.document("/info")
    system, machine = documents.text(document, "OperatingSystem"), documents.text(document, "Name")
    return recognized(system, machine, engine.endpoint, os.uname().nodename)


def find(engine: Engine, platform: Platform) -> Product | None:
    """The product that the engine is part of, if it has something of its own to turn on for a platform; else None.

    Raises:
        EngineError: the engine does not say.
    """
    product = name(engine)
    pair = (engine.platform().architecture, platform.architecture)
    fitting = (each for each in _SWITCHES if each.product == product and (each.pairs is None or pair in each.pairs))
    switch = next(fitting, None)
    return Product(product, switch.words) if switch else None


def recognized(system: str, machine: str, endpoint: Endpoint, here: str) -> str:
    """The name of the product that an engine is part of; empty for none.

    Args:
        system: its OperatingSystem.
        machine: the name of its machine.
        endpoint: how it is reached.
        here: the name of this machine.
    """
    if system in _BY_SYSTEM:
        return system
    if machine == here:
        return ""
    for row in _MACHINES:
        is_made_by_it = re.fullmatch(row.sockets, endpoint.socket_path) or re.fullmatch(row.contexts, endpoint.context)
        is_certain = endpoint.socket_path and re.fullmatch(row.certain_names, machine)
        if is_certain or (is_made_by_it and re.fullmatch(row.names, machine)):
            return row.product
    return ""
