"""`anyarch emulators test`: test what the engine can run, now."""

import contextlib
from typing import NamedTuple

import click

from anyarch.cli import _completion, _options, _output, _page, _progress, _target
from anyarch.cli.emulators import _engine
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode

_WORDS = {True: "executed", False: "not executed", None: "not known"}


class Tested(NamedTuple):
    """Whether a platform is executed; None if that is not known, with the reason."""

    executed: bool | None
    problem: str | None


@click.command("test")
@click.argument("words", nargs=-1, metavar="[PLATFORM]...", shell_complete=_completion.platforms)
@_options.as_json
def command(words: tuple[str, ...], *, as_json: bool) -> int:
    """Test what the engine can run, by running a tiny program for each PLATFORM.

    PLATFORM is for example linux/arm64, arm/v7 or s390x; the default is all. The test leaves nothing behind. Exits with
    1 if you name a platform that the engine cannot run.
    """
    wanted = _engine.named(words or (_engine.ALL,))
    results = tested(_target.engine(), wanted, quiet=as_json)
    rows = [{"platform": str(platform), **result._asdict()} for platform, result in results.items()]
    shown = [(str(platform), result.problem or _WORDS[result.executed]) for platform, result in results.items()]
    lines = _page.table(("platform", "state"), shown)
    _output.result({"platforms": rows}, lines, as_json=as_json)
    is_complete = all(result.executed for result in results.values())
    return ExitCode.FINDING if words and not is_complete else ExitCode.FINE


def tested(engine: Engine, wanted: tuple[Platform, ...], *, quiet: bool) -> dict[Platform, Tested]:
    """Whether each platform is executed, or why that is not known.

    Raises:
        EngineError: the engine does not answer at all.
    """
    with contextlib.closing(probe.ask_each(engine, wanted)) as results:
        shown = _progress.each(results, "What the engine can run", len(wanted), quiet=quiet)
        found = {each.platform: Tested(each.executed, each.problem) for each in shown}
    return {platform: found[platform] for platform in wanted}
