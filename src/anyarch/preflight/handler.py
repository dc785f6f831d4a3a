"""What comes before a run that wants a handler in the engine's kernel: consent, and the installation.

Whatever goes wrong is said in one line, and the table is asked again without this rung.
"""

from anyarch.bare import records
from anyarch.decision.table import Decision
from anyarch.person import log, notice
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts


def attempt(made: Decision, facts: EngineFacts, environment: dict[str, str]) -> None:
    """Install a handler for the platform that is missing, if there is consent; says what became of it."""
    from anyarch.emulators.handlers import installer  # noqa: PLC0415 - loads docker-py, as the next line does
    from anyarch.emulators.handlers.table import HandlersError  # noqa: PLC0415

    assert made.missing  # noqa: S101 - what the decision is about
    connection, endpoint, chosen = facts.new_connection(), facts.endpoint, facts.settings
    proposal = installer.propose(connection, facts.host(), (made.missing,), chosen.emulation_image)
    about = f"{made.reason} This engine cannot execute {made.missing}. A handler in its kernel would let it:"
    if not consent.is_given(chosen, environment, [about, *installer.described(proposal, endpoint)]):
        return
    place = installer.Place(endpoint, facts.host(), records.folder(environment), chosen.probe_timeout)
    is_told = notice.is_wanted(chosen.notice, is_hopeless=False)
    try:
        installed = installer.install(place, proposal, notice.say if is_told else lambda _: None)
        failure = "" if installed else f"The engine does not execute {made.missing} after all."
    except HandlersError as error:
        failure = str(error)
    log.write(environment, failure or f"A handler for {made.missing} was installed on the engine at {endpoint.host}.")
    if failure and notice.is_wanted(chosen.notice, is_hopeless=True):
        notice.say(f"No handler was installed: {failure}")
