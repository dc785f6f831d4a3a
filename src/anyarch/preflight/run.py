"""The pre-flight of a command that the quick answer did not settle: facts, table, words for docker, words for people.

`plan` decides and changes nothing; `prepare` is what the shim runs before it becomes docker. Neither raises for
anything that the world outside does: doubt is the decision "unchanged", with the doubt as its reason.
"""

import functools
import time
import warnings
from typing import NamedTuple

from anyarch.bare.command_line import Invocation, PassThrough, with_platform
from anyarch.bare.endpoint import UnknownEngineError, resolve
from anyarch.decision import table
from anyarch.decision.facts import UnknownFactError
from anyarch.decision.table import Decision
from anyarch.engine.connection import connect
from anyarch.person import log, notice, settings
from anyarch.person.settings import Settings
from anyarch.preflight import consent, handler, look, private_run
from anyarch.preflight.facts import EngineFacts

_INSTALL = "anyarch emulators install"
_SILENCE = "(To silence this: ANYARCH_NOTICE=never)"
_SLOWER = f"slower, and not for production. {_SILENCE}"


class Plan(NamedTuple):
    """A decision with the facts that it was made from; `facts` is None where none were asked for."""

    decision: Decision
    facts: EngineFacts | None


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
        rungs: what may be done where the engine has no emulator, see `decision.decide`.
    """
    if isinstance(invocation, PassThrough):
        return Plan(Decision(1, table.UNCHANGED, invocation.reason), None)
    try:
        endpoint = resolve(invocation.connection, environment)
    except UnknownEngineError as error:
        return Plan(Decision(table.DOUBT, table.UNCHANGED, str(error)), None)
    connection = connect(endpoint, started + chosen.lookup_timeout)
    inspect = functools.partial(look.program, invocation.image, endpoint, environment, chosen.probe_timeout)
    facts = EngineFacts(invocation.image, endpoint, connection, chosen, environment, inspect=inspect)
    try:
        return Plan(table.decide(invocation, facts, chosen.prefer, rungs), facts)
    except UnknownFactError as error:
        return Plan(Decision(table.DOUBT, table.UNCHANGED, str(error)), facts)


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
    made, facts = plan(invocation, environment, chosen, started, consent.rungs(chosen.emulation))
    for problem in problems:
        log.write(environment, problem)
    if made.action == table.INSTALL_HANDLER and facts:
        handler.attempt(made, facts, environment)
        # Rung 1 holds now, or else the next one.
        made, facts = plan(invocation, environment, chosen, time.monotonic(), (table.PRIVATE_EMULATION,))
    lines = explanation(made, invocation.verb, facts)
    if lines and notice.is_wanted(chosen.notice, is_hopeless=made.is_hopeless):
        notice.say(*lines)
    if lines or made.row in (table.DOUBT, table.UNKNOWN_OFFER):
        log.write(environment, f"{invocation.verb} {invocation.image}: {made.action} by row {made.row}. {made.reason}")
    if made.action == table.PRIVATE_EMULATION and facts:
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


def explanation(made: Decision, verb: str, facts: EngineFacts | None = None) -> list[str]:
    """What a person should know of a decision, in lines; nothing where everything is as usual."""
    if made.action == table.PRIVATE_EMULATION:
        return [f"{made.reason} {made.platform} runs under an emulator of its own: {_SLOWER}"]
    if made.missing:
        return [
            f"{made.reason} This engine cannot execute {made.missing}: it has no emulator for it.",
            remedy(made, facts),
        ]
    if made.is_hopeless:
        return [made.reason]
    if made.action == table.PLATFORM and made.row != table.NATIVE_OFFER:
        if made.emulated and verb != "pull":
            return [f"{made.reason} {made.platform} runs under emulation: {_SLOWER}"]
        taken = "" if made.row == table.FOREIGN_LOCAL else f"Taking {made.platform}. "
        return [f"{made.reason} {taken}{_SILENCE}"]
    return []


def remedy(made: Decision, facts: EngineFacts | None = None) -> str:
    """What mends a decision that left the command to fail; empty for nothing."""
    if not made.missing or made.action == table.PRIVATE_EMULATION:
        return ""
    product = facts.product() if facts and facts.has_own_emulators() else None
    if product:
        return f"{product.name} has emulators of its own: {product.switch}"
    if made.action == table.INSTALL_HANDLER:
        return f"A handler for {made.missing} would be installed first, with consent"
    return f"To add one until the next reboot: {_INSTALL} {made.missing}"
