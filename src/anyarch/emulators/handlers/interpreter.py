"""The interpreter of a handler: the program on the engine's machine that runs what the handler recognizes.

It is read through a container that is never started and in which it is mounted, read-only. What is at the path now need
not be what a handler with the flag F has opened: an installer may have registered a file of its own container.
"""

from anyarch.emulators import machine_code
from anyarch.engine import Engine, one_off, volumes
from anyarch.engine.container_files import ContainerFiles
from anyarch.person.errors import EngineError
from anyarch.programs.elf import ENOUGH
from anyarch.programs.entry_point import Step, walk
from anyarch.programs.start import Start

_REPOSITORY = "anyarch-look"
_PLACE = "/interpreter"


def look(engine: Engine, path: str) -> Step | None:
    """What is at an absolute path of the engine's machine, as the first that would start; None if it is not shown."""
    host = engine.platform()
    files = {"copy": machine_code.copy(host.architecture)} if host.architecture in machine_code.COPYING else {}
    if not files or not path.startswith("/"):
        return None
    try:
        with (
            engine.client(engine.settings.probe_timeout) as client,
            one_off.loaded(client, host, _REPOSITORY, files) as tag,
            volumes.container(client, tag, volumes.bound(path, _PLACE)) as container,
        ):
            # A file alone: its loader is not in the container, and is not looked for on the engine's machine.
            found = walk(Start(entrypoint=(_PLACE,)), ContainerFiles(client, container, ENOUGH).look)
    except EngineError:
        return None
    return found[0]._replace(name=path, path=path) if found[0].path else None
