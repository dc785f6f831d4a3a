"""Installing handlers on an engine: what would be run there, running it, and proving it by the probe.

Two sources, the first that has the platform: QEMU out of a private pack that is on the engine already (nothing is
downloaded), or the image that the setting ``emulation.image`` names. Such an image takes the words of tonistiigi/binfmt
(cmd/binfmt/main.go): ``--mount FOLDER --install ARCHITECTURE,...``; its exit status says nothing.

The least privilege is tried first: a container without any, which sees the kernel's table of handlers and nothing else
(`handlers.table`). Only where that did not lead to a yes of the probe, the image is run with ``--privileged``, as its
own documentation has it. Nothing here asks for consent: who calls `install` has it.
"""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import docker.errors
from docker import APIClient

from anyarch.bare.endpoint import Endpoint
from anyarch.emulators import executed, probe
from anyarch.emulators.handlers import keeper, registration, table
from anyarch.emulators.handlers.table import TABLE, HandlersError
from anyarch.emulators.packs import labels
from anyarch.emulators.packs.labels import Pack
from anyarch.emulators.probe import ProbeError
from anyarch.engine import one_off
from anyarch.engine.client import ERRORS, negotiated
from anyarch.engine.connection import Connection, UnreachableError
from anyarch.engine.one_off import Task
from anyarch.engine.questions import RefusedError
from anyarch.oci.platforms import Platform

_PULL_TIMEOUT = 600.0  # for each wait of a download


class Place(NamedTuple):
    """Where handlers are to be: the engine, its own platform, and the cache that remembers what it executes."""

    endpoint: Endpoint
    host: Platform
    cache_folder: str
    probe_timeout: float


class Proposal(NamedTuple):
    """What would be installed: these platforms from the pack, those from the image."""

    pack: Pack | None
    from_pack: tuple[Platform, ...]
    image: str
    from_image: tuple[Platform, ...]


def propose(connection: Connection, host: Platform, platforms: tuple[Platform, ...], image: str) -> Proposal:
    """Find out where emulators for the platforms would come from; an engine that does not tell of packs has none."""
    try:
        pack = labels.find(connection, host)
    except (RefusedError, UnreachableError):
        pack = None
    from_pack = tuple(each for each in platforms if pack and each.architecture in pack.emulates)
    return Proposal(pack, from_pack, image, tuple(each for each in platforms if each not in from_pack))


def described(proposal: Proposal, endpoint: Endpoint) -> list[str]:
    """What a person consents to, in lines."""
    lines = [f"On the engine at {endpoint.host}, for all of its containers, until its machine starts anew:"]
    if proposal.pack and proposal.from_pack:
        lines.append(
            f"  {_listed(proposal.from_pack)}: QEMU from the pack {proposal.pack.volume}, registered by a container "
            "without privileges that sees the kernel's table of handlers"
        )
    if proposal.from_image:
        lines.append(
            f"  {_listed(proposal.from_image)}: QEMU from the image {proposal.image}, run without privileges, seeing "
            "the kernel's table of handlers; if that does not do, run with --privileged"
        )
    lines.append(
        f"  If nothing else keeps that table mounted, a container without privileges stays for it, {keeper.NAME}."
    )
    return lines


def install(place: Place, proposal: Proposal, tell: Callable[[str], None]) -> tuple[Platform, ...]:
    """Carry a proposal out.

    Args:
        place: where.
        proposal: what.
        tell: is given a line for each step.

    Returns:
        Those of the platforms that the engine executes now, as the probe has shown.

    Raises:
        HandlersError: a step failed; the message is one sentence.
    """
    try:
        with negotiated(place.endpoint, _PULL_TIMEOUT) as client:
            proven = _from_pack(client, place, proposal, tell)
            return proven + _from_image(client, place, proposal, tell)
    except ERRORS as error:
        raise HandlersError(f"The engine has refused the installation: {error}.") from error


def proven(place: Place, platforms: tuple[Platform, ...]) -> tuple[Platform, ...]:
    """Those of the platforms that the engine executes, found out now, and remembered."""
    kernel = executed.kernel()
    found = []
    for platform in platforms:
        try:
            if probe.executes(place.endpoint, place.host, platform, place.probe_timeout):
                executed.keep(place.cache_folder, place.endpoint, platform, kernel)
                found.append(platform)
        except ProbeError as error:
            raise HandlersError(str(error)) from error
    return tuple(found)


def _from_pack(
    client: APIClient, place: Place, proposal: Proposal, tell: Callable[[str], None]
) -> tuple[Platform, ...]:
    if not proposal.pack or not proposal.from_pack:
        return ()
    pack, architectures = proposal.pack, _architectures(proposal.from_pack)
    tell(f"Registering QEMU from {pack.volume}.")
    return _kept(
        client, place, proposal.from_pack, lambda: registration.register(client, place.host, pack, architectures)
    )


def _from_image(
    client: APIClient, place: Place, proposal: Proposal, tell: Callable[[str], None]
) -> tuple[Platform, ...]:
    if not proposal.from_image:
        return ()
    image = _image(client, place.host, proposal.image, tell)
    tell(f"Running {proposal.image} without privileges.")
    words = ("--mount", TABLE, *_words(proposal.from_image))
    task = Task(words, user=one_off.ROOT, mounts=(table.table(),))
    found = _kept(client, place, proposal.from_image, lambda: _run(client, image, task))
    missing = tuple(platform for platform in proposal.from_image if platform not in found)
    if not missing:
        return found
    tell(f"Running {proposal.image} with --privileged.")
    _run(client, image, Task(_words(missing), user=one_off.ROOT, is_privileged=True))
    return found + proven(place, missing)


def _image(client: APIClient, host: Platform, name: str, tell: Callable[[str], None]) -> str:
    """The ID of the image, which is pulled if need be."""
    try:
        return str(client.inspect_image(name)["Id"])  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        tell(f"Pulling {name}.")
    for event in client.pull(name, stream=True, decode=True, platform=str(host)):
        if "error" in event:
            raise ValueError(event["error"])
    return str(client.inspect_image(name)["Id"])  # type: ignore[no-untyped-call]


def _kept(
    client: APIClient, place: Place, platforms: tuple[Platform, ...], register: Callable[[], None]
) -> tuple[Platform, ...]:
    """Register handlers, and see that they outlive that; those of the platforms that are executed then."""
    register()
    found = proven(place, platforms)
    there = {handler.architecture for handler in table.listed(client, place.host)}
    lost = [platform for platform in platforms if platform not in found and platform.architecture not in there]
    if not lost:
        return found
    keeper.start(client, place.host)
    register()
    return proven(place, platforms)


def _run(client: APIClient, image: str, task: Task) -> None:
    """Run the installer. Why that was not possible is told, unless the next way leads to the end: by the probe's no."""
    with contextlib.suppress(docker.errors.DockerException, OSError):
        one_off.run(client, image, task)


def _words(platforms: tuple[Platform, ...]) -> tuple[str, ...]:
    return ("--install", ",".join(_architectures(platforms)))


def _architectures(platforms: tuple[Platform, ...]) -> list[str]:
    return list(dict.fromkeys(platform.architecture for platform in platforms))


def _listed(platforms: tuple[Platform, ...]) -> str:
    return ", ".join(str(platform) for platform in platforms)
