"""Diagnose an image or a container: gather what `conclusions.conclude` needs. The engine is asked each time."""

from typing import NamedTuple

from anyarch.diagnosis import conclusions, evidence, given_script, private_start
from anyarch.diagnosis.causes.contents import SHELL
from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.subject import Subject, platform_of
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.diagnosis.wording import Conclusion
from anyarch.engine import Engine, containers, questions
from anyarch.engine.images import Described
from anyarch.oci import native
from anyarch.person.errors import UsageError
from anyarch.preflight import look
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step
from anyarch.programs.start import Start


class Diagnosis(NamedTuple):
    """What was found about an image or a container (`kind`).

    `emulated` is what is emulated to run it, and `private` whether a private emulator does that, and not the engine.
    `leads` is what a container's log says of programs that did not start, with the files that it names. If there is no
    cause, `unexplained` is what it says of a failure that these files do not show.
    Empty or None stands for nothing: no complete label, no emulation, no end, no cause.
    """

    kind: str
    name: str
    label: str
    host: str
    emulated: str
    private: bool
    steps: tuple[Step, ...]
    ending: Ending | None
    conclusion: Conclusion | None
    leads: tuple[Evidence, ...] = ()
    unexplained: str = ""


def diagnose(word: str, engine: Engine) -> Diagnosis:
    """Diagnose the container or image of that name or ID.

    Raises:
        UsageError: the engine has neither.
        EngineError: it does not answer, or not what is needed.
    """
    host = engine.platform()
    described = containers.describe(engine, word)
    if described is None:
        raise UsageError(f"The engine has no container and no image {word}. To pull the image: docker pull {word}")
    start, is_private = private_start.unwrapped(described.start)
    steps = look.steps(described._replace(start=start), engine)
    if all(step.is_sound for step in steps):
        steps += given_script.find(described._replace(start=start), engine)
    label = str(described.label or "")
    subject = Subject(
        described.name,
        label,
        steps,
        described.ending,
        _mount(described, steps),
        asked="" if described.container else _asked_in_vain(described.name, engine),
        is_image=not described.container,
        may_be_private=is_private or not described.container,
        evidence=evidence.of_container(described._replace(start=start), steps, engine),
    )
    surroundings = Surroundings(described.name, engine)
    if not all(step.is_sound for step in steps):
        subject = subject._replace(has_shell=_has_shell(described, subject, engine, surroundings))
    conclusion = conclusions.conclude(subject, surroundings)
    emulated = "" if conclusion else conclusions.emulated(steps, surroundings)
    platform = platform_of(emulated)
    return Diagnosis(
        kind="container" if described.container else "image",
        name=described.name,
        label=label,
        host=str(host),
        emulated=emulated,
        private=platform is not None and (is_private or not surroundings.executes(platform)),
        steps=steps,
        ending=described.ending,
        conclusion=conclusion,
        leads=subject.evidence,
        unexplained="" if conclusion else conclusions.unexplained(subject, surroundings),
    )


def _has_shell(described: Described, subject: Subject, engine: Engine, surroundings: Surroundings) -> bool:
    start = Start(entrypoint=(SHELL,))
    return conclusions.can_start(
        look.steps(described._replace(start=start, ending=None), engine), subject, surroundings
    )


def _mount(described: Described, steps: tuple[Step, ...]) -> str:
    return next(filter(None, (described.mount(step.path) for step in steps)), "")


def _asked_in_vain(image: str, engine: Engine) -> str:
    """The platform that DOCKER_DEFAULT_PLATFORM asks for, if the local image is for none that docker takes for it."""
    asked = platform_of(engine.environment.get("DOCKER_DEFAULT_PLATFORM", ""))
    local = questions.local_image(engine, image) if asked else None
    if asked is None or local is None or not local.platforms:
        return ""
    return "" if any(native.may_run(platform, asked) for platform in local.platforms) else str(asked)
