"""Find the packs of an engine, which are read-only volumes with QEMU and what it needs, by their labels.

The engine is asked each time; nothing is cached. A volume's labels never change, and its name ends with a digest of its
content, so a new pack is a new volume, and the newest is used. See `recipe` for what is in a pack, `volume` for how it
gets there, and `decision.private_words` for how a run uses it.

A volume gets its labels before its files, so they do not show that the pack is complete. A second volume does, its
mark: empty, created last, and labeled with the name of the first.
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
    """The newest complete pack for the engine's own architecture; None for none.

    Raises:
        EngineError: the engine does not say.
    """
    wanted = quote(f'{{"label":["{LABEL}={LAYOUT}","{HOST_LABEL}={engine.platform().architecture}"]}}')
    document = engine.document(f"/volumes?filters={wanted}")
    volumes = documents.items(document, "Volumes")
    complete = {documents.text(volume, "Labels", COMPLETE_LABEL) for volume in volumes}
    packs = [volume for volume in volumes if documents.text(volume, "Name") in complete]
    found = max(packs, key=lambda volume: documents.text(volume, "CreatedAt"), default=None)
    name = documents.text(found, "Name")
    if not name:
        return None
    return Pack(name, frozenset(documents.text(found, "Labels", EMULATES_LABEL).split()))
