"""`anyarch verify`: does this container run, and which CPU is its program for?"""

import sys

import click

from anyarch.cli import _completion, _options, _output, _page, _target
from anyarch.diagnosis import trial
from anyarch.diagnosis.findings import BAD, Finding, exit_code
from anyarch.diagnosis.verify import Verified, verify
from anyarch.engine import Engine, containers
from anyarch.install import real_docker
from anyarch.person.errors import UsageError


@click.command("verify", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--run", "is_trial", is_flag=True, help="Run an image, check its container, and remove it.")
@click.option(
    "--wait",
    "patience",
    type=click.IntRange(min=1, max=3600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="With --run: how long to wait for a failure.",
)
@_options.as_json
@_options.color
@click.argument(
    "words",
    nargs=-1,
    required=True,
    metavar="CONTAINER|IMAGE [ARG]...",
    type=click.UNPROCESSED,
    shell_complete=_completion.images_and_containers,
)
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], patience: int, *, is_trial: bool, as_json: bool) -> int:
    """Check that a container is up, that its log shows no known error, and which CPU its program is for.

    The program is read from the container's files, so the image needs no `uname`. With --run, give IMAGE and its
    arguments as for `docker run`; put flags of `docker run` after --:

    \b
        anyarch verify web
        anyarch verify --run alpine sleep 60
        anyarch verify --run -- --env MODE=test alpine sleep 60

    Exits with 1 if something is wrong, and with 4 if the engine does not answer.
    """
    if not is_trial and (len(words) > 1 or words[0].startswith("-")):
        unexpected = words[0] if words[0].startswith("-") else words[1]
        raise click.UsageError(f"Unexpected argument {unexpected!r}. Without --run, name one container.", context)
    engine = _target.engine(_target.PATIENCE)
    found = _tried(words, engine, patience) if is_trial else verify(words[0], engine)
    if as_json:
        _output.document(found._asdict() | {"findings": [finding._asdict() for finding in found.findings]})
    else:
        _page.show(found.findings)
    return exit_code(found.findings)


def _tried(words: tuple[str, ...], engine: Engine, patience: int) -> Verified:
    docker = real_docker.find(engine.environment)
    if sys.stderr.isatty():
        _output.note("Running it ...")
    with trial.of(words, docker, engine) as tried:
        if not tried.failure:
            containers.wait(engine, tried.container, patience)
        return _after(tried, engine.within(_target.PATIENCE))


def _after(tried: trial.Trial, engine: Engine) -> Verified:
    """How the container is; docker may have failed before there was one."""
    try:
        return verify(tried.container, engine, tried.image)
    except UsageError:
        failure = Finding("start", BAD, tried.failure or "docker created no container")
        nothing = Verified("", "", "", up=False, program="", platform="", emulated=False, private=False, findings=())
        return nothing._replace(findings=(failure,))
