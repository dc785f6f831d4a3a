"""The pre-flight of a command that the quick answer did not settle: facts, table, notices, and the words for docker.

`plan` decides and changes nothing; `prepare` is what the shim calls before docker replaces it. Neither raises when an
engine or a registry fails: the decision is then to change nothing, and says why.
"""

import time
import warnings
from collections.abc import Callable
from typing import NamedTuple

from anyarch.bare import memo, memory, precedents
from anyarch.bare.command_line import Invocation, PassThrough, with_platform
from anyarch.bare.endpoint import is_wrapper, resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.decision import outcome, sentences, table
from anyarch.decision.facts import Product, UnknownFactError
from anyarch.decision.outcome import Decision, Policy
from anyarch.engine import Engine
from anyarch.person import log, notice, settings
from anyarch.person.settings import Settings
from anyarch.person.text import printable
from anyarch.preflight import consent, handler, private_run, wrapper
from anyarch.preflight.facts import EngineFacts
from anyarch.preflight.look import Look
from anyarch.preflight.waiting import Waiting


class Plan(NamedTuple):
    """A decision, and the facts behind it; `facts` is None if none were needed."""

    decision: Decision
    facts: EngineFacts | None

    @property
    def product(self) -> Product | None:
        """The product whose emulator has to be turned on, if that is what is missing."""
        missing = self.decision.missing
        is_private = self.decision.action == outcome.PRIVATE_EMULATION
        if not self.facts or not missing or is_private or not self.facts.has_own_emulators(missing):
            return None
        return self.facts.product(missing)


def plan(  # noqa: PLR0913 - each is a fact of its own
    invocation: Invocation | PassThrough,
    environment: dict[str, str],
    chosen: Settings,
    started: float,
    rungs: tuple[str, ...],
    *,
    docker: str = "",
    when_absent: Callable[[], None] = lambda: None,
) -> Plan:
    """Decide what to do.

    Args:
        invocation: the parsed command.
        environment: the environment variables.
        chosen: the settings.
        started: when the time for questions began, on the clock of `time.monotonic`.
        rungs: what may be done if the engine has no emulator, see `outcome.Policy`.
        docker: the path of the real docker; empty if there is none.
        when_absent: see `EngineFacts`.
    """
    if isinstance(invocation, PassThrough):
        return Plan(Decision(outcome.NOT_HANDLED, outcome.UNCHANGED, invocation.reason), None)
    try:
        endpoint = resolve(wrapper.connection(invocation.connection, docker, chosen.engine), environment)
    except wrapper.UnnamedEngineError as error:
        return Plan(Decision(outcome.NOT_HANDLED, outcome.UNCHANGED, str(error)), None)
    except UnknownEngineError as error:
        return Plan(Decision(outcome.DOUBT, outcome.UNCHANGED, str(error)), None)
    engine = Engine(endpoint, chosen, environment, started + chosen.lookup_timeout)

    look = Look(invocation, engine)
    facts = EngineFacts(invocation.image, engine, inspected=look, when_absent=when_absent)
    try:
        return Plan(table.decide(invocation, facts, Policy(chosen.prefer, rungs, chosen.replace)), facts)
    except UnknownFactError as error:
        return Plan(Decision(outcome.DOUBT, outcome.UNCHANGED, str(error)), facts)


def prepare(
    words: list[str], invocation: Invocation, environment: dict[str, str], started: float, docker: str
) -> list[str]:
    """The words to run docker with; prints notices, and logs.

    Args:
        words: the words as typed.
        invocation: the same, parsed.
        environment: the environment variables.
        started: as for `plan`.
        docker: the path of the real docker.
    """
    warnings.simplefilter("ignore")  # libraries warn on standard error, which belongs to docker
    chosen, problems = settings.load(environment)
    rungs = consent.rungs(chosen.emulation, environment)
    with Waiting(invocation.image, chosen) as waiting:
        planned = plan(invocation, environment, chosen, started, rungs, docker=docker, when_absent=waiting.begin)
    for problem in problems:
        log.write(environment, problem)
    was_asked = False
    if planned.decision.action == outcome.INSTALL_HANDLER and planned.facts:
        was_asked = handler.install(planned.decision, planned.facts)
        # Now rung 1 holds, or else the next one.
        planned = plan(invocation, environment, chosen, time.monotonic(), (outcome.PRIVATE_EMULATION,), docker=docker)
    _remember(planned, invocation, words, docker, time.time() - (time.monotonic() - started))
    try:
        if pulled := private_run.fetch(invocation, planned.decision, planned.facts, docker):
            # Now the image can be inspected: perhaps it needs no emulator, whatever its label says.
            planned = plan(pulled, environment, chosen, time.monotonic(), (outcome.PRIVATE_EMULATION,), docker=docker)
        _report(planned, invocation, environment, chosen, is_told=was_asked)
        if planned.decision.action != outcome.PRIVATE_EMULATION or not planned.facts:
            return words_for(words, invocation, planned.decision)
        changed, hint = private_run.prepare(words, invocation, planned.decision, planned.facts)
    except private_run.PrivateRunError as error:
        log.write(environment, str(error))
        if notice.is_wanted(chosen.notice, is_hopeless=True):
            notice.say(f"The private emulator is not used: {error}")
        return words
    if hint and notice.is_wanted(chosen.notice, is_hopeless=False):
        notice.say(hint)
    return changed


def words_for(words: list[str], invocation: Invocation | PassThrough, decision: Decision) -> list[str]:
    """The words after ``docker``, with the platform added if that is the decision."""
    if not decision.is_added or isinstance(invocation, PassThrough):
        return words
    return with_platform(words, invocation, str(decision.platform))


def _remember(planned: Plan, invocation: Invocation, words: list[str], docker: str, began: float) -> None:
    """Leave what was found for the quick answer and the launcher, which ask less."""
    decision, facts = planned
    if not facts:
        return
    engine, known = facts.engine, facts.known()
    is_unanswered = decision.row == outcome.DOUBT and (known.host is None or known.local is None)
    if is_unanswered and engine.seconds_left < engine.settings.lookup_timeout / 2:
        memory.keep_slow(engine.cache_folder, engine.endpoint, settings.path(engine.environment))
    subject = memo.Subject(engine.cache_folder, invocation, engine.environment, docker)
    is_quick = engine.settings.inspection != "always" and not is_wrapper(docker)  # others are looked at each time
    remembered = memory.recall(engine.cache_folder, engine.endpoint)
    if decision.row == outcome.NATIVE_LOCAL and decision.action == outcome.UNCHANGED and is_quick:
        memo.keep(subject, engine.endpoint, remembered, began)
    else:
        memo.forget(subject)
    local = facts.local() if decision.row == outcome.EXECUTED_LOCAL and is_quick else None
    if local and engine.settings.notice != "always":
        case = precedents.Case(subject, local.identity, words, engine.environment)
        precedents.keep(case, _precedent(planned, invocation), engine.endpoint, remembered, began)
    else:
        precedents.forget(subject)


def _precedent(planned: Plan, invocation: Invocation) -> precedents.Precedent:
    """What has to be done again for the same command, if the decision is the same."""
    decision, facts = planned
    assert facts  # noqa: S101 - what the decision is about
    environment = facts.engine.environment
    lines = sentences.explanation(decision, invocation.verb, planned.product)
    notices = [] if facts.engine.settings.notice == "never" else lines
    return precedents.Precedent(
        str(decision.platform) if decision.is_added else "",
        printable(" ".join(notices)),
        log.path(environment),
        printable(_sentence(decision, invocation)) if lines else "",
    )


def _report(
    planned: Plan, invocation: Invocation, environment: dict[str, str], chosen: Settings, *, is_told: bool
) -> None:
    """Print and log what was decided, if it is worth a word that was not said already."""
    decision = planned.decision
    lines = sentences.explanation(decision, invocation.verb, planned.product)
    if lines and not is_told and notice.is_wanted(chosen.notice, is_hopeless=decision.is_hopeless):
        notice.say(*lines)
    if lines or decision.row in (outcome.DOUBT, outcome.UNKNOWN_OFFER):
        log.write(environment, _sentence(decision, invocation))


def _sentence(decision: Decision, invocation: Invocation) -> str:
    """The line of the log about a decision."""
    return f"{invocation.verb} {invocation.image}: {decision.action} by row {decision.row}. {decision.reason}"
