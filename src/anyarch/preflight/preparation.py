"""Prepare images for programs that ask the engine without a platform: Compose, SDKs, and what is built on them.

They find an image that is local under its name, whatever its platform. So an image that is not local, and whose index
has only foreign platforms, is pulled for the one that the engine executes, by the real docker. Everything else is left
to the program: what is native, and a single manifest, which engines pull whatever its platform. Nothing is pulled that
the engine does not execute: a clear failure would become a container that dies later.

What to do is the decision table's, for a `create` of the image (`find`). Images that are not local are looked up at
once, and a registry that is rate-limiting is not asked again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from anyarch.bare.command_line import Invocation
from anyarch.bare.endpoint import resolve
from anyarch.catalog import warming
from anyarch.catalog.catalog import Catalog
from anyarch.catalog.warming import Result
from anyarch.decision import outcome, sentences
from anyarch.decision.facts import UnknownFactError
from anyarch.decision.outcome import Decision
from anyarch.engine import Engine, questions
from anyarch.oci import references
from anyarch.oci.references import Reference
from anyarch.person import process
from anyarch.person.errors import EngineError
from anyarch.person.settings import Settings
from anyarch.preflight import consent, handler, run, wrapper
from anyarch.preflight.run import Plan

# What is to be done about an image.
LEAVE = "leave"  # nothing: the program that wants it finds it, or pulls it
PULL = "pull"
INSTALL = "install"  # a handler first, with consent
UNUSABLE = "unusable"  # nothing helps but what the remedy says
UNKNOWN = "unknown"  # there was no answer
_LIMITED = ("toomanyrequests", "too many requests")
_LOOKUP_STOPPED = "The registry is rate-limiting, and was not asked."

Watch = Callable[[Iterator[Result], int], Iterable[Result]]


class Around(NamedTuple):
    """What a command works with.

    Attributes:
        environment: the environment variables.
        chosen: the settings in force.
        docker: the path of the real docker.
        patience: seconds for what a registry has under one name.
    """

    environment: dict[str, str]
    chosen: Settings
    docker: str
    patience: float

    @property
    def rungs(self) -> tuple[str, ...]:
        """As `consent.rungs`, without a private emulator, which needs a command line of its own."""
        allowed = consent.rungs(self.chosen.emulation, self.environment)
        return tuple(rung for rung in allowed if rung != outcome.PRIVATE_EMULATION)


class Found(NamedTuple):
    """What is to be done about one image.

    Attributes:
        invocation: the `create` that stands for what the program does.
        kind: one of the words above.
        decision: the table's, or a doubt.
        remedy: how to fix what is wrong; empty for nothing.
        error: why there was no answer; None for another reason.
        plan: the decision with its facts; None if the table was not asked.
    """

    invocation: Invocation
    kind: str
    decision: Decision
    remedy: str = ""
    error: EngineError | None = None
    plan: Plan | None = None

    @property
    def image(self) -> str:
        """IMAGE as it was typed."""
        return self.invocation.image

    @property
    def notice(self) -> list[str]:
        """The lines for the user; none if it is nothing special."""
        product = self.plan.product if self.plan else None
        lines = sentences.explanation(self.decision, self.invocation.verb, product)
        return lines if lines or self.kind != UNUSABLE else [self.decision.reason, self.remedy]


def find(invocations: list[Invocation], around: Around, watch: Watch = lambda results, _: results) -> list[Found]:
    """What is to be done about images, in order.

    Args:
        invocations: a `create` of each, all for one engine; their names are valid (`references.parse`).
        around: what to work with.
        watch: passes on the lookups as they end, given their number: to show progress.

    Raises:
        EngineError: the engine does not answer.
        UnknownEngineError: it is not known which one that is.
    """
    if not invocations:
        return []
    connection = wrapper.connection(invocations[0].connection, around.docker, around.chosen.engine)
    engine = Engine(resolve(connection, around.environment), around.chosen, around.environment, 0.0)
    names = [references.parse(each.image) for each in invocations if _is_asked_for(each, engine)]
    results = warming.warm(names, lambda name: Catalog(engine.within(around.patience)).look_up(name), warming.AT_ONCE)
    looked_up = {result.reference: result for result in watch(results, len(set(names)))}
    return [_found(each, around, looked_up) for each in invocations]


def with_handler(found: Found, around: Around) -> Found:
    """What is to be done after a handler was installed, if the user agrees to that."""
    if found.kind != INSTALL or not found.plan or not found.plan.facts:
        return found
    handler.install(found.decision, found.plan.facts)
    return _planned(found.invocation, around, ())


def pull(found: Found, around: Around, *, quiet: bool) -> process.Result:
    """Pull an image for the platform that was found, with the real docker, its progress on standard error.

    Args:
        found: what is to be done, of the kind `PULL`.
        around: what to work with.
        quiet: show no progress.
    """
    flags = [f"--{name}={value}" for name, value in found.invocation.connection.items()]
    words = [around.docker, *flags, "pull", "--platform", str(found.decision.platform), found.image]
    return process.relay(words, quiet=quiet)


def is_limited(pulled: process.Result) -> bool:
    """Whether a pull failed because the registry is rate-limiting."""
    return pulled.status != 0 and any(word in pulled.output.lower() for word in _LIMITED)


def _is_asked_for(invocation: Invocation, engine: Engine) -> bool:
    """Whether the registry is needed to decide about an image: it is not local, or is pulled in any case."""
    if invocation.platform:
        return False
    target = questions.image_target(invocation.image)
    pulls = invocation.verb == "pull" or invocation.pull_policy == "always"
    return engine.within(engine.settings.lookup_timeout).document_or_none(target) is None or pulls


def _found(invocation: Invocation, around: Around, looked_up: dict[Reference, Result]) -> Found:
    result = looked_up.get(references.parse(invocation.image))
    if result is None or result.offered:
        return _planned(invocation, around, around.rungs)
    reason = str(result.error or _LOOKUP_STOPPED)
    return Found(invocation, UNKNOWN, Decision(outcome.UNKNOWN_OFFER, outcome.UNCHANGED, reason), error=result.error)


def _planned(invocation: Invocation, around: Around, rungs: tuple[str, ...]) -> Found:
    planned = run.plan(invocation, around.environment, around.chosen, time.monotonic(), rungs, docker=around.docker)
    decision = planned.decision
    remedy = sentences.remedy(decision, planned.product)
    if decision.row == outcome.NATIVE_INSTEAD and decision.is_added:
        remedy = f"To replace the local image: docker pull --platform {decision.platform} {invocation.image}"
    return Found(invocation, _kind(planned), decision, remedy, plan=planned)


def _kind(planned: Plan) -> str:
    decision, facts, _ = planned
    if decision.row in (outcome.DOUBT, outcome.UNKNOWN_OFFER):
        return LEAVE if facts and _is_left_to_docker(planned) else UNKNOWN
    if decision.action == outcome.INSTALL_HANDLER:
        return INSTALL
    if decision.row == outcome.AS_REQUESTED and not decision.missing:
        return LEAVE
    if decision.missing or decision.is_hopeless or (decision.row == outcome.NATIVE_INSTEAD and decision.is_added):
        return UNUSABLE
    is_offered = decision.row in (outcome.NATIVE_OFFER, outcome.FOREIGN_OFFER)
    return PULL if is_offered and decision.is_added and facts and facts.offered().is_index else LEAVE


def _is_left_to_docker(planned: Plan) -> bool:
    """Whether the registry has answered, and its index does not say which platforms all its images are for."""
    if planned.decision.row != outcome.UNKNOWN_OFFER or not planned.facts:
        return False
    try:
        return not planned.facts.offered().is_complete
    except UnknownFactError:
        return False
