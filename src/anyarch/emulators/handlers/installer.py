"""Install handlers on an engine: describe what would be run, run it, and test the result with the probe.

A handler comes from the first source that has the platform: QEMU from a pack on the engine (nothing is downloaded), or
the image in the setting ``emulation.image``. That image takes the arguments of tonistiigi/binfmt (cmd/binfmt/main.go):
``--mount FOLDER --install ARCHITECTURE,...``. Its exit status says nothing.

The image is run without privileges first, and sees only the kernel's table of handlers (`table.mount`). If the probe
still fails, it is run with ``--privileged``, as its documentation says. Ask for consent before you call `install`.
"""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from anyarch.decision.facts import Pack
from anyarch.emulators import probe
from anyarch.emulators.handlers import keeper, registration, table
from anyarch.emulators.handlers.table import TABLE
from anyarch.emulators.packs import trust
from anyarch.engine import Engine, images, one_off
from anyarch.engine.client import Client
from anyarch.engine.one_off import Task
from anyarch.oci.platforms import Platform, listed
from anyarch.person.errors import EngineError

_PULL_TIMEOUT = 600.0  # for each wait of a download


class Proposal(NamedTuple):
    """Which platforms would be installed from the pack, and which from the image."""

    pack: Pack | None
    from_pack: tuple[Platform, ...]
    image: str
    from_image: tuple[Platform, ...]


def propose(engine: Engine, platforms: tuple[Platform, ...]) -> Proposal:
    """Where emulators for the platforms would come from; not from a pack if the engine does not list them."""
    try:
        pack = trust.find(engine)
    except EngineError:
        pack = None
    from_pack = tuple(each for each in platforms if pack and each.architecture in pack.emulates)
    from_image = tuple(each for each in platforms if each not in from_pack)
    return Proposal(pack, from_pack, engine.settings.emulation_image, from_image)


def described(proposal: Proposal, engine: Engine) -> list[str]:
    """What the user consents to, in lines."""
    lines = [f"On the engine at {engine.address}, for all of its containers, until its machine reboots:"]
    if proposal.pack and proposal.from_pack:
        lines.append(
            f"  {listed(proposal.from_pack)}: QEMU from the pack {proposal.pack.volume}, registered by a container "
            "without privileges that sees the kernel's table of handlers"
        )
    if proposal.from_image:
        lines.append(
            f"  {listed(proposal.from_image)}: QEMU from the image {proposal.image}, run without privileges, seeing "
            "the kernel's table of handlers; if that is not enough, run with --privileged"
        )
    lines.append(
        f"  If nothing else keeps that table mounted, a container without privileges stays for it, {keeper.NAME}."
    )
    return lines


def install(engine: Engine, proposal: Proposal, report: Callable[[str], None]) -> tuple[Platform, ...]:
    """Install what is proposed, and report each step; the platforms that the engine now executes, by the probe.

    Raises:
        HandlersError: the kernel refused.
        EngineError: the engine refused, or did not answer.
    """
    with engine.client(_PULL_TIMEOUT) as client:
        installation = _Installation(engine, client, report)
        return installation.from_pack(proposal) + installation.from_image(proposal)


class _Installation:
    """One installation, and its client."""

    def __init__(self, engine: Engine, client: Client, report: Callable[[str], None]) -> None:
        self.engine = engine
        self.client = client
        self.report = report
        self.host = engine.platform()

    def from_pack(self, proposal: Proposal) -> tuple[Platform, ...]:
        if not proposal.pack or not proposal.from_pack:
            return ()
        pack, architectures = proposal.pack, _architectures(proposal.from_pack)
        self.report(f"Registering QEMU from {pack.volume}.")

        def register() -> bool:
            registration.register(self.client, self.host, pack, architectures)
            return True

        return self._kept(proposal.from_pack, register)

    def from_image(self, proposal: Proposal) -> tuple[Platform, ...]:
        name = proposal.image
        if not proposal.from_image:
            return ()
        image = images.pulled(self.client, name, self.host, lambda: self.report(f"Pulling {name}."))
        self.report(f"Running {name} without privileges.")
        words = ("--mount", TABLE, *_words(proposal.from_image))
        task = Task(words, user=one_off.ROOT, mounts=(table.mount(),))
        found = self._kept(proposal.from_image, lambda: self._run(image, task))
        missing = tuple(platform for platform in proposal.from_image if platform not in found)
        if not missing:
            return found
        self.report(f"Running {name} with --privileged.")
        self._run(image, Task(_words(missing), user=one_off.ROOT, is_privileged=True))
        return found + self._proven(missing)

    def _kept(self, platforms: tuple[Platform, ...], register: Callable[[], bool]) -> tuple[Platform, ...]:
        """Register handlers, keep them if they are lost; the platforms that the engine now executes.

        A container that starts at the same time holds the table for a moment, so also a proven handler may get lost.
        Those that could not be registered are not lost.
        """
        wanted = _architectures(platforms)
        is_done = register()
        found = self._proven(platforms)
        if not is_done or self._present().issuperset(wanted):
            return found
        keeper.start(self.client, self.host)
        register()
        if self._present().isdisjoint(wanted):
            keeper.stop(self.client)
        return self._proven(platforms)

    def _present(self) -> set[str]:
        """The architectures that the kernel has handlers for."""
        return {handler.architecture for handler in table.listed(self.client, self.host)}

    def _run(self, image: str, task: Task) -> bool:
        """Run the installer; whether that is known to have ended. If it fails, so does the probe."""
        with contextlib.suppress(*one_off.FAILURES):
            one_off.run(self.client, image, task)
            return True
        return False

    def _proven(self, platforms: tuple[Platform, ...]) -> tuple[Platform, ...]:
        return tuple(platform for platform in platforms if probe.ask(self.engine, platform))


def _words(platforms: tuple[Platform, ...]) -> tuple[str, ...]:
    return ("--install", ",".join(_architectures(platforms)))


def _architectures(platforms: tuple[Platform, ...]) -> list[str]:
    return list(dict.fromkeys(platform.architecture for platform in platforms))
