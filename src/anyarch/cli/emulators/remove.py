"""`anyarch emulators remove`: handlers out of the kernel of the engine's machine."""

import json

import click

from anyarch.cli.emulators import _engine
from anyarch.emulators import executed
from anyarch.emulators.handlers import keeper, registration, table
from anyarch.emulators.handlers.installer import Place
from anyarch.emulators.handlers.table import Handler, HandlersError
from anyarch.engine.client import ERRORS, negotiated
from anyarch.person.errors import ExitCode, FailureError


@click.command("remove")
@click.argument("words", nargs=-1, required=True, metavar="PLATFORM...")
@click.option("--yes", "is_given", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], *, is_given: bool, as_json: bool) -> int:
    """Take handlers out of the engine's kernel, after asking.

    PLATFORM is such as linux/arm64, arm/v7 or s390x, or `all`. All handlers for those architectures are removed,
    whoever registered them, and no others; they are shown first. A package that registers them when the machine starts
    does so again. Exits with 1 if one is still there.
    """
    wanted = _engine.named(words)
    place = _engine.find().place
    architectures = {platform.architecture for platform in wanted}
    try:
        concerned = _concerned(place, architectures)
        if concerned:
            host = place.endpoint.host
            lines = [f"On the engine at {host}, for all of its containers, a container without privileges removes:"]
            lines += [f"  {each.name} ({each.architecture}), {each.interpreter}" for each in concerned]
            if not _engine.consent(lines, "Remove?", is_given=is_given):
                raise FailureError("Nothing was removed.", ExitCode.FINDING)
            with negotiated(place.endpoint, place.probe_timeout) as client:
                registration.unregister(client, place.host, [each.name for each in concerned])
                if not table.listed(client, place.host):
                    keeper.stop(client)
        left = _concerned(place, architectures)
    except (HandlersError, *ERRORS) as error:
        raise FailureError(f"The handlers could not be removed: {error}", ExitCode.FINDING) from error
    for platform in wanted:
        executed.forget(place.cache_folder, place.endpoint, platform)
    removed = [each.name for each in concerned if each not in left]
    if as_json:
        click.echo(json.dumps({"removed": removed, "left": [each.name for each in left]}, indent=2))
    else:
        click.echo("\n".join(f"removed {name}" for name in removed) or "There was no such handler.")
    return ExitCode.FINDING if left else ExitCode.FINE


def _concerned(place: Place, architectures: set[str]) -> list[Handler]:
    found = table.read(place.endpoint, place.host, place.probe_timeout)
    return [handler for handler in found if handler.architecture in architectures]
