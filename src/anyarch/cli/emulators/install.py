"""`anyarch emulators install`: QEMU into the kernel of the engine's machine."""

import json

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _target
from anyarch.cli.emulators import _engine
from anyarch.cli.emulators.test import tested
from anyarch.emulators.handlers import installer
from anyarch.engine import products
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode
from anyarch.person.text import printable


@click.command("install")
@click.argument("words", nargs=-1, required=True, metavar="PLATFORM...")
@click.option("--yes", "is_given", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], *, is_given: bool, as_json: bool) -> int:
    """Register QEMU with the engine's kernel, after asking.

    PLATFORM is such as linux/arm64, arm/v7 or s390x, or `all`. What the engine can already run is left alone. QEMU
    comes from the engine's private pack, if there is one, or from the image that the setting emulation.image names.
    What will be run, and with which privileges, is shown first.

    It works for a remote engine too, applies to all containers of that machine, and lasts until it reboots. Exits with
    1 if the engine does not execute all of them in the end.
    """
    wanted = _engine.named(words)
    engine = _target.engine()
    before = tested(engine, wanted, quiet=as_json)
    missing = tuple(platform for platform, found in before.items() if not found.executed)
    proven: tuple[Platform, ...] = ()
    if missing:
        engine = engine.within(engine.settings.lookup_timeout)
        product = products.find(engine)
        hint = [f"{product.name} has emulators of its own: {product.switch}."] if product else []
        proposal = installer.propose(engine, missing)
        if not _engine.consent([*hint, *installer.described(proposal, engine)], "Install?", is_given=is_given):
            raise AnyarchError("Nothing was installed.")
        proven = installer.install(engine, proposal, lambda line: click.echo(printable(line), err=True))
    results = {platform: platform in proven or platform not in missing for platform in wanted}
    _print(results, missing, as_json=as_json)
    return ExitCode.FINE if all(results.values()) else ExitCode.FINDING


def _print(results: dict[Platform, bool], missing: tuple[Platform, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"platform": str(platform), "executed": executed, "installed": executed and platform in missing}
            for platform, executed in results.items()
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for platform, executed in results.items():
        told = "not executed" if not executed else "installed" if platform in missing else "executed already"
        click.echo(f"{platform!s:15} {told}")
