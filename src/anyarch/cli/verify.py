"""`anyarch verify`: does this container run, and which CPU is its program for?"""

import json
import sys

import click
import docker.errors
import requests

from anyarch.bare.endpoint import Endpoint
from anyarch.cli import _page, _target
from anyarch.diagnosis import trial
from anyarch.diagnosis.findings import BAD, Finding, exit_code
from anyarch.diagnosis.verify import SilentEngineError, UnknownContainerError, Verified, verify
from anyarch.install import real_docker
from anyarch.person.errors import ExitCode, FailureError


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
    """Verify that a container is up, without errors that anyarch knows, and say which CPU its program is for.

    The program is read out of the container, so that the image needs no `uname`. With --run, words are those of
    `docker run`, from IMAGE on or from flags on:

    \b
        anyarch verify web
        anyarch verify --run alpine sleep 60
        anyarch verify --run -- --env MODE=test alpine sleep 60

    Exits with 1 if something is wrong, and with 4 if the engine does not answer.
    """
    if not is_trial and (len(words) > 1 or words[0].startswith("-")):
        raise click.UsageError(f"One container is verified, and no options of its own: {words[0]!r}.", context)
    environment, _, endpoint = _target.found()
    found = _tried(words, endpoint, environment, patience) if is_trial else _verified(words[0], endpoint)
    if as_json:
        click.echo(json.dumps(found._asdict() | {"findings": [f._asdict() for f in found.findings]}, indent=2))
    else:
        _page.show(found.findings)
    return exit_code(found.findings)


def _verified(word: str, endpoint: Endpoint) -> Verified:
    try:
        return verify(word, endpoint)
    except UnknownContainerError as error:
        raise FailureError(str(error), ExitCode.USAGE) from error
    except SilentEngineError as error:
        raise FailureError(str(error), ExitCode.UNREACHABLE) from error


def _tried(words: tuple[str, ...], endpoint: Endpoint, environment: dict[str, str], patience: int) -> Verified:
    try:
        path = real_docker.find(environment)
        if sys.stderr.isatty():
            click.echo("Running it ...", err=True)
        with trial.of(words, path, endpoint, environment) as tried:
            if not tried.failure:
                trial.wait(tried.container, endpoint, patience)
            return _after(tried, endpoint)
    except (trial.RefusedWordsError, real_docker.NotFoundError) as error:
        raise FailureError(str(error), ExitCode.USAGE) from error
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise FailureError(f"The engine at {endpoint.host} did not answer: {error}.", ExitCode.UNREACHABLE) from error


def _after(tried: trial.Trial, endpoint: Endpoint) -> Verified:
    """What became of it; docker may have refused before there was a container."""
    try:
        return verify(tried.container, endpoint, tried.image)
    except SilentEngineError as error:
        raise FailureError(str(error), ExitCode.UNREACHABLE) from error
    except UnknownContainerError:
        told = Finding("start", BAD, tried.failure or "there was no container afterwards")
        return Verified("", "", "", up=False, program="", platform="", emulated=False, findings=(told,))
