"""An image that is not local: what the registry offers, and what `docker run` would make of it here.

The decision is the decision table's, as for `anyarch plan`. Nothing is pulled, so the image's files are not known: what
is said goes by its labels.
"""

from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.catalog import refusals
from anyarch.decision import table
from anyarch.decision.facts import Offered, UnknownFactError
from anyarch.decision.outcome import (
    FOREIGN_OFFER,
    PRIVATE_EMULATION,
    UNKNOWN_OFFER,
    UNUSABLE_OFFER,
    Decision,
    Policy,
)
from anyarch.diagnosis import wording
from anyarch.diagnosis.subject import platform_of
from anyarch.diagnosis.wording import Conclusion
from anyarch.engine import Engine
from anyarch.oci import native, platforms, references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RefusedError, UnlistedError, UsageError
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts
from anyarch.preflight.look import Look

_VARIABLE = "DOCKER_DEFAULT_PLATFORM"
_UNLISTED = "unlisted-offer"
_REFUSING = [1, 41]  # the API version of Docker 20.10; 26.1 pulls the first image


class Absent(NamedTuple):
    """What is known of an image that is not local.

    Attributes:
        platform: what docker would run; empty if it would run nothing, or if that is not known.
        offered: what the registry has it for, by its labels; None if it does not say.
        emulated: whether that platform is emulated here.
        private: whether a private emulator does that.
        conclusion: why docker does not run it as it is; None if nothing is known to stop it.
    """

    platform: str
    offered: tuple[str, ...] | None
    emulated: bool
    private: bool
    conclusion: Conclusion | None


def examine(image: str, engine: Engine) -> Absent:
    """Ask the registry about an image that is not local.

    Raises:
        UsageError: it is no name of an image, or the registry has none of that name, or none for this login.
        EngineError: the registry does not answer.
    """
    missing = f"The engine has no container and no image {image}"
    invocation = _run(image, "")
    facts = EngineFacts(image, engine, inspected=Look(invocation, engine))
    try:
        offered = facts.catalog.look_up(_reference(image, missing), live=True)
    except UnlistedError:
        return _unlisted(image, engine.platform())
    except EngineError as error:
        is_missing = isinstance(error, RefusedError) and error.status in refusals.NOT_THERE
        if is_missing:
            advice = "Check the name. If the image is private, log in: docker login."
            raise UsageError(f"{missing}, and the registry does not offer it. {error} {advice}") from error
        raise EngineError(f"{missing}, and the registry could not be asked. {error}") from error
    if not (offered.platforms and offered.is_complete):
        return _unlisted(image, engine.platform(), "unlisted-offer-refused" if _refuses(engine, offered) else _UNLISTED)
    try:
        return _decided(image, facts, offered)
    except UnknownFactError as error:
        raise EngineError(f"{missing}, and it is not known what this engine can run. {error}") from error


def _decided(image: str, facts: EngineFacts, offered: Offered) -> Absent:
    engine = facts.engine
    asked = platform_of(engine.environment.get(_VARIABLE, ""))
    is_in_vain = asked is not None and not any(native.may_run(each, asked) for each in offered.platforms)
    decision = _decision(image, facts, None if is_in_vain else asked)
    cause = _cause(decision) or ("default-platform-offer" if is_in_vain else "")
    product = facts.product(decision.missing) if cause and decision.missing else None
    instead = wording.of_product(product, facts.host()) if product else ""
    platform = str(decision.platform or "")
    values = {
        "image": image,
        "host": str(facts.host()),
        "platform": platform,
        "emulated": platform,
        "offered": platforms.listed(offered.platforms),
        "asked": str(asked or ""),
    }
    is_private = decision.action == PRIVATE_EMULATION
    is_run = is_private or not decision.missing
    return Absent(
        platform if is_run and decision.row != UNUSABLE_OFFER else "",
        tuple(map(str, offered.platforms)),
        emulated=is_run and decision.emulated,
        private=is_private,
        conclusion=wording.filled(cause, values, instead) if cause else None,
    )


def _decision(image: str, facts: EngineFacts, asked: Platform | None) -> Decision:
    """What the table decides; as if anyarch might not ask for a handler, which only a `docker run` does."""
    settings, environment = facts.engine.settings, facts.engine.environment
    invocation = _run(image, str(asked or ""))
    rungs = tuple(rung for rung in consent.rungs(settings.emulation, environment) if rung == PRIVATE_EMULATION)
    return table.decide(invocation, facts, Policy(settings.prefer, rungs, settings.replace))


def _run(image: str, asked: str) -> Invocation:
    """The `docker run` of an image."""
    invocation = parse(["run", "--", image], {_VARIABLE: asked})
    if isinstance(invocation, PassThrough):
        raise UsageError(invocation.reason)
    return invocation


def _cause(decision: Decision) -> str:
    """The name of the row in `causes.offers`; empty if docker, or anyarch's own, runs it as it is."""
    if decision.row == UNKNOWN_OFFER:
        return _UNLISTED
    if decision.row == UNUSABLE_OFFER:
        return "unusable-offer"
    if decision.action == PRIVATE_EMULATION:
        return ""
    if decision.missing:
        return "foreign-offer"
    if not decision.is_sure:
        return "foreign-offer-without-f"
    return "foreign-offer-emulated" if decision.row == FOREIGN_OFFER else ""


def _refuses(engine: Engine, offered: Offered) -> bool:
    """Whether the engine finds nothing to pull in an index with an image for no platform: Docker 20.10 skips it."""
    version = documents.text(engine.document("/version"), "ApiVersion").split(".")
    if not all(number.isdecimal() for number in version) or [*map(int, version)] > _REFUSING:
        return False
    return offered.is_index and not any(native.may_run(each, engine.platform()) for each in offered.platforms)


def _unlisted(image: str, host: Platform, cause: str = _UNLISTED) -> Absent:
    conclusion = wording.filled(cause, {"image": image, "host": str(host)})
    return Absent("", None, emulated=False, private=False, conclusion=conclusion)


def _reference(image: str, missing: str) -> Reference:
    try:
        if not references.is_id(image):
            return references.parse(image)
    except ValueError as error:
        raise UsageError(f"{missing}. {error}.") from error
    raise UsageError(f"{missing}, and a registry cannot be asked for an ID.")
