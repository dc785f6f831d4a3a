"""All ways out for one image on one engine: ask the engine and the registry, then the rooms."""

import time
from typing import NamedTuple

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.catalog import refusals
from anyarch.catalog.catalog import Catalog
from anyarch.catalog.sources import Way
from anyarch.decision.facts import UnknownFactError
from anyarch.diagnosis.options import building, emulating, existing
from anyarch.diagnosis.options.option import READY, UNKNOWN, Option, Situation
from anyarch.engine import questions
from anyarch.engine.connection import UnreachableError, connect
from anyarch.engine.questions import RefusedError
from anyarch.oci import references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import ExitCode
from anyarch.person.settings import Settings
from anyarch.preflight.facts import EngineFacts

_TIMEOUT = 60.0  # seconds for all questions to the engine and, through it, to a registry
_FOR_GOOD = frozenset((404, *refusals.DENIALS))  # Docker Hub denies what does not exist

_NO_NAME = "An ID tells a registry nothing: name the image, to have its other platforms looked for."


class Survey(NamedTuple):
    """The situation, and the three ways out of it."""

    situation: Situation
    options: tuple[Option, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Fine if the image can be run now; building is not counted, as nobody knows whether the sources are there."""
        states = {option.way: option.state for option in self.options}
        if READY in (states["use"], states["emulate"]):
            return ExitCode.FINE
        return ExitCode.UNREACHABLE if UNKNOWN in (states["use"], states["emulate"]) else ExitCode.FINDING


def survey(image: str, docker: str, endpoint: Endpoint, environment: dict[str, str], settings: Settings) -> Survey:
    """Look at all ways.

    Args:
        image: the image, a name or an ID.
        docker: the real docker; empty for none.
        endpoint: the engine.
        environment: the process's variables.
        settings: the settings in force.

    Raises:
        ValueError: the image is neither a name nor an ID.
        RefusedError, UnreachableError: the engine does not answer.
    """
    reference = None if references.is_id(image) else references.parse(image)
    connection = connect(endpoint, time.monotonic() + _TIMEOUT)
    way = Way(endpoint, connection, environment, settings.catalog_direct)
    catalog = Catalog(records.folder(environment), settings.catalog_lifetime, way)
    is_preset = bool(environment.get("DOCKER_DEFAULT_PLATFORM"))
    situation = _situation(image, reference, way, catalog)._replace(is_platform_preset=is_preset)
    facts = EngineFacts(image, endpoint, connection, settings, environment)

    def executes(platform: Platform) -> bool | None:
        try:
            return facts.executes(platform)
        except UnknownFactError:
            return None

    def emulates_privately(platform: Platform) -> bool:
        try:
            return facts.emulates_privately(platform)
        except UnknownFactError:
            return False

    try:
        product = facts.product()
    except UnknownFactError:
        product = None
    several = questions.has_containerd_store(connection)
    return Survey(
        situation,
        (
            existing.examine(situation, executes, lambda: existing.search(image, situation.host, reference, catalog)),
            building.examine(situation, docker, executes, has_containerd_store=several),
            emulating.examine(situation, executes, emulates_privately, settings.prefer, product),
        ),
    )


def _situation(image: str, reference: Reference | None, way: Way, catalog: Catalog) -> Situation:
    host = questions.engine_platform(way.connection)
    local = questions.local_image(way.connection, image)
    if reference is None or (local and local.named_by_id):
        return Situation(image, host, local, None, _NO_NAME, is_refused_for_good=True)
    try:
        return Situation(image, host, local, catalog.look_up(reference, live=True), "", is_refused_for_good=False)
    except RefusedError as error:
        return Situation(image, host, local, None, str(error), error.status in _FOR_GOOD)
    except UnreachableError as error:
        return Situation(image, host, local, None, str(error), is_refused_for_good=False)
