"""Handlers without the flag F: Linux looks up their interpreter in each container, where it hardly ever is.

Some images bring it along, so they run with such a handler, although the probe, whose image has one file, does not. The
table of handlers is cached for minutes, as long as the kernel is likely the same.
"""

import time

from anyarch.bare import lifetimes, records
from anyarch.bare.errors import AnyarchError
from anyarch.emulators import probe
from anyarch.engine import Engine


def interpreter(engine: Engine, architecture: str) -> str:
    """The path at which the engine's kernel looks for an emulator of the architecture in containers.

    It is empty for none, also if the engine does not show its handlers.
    """
    kernel = probe.kernel()
    fields = records.read(engine.cache_folder, records.HANDLERS, engine.address)
    seen = fields.get("seen", "")
    is_fresh = seen.isdigit() and 0 <= time.time() - int(seen) < lifetimes.HANDLERS
    if not is_fresh or fields.get("kernel") != kernel:
        fields = {**_searched(engine), "kernel": kernel, "seen": str(int(time.time()))}
        records.write(engine.cache_folder, records.HANDLERS, engine.address, fields)
    return fields.get(f"path of {architecture}", "")


def _searched(engine: Engine) -> dict[str, str]:
    from anyarch.emulators.handlers import table  # noqa: PLC0415 - loads docker-py, and most answers are cached

    try:
        handlers = table.read(engine)
    except AnyarchError:
        return {}
    found = (each for each in handlers if each.is_enabled and each.architecture and not each.is_fixed)
    return {f"path of {each.architecture}": each.interpreter for each in found}
