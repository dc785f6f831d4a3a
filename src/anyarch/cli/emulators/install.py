"""`anyarch emulators install`: register QEMU with the kernel of the engine's machine."""

from typing import Any

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _completion, _options, _output, _page, _target
from anyarch.cli.emulators import _engine
from anyarch.cli.emulators.test import tested
from anyarch.emulators.handlers import installer
from anyarch.engine import Engine, products
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode


@click.command("install")
@click.argument("words", nargs=-1, required=True, metavar="PLATFORM...", shell_complete=_completion.platforms)
@_options.yes
@_options.as_json
def command(words: tuple[str, ...], *, is_given: bool, as_json: bool) -> int:
    """Register QEMU with the engine's kernel, after asking.

    PLATFORM is for example linux/arm64, arm/v7 or s390x, or `all`. Platforms that the engine can already run are
    skipped. QEMU comes from the engine's private pack, if there is one, or from the image that the setting
    emulation.image names. What will be run, and with which privileges, is shown first.

    This works for remote engines too, applies to all containers of the engine's machine, and lasts until it reboots.
    Exits with 1 if there is a platform that the engine still cannot run.
    """
    wanted = _engine.named(words)
    engine = _target.engine()
    before = tested(engine, wanted, quiet=as_json)
    missing = tuple(platform for platform, found in before.items() if not found.executed)
    proven: tuple[Platform, ...] = ()
    if missing:
        engine = engine.within(engine.settings.lookup_timeout)
        hint = _about_products(engine, missing)
        proposal = installer.propose(engine, missing)
        if not _engine.consent([*hint, *installer.described(proposal, engine)], "Install?", is_given=is_given):
            raise AnyarchError("Nothing was installed.")
        proven = installer.install(engine, proposal, _output.note)
    results = {platform: platform in proven or platform not in missing for platform in wanted}
    rows = [
        {"platform": str(platform), "executed": executed, "installed": executed and platform in missing}
        for platform, executed in results.items()
    ]
    lines = _page.table(("platform", "state"), [(str(row["platform"]), _outcome(row)) for row in rows])
    _output.result({"platforms": rows}, lines, as_json=as_json)
    return ExitCode.FINE if all(results.values()) else ExitCode.FINDING


def _outcome(row: dict[str, Any]) -> str:
    if not row["executed"]:
        return "not executed"
    return "installed" if row["installed"] else "executed already"


def _about_products(engine: Engine, missing: tuple[Platform, ...]) -> list[str]:
    """What to know about an engine that is part of a product."""
    found = [products.find(engine, platform) for platform in missing]
    hints = [f"{each.name} has emulators of its own: {each.switch}." for each in dict.fromkeys(found) if each]
    name = products.name(engine) if None in found else ""
    if name:
        hints.append(f"{name} runs the engine in a virtual machine: a handler is gone when that restarts.")
    return hints
