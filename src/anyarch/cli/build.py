"""`anyarch build ...`: become `docker build`, for another platform if only that has all images that it needs."""

import shlex
import warnings

import click

from anyarch.build import sentences
from anyarch.build.table import ONE_PLATFORM
from anyarch.cli import _words
from anyarch.cli._words import WordsCommand
from anyarch.decision.outcome import PLATFORM
from anyarch.person import log, notice, settings
from anyarch.preflight import building
from anyarch.preflight.building import Planned
from anyarch.preflight.waiting import Waiting

VERB = "build"


@click.command(VERB, cls=WordsCommand)
@click.argument("words", metavar="[ARGS]...", nargs=-1, type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Run docker build, for another platform if only that has all images that the Dockerfile needs.

    ARGS are those of docker build. If an image that the Dockerfile needs is not available for this engine's platform,
    and one other platform has them all, the engine can run it, and nothing is pushed, --platform is added. If only an
    emulator is missing for that, it is installed if you agree to it, as for docker run. Otherwise the command runs as
    you typed it, and if docker is about to fail, each line that needs such an image is shown.

    \b
        anyarch build --tag app .
        docker anyarch build --file app.Dockerfile --target test .

    The exit code is that of docker build. To see what would be done: anyarch plan -- build .
    """
    _words.become([VERB, *words], _examined)


def _examined(typed: list[str], environment: dict[str, str], docker: str) -> list[str]:
    """The words to run docker with; prints a notice, and logs."""
    warnings.simplefilter("ignore")  # libraries warn on standard error, which belongs to docker
    chosen, problems = settings.load(environment)
    for problem in problems:
        log.write(environment, problem.sentence)
    with Waiting("each image", chosen) as waiting:
        waiting.begin()
        planned = building.plan(typed, environment, chosen, docker)
    planned = building.with_handler(planned, typed, docker)
    verdict = planned.verdict
    own, product = planned.has_own_builder, planned.product
    lines = sentences.notice(verdict, planned.file, planned.words, has_own_builder=own, product=product)
    if lines and notice.is_wanted(chosen.notice, is_hopeless=verdict.is_explained):
        notice.say(*lines)
    if verdict.row >= ONE_PLATFORM:
        log.write(environment, sentence(planned))
    return planned.words if verdict.action == PLATFORM else typed


def sentence(planned: Planned) -> str:
    """The line of the log about a build."""
    verdict = planned.verdict
    return f"build of {shlex.quote(planned.file)}: {sentences.action(verdict)}. {verdict.reason}"
