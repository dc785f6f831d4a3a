"""Test whether an engine executes a platform's programs, by running one, and cache the result.

The probe loads a one-file image, built in memory, into the engine and runs it: without network, capabilities, or new
privileges, and with a read-only root. The image is labeled with the engine's own platform, so that the engine does not
refuse it. Exit status 42 means yes, any other no. If the container could not be created or started, there is no
answer. It leaves nothing behind (`engine.one_off`), and each probe has its own image, so that several can run at once.
^C, SIGTERM and SIGHUP wait until the probe ends, which takes no longer than cleaning up, or remove it.

Only a yes is cached, as long as the kernel is likely the same: the same boot and handlers (binfmt_misc) on this
machine, and no longer than `bare.lifetimes` says. After that, it still shows that there was one (`last_seen`).
"""

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Generator, Iterable
from typing import NamedTuple

from anyarch.bare import lifetimes, records
from anyarch.emulators import machine_code
from anyarch.engine import Engine
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform
from anyarch.person import parallel, unwinding
from anyarch.person.errors import EngineError
from anyarch.person.patience import in_time

REPOSITORY = "anyarch-probe"
_PROGRAM = "probe"
_AT_ONCE = 4  # as many connections as an ssh server lets through at once, and more
_PATIENCE = 2.0  # seconds for an interrupted probe to end by itself
_CLEANING = 5.0  # seconds for each answer when it is removed after that
_BOOT = "/proc/sys/kernel/random/boot_id"
_HANDLERS = "/proc/sys/fs/binfmt_misc"


class Answer(NamedTuple):
    """Whether a platform is executed; None if that is not known, with the reason."""

    platform: Platform
    executed: bool | None
    problem: str | None = None


def executes(engine: Engine, platform: Platform) -> bool:
    """Whether the engine can start a program for a Linux platform: a cached yes, or else the result of `ask`.

    Raises:
        EngineError: as for `ask`.
    """
    return _recall(engine, platform) or ask(engine, platform)


def each(engine: Engine, several: Iterable[Platform]) -> dict[Platform, bool]:
    """The same for several platforms; what is not cached is asked at once. Those without a test program are left out.

    Raises:
        EngineError: as for `ask`.
    """
    wanted = [platform for platform in several if platform.architecture in EMULATED]
    known = {platform: True for platform in wanted if _recall(engine, platform)}
    return known | _ask(engine, [platform for platform in wanted if platform not in known])


def ask(engine: Engine, platform: Platform) -> bool:
    """Run the probe now, whatever is cached; its result replaces that.

    Raises:
        EngineError: there is no test program for the platform, or the engine did not run it within ``probe.timeout``.
    """
    if platform.architecture not in EMULATED:
        raise EngineError(f"anyarch has no test program for {platform}.")
    return _ask(engine, [platform])[platform]


def _ask(engine: Engine, several: list[Platform]) -> dict[Platform, bool]:
    state = kernel()  # before the probes, in case it changes meanwhile
    try:
        deadline = time.monotonic() + engine.settings.probe_timeout
        found = in_time(lambda: _try_each(engine, several), deadline, _PATIENCE, lambda: _stop(engine))
    except TimeoutError as error:
        from anyarch.engine.unanswered import no_answer  # noqa: PLC0415 - most engines answer

        raise no_answer(engine.address, error) from error
    for platform, positive in found.items():
        if positive:
            _keep(engine, platform, state)
        else:
            _outdate(engine, platform)
    return found


def ask_each(engine: Engine, platforms: Iterable[Platform]) -> Generator[Answer]:
    """The result of `ask` for each platform, as they are ready; several probes run at once.

    Raises:
        EngineError: the engine does not answer at all.
    """
    engine.platform()

    def answer(platform: Platform) -> Answer:
        try:
            return Answer(platform, ask(engine, platform))
        except EngineError as error:
            return Answer(platform, None, str(error))

    with unwinding.on_signals():
        try:
            for _, each in parallel.each(platforms, answer, _AT_ONCE, _PATIENCE):
                yield each
        except (KeyboardInterrupt, GeneratorExit):
            _stop(engine)
            raise


def forget(engine: Engine, platform: Platform) -> None:
    """Drop what is cached for the engine and the platform."""
    if _read(engine, platform):
        _write(engine, platform, {"seen": "0"})


def last_seen(engine: Engine, platform: Platform) -> str:
    """The UTC date on which the engine last executed the platform, with whatever kernel; empty for never."""
    seen = _read(engine, platform).get("seen", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(seen))) if seen.isdigit() and int(seen) else ""


def _try_each(engine: Engine, several: list[Platform]) -> dict[Platform, bool]:
    """Run a probe for each at the same time; if one fails, so does all of it."""
    if len(several) == 1:
        return {platform: _try(engine, platform) for platform in several}
    outcomes: dict[Platform, bool | Exception] = {}

    def keep(platform: Platform) -> None:
        try:
            outcomes[platform] = _try(engine, platform)
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            outcomes[platform] = error

    # They must not keep the process from ending when there is no answer in time, as those of a pool would.
    threads = [threading.Thread(target=keep, args=(platform,), daemon=True) for platform in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes.values():
        if isinstance(outcome, Exception):
            raise outcome
    return {platform: outcome is True for platform, outcome in outcomes.items()}


def _try(engine: Engine, platform: Platform) -> bool:
    from anyarch.engine import one_off  # noqa: PLC0415 - loads docker-py, and most answers are cached

    files = {_PROGRAM: machine_code.probe(platform.architecture, platform.variant)}
    with (
        engine.client(engine.settings.probe_timeout) as client,
        one_off.loaded(client, engine.platform(), REPOSITORY, files) as tag,
    ):
        return one_off.run(client, tag, one_off.Task()).status == machine_code.STATUS


def _stop(engine: Engine) -> None:
    """Remove what an interrupted probe would leave."""
    from anyarch.engine import leftovers  # noqa: PLC0415 - as above

    with contextlib.suppress(EngineError), engine.client(_CLEANING) as client:
        leftovers.remove_own(client)


def _recall(engine: Engine, platform: Platform) -> bool:
    fields = _read(engine, platform)
    # If the table of handlers is not mounted here, a removed handler goes unnoticed.
    is_visible = bool(engine.endpoint.socket_path) and os.path.exists(f"{_HANDLERS}/status")
    lifetime = lifetimes.EXECUTED_HERE if is_visible else lifetimes.EXECUTED_ELSEWHERE
    try:
        age = time.time() - int(fields["seen"])
    except (KeyError, ValueError):
        return False
    return 0 <= age < lifetime and fields.get("kernel") == kernel()


def _keep(engine: Engine, platform: Platform, kernel: str) -> None:
    fields = {"engine": engine.address, "platform": str(platform), "kernel": kernel, "seen": str(int(time.time()))}
    _write(engine, platform, fields)


def _outdate(engine: Engine, platform: Platform) -> None:
    """Let a cached yes no longer count, but keep that there was one."""
    fields = _read(engine, platform)
    if fields:
        _write(engine, platform, {**fields, "kernel": "outdated"})


def kernel() -> str:
    """The boot of this machine, and its handlers now, as the kernel prints them."""
    handlers = sorted(os.listdir(_HANDLERS)) if os.path.isdir(_HANDLERS) else []
    described = b"\0".join(part for name in handlers for part in (os.fsencode(name), _content(f"{_HANDLERS}/{name}")))
    return f"{_content(_BOOT).decode('ascii', 'replace').strip()} {hashlib.sha256(described).hexdigest()}"


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _read(engine: Engine, platform: Platform) -> dict[str, str]:
    return records.read(engine.cache_folder, records.EXECUTED, f"{engine.address} {platform}")


def _write(engine: Engine, platform: Platform, fields: dict[str, str]) -> None:
    records.write(engine.cache_folder, records.EXECUTED, f"{engine.address} {platform}", fields)
