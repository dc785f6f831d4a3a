"""Engines inside a product with an emulator of its own, recognized by what they say of themselves.

Whether such an engine executes a platform is found out by the probe, as everywhere: nothing else shows Rosetta in a
virtual machine. Only where it does not, the product matters, because there an emulator is switched on and not
installed: a handler would be gone when the machine starts again.

Known by ``/info``: OperatingSystem of Docker Desktop and OrbStack (docker/for-mac#7259, orbstack/orbstack), the
machine's name of Colima, Rancher Desktop and Lima (abiosoft/colima#84, psviderski/uncloud#251, lima-vm.io/docs). The
switches are those of their documentation: docs.docker.com/desktop/settings-and-maintenance/settings,
docs.orbstack.dev/settings, github.com/abiosoft/colima#usage, lima-vm.io/docs/config/multi-arch,
docs.rancherdesktop.io/ui/preferences/virtual-machine/emulation.
"""

from anyarch.bare import documents
from anyarch.decision.facts import Product
from anyarch.engine import Engine

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


def find(engine: Engine) -> Product | None:
    """The product that the engine is in; None for an engine of its own.

    Raises:
        EngineError: the engine does not say.
    """
    document = engine.document("/info")
    by_system = _BY_SYSTEM.get(documents.text(document, "OperatingSystem"))
    machine = documents.text(document, "Name")
    return by_system or next((product for start, product in _BY_MACHINE if machine.startswith(start)), None)
