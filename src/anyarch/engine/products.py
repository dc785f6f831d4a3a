"""Engines that come inside a product with an emulator of its own, told by what they say of themselves.

Whether such an engine executes a platform the probe finds out, like everywhere: Rosetta in a virtual machine is seen by
nothing else. Only where it does not, the product is asked for by name, because there an emulator is switched on and not
installed: a handler would be gone with the machine's next start.

Known by ``/info``: OperatingSystem of Docker Desktop and OrbStack (docker/for-mac#7259, orbstack/orbstack), the
machine's name of Colima, Rancher Desktop and Lima (abiosoft/colima#84, psviderski/uncloud#251, lima-vm.io/docs). The
switches are those of their documentation: docs.docker.com/desktop/settings-and-maintenance/settings,
docs.orbstack.dev/settings, github.com/abiosoft/colima#usage, lima-vm.io/docs/config/multi-arch,
docs.rancherdesktop.io/ui/preferences/virtual-machine/emulation.
"""

from typing import NamedTuple

from anyarch.bare import documents
from anyarch.engine.connection import Connection
from anyarch.engine.questions import document_of


class Product(NamedTuple):
    """A product: its name, and how its emulator is switched on, as the end of a sentence."""

    name: str
    switch: str


_BY_SYSTEM = {
    "Docker Desktop": Product(
        "Docker Desktop",
        "its emulators are there by default: restart it, and for amd64 on Apple Silicon see Settings, General, "
        '"Use Rosetta for x86_64/amd64 emulation on Apple Silicon"',
    ),
    "OrbStack": Product("OrbStack", "orb config set rosetta true, and then: orb restart docker"),
}
# The longer beginnings of a name come first.
_BY_MACHINE = (
    (
        "lima-rancher-desktop",
        Product("Rancher Desktop", "choose VZ and Rosetta in Preferences, Virtual Machine, Emulation"),
    ),
    ("colima", Product("Colima", "colima stop && colima start --vm-type=vz --vz-rosetta")),
    (
        "lima-",
        Product("Lima", "limactl stop, and then: limactl start --rosetta, see lima-vm.io/docs/config/multi-arch"),
    ),
)


def find(connection: Connection) -> Product | None:
    """The product that the engine is in; None for an engine of its own.

    Raises:
        RefusedError, UnreachableError: the engine does not say.
    """
    document = document_of(connection.get("/info"))
    by_system = _BY_SYSTEM.get(documents.text(document, "OperatingSystem"))
    machine = documents.text(document, "Name")
    return by_system or next((product for start, product in _BY_MACHINE if machine.startswith(start)), None)
