"""A pack that a user trusts, and whose content was read before, for tests with an engine that has no real volumes."""

import os
import time
from pathlib import Path
from typing import Any

from anyarch.bare import records
from anyarch.emulators.packs import manifest
from tests.laboratory.person import Person

DIGEST = f"sha256:{'ab' * 32}"
CREATED = "2026-01-01T00:00:00Z"
VOLUME = manifest.volume("amd64", DIGEST)  # as a recording engine is, if nothing else is said
VOLUMES: list[dict[str, Any]] = [  # as the engine describes them
    {"Name": VOLUME, "Labels": {}, "CreatedAt": CREATED},
    {"Name": "the-mark", "Labels": {"io.anyarch.pack.complete": VOLUME}},
]


def trust(person: Person, *architectures: str) -> None:
    """Have the user trust it, with emulators for these architectures."""
    environment = person.environment
    usual = os.path.join(environment["HOME"], ".config", "anyarch", "config.toml")
    file = Path(environment["HOME"], "trusting.toml")
    settings = Path(environment.get("ANYARCH_CONFIG", usual)).read_text()
    file.write_text(f'{settings}\nemulation.packs = ["{DIGEST}"]\n')
    environment["ANYARCH_CONFIG"] = str(file)
    address = environment["DOCKER_HOST"]
    fields = {"volume": VOLUME, "created": CREATED, "traces": "", "digest": DIGEST, "seen": str(int(time.time()))}
    emulators = {f"qemu-{architecture}": DIGEST for architecture in architectures}
    records.write(records.folder(environment), records.PACKS, f"{address} {VOLUME}", fields | emulators)
