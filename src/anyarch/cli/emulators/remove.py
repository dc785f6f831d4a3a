"""`anyarch emulators remove`: remove handlers from the kernel of the engine's machine."""

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _completion, _options, _output, _target
from anyarch.cli.emulators import _engine
from anyarch.emulators import probe
from anyarch.emulators.handlers import keeper, registration, table
from anyarch.emulators.handlers.table import Handler
from anyarch.engine import Engine
from anyarch.person.errors import ExitCode


@click.command("remove")
@click.argument("words", nargs=-1, required=True, metavar="PLATFORM...", shell_complete=_completion.platforms)
@_options.yes
@_options.as_json
def command(words: tuple[str, ...], *, is_given: bool, as_json: bool) -> int:
    """Remove handlers from the engine's kernel, after asking.

    PLATFORM is for example linux/arm64, arm/v7 or s390x, or `all`. All handlers for these architectures are removed,
    including those that other programs have registered. They are shown first. A package that registers handlers at
    boot will register them again. Exits with 1 if one is still there.
    """
    wanted = _engine.named(words)
    engine = _target.engine()
    architectures = {platform.architecture for platform in wanted}
    concerned = _concerned(engine, architectures)
    if concerned:
        lines = [f"On the engine at {engine.address}, an unprivileged container will remove, for all containers:"]
        lines += [f"  {each.name} ({each.architecture}), {each.interpreter}" for each in concerned]
        if not _engine.consent(lines, "Remove?", is_given=is_given):
            raise AnyarchError("Nothing was removed.")
        _remove(engine, [each.name for each in concerned])
    left = _concerned(engine, architectures)
    for platform in wanted:
        probe.forget(engine, platform)
    removed = [each.name for each in concerned if each not in left]
    lines = [f"removed {name}" for name in removed] or ["There was no such handler."]
    _output.result({"removed": removed, "left": [each.name for each in left]}, lines, as_json=as_json)
    return ExitCode.FINDING if left else ExitCode.FINE


def _remove(engine: Engine, names: list[str]) -> None:
    with engine.client(engine.settings.probe_timeout) as client:
        registration.unregister(client, engine.platform(), names)
        if not table.listed(client, engine.platform()):
            keeper.stop(client)


def _concerned(engine: Engine, architectures: set[str]) -> list[Handler]:
    return [handler for handler in table.read(engine) if handler.architecture in architectures]
