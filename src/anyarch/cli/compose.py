"""`anyarch compose ...`: prepare the images that a `docker compose` command needs, and become that command."""

import os
import sys
import warnings
from collections.abc import Iterator

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog.warming import Result
from anyarch.cli import _target
from anyarch.cli._words import WordsCommand
from anyarch.install import real_docker
from anyarch.oci import references
from anyarch.person import log, notice, process, settings
from anyarch.preflight import failure, preparation, services
from anyarch.preflight.preparation import PULL, Around
from anyarch.preflight.services import Step
from anyarch.preflight.waiting import Waiting

_VERB = "compose"


@click.command(_VERB, cls=WordsCommand)
@click.argument("words", metavar="[ARGS]...", nargs=-1, type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Run docker compose, and pull images first that are only available for other platforms.

    ARGS are those of docker compose. Before up, create, run, scale and watch, images that are not local, and that the
    registry only has for other platforms, are pulled for the platform that this engine can run. Then docker compose
    runs as you typed it: no file, flag or variable is added, so nothing is recreated because of it.

    \b
        anyarch compose up --detach
        docker anyarch compose run --rm web true

    Anything else passes straight through. The exit code is that of docker compose. To see what would be pulled:
    anyarch plan -- compose up
    """
    environment = dict(os.environ)
    typed = [_VERB, *words]
    docker = _target.docker(environment) or real_docker.find(environment)
    try:
        _prepare(typed, environment, docker)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, docker runs the command as typed
        failure.leave_trace(environment, error)
    try:
        process.become(docker, typed)
    except OSError as error:
        raise AnyarchError(f"{docker} cannot be executed: {error.strerror}.") from error


def _prepare(typed: list[str], environment: dict[str, str], docker: str) -> None:
    """Pull what is to be pulled; print notices, and log."""
    warnings.simplefilter("ignore")  # libraries warn on standard error, which belongs to docker
    chosen, problems = settings.load(environment)
    for problem in problems:
        log.write(environment, problem)
    around = Around(environment, chosen, docker, chosen.pull_timeout)
    with Waiting("each image", chosen) as waiting:

        def watch(results: Iterator[Result], number: int) -> Iterator[Result]:
            if number:
                waiting.begin()
            return results

        found = services.find(typed, around, watch)
    limiting: set[str] = set()
    done: set[str] = set()
    for step in found.every:
        domain = references.parse(step.found.image).domain
        if step.is_pulled and step.found.image not in done and domain not in limiting:
            done.add(step.found.image)
            if _is_limiting(step, around):
                limiting.add(domain)
        elif step.is_unusable and notice.is_wanted(chosen.notice, is_hopeless=step.is_hopeless):
            notice.say(f"{step.need.service.name}: {step.reason}", *filter(None, [step.remedy]))


def _is_limiting(step: Step, around: Around) -> bool:
    """Pull the image of a service; whether its registry is rate-limiting."""
    found = preparation.with_handler(step.found, around)
    is_shown = notice.is_wanted(around.chosen.notice, is_hopeless=False)
    if found.kind != PULL:
        if notice.is_wanted(around.chosen.notice, is_hopeless=found.decision.is_hopeless):
            notice.say(f"{step.need.service.name}: {found.decision.reason}", *filter(None, [found.remedy]))
        return False
    if is_shown:
        notice.say(*(f"{step.need.service.name}: {line}" for line in found.notice))
    pulled = preparation.pull(found, around, quiet=not os.isatty(sys.stderr.fileno()))
    how = "was pulled" if pulled.status == 0 else "could not be pulled"
    log.write(around.environment, f"compose: {found.image} {how} for {found.decision.platform}.")
    return preparation.is_limited(pulled)
