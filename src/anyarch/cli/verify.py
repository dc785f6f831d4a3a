"""`anyarch verify`: does this container run, and which CPU is its program for?"""

import json
import sys

import click

from anyarch.cli import _page, _target
from anyarch.diagnosis import trial
from anyarch.diagnosis.findings import BAD, Finding, exit_code
from anyarch.diagnosis.verify import PATIENCE, Verified, verify
from anyarch.engine import Engine, containers
from anyarch.install import real_docker
from anyarch.person.errors import UsageError


@click.command("verify", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--run", "is_trial", is_flag=True, help="Run an image for this, and remove the container afterwards.")
@click.option(
    "--wait",
    "patience",
    type=click.IntRange(min=1, max=3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="With --run: how long it may take to fail.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("words", nargs=-1, required=True, metavar="CONTAINER|IMAGE [ARG]...", type=click.UNPROCESSED)
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], patience: int, *, is_trial: bool, as_json: bool) -> int:
    """Check that a container is up, without errors that anyarch knows, and which CPU its program is for.

    The program is read out of the container, so that the image needs no `uname`. With --run, words are those of
    `docker run`, from IMAGE on or from flags on:

    \b
        anyarch verify web
        anyarch verify --run alpine sleep 60
        anyarch verify --run -- --env MODE=test alpine sleep 60

    Exits with 1 if something is wrong, and with 4 if the engine does not answer.
    """
    if not is_trial and (len(words) > 1 or words[0].startswith("-")):
        wrong = words[0] if words[0].startswith("-") else words[1]
        raise click.UsageError(f"Name one container and nothing else; {wrong!r} is too much.", context)
    engine = _target.engine(PATIENCE)
    found = _tried(words, engine, patience) if is_trial else verify(words[0], engine)
    if as_json:
        click.echo(json.dumps(found._asdict() | {"findings": [f._asdict() for f in found.findings]}, indent=2))
    else:
        _page.show(found.findings)
    return exit_code(found.findings)


def _tried(words: tuple[str, ...], engine: Engine, patience: int) -> Verified:
    docker = real_docker.find(engine.environment)
    if sys.stderr.isatty():
        click.echo("Running it ...", err=True)
    with trial.of(words, docker, engine) as tried:
        if not tried.failure:
            containers.wait(engine, tried.container, patience)
        return _after(tried, engine.within(PATIENCE))


def _after(tried: trial.Trial, engine: Engine) -> Verified:
    """What became of it; docker may have failed before there was a container."""
    try:
        return verify(tried.container, engine, tried.image)
    except UsageError:
        told = Finding("start", BAD, tried.failure or "there was no container afterwards")
        return Verified("", "", "", up=False, program="", platform="", emulated=False, findings=(told,))
