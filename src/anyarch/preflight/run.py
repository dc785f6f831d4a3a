"""The pre-flight of a command that the quick answer did not settle: facts, table, words for docker, words for people.

`plan` decides and changes nothing; `prepare` is what the shim runs before it becomes docker. Neither raises for
anything that goes wrong outside: doubt is the decision "unchanged", with the doubt as its reason.
"""

import time
import warnings
from typing import NamedTuple

from anyarch.bare.command_line import Invocation, PassThrough, with_platform
from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.decision import outcome, sentences, table
from anyarch.decision.facts import Product, UnknownFactError
from anyarch.decision.outcome import Decision
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person import log, notice, settings
from anyarch.person.settings import Settings
from anyarch.preflight import consent, handler, private_run
from anyarch.preflight.facts import EngineFacts


class Plan(NamedTuple):
    """A decision with the facts that it was made from; `facts` is None where none were asked for."""

    decision: Decision
    facts: EngineFacts | None

    @property
    def product(self) -> Product | None:
        """The product that has to switch an emulator on, where that is what is missing."""
        is_private = self.decision.action == outcome.PRIVATE_EMULATION
        if not self.facts or not self.decision.missing or is_private or not self.facts.has_own_emulators():
            return None
        return self.facts.product()


def plan(
    invocation: Invocation | PassThrough,
    environment: dict[str, str],
    chosen: Settings,
    started: float,
    rungs: tuple[str, ...],
) -> Plan:
    """Decide what to do.

    Args:
        invocation: what `command_line.parse` made of the words.
        environment: the process's variables.
        chosen: the settings in force.
        started: since when the time for questions runs, on the clock of `time.monotonic`.
        rungs: what may be done where the engine has no emulator, see `table.decide`.
    """
    if isinstance(invocation, PassThrough):
        return Plan(Decision(outcome.NOT_HANDLED, outcome.UNCHANGED, invocation.reason), None)
    try:
        endpoint = resolve(invocation.connection, environment)
    except UnknownEngineError as error:
        return Plan(Decision(outcome.DOUBT, outcome.UNCHANGED, str(error)), None)
    engine = Engine(endpoint, chosen, environment, started + chosen.lookup_timeout)

    def inspect() -> Platform | None:
        from anyarch.preflight import look  # noqa: PLC0415 - loads docker-py, and few images need a look

        return look.program(invocation.image, engine.within(chosen.probe_timeout))

    facts = EngineFacts(invocation.image, engine, inspect=inspect)
    try:
        return Plan(table.decide(invocation, facts, chosen.prefer, rungs), facts)
    except UnknownFactError as error:
        return Plan(Decision(outcome.DOUBT, outcome.UNCHANGED, str(error)), facts)


def prepare(
    words: list[str], invocation: Invocation, environment: dict[str, str], started: float, docker: str
) -> list[str]:
    """The words to become docker with; says and logs what is worth saying.

    Args:
        words: as they were typed.
        invocation: what `command_line.parse` made of them.
        environment: the process's variables.
        started: as for `plan`.
        docker: the real docker.
    """
    warnings.simplefilter("ignore")  # libraries warn on standard error, which belongs to docker
    chosen, problems = settings.load(environment)
    planned = plan(invocation, environment, chosen, started, consent.rungs(chosen.emulation))
    for problem in problems:
        log.write(environment, problem)
    if planned.decision.action == outcome.INSTALL_HANDLER and planned.facts:
        handler.attempt(planned.decision, planned.facts)
        # Rung 1 holds now, or else the next one.
        planned = plan(invocation, environment, chosen, time.monotonic(), (outcome.PRIVATE_EMULATION,))
    made, facts = planned
    lines = sentences.explanation(made, invocation.verb, planned.product)
    if lines and notice.is_wanted(chosen.notice, is_hopeless=made.is_hopeless):
        notice.say(*lines)
    if lines or made.row in (outcome.DOUBT, outcome.UNKNOWN_OFFER):
        log.write(environment, f"{invocation.verb} {invocation.image}: {made.action} by row {made.row}. {made.reason}")
    if made.action == outcome.PRIVATE_EMULATION and facts:
        try:
            changed, remark = private_run.prepare(words, invocation, made, facts, docker)
        except private_run.PrivateRunError as error:
            log.write(environment, str(error))
            if notice.is_wanted(chosen.notice, is_hopeless=True):
                notice.say(f"The private emulator is not used: {error}")
            return words
        if remark and notice.is_wanted(chosen.notice, is_hopeless=False):
            notice.say(remark)
        return changed
    return words_for(words, invocation, made)


def words_for(words: list[str], invocation: Invocation | PassThrough, made: Decision) -> list[str]:
    """The words after ``docker``, changed as decided."""
    if not made.is_added or isinstance(invocation, PassThrough):
        return words
    return with_platform(words, invocation, str(made.platform))
