"""`anyarch emulators pack`: QEMU in a volume of the engine, for runs that need no handler in the kernel."""

import os
from collections.abc import Sequence
from typing import Any

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _completion, _options, _output, _progress, _target
from anyarch.cli.emulators import _engine
from anyarch.emulators.packs import packing, trees, trust, volume
from anyarch.emulators.packs.manifest import ALGORITHM
from anyarch.emulators.packs.packing import Contents
from anyarch.engine import Engine, images, volumes
from anyarch.engine.client import Client
from anyarch.oci.platforms import Platform

_TIMEOUT = 60  # seconds for each wait for the engine
_MEGABYTE = 1_000_000


@click.command("pack")
@click.argument("wanted", nargs=-1, metavar="[PLATFORM]...", shell_complete=_completion.platforms)
@click.option(
    "--from", "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False), help="Take the programs from DIR."
)
@click.option("--from-image", "image", metavar="IMAGE", help="Take the programs from an image that the engine has.")
@click.option("--remove", is_flag=True, help="Remove the engine's packs.")
@_options.as_json
def command(wanted: tuple[str, ...], folder: str | None, image: str | None, *, remove: bool, as_json: bool) -> None:
    """Put QEMU into a volume of the engine, for runs without a handler.

    PLATFORM is for example linux/arm64, arm/v7 or s390x, or `all`; the default is what the setting emulation.prefer
    names. A new pack replaces the previous one. Its digest is added to the setting emulation.packs: your runs use only
    packs that are listed there.

    The programs are taken from this machine, a directory or an image: QEMU's user-mode emulators, PRoot, tini and
    busybox. They must be for the engine's CPU. They are tried with a tiny program in a container. Nothing on the
    engine's machine changes except the volume. For what runs with it, see "Without a handler" in the documentation.
    """
    if folder and image:
        raise click.UsageError("--from and --from-image cannot be used together.")
    if remove and (wanted or folder or image):
        raise click.UsageError("--remove cannot be used with a platform, --from or --from-image.")
    engine = _target.engine()
    host = engine.platform()
    architectures = [] if remove else _architectures(wanted or [*map(str, engine.settings.prefer)], host)
    with engine.client(_TIMEOUT) as client:
        contents = None if remove else _gathered(client, host, architectures, folder or os.sep, image)
        filled = _filled(engine, client, contents, quiet=as_json) if contents else {"volume": None}
        old = volume.remove(client, host, keep=filled["volume"] or "")
    report = filled | {"removed": list(old.removed), "in_use": list(old.in_use)}
    _output.result(report, _lines(report), as_json=as_json)


def _architectures(words: Sequence[str], host: Platform) -> list[str]:
    names = dict.fromkeys(platform.architecture for platform in _engine.named(words))
    foreign = [name for name in names if name != host.architecture]
    if not foreign:
        raise click.UsageError(f"The engine itself is {host}. Name another platform.")
    return foreign


def _gathered(client: Client, host: Platform, architectures: list[str], folder: str, image: str | None) -> Contents:
    if not image:
        return packing.gather(trees.Folder(os.path.abspath(folder)), host.architecture, architectures)
    if not images.is_local(client, image):
        raise AnyarchError(f"The engine has no image {image}. To pull it: docker pull {image}")
    with volumes.container(client, image) as container:
        return packing.gather(trees.Image(client, container, image), host.architecture, architectures)


def _filled(engine: Engine, client: Client, contents: Contents, *, quiet: bool) -> dict[str, Any]:
    with _progress.line("Copying to the engine", contents.size, quiet=quiet, in_percent=True) as progress:
        filled = volume.put(client, contents, engine.platform(), progress.update)
    packed, manifest = filled.contents, filled.contents.manifest
    trust.add(engine.within(_TIMEOUT), filled.name, manifest)
    return {
        "volume": filled.name,
        "digest": manifest.digest,
        "is_new": filled.is_new,
        "emulates": list(packed.emulates),
        "size": packed.size,
        "accelerated": packed.is_accelerated,
        "files": [
            {"path": path, "digest": f"{ALGORITHM}{manifest.files[path].digest}", "origin": file.origin}
            for path, file in sorted(packed.files.items())
        ],
    }


def _lines(report: dict[str, Any]) -> list[str]:
    lines = []
    if report["volume"]:
        state = "filled" if report["is_new"] else "already complete"
        lines.append(f"volume    {report['volume']}, {report['size'] / _MEGABYTE:.0f} MB, {state}")
        slower = (
            "" if report["accelerated"] else ", slower: PRoot fails with its seccomp filter on the engine's machine"
        )
        lines.append(f"emulates  {', '.join(report['emulates'])}{slower}")
    lines += [f"removed   {name}" for name in report["removed"]]
    in_use = "a container uses it: remove the container, and run this again"
    lines += [f"in use    {name}: {in_use}" for name in report["in_use"]]
    return lines or ["There is no pack."]
