"""Install a handler for the platform that a command lacks, if there is consent (`consent`)."""

from anyarch.bare.errors import AnyarchError
from anyarch.decision.outcome import Decision
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person import log, notice
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts


def install(decision: Decision, facts: EngineFacts) -> bool:
    """Install a handler for the missing platform, if there is consent; print and log how that ended.

    Returns whether the user was told just now what the engine lacks, and does not want to have it installed.
    """
    missing = decision.missing
    assert missing  # noqa: S101 - what the decision is about
    return install_for(missing, facts.engine)


def install_for(missing: Platform, of: Engine) -> bool:
    """The same for a platform that an engine does not execute."""
    from anyarch.emulators.handlers import installer  # noqa: PLC0415 - loads docker-py

    engine, environment = of.within(of.settings.probe_timeout), of.environment
    proposal = installer.propose(engine, (missing,))
    answer = consent.ask(engine, proposal)
    if not answer.is_given:
        return answer.was_asked
    is_shown = notice.is_wanted(engine.settings.notice, is_hopeless=False)
    try:
        installed = installer.install(engine, proposal, notice.say if is_shown else lambda _: None)
        failure = "" if installed else f"The engine still cannot execute {missing}."
    except AnyarchError as error:
        failure = str(error)
    log.write(environment, failure or f"A handler for {missing} was installed on the engine at {engine.address}.")
    if failure and notice.is_wanted(engine.settings.notice, is_hopeless=True):
        notice.say(f"No handler was installed: {failure}")
    return False
