"""Before a run that needs a handler in the engine's kernel: ask for consent, and install it.

If that fails, a notice says why, and the caller decides again without this rung.
"""

from anyarch.bare.errors import AnyarchError
from anyarch.decision.outcome import Decision
from anyarch.person import log, notice
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts


def attempt(decision: Decision, facts: EngineFacts) -> None:
    """Install a handler for the missing platform, if there is consent; print and log how that ended."""
    from anyarch.emulators.handlers import installer  # noqa: PLC0415 - loads docker-py

    missing = decision.missing
    assert missing  # noqa: S101 - what the decision is about
    engine, environment = facts.patient(), facts.engine.environment
    policy = engine.settings.notice
    proposal = installer.propose(engine, (missing,))
    about = f"{decision.reason} This engine cannot execute {missing}. A handler in its kernel would let it:"
    if not consent.is_given(engine.settings, environment, [about, *installer.described(proposal, engine)]):
        return
    is_shown = notice.is_wanted(policy, is_hopeless=False)
    try:
        installed = installer.install(engine, proposal, notice.say if is_shown else lambda _: None)
        failure = "" if installed else f"The engine still cannot execute {missing}."
    except AnyarchError as error:
        failure = str(error)
    log.write(environment, failure or f"A handler for {missing} was installed on the engine at {engine.address}.")
    if failure and notice.is_wanted(policy, is_hopeless=True):
        notice.say(f"No handler was installed: {failure}")
