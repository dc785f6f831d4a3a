"""Which tests are run with which kinds of engine.

`make test` runs everything with the machine's own engine, on Debian 12 one of Docker 20.10 with a newer client. So only
what Docker 20.10's own client may change is run with it again. What depends on the engine's own words is run with every
other kind. What takes minutes, most of them at the turn with the kernel's handlers, is run where engines differ most:
with containerd's store.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.laboratory.engines import KINDS, Kind

NEWER = tuple(kind for kind in KINDS if kind != "20.10-classic")  # than the machine's own
DIFFERENT = ("26.1-containerd", "28.5-containerd")
FARTHEST = ("28.5-containerd",)  # from the machine's own
VERSIONS = ("26.1-classic", "28.5-containerd")
BOTH_CLIENTS = ("26.1-containerd",)  # these run the rows of the decision table with the newest client too

ROWS = "tests/real/decision/test_rows.py"
FACTS = "tests/real/preflight/test_facts.py"


@dataclass(frozen=True)
class Room:
    file: str
    about: str  # what its tests show, for the page
    kinds: Sequence[str] = tuple(KINDS)  # of engine, that it is run with


ROOMS = (
    Room(ROWS, "each row of the decision table"),
    Room(FACTS, "what engines do by themselves"),
    Room("tests/real/differential/test_same_as_docker.py", "what works with docker alone works the same", NEWER),
    Room("tests/real/test_registries.py", "lookups in registries", NEWER),
    Room("tests/real/test_clients.py", "programs that drive docker", DIFFERENT),
    Room("tests/real/emulators/test_probe.py", "what the engine can run", NEWER),
    Room("tests/real/preflight/test_look.py", "inspecting an image before it runs", NEWER),
    Room("tests/real/engine/test_container_files.py", "reading files of an image without running it", NEWER),
    Room("tests/real/engine/test_images.py", "what an image starts", NEWER),
    Room("tests/real/diagnosis/test_causes.py", "causes, and how to fix them", VERSIONS),
    Room("tests/real/diagnosis/test_causes_of_emulation.py", "causes that an emulator fixes or creates", FARTHEST),
    Room("tests/real/cli/test_doctor.py", "anyarch doctor", NEWER),
    Room("tests/real/install/test_hook.py", "the hook"),
    Room("tests/real/emulators/packs/test_pack.py", "packs of private emulators", DIFFERENT),
    Room("tests/real/preflight/test_private_run.py", "private runs", DIFFERENT),
    Room("tests/real/emulators/handlers/test_handlers.py", "handlers in the kernel", DIFFERENT),
    Room("tests/real/diagnosis/test_verify.py", "anyarch verify", DIFFERENT),
    Room("tests/real/cli/test_options.py", "anyarch options", DIFFERENT),
    Room("tests/real/catalog/test_catalog.py", "faulty registries", DIFFERENT),
    Room("tests/real/test_build_stages.py", "what BuildKit reads in a Dockerfile", FARTHEST),
    Room("tests/real/test_build_rows.py", "what BuildKit builds", VERSIONS),
    Room("tests/real/test_compose.py", "projects of Docker Compose", VERSIONS),
    Room("tests/real/test_build.py", "builds", VERSIONS),
)


def files(kind: Kind) -> list[str]:
    return [room.file for room in ROOMS if kind.name in room.kinds]
