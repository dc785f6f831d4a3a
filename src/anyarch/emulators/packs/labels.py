"""Find the volumes of an engine that are labeled as packs, which are read-only volumes with QEMU and what it needs.

The engine is asked each time; nothing is cached. A volume's labels never change, and its name ends with a digest of its
content, so a new pack is a new volume. A volume with options counts as none, since it could be any folder of the
engine's machine. Who uses the engine can label a volume, so what a label says is only where to look: `trust` decides
what is used. See `recipe` for what is in a pack, `volume` for how it gets there, and `decision.private_words` for how a
run uses it.

A volume gets its labels before its files, so they do not show that the pack is complete. A second volume does, its
mark: empty, created last, and labeled with the name of the first.
"""

from typing import NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine import Engine

LABEL = "io.anyarch.pack"
HOST_LABEL = "io.anyarch.pack.host"
EMULATES_LABEL = "io.anyarch.pack.emulates"
COMPLETE_LABEL = "io.anyarch.pack.complete"
LAYOUT = "2"


class Labeled(NamedTuple):
    """A volume that is labeled as a complete pack.

    Attributes:
        name: the volume's name.
        created: when the engine says that it was created.
        place: where its files are on the engine's machine; empty if the engine does not say.
    """

    name: str
    created: str
    place: str = ""


def listed(engine: Engine) -> list[Labeled]:
    """The volumes that are labeled as complete packs for the engine's own architecture, the newest first.

    Raises:
        EngineError: the engine does not say.
    """
    wanted = quote(f'{{"label":["{LABEL}={LAYOUT}","{HOST_LABEL}={engine.platform().architecture}"]}}')
    volumes = documents.items(engine.document(f"/volumes?filters={wanted}"), "Volumes")
    complete = {documents.text(volume, "Labels", COMPLETE_LABEL) for volume in volumes} - {""}
    plain = [volume for volume in volumes if not documents.entry(volume, "Options")]
    found = [
        Labeled(*(documents.text(volume, field) for field in ("Name", "CreatedAt", "Mountpoint"))) for volume in plain
    ]
    return sorted((each for each in found if each.name in complete), key=lambda each: each.created, reverse=True)
