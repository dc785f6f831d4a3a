"""Diagnose an image or a container: gather what `conclusions.conclude` needs, and hand it over.

What the engine does with the files is asked each time.
"""

from typing import NamedTuple

from anyarch.diagnosis import conclusions
from anyarch.diagnosis.conclusions import Conclusion, Subject
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.engine import Engine, containers
from anyarch.engine.images import Described
from anyarch.person.errors import UsageError
from anyarch.preflight import look
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

PATIENCE = 30.0  # seconds for the engine's answers: it unpacks an image before it shows a file


class Diagnosis(NamedTuple):
    """What was found.

    Attributes:
        kind: ``image`` or ``container``.
        name: the image's name.
        label: the platform on its label; empty for none.
        host: the engine's own platform.
        emulated: the platform under whose emulation it runs; empty for none.
        steps: what it starts.
        ending: how a container ended; None otherwise.
        conclusion: the cause; None where everything is as it should be.
    """

    kind: str
    name: str
    label: str
    host: str
    emulated: str
    steps: tuple[Step, ...]
    ending: Ending | None
    conclusion: Conclusion | None


def diagnose(word: str, engine: Engine) -> Diagnosis:
    """Diagnose what a word names.

    Args:
        word: the name or ID of a container or an image.
        engine: the engine, with `PATIENCE`.

    Raises:
        UsageError: the engine has neither a container nor an image of that name.
        EngineError: it does not answer, or not what is needed.
    """
    host = engine.platform()
    described = containers.describe(engine, word)
    if described is None:
        raise UsageError(f"The engine has no container and no image {word}. To pull an image: docker pull {word}")
    steps = look.steps(described, engine)
    label = str(described.label or "")
    subject = Subject(described.name, label, steps, described.ending, _mount(described, steps))
    surroundings = Surroundings(described.name, engine)
    conclusion = conclusions.conclude(subject, surroundings)
    return Diagnosis(
        kind="container" if described.container else "image",
        name=described.name,
        label=label,
        host=str(host),
        emulated="" if conclusion else conclusions.emulated(steps, surroundings),
        steps=steps,
        ending=described.ending,
        conclusion=conclusion,
    )


def _mount(described: Described, steps: tuple[Step, ...]) -> str:
    return next(filter(None, (described.mount(step.path) for step in steps)), "")
