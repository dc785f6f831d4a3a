"""The private emulator packs of an engine: read-only volumes with QEMU and what it needs, found by their labels.

The engine is asked each time, so nothing has to be remembered, and a pack that was removed is not missed. A volume's
labels never change, and its name ends with a digest of its content: a new pack is a new volume, and the newest counts.
What is in a pack, how it is made and how a run uses it is elsewhere (`recipe`, `volume`, `decision.private_words`).

A volume has its labels before its files, so they do not show that the pack is whole: the connection may have broken
while it was filled. A second volume does, its mark: empty, created last, and labeled with the name of the first.
"""

from urllib.parse import quote

from anyarch.bare import documents
from anyarch.decision.facts import Pack
from anyarch.engine import Engine

LABEL = "io.anyarch.pack"
HOST_LABEL = "io.anyarch.pack.host"
EMULATES_LABEL = "io.anyarch.pack.emulates"
COMPLETE_LABEL = "io.anyarch.pack.complete"
LAYOUT = "2"


def find(engine: Engine) -> Pack | None:
    """The engine's newest whole pack whose programs are for the engine's own architecture; None for none.

    Raises:
        EngineError: the engine does not say.
    """
    wanted = quote(f'{{"label":["{LABEL}={LAYOUT}","{HOST_LABEL}={engine.platform().architecture}"]}}')
    document = engine.document(f"/volumes?filters={wanted}")
    volumes = documents.items(document, "Volumes")
    whole = {documents.text(volume, "Labels", COMPLETE_LABEL) for volume in volumes}
    packs = [volume for volume in volumes if documents.text(volume, "Name") in whole]
    found = max(packs, key=lambda volume: documents.text(volume, "CreatedAt"), default=None)
    name = documents.text(found, "Name")
    if not name:
        return None
    return Pack(name, frozenset(documents.text(found, "Labels", EMULATES_LABEL).split()))
