"""All ways to run one image on one engine."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import refusals
from anyarch.catalog.catalog import Catalog
from anyarch.decision.facts import Product
from anyarch.diagnosis.options import building, emulating, existing
from anyarch.diagnosis.options.option import POSSIBLE, READY, UNKNOWN, Option, Situation
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.emulators.handlers import modes
from anyarch.engine import Engine, questions
from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, ExitCode, RefusedError, UsageError
from anyarch.preflight.facts import EngineFacts

Answer = TypeVar("Answer")

PATIENCE = 60.0  # seconds for all questions to the engine and the registry
_FOR_GOOD = frozenset((404, *refusals.DENIALS))  # Docker Hub denies what does not exist

_NO_NAME = "A registry cannot be asked for an ID. To look for other platforms, give the image's name."


class Survey(NamedTuple):
    """The situation, and the three ways."""

    situation: Situation
    options: tuple[Option, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Fine if the image can be run now; building does not count, because its source code may not be there."""
        states = {option.way: option.state for option in self.options}
        if READY in (states["use"], states["emulate"]):
            return ExitCode.FINE
        return ExitCode.UNREACHABLE if UNKNOWN in (states["use"], states["emulate"]) else ExitCode.FINDING

    @property
    def is_hopeless(self) -> bool:
        """Whether no way works, and none can be prepared; that one of them does not exist is no problem."""
        return not {READY, POSSIBLE, UNKNOWN} & {option.state for option in self.options}


def survey(image: str, docker: str, engine: Engine) -> Survey:
    """Examine all ways.

    Args:
        image: the image, a name or an ID.
        docker: the real docker; empty for none.
        engine: the engine, with `PATIENCE`.

    Raises:
        UsageError: the image is neither a name nor an ID.
        EngineError: the engine does not answer.
    """
    try:
        reference = None if references.is_id(image) else references.parse(image)
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    facts = EngineFacts(image, engine)
    catalog, surroundings = facts.catalog, Surroundings(image, engine)
    executes = surroundings.executes
    itself = modes.without_handlers(executes, surroundings.handlers)
    is_preset = bool(engine.environment.get("DOCKER_DEFAULT_PLATFORM"))
    situation = _situation(image, reference, engine, catalog)._replace(is_platform_preset=is_preset)

    def product(platform: Platform) -> Product | None:
        return _answer(lambda: facts.product(platform))

    foreign = platforms.ordered(situation.foreign(itself), engine.settings.prefer)
    several = questions.has_containerd_store(engine)
    return Survey(
        situation,
        (
            existing.examine(situation, itself, lambda: existing.search(image, situation.host, reference, catalog)),
            building.examine(situation, docker, itself, has_containerd_store=several),
            emulating.examine(situation, foreign, executes, surroundings.emulates_privately, product),
        ),
    )


def _answer(question: Callable[[], Answer]) -> Answer | None:
    try:
        return question()
    except AnyarchError:
        return None


def _situation(image: str, reference: Reference | None, engine: Engine, catalog: Catalog) -> Situation:
    host = engine.platform()
    local = questions.local_image(engine, image)
    if reference is None or (local and local.named_by_id):
        return Situation(image, host, local, None, _NO_NAME, is_refused_for_good=True)
    try:
        return Situation(image, host, local, catalog.look_up(reference, live=True), "", is_refused_for_good=False)
    except EngineError as error:
        for_good = isinstance(error, RefusedError) and error.status in _FOR_GOOD
        return Situation(image, host, local, None, str(error), is_refused_for_good=for_good)
