"""Before a `docker compose` command runs as typed: pull the images that only other platforms have.

A registry that is rate-limiting is not asked for more. If a pull fails, docker has said why, and Compose goes on.
"""

import os
import sys
import warnings
from collections.abc import Iterator

from anyarch.catalog.warming import Result
from anyarch.oci import references
from anyarch.person import log, notice, settings
from anyarch.preflight import preparation, services
from anyarch.preflight.preparation import PULL, Around
from anyarch.preflight.services import Step
from anyarch.preflight.waiting import Waiting


def prepare(typed: list[str], environment: dict[str, str], docker: str) -> None:
    """Pull what is to be pulled first; print notices, and log.

    Args:
        typed: the words after ``docker``; if they are no such command, nothing happens.
        environment: the environment variables.
        docker: the path of the real docker.
    """
    warnings.simplefilter("ignore")  # libraries warn on standard error, which belongs to docker
    chosen, problems = settings.load(environment)
    for problem in problems:
        log.write(environment, problem.sentence)
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
