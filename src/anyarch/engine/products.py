"""Products that come with an emulator, recognized by what their engine reports in ``/info``.

The probe finds out whether such an engine executes a platform, as for any other: nothing else shows Rosetta in a
virtual machine. The product matters only if it does not: there, you turn an emulator on instead of installing one,
because a handler would be gone after a restart of the virtual machine.

OperatingSystem names Docker Desktop and OrbStack (docker/for-mac#7259, orbstack/orbstack), the machine's name Colima,
Rancher Desktop, and Lima (abiosoft/colima#84, psviderski/uncloud#251, lima-vm.io/docs). How to turn the emulator on is
from their documentation: docs.docker.com/desktop/settings-and-maintenance/settings,
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
# Longer prefixes first.
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
    """The product that the engine is part of; None for none.

    Raises:
        EngineError: the engine does not say.
    """
    document = engine.document("/info")
    by_system = _BY_SYSTEM.get(documents.text(document, "OperatingSystem"))
    machine = documents.text(document, "Name")
    return by_system or next((product for start, product in _BY_MACHINE if machine.startswith(start)), None)
