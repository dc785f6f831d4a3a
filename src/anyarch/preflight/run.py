"""The pre-flight of a command that the quick answer did not settle: facts, table, notices, and the words for docker.

`plan` decides and changes nothing; `prepare` is what the shim calls before docker replaces it. Neither raises when an
engine or a registry fails: the decision is then to change nothing, and says why.
"""

import time
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from anyarch.bare import memo, memory, precedents
from anyarch.bare.command_line import Invocation, PassThrough, with_platform
from anyarch.bare.endpoint import is_wrapper, resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.decision import outcome, sentences, table
from anyarch.decision.facts import Product, UnknownFactError
from anyarch.decision.outcome import Decision, Policy
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person import log, notice, settings
from anyarch.person.settings import Settings
from anyarch.person.text import printable
from anyarch.preflight import consent, handler, hints, private_run, wrapper
from anyarch.preflight.facts import EngineFacts
from anyarch.preflight.look import Look
from anyarch.preflight.waiting import Waiting

if TYPE_CHECKING:
    from anyarch.preflight.routing import Routing


class Plan(NamedTuple):
    """A decision, the facts behind it, None if none were needed, and the ways to other engines, None if not allowed."""

    decision: Decision
    facts: EngineFacts | None
    routing: "Routing | None" = None

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
    executed: Mapping[Platform, bool] = {},
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
        executed: see `EngineFacts.recall`.
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
    ways = _ways(invocation, engine, docker) if outcome.ROUTE in rungs else None
    facts = EngineFacts(invocation.image, engine, inspected=look, ways=ways, when_absent=when_absent)
    facts.recall(executed)
    policy = Policy(chosen.prefer, rungs, chosen.replace, routes_first=chosen.routing_prefer == settings.NATIVE)
    try:
        return Plan(table.decide(invocation, facts, policy), facts, ways)
    except UnknownFactError as error:
        return Plan(Decision(outcome.DOUBT, outcome.UNCHANGED, str(error)), facts, ways)


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
    rungs = consent.all_rungs(chosen, environment)
    with Waiting(invocation.image, chosen) as waiting:
        planned = plan(invocation, environment, chosen, started, rungs, docker=docker, when_absent=waiting.begin)
    for problem in problems:
        log.write(environment, problem.sentence)
    planned, was_asked = _settled(planned, invocation, environment, chosen, rungs, docker=docker)
    _remember(planned, invocation, words, docker, time.time() - (time.monotonic() - started))
    try:
        if pulled := private_run.fetch(invocation, planned.decision, planned.facts, docker):
            # Now the image can be inspected: perhaps it needs no emulator, whatever its label says.
            rungs = (outcome.PRIVATE_EMULATION,)
            known = _executed(planned)
            planned = plan(pulled, environment, chosen, time.monotonic(), rungs, docker=docker, executed=known)
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


def _settled(  # noqa: PLR0913 - each is a fact of its own
    planned: Plan,
    invocation: Invocation,
    environment: dict[str, str],
    chosen: Settings,
    rungs: tuple[str, ...],
    *,
    docker: str,
) -> tuple[Plan, bool]:
    """The plan after the rungs that do something before docker starts; and whether the user was just told about it."""
    was_asked = False
    while True:
        if planned.routing:
            planned.routing.tell()
        tried = planned.decision.action
        if tried == outcome.INSTALL_HANDLER and planned.facts:
            was_asked = handler.install(planned.decision, planned.facts)
        elif tried != outcome.ROUTE:
            return planned, was_asked
        elif planned.routing and planned.routing.follow(planned.decision):
            return planned, False
        # Now rung 1 holds, or else the next one.
        rungs = tuple(rung for rung in rungs if rung != tried)
        known = _executed(planned) if tried == outcome.ROUTE else {}
        planned = plan(invocation, environment, chosen, time.monotonic(), rungs, docker=docker, executed=known)


def _executed(planned: Plan) -> Mapping[Platform, bool]:
    """Which platforms the engine was seen to execute, or not."""
    return planned.facts.known().executed if planned.facts else {}


def words_for(words: list[str], invocation: Invocation | PassThrough, decision: Decision) -> list[str]:
    """The words after ``docker``, with the platform and the context added if that is the decision."""
    if isinstance(invocation, PassThrough):
        return words
    context = ["--context", decision.context] if decision.context else []
    if not decision.is_added:
        return [*context, *words]
    return [*context, *with_platform(words, invocation, str(decision.platform))]


def _ways(invocation: Invocation, engine: Engine, docker: str) -> "Routing":
    from anyarch.preflight.routing import Routing  # noqa: PLC0415 - few users route

    return Routing(invocation, engine, docker)


def _remember(planned: Plan, invocation: Invocation, words: list[str], docker: str, began: float) -> None:
    """Leave what was found for the quick answer and the launcher, which ask less."""
    decision, facts, _ = planned
    if not facts:
        return
    engine, known = facts.engine, facts.known()
    is_unanswered = decision.row == outcome.DOUBT and (known.host is None or known.local is None)
    if is_unanswered and engine.seconds_left < engine.settings.lookup_timeout / 2:
        memory.keep_slow(engine.cache_folder, engine.endpoint, settings.path(engine.environment))
    subject = memo.Subject(engine.cache_folder, invocation, engine.environment, docker)
    is_quick = engine.settings.inspection != "always" and not is_wrapper(docker)  # others are looked at each time
    remembered = memory.recall(engine.cache_folder, engine.endpoint)
    memo.forget(subject)
    if decision.row == outcome.NATIVE_LOCAL and decision.action == outcome.UNCHANGED and is_quick:
        memo.keep(subject, engine.endpoint, remembered, began)
    chosen = engine.settings
    if chosen.routing_contexts and chosen.routing_prefer == settings.NATIVE and chosen.routing != settings.NEVER:
        is_quick = False  # what may run elsewhere the next time is no precedent
    local = facts.local() if decision.row == outcome.EXECUTED_LOCAL and is_quick else None
    if local and engine.settings.notice != "always":
        case = precedents.Case(subject, local.identity, words, engine.environment)
        precedents.keep(case, _precedent(planned, invocation), engine.endpoint, remembered, began)
    else:
        precedents.forget(subject)


def _precedent(planned: Plan, invocation: Invocation) -> precedents.Precedent:
    """What has to be done again for the same command, if the decision is the same."""
    decision, facts, _ = planned
    assert facts  # noqa: S101 - what the decision is about
    environment = facts.engine.environment
    lines = sentences.explanation(decision, invocation.verb, planned.product, has_hint=False)
    notices = [] if facts.engine.settings.notice == "never" else lines
    return precedents.Precedent(
        str(decision.platform) if decision.is_added else "",
        printable(" ".join(notices)),
        log.path(environment),
        printable(sentence(decision, invocation)) if lines else "",
    )


def _report(
    planned: Plan, invocation: Invocation, environment: dict[str, str], chosen: Settings, *, is_told: bool
) -> None:
    """Print and log what was decided, if it is worth a word that was not said already."""
    decision, cache_folder = planned.decision, planned.facts.engine.cache_folder if planned.facts else ""
    has_hint = hints.is_due(cache_folder)
    lines = sentences.explanation(decision, invocation.verb, planned.product, has_hint=has_hint)
    if lines and not is_told and notice.is_wanted(chosen.notice, is_hopeless=decision.is_hopeless):
        notice.say(*lines)
        if has_hint and not decision.is_hopeless:
            hints.was_shown(cache_folder)
    is_emulated = sentences.is_emulated(decision, invocation.verb)
    if lines or is_emulated or decision.row in (outcome.DOUBT, outcome.UNKNOWN_OFFER):
        log.write(environment, sentence(decision, invocation))


def sentence(decision: Decision, invocation: Invocation) -> str:
    """The line of the log about a decision."""
    verb = invocation.verb
    return f"{verb} {invocation.image}: {sentences.action(decision, verb)}. {decision.reason}"
