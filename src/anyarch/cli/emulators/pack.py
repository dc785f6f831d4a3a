"""`anyarch emulators pack`: QEMU in a volume of the engine, for runs that need no handler in the kernel."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output, _target
from anyarch.emulators.packs import packing, trees, volume
from anyarch.emulators.packs.packing import Contents
from anyarch.engine import images, volumes
from anyarch.engine.client import Client
from anyarch.oci import platforms
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform

_TIMEOUT = 60  # seconds for each wait for the engine
_MEGABYTE = 1_000_000


class Source(NamedTuple):
    """Where the programs are: a directory or an image, or this machine if neither was named."""

    folder: str | None
    image: str | None


@click.command("pack")
@click.argument("wanted", nargs=-1, metavar="[PLATFORM]...")
@click.option(
    "--from", "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False), help="Take the programs from DIR."
)
@click.option("--from-image", "image", metavar="IMAGE", help="Take the programs from an image that the engine has.")
@click.option("--remove", is_flag=True, help="Remove the engine's packs.")
@_options.as_json
def command(wanted: tuple[str, ...], folder: str | None, image: str | None, *, remove: bool, as_json: bool) -> None:
    """Put QEMU into a volume of the engine, for runs without a handler.

    PLATFORM is for example linux/arm64, arm/v7 or s390x, or `all`; the default is what the setting emulation.prefer
    names. A new pack replaces the previous one.

    The programs are taken from this machine, a directory or an image: QEMU's user-mode emulators, PRoot, tini and
    busybox. They must be for the engine's CPU. Nothing on the engine's machine changes except the volume, and no
    program is started. For what runs with it, see "Without a handler" in the documentation.
    """
    if folder and image:
        raise click.UsageError("--from and --from-image cannot be used together.")
    if remove and (wanted or folder or image):
        raise click.UsageError("--remove cannot be used with a platform, --from or --from-image.")
    engine = _target.engine()
    host = engine.platform()
    architectures = [] if remove else _architectures(wanted, host, engine.settings.prefer)
    with engine.client(_TIMEOUT) as client:
        source = Source(folder, image)
        report = _removed(client, host) if remove else _packed(client, host, architectures, source, quiet=as_json)
    if as_json:
        _output.document(report)
        return
    for line in _lines(report):
        _output.line(line)


def _architectures(wanted: Sequence[str], host: Platform, preferred: Sequence[Platform]) -> list[str]:
    if list(wanted) == ["all"]:
        return [name for name in EMULATED if name != host.architecture]
    try:
        asked = [platforms.parse(word) for word in wanted] or list(preferred)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    names = dict.fromkeys(platform.architecture for platform in asked)
    if unknown := [name for name in names if name not in EMULATED]:
        known = ", ".join(EMULATED)
        raise click.UsageError(f"There is no emulator for {', '.join(unknown)}. There are emulators for {known}.")
    foreign = [name for name in names if name != host.architecture]
    if not foreign:
        raise click.UsageError(f"The engine itself is {host}. Name another platform.")
    return foreign


def _packed(
    client: Client, host: Platform, architectures: list[str], source: Source, *, quiet: bool
) -> dict[str, object]:
    contents = _gathered(client, host, architectures, source)
    with _output.progress(range(contents.size), "Copying to the engine", quiet=quiet) as progress:
        is_new = volume.put(client, contents, host, progress.update)
    name = volume.name_of(contents, host)
    old = volume.remove(client, host, keep=name)
    return {
        "volume": name,
        "is_new": is_new,
        "emulates": list(contents.emulates),
        "size": contents.size,
        "removed": list(old.removed),
        "in_use": list(old.in_use),
    }


def _gathered(client: Client, host: Platform, architectures: list[str], source: Source) -> Contents:
    if not source.image:
        folder = os.path.abspath(source.folder or os.sep)
        return packing.gather(trees.Folder(folder), host.architecture, architectures)
    if not images.is_local(client, source.image):
        raise AnyarchError(f"The engine has no image {source.image}. To pull it: docker pull {source.image}")
    with volumes.container(client, source.image) as container:
        return packing.gather(trees.Image(client, container, source.image), host.architecture, architectures)


def _removed(client: Client, host: Platform) -> dict[str, object]:
    old = volume.remove(client, host)
    return {"volume": None, "removed": list(old.removed), "in_use": list(old.in_use)}


def _lines(report: dict[str, object]) -> list[str]:
    lines = []
    if report["volume"]:
        state = "filled" if report["is_new"] else "already complete"
        size = f"{int(str(report['size'])) / _MEGABYTE:.0f} MB"
        lines.append(f"volume    {report['volume']}, {size}, {state}")
        lines.append(f"emulates  {', '.join(_words(report['emulates']))}")
    lines += [f"removed   {name}" for name in _words(report["removed"])]
    in_use = "a container uses it: remove the container, and run this again"
    lines += [f"in use    {name}: {in_use}" for name in _words(report["in_use"])]
    return lines or ["There is no pack."]


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []
