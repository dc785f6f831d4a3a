"""Before a run that needs a handler in the engine's kernel: consent, and the installation.

Whatever goes wrong is one line on stderr, and the table is asked again without this rung.
"""

from anyarch.bare.errors import AnyarchError
from anyarch.decision.outcome import Decision
from anyarch.person import log, notice
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts


def attempt(made: Decision, facts: EngineFacts) -> None:
    """Install a handler for the platform that is missing, if there is consent, and say what became of it."""
    from anyarch.emulators.handlers import installer  # noqa: PLC0415 - loads docker-py

    assert made.missing  # noqa: S101 - what the decision is about
    engine, environment = facts.patient(), facts.engine.environment
    policy = engine.settings.notice
    proposal = installer.propose(engine, (made.missing,))
    about = f"{made.reason} This engine cannot execute {made.missing}. A handler in its kernel would let it:"
    if not consent.is_given(engine.settings, environment, [about, *installer.described(proposal, engine)]):
        return
    is_told = notice.is_wanted(policy, is_hopeless=False)
    try:
        installed = installer.install(engine, proposal, notice.say if is_told else lambda _: None)
        failure = "" if installed else f"The engine still does not execute {made.missing}."
    except AnyarchError as error:
        failure = str(error)
    log.write(environment, failure or f"A handler for {made.missing} was installed on the engine at {engine.address}.")
    if failure and notice.is_wanted(policy, is_hopeless=True):
        notice.say(f"No handler was installed: {failure}")
