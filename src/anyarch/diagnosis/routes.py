"""Test the engine of a context that commands may be routed to: whether it answers, how fast, and what is native there.

What it runs natively is tested with the tiny program of the probe, once for each architecture that its CPU may run.
Whatever is remembered of it is replaced by what is found.
"""

import time
from typing import NamedTuple

from anyarch.bare.endpoint import is_wrapper
from anyarch.bare.errors import UnknownEngineError
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci import native
from anyarch.oci.platforms import Platform, listed
from anyarch.person.errors import EngineError
from anyarch.person.settings import NEVER, Settings
from anyarch.routing import choice
from anyarch.routing.far import Far, usual_patience

_PATIENCE = 30.0  # seconds; people wait for a test, and see how slow an engine is


class Route(NamedTuple):
    """A context, and the platforms that are routed to it; none if it is not in the settings."""

    context: str
    platforms: tuple[Platform, ...] = ()


class Tested(NamedTuple):
    """What was found about a context.

    Attributes:
        route: the context.
        address: the URL of its engine; empty if there is no such context.
        platform: the engine's own platform; None if it does not answer.
        native: what it runs natively.
        seconds: how long its first answer took; None for none.
        problem: why no command would be routed there, in one sentence; empty if one could be.
        exists: whether there is such a context.
    """

    route: Route
    address: str = ""
    platform: Platform | None = None
    native: tuple[Platform, ...] = ()
    seconds: float | None = None
    problem: str = ""
    exists: bool = True


def of_settings(settings: Settings) -> tuple[Route, ...]:
    """The routes that are set."""
    contexts = settings.routing_contexts
    return tuple(
        Route(context, tuple(platform for platform, name in contexts.items() if name == context))
        for context in dict.fromkeys(contexts.values())
    )


def test(route: Route, near: Engine) -> Tested:
    """Test a context's engine now; `near` is the engine that docker talks to from here."""
    try:
        far = Far(route.context, near, _PATIENCE)
    except UnknownEngineError as error:
        return Tested(route, problem=str(error), exists=False)
    found = Tested(route, far.engine.address)
    try:
        started = time.monotonic()
        host = far.ask()
        found = found._replace(platform=host, seconds=round(time.monotonic() - started, 2))
        executed = tuple(each for each in _candidates(host) if probe.ask(far.engine, each))
    except EngineError as error:
        return found._replace(problem=str(error))
    return found._replace(native=executed, problem=_problem(found, executed, usual_patience(near.settings)))


def kept_by(settings: Settings, environment: dict[str, str], docker: str) -> list[str]:
    """What keeps every command from being routed here and now, in sentences."""
    reasons = []
    if settings.routing == NEVER:
        reasons.append("routing.policy is never. To route: anyarch config set routing.policy always")
    if not settings.routing_contexts:
        reasons.append("No context is set. To set one: anyarch route add PLATFORM CONTEXT")
    if is_wrapper(docker):
        reasons.append(f"{docker} is not docker itself, and may choose an engine by its own rules.")
    chosen = choice.chosen_by((), environment)
    return [*reasons, chosen] if chosen else reasons


def _candidates(host: Platform) -> tuple[Platform, ...]:
    """One platform for each architecture that the CPU may run, the host's own first."""
    found: dict[str, Platform] = {}
    for platform in native.vector(host):
        found.setdefault(platform.architecture, platform)
    return tuple(found.values())


def _problem(found: Tested, executed: tuple[Platform, ...], patience: float) -> str:
    """Why no command would be routed to an engine that has answered."""
    lacking = [
        platform
        for platform in found.route.platforms
        if not any(native.same_cpu(platform, each) or native.may_run(platform, each) for each in executed)
    ]
    if not executed:
        return f"It does not run programs for {found.platform}."
    if lacking:
        return f"It is not native for {listed(lacking)}."
    if found.seconds is not None and found.seconds > patience:
        return f"It is too slow: a command waits {patience:g} seconds for it."
    return ""
