"""Which pack of an engine is used: one whose content is trusted, no matter who has put it there.

The name of a pack's volume ends with the digest of its content, and a volume of which that is not true is no pack,
whatever its labels say. The setting ``emulation.packs`` has the digests that the user trusts, and `anyarch emulators
pack` adds the one of the pack that it fills, or reads back whole. Without the setting, the oldest pack is used, so
that no newer one can take its place.

A volume is read whole, once, and what was read is remembered in the cache, which belongs to the user alone
(`bare.records`). It is read again when the engine says that it was created at another time, when a file in it has
changed, as far as that shows from here (`traces`), and after `lifetimes.PACK`. If the engine is too slow for that, what
was read before counts: slow is no sign of a change.

It does not keep who has all rights on the engine from changing a volume while it is used.
"""

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from anyarch.bare import lifetimes, records
from anyarch.decision.facts import Pack
from anyarch.emulators.packs import labels, manifest, traces
from anyarch.emulators.packs.labels import Labeled
from anyarch.emulators.packs.manifest import Manifest
from anyarch.engine import Engine
from anyarch.person import settings_file
from anyarch.person.errors import EngineError

SETTING = "emulation.packs"
REFUSAL = "is labeled as a pack, and is not used: its content has another digest than a pack that you trust"
REMEDY = "anyarch emulators pack"
UNKNOWN, AGED, KNOWN = "unknown", "aged", "known"


class Trusted(NamedTuple):
    """A pack that is used.

    Attributes:
        volume: the volume's name.
        digest: of its content.
        emulators: the digest of each emulator in it, by the Go name of the architecture that it emulates.
    """

    volume: str
    digest: str
    emulators: Mapping[str, str]


class Packs(NamedTuple):
    """The packs of an engine: the one that is used, and what only its labels call a pack and would come before."""

    used: Trusted | None
    refused: tuple[str, ...]


def find(engine: Engine) -> Pack | None:
    """The pack that is used, for the engine's own architecture; None for none.

    Raises:
        EngineError: the engine does not say.
    """
    used = look(engine).used
    return Pack(used.volume, frozenset(used.emulators)) if used else None


def look(engine: Engine) -> Packs:
    """The same, with what is not used.

    Raises:
        EngineError: the engine does not say.
    """
    refused: list[str] = []
    newest_first = labels.listed(engine)
    for volume in newest_first if engine.settings.packs else reversed(newest_first):
        used = _trusted(engine, volume)
        if used:
            return Packs(used, tuple(refused))
        refused.append(volume.name)
    return Packs(None, tuple(refused))


def add(engine: Engine, name: str, found: Manifest) -> None:
    """Trust a pack from now on, which has just been filled or read whole, in the volume of that name.

    Raises:
        UnwritableError: the settings cannot be changed.
    """
    digest = found.digest
    if digest not in engine.settings.packs:
        settings_file.write(engine.environment, SETTING, [*engine.settings.packs, digest])
    for volume in labels.listed(engine):
        if volume.name == name:
            _keep(engine, name, _identity(volume), found)


def expected(volume: str, host: str, digests: Sequence[str]) -> str:
    """Which of the digests a volume must have, by its name; empty for none of them."""
    return next((digest for digest in digests if manifest.volume(host, digest) == volume), "")


def state(fields: Mapping[str, str], identity: Mapping[str, str], now: float) -> str:
    """What a record says of a volume: `KNOWN`, `AGED` if it was read too long ago, or `UNKNOWN`.

    Args:
        fields: the record.
        identity: what shows that the volume is the one that was read.
        now: seconds since the epoch.
    """
    if any(fields.get(name) != value for name, value in identity.items()):
        return UNKNOWN
    seen = fields.get("seen", "")
    return KNOWN if seen.isdecimal() and 0 <= now - int(seen) < lifetimes.PACK else AGED


def _trusted(engine: Engine, volume: Labeled) -> Trusted | None:
    host, trusted = engine.platform().architecture, engine.settings.packs
    fields = records.read(engine.cache_folder, records.PACKS, _key(engine, volume.name))
    digest = expected(volume.name, host, trusted or [fields.get("digest", "")])
    if trusted and not digest:
        return None
    identity = _identity(volume)
    found = state(fields, {**identity, "digest": digest}, time.time())
    if found != KNOWN:
        try:
            read = _read(engine, volume.name)
        except EngineError:
            if found == UNKNOWN:
                raise
            records.write(engine.cache_folder, records.PACKS, _key(engine, volume.name), {**fields, "seen": _now()})
        else:
            digest = expected(volume.name, host, trusted or [read.digest]) if read else ""
            if not read or read.digest != digest:
                return None
            fields = _keep(engine, volume.name, identity, read)
    emulators = {
        name.removeprefix(manifest.EMULATOR): value
        for name, value in fields.items()
        if name.startswith(manifest.EMULATOR)
    }
    return Trusted(volume.name, digest, emulators)


def _identity(volume: Labeled) -> dict[str, str]:
    """What changes if the volume is another one, or its files change where that shows."""
    return {"volume": volume.name, "created": volume.created, "traces": traces.of(volume.place)}


def _read(engine: Engine, name: str) -> Manifest | None:
    from anyarch.emulators.packs import volume  # noqa: PLC0415 - loads docker-py, and most packs are known

    seconds = engine.seconds_left
    deadline = time.monotonic() + seconds
    with engine.client(seconds) as client:
        return volume.read(client, engine.platform(), name, deadline)


def _keep(engine: Engine, name: str, identity: Mapping[str, str], found: Manifest) -> dict[str, str]:
    """Remember what was read; the record's fields."""
    emulators = {f"{manifest.EMULATOR}{each}": digest for each, digest in found.emulators.items()}
    fields = {"engine": engine.address, **identity, "digest": found.digest, "seen": _now(), **emulators}
    records.write(engine.cache_folder, records.PACKS, _key(engine, name), fields)
    return fields


def _now() -> str:
    return str(int(time.time()))


def _key(engine: Engine, name: str) -> str:
    return f"{engine.address} {name}"
