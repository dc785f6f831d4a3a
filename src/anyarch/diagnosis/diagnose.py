"""Diagnose an image or a container: gather what `conclusions.conclude` needs. The engine is asked each time."""

from typing import NamedTuple

from anyarch.diagnosis import absent, conclusions, credentials, evidence, given_script, private_start
from anyarch.diagnosis.absent import Absent
from anyarch.diagnosis.causes.contents import SHELL
from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.subject import Subject, platform_of
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.diagnosis.wording import Conclusion
from anyarch.engine import Engine, containers, questions
from anyarch.engine.images import Described
from anyarch.oci import native
from anyarch.preflight import look
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step
from anyarch.programs.start import Start

NOT_LOCAL = "not local"


class Diagnosis(NamedTuple):
    """What was found about an image or a container, or about an image that is not local.

    Empty or None stands for nothing.

    Attributes:
        kind: ``image``, ``container`` or `NOT_LOCAL`.
        name: as it was typed, or the container's image.
        label: the platform on the label; of an image that is not local, the one that docker would run.
        host: the engine's platform.
        emulated: the platform that is emulated to run it.
        private: whether a private emulator does that, and not the engine.
        steps: what it starts.
        ending: how the container ended.
        conclusion: the cause.
        children: what its scripts start besides.
        unread: what could not be read of them.
        leads: what the container's log says of programs that did not start, with the files that it names.
        unexplained: without a cause, what the log says of a failure that these files do not show.
        notes: sentences about what does not stop it from running, or not for sure.
        offered: what the registry has an image for that is not local.
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
    children: tuple[Child, ...] = ()
    unread: tuple[Unread, ...] = ()
    leads: tuple[Evidence, ...] = ()
    unexplained: str = ""
    notes: tuple[str, ...] = ()
    offered: tuple[str, ...] | None = None


def diagnose(word: str, engine: Engine) -> Diagnosis:
    """Diagnose the container or image of that name or ID, or else the image that the registry has.

    Raises:
        UsageError: the engine has neither, and the registry no such image.
        EngineError: it does not answer, or not what is needed.
    """
    host = engine.platform()
    described = containers.describe(engine, word)
    if described is None:
        return _of_absent(word, str(host), absent.examine(word, engine))
    start, is_private = private_start.unwrapped(described.start)
    steps, children = look.whole(described._replace(start=start), engine)
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
        children=children,
        evidence=evidence.of_container(described._replace(start=start), steps, engine),
    )
    surroundings = Surroundings(described.name, engine)
    named = [*(each.steps for each in subject.evidence), *(child.steps for child in children.started)]
    if not all(step.is_sound for each in (steps, *named) for step in each):
        shell = look.steps(described._replace(start=Start(entrypoint=(SHELL,)), ending=None), engine)
        subject = conclusions.with_shell(subject, shell, surroundings)
    conclusion = conclusions.conclude(subject, surroundings)
    emulated = "" if conclusion else conclusions.emulated(_surely(steps, children), surroundings)
    platform = platform_of(emulated)
    private = platform is not None and (is_private or not surroundings.executes(platform))
    rights = "" if conclusion else credentials.note(_surely(steps, children), surroundings, is_private=private)
    return Diagnosis(
        kind="container" if described.container else "image",
        name=described.name,
        label=label,
        host=str(host),
        emulated=emulated,
        private=private,
        steps=steps,
        children=_besides(steps, children),
        unread=children.unread,
        notes=(*conclusions.notes(subject, surroundings), *filter(None, [rights])),
        ending=described.ending,
        conclusion=conclusion,
        leads=subject.evidence,
        unexplained="" if conclusion else conclusions.unexplained(subject, surroundings),
    )


def _of_absent(image: str, host: str, found: Absent) -> Diagnosis:
    return Diagnosis(
        kind=NOT_LOCAL,
        name=image,
        label=found.platform,
        host=host,
        emulated=found.platform if found.emulated else "",
        private=found.private,
        steps=(),
        ending=None,
        conclusion=found.conclusion,
        offered=found.offered,
    )


def _surely(steps: tuple[Step, ...], children: Children) -> tuple[Step, ...]:
    """The files that are started for sure."""
    return steps + tuple(step for child in children.started if child.is_sure for step in child.steps)


def _besides(steps: tuple[Step, ...], children: Children) -> tuple[Child, ...]:
    """What the scripts start that is not on the way to the last program anyway."""
    known = {step.path for step in steps}
    return tuple(child for child in children.started if {step.path for step in child.steps} - known or "" in known)


def _mount(described: Described, steps: tuple[Step, ...]) -> str:
    return next(filter(None, (described.mount(step.path) for step in steps)), "")


def _asked_in_vain(image: str, engine: Engine) -> str:
    """The platform that DOCKER_DEFAULT_PLATFORM asks for, if the local image is for none that docker takes for it."""
    asked = platform_of(engine.environment.get("DOCKER_DEFAULT_PLATFORM", ""))
    local = questions.local_image(engine, image) if asked else None
    if asked is None or local is None or not local.platforms:
        return ""
    return "" if any(native.may_run(platform, asked) for platform in local.platforms) else str(asked)
