"""Whether an engine executes a platform's programs: found out by having it execute one, and remembered.

The probe loads a one-file image, made in memory, into the engine and runs it there: no network, no capabilities, no new
privileges, a read-only root. The image is labeled with the engine's own platform, so that no platform rule of the
engine gets in the way. Status 42 is a yes; any other end of the container is a no; when the container could not be
created or started, there is no answer. It leaves nothing behind (`engine.one_off`), and every probe has an image of its
own, so that several at once do not disturb each other. An interrupt waits for the probe's end, since that is as quick
as cleaning up.

Only a yes is remembered, for as long as the kernel behind it is likely the same: the same boot and the same handlers
(binfmt_misc) on this machine, and no longer than `bare.lifetimes` says. A yes that no longer counts still tells that
there was one (`last_seen`).
"""

import os
import time

from anyarch.bare import lifetimes, records
from anyarch.emulators import machine_code
from anyarch.engine import Engine
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, no_answer
from anyarch.person.patience import in_time

REPOSITORY = "anyarch-probe"
_PROGRAM = "probe"
_PATIENCE = 5.0  # seconds for an interrupted probe to end
_BOOT = "/proc/sys/kernel/random/boot_id"
_HANDLERS = "/proc/sys/fs/binfmt_misc"


def executes(engine: Engine, platform: Platform) -> bool:
    """Whether the engine starts a program for a Linux platform: a remembered yes, or what `ask` says.

    Raises:
        EngineError: as for `ask`.
    """
    return _recall(engine, platform) or ask(engine, platform)


def ask(engine: Engine, platform: Platform) -> bool:
    """Have the engine try it now, whatever is remembered; its answer replaces what is remembered.

    Raises:
        EngineError: there is no test program for the platform, or the engine did not run it to its end in the setting
            ``probe.timeout``.
    """
    if platform.architecture not in EMULATED:
        raise EngineError(f"anyarch has no test program for {platform}.")
    seconds = engine.settings.probe_timeout
    kernel = _kernel()  # before the probe: what changes meanwhile must not count
    try:
        positive = in_time(lambda: _try(engine, platform), time.monotonic() + seconds, _PATIENCE)
    except TimeoutError as error:
        raise no_answer(engine.address, error) from error
    if positive:
        _keep(engine, platform, kernel)
    else:
        _outdate(engine, platform)
    return positive


def forget(engine: Engine, platform: Platform) -> None:
    """Remember nothing of the engine and the platform."""
    if records.read(engine.cache_folder, records.EXECUTED, _key(engine, platform)):
        records.write(engine.cache_folder, records.EXECUTED, _key(engine, platform), {"seen": "0"})


def last_seen(engine: Engine, platform: Platform) -> str:
    """The day on which the engine was last seen to execute the platform, by whatever kernel: a UTC date, or empty."""
    seen = records.read(engine.cache_folder, records.EXECUTED, _key(engine, platform)).get("seen", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(seen))) if seen.isdigit() and int(seen) else ""


def _try(engine: Engine, platform: Platform) -> bool:
    from anyarch.engine import one_off  # noqa: PLC0415 - loads docker-py, and a remembered yes needs none

    files = {_PROGRAM: machine_code.probe(platform.architecture, platform.variant)}
    with (
        engine.client(engine.settings.probe_timeout) as client,
        one_off.loaded(client, engine.platform(), REPOSITORY, files) as tag,
    ):
        return one_off.run(client, tag, one_off.Task()).status == machine_code.STATUS


def _recall(engine: Engine, platform: Platform) -> bool:
    fields = records.read(engine.cache_folder, records.EXECUTED, _key(engine, platform))
    # Where the table of handlers is not mounted, nothing shows from here that one of them has gone.
    is_visible = bool(engine.endpoint.socket_path) and os.path.exists(f"{_HANDLERS}/status")
    lifetime = lifetimes.EXECUTED_HERE if is_visible else lifetimes.EXECUTED_ELSEWHERE
    try:
        age = time.time() - int(fields["seen"])
    except (KeyError, ValueError):
        return False
    return 0 <= age < lifetime and fields.get("kernel") == _kernel()


def _keep(engine: Engine, platform: Platform, kernel: str) -> None:
    fields = {
        "engine": engine.address,
        "platform": str(platform),
        "kernel": kernel,
        "seen": str(int(time.time())),
    }
    records.write(engine.cache_folder, records.EXECUTED, _key(engine, platform), fields)


def _outdate(engine: Engine, platform: Platform) -> None:
    """Let a remembered yes count no longer, but know that there was one."""
    fields = records.read(engine.cache_folder, records.EXECUTED, _key(engine, platform))
    if fields:
        records.write(engine.cache_folder, records.EXECUTED, _key(engine, platform), {**fields, "kernel": "outdated"})


def _kernel() -> str:
    """This boot of this machine, and the handlers that it has now."""
    try:
        with open(_BOOT, encoding="ascii") as file:
            boot = file.read().strip()
    except OSError:
        boot = ""
    try:
        handlers = sorted(os.listdir(_HANDLERS))
    except OSError:
        handlers = []
    return " ".join([boot, *handlers])


def _key(engine: Engine, platform: Platform) -> str:
    return f"{engine.address} {platform}"
