"""Verify a container: whether it is up, whether its log shows errors, and which CPU its program is for.

Nothing is executed in the container: the engine reports its state and its log, and anyarch reads the files that it has
started, and what the scripts among them start (`look.whole`). What the log of a container that is up says is an error
only if the file that it names shows it (`evidence`). What a script starts is an error only if the container has failed.

What the program does is not verified; a container that is up may still not work.
"""

import shlex
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.diagnosis import conclusions, evidence, private_start
from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.faults import leads
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.diagnosis.subject import Engine as Around
from anyarch.diagnosis.subject import Subject, is_native, is_program, platform_of
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.engine import Engine, containers
from anyarch.engine.images import Described
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, UsageError
from anyarch.person.text import counted
from anyarch.preflight import look
from anyarch.programs.children import Children
from anyarch.programs.entry_point import Step
from anyarch.programs.leads_table import (
    CRASH,
    EMULATOR,
    ILLEGAL,
    LOW_LEVEL,
    NO_LOADER,
    NO_PERMISSION,
    NO_SUCH_FILE,
    WRONG_FORMAT,
)

_SIGNALS = (CRASH, EMULATOR, ILLEGAL)
_UNHEALTHY = "unhealthy"

# The state in the engine's words (Docker Engine API, ContainerState.Status): the verdict, and what it means.
_STATES = {
    "created": (BAD, "it has never been started"),
    "running": (GOOD, "it is running"),
    "paused": (NOTE, "it is paused"),
    "restarting": (BAD, "it keeps exiting and restarting"),
    "removing": (BAD, "it is being removed"),
    "dead": (BAD, "it is dead: it could not be removed"),
}
_MEANINGS = {
    WRONG_FORMAT: "a program for another CPU, or a script without #! in its first line",
    NO_SUCH_FILE: "the program, its interpreter or its loader is not in the image",
    NO_PERMISSION: "the program is not allowed to be executed",
    NO_LOADER: "the program's loader is not in the image",
    LOW_LEVEL: "the program needs a newer CPU",
    CRASH: "the program crashed",
    ILLEGAL: "the program used an instruction that the CPU, or its emulator, does not have",
    EMULATOR: "the emulator failed",
}


class Verified(NamedTuple):
    """What was found: the container's ID, the last program that it starts, and whether that has to be emulated.

    The program is empty if none could be read, and its platform if that is unknown. `private` is whether a private
    emulator runs it.
    """

    container: str
    image: str
    host: str
    up: bool
    program: str
    platform: str
    emulated: bool
    private: bool
    findings: tuple[Finding, ...]


def verify(word: str, engine: Engine, image: str = "") -> Verified:
    """Verify the container of that name or ID.

    Args:
        word: the name or ID.
        engine: the engine.
        image: the image to diagnose if something is wrong; empty for the container itself.

    Raises:
        UsageError: the engine has no such container.
        EngineError: it does not answer, or not what is needed.
    """
    document = containers.find(engine, word)
    described = containers.describe(engine, documents.text(document, "Id")) if document else None
    if described is None:
        raise UsageError(f"The engine has no container {word}. To list all containers: docker ps --all")
    host = engine.platform()
    state = documents.entry(document, "State")
    up = documents.entry(state, "Running") is True and documents.entry(state, "Restarting") is not True
    remedy = shlex.join(["anyarch", "diagnose", image or word])
    start, is_private = private_start.unwrapped(described.start)
    described = described._replace(start=start)
    steps, children, unread = _files(described, engine)
    found = [_state(state, document), _log(described, steps, engine, documents.text(state, "Error"), remedy)]
    around = Surroundings(described.name, engine)
    program = main_program(steps, children, around)
    platform = platform_of(program.platform) if program else None
    emulated = is_private or (program is not None and platform is not None and not is_native(program, around))
    emulator = ("a private emulator" if is_private else "the engine") if emulated else ""
    verdicts = [finding.verdict for finding in found]
    has_no_reason = not up and verdicts[0] == BAD and verdicts[1] != BAD
    failed = _failed_child(described, steps, children, around, remedy) if has_no_reason else None
    found.append(failed or _program(program, unread, host, emulator, up=up))
    return Verified(
        container=described.container,
        image=described.name,
        host=str(host),
        up=up,
        program=program.path if program else "",
        platform=str(platform or ""),
        emulated=emulated,
        private=is_private,
        findings=tuple(found),
    )


def _state(state: object, document: object) -> Finding:
    name, error = documents.text(state, "Status"), documents.text(state, "Error")
    status, restarts = documents.entry(state, "ExitCode"), documents.entry(document, "RestartCount")
    verdict, meaning = _STATES.get(name, (NOTE, f"the engine reports {name or 'no state'}"))
    if name == "exited":
        memory = ", out of memory" if documents.entry(state, "OOMKilled") is True else ""
        verdict, meaning = NOTE if status == 0 and not error else BAD, f"it exited with status {status}{memory}"
    elif name == "created" and error:
        meaning = "it could not be started"
    if documents.text(state, "Health", "Status") == _UNHEALTHY:
        verdict, meaning = BAD, f"{meaning}, and its health check fails"
    if isinstance(restarts, int) and restarts > 0:
        verdict = NOTE if verdict == GOOD else verdict  # it may be between two failures
        meaning += f", restarted {counted(restarts, 'time')}"
    return Finding("state", verdict, f"{meaning}: {error}" if error else meaning)


def _log(described: Described, steps: tuple[Step, ...], engine: Engine, refusal: str, remedy: str) -> Finding:
    """What the end of the log shows, even if the container still runs."""
    try:
        found = evidence.of_container(described, steps, engine)
    except EngineError as error:
        return Finding("log", NOTE, f"it is not known what it means: {error}")
    kind, line = _error(described, steps, found, engine)
    if not kind:
        return Finding("log", GOOD, "no known error at its end")
    meaning = _MEANINGS[kind]
    is_shown = not line or line in refusal  # by the finding on the state
    return Finding("log", BAD, meaning if is_shown else f"{line}: {meaning}", remedy)


def _error(
    described: Described, steps: tuple[Step, ...], found: tuple[Evidence, ...], engine: Engine
) -> tuple[str, str]:
    """The kind and the line of the newest error; empty for none."""
    label, ending = str(described.label or ""), described.ending
    subject = Subject(described.name, label, steps, ending, is_image=False, evidence=found)
    surroundings = Surroundings(described.name, engine)
    shown = next((each.lead for each in found if leads.fault(each, subject, surroundings)[0]), None)
    if shown:
        return shown.kind, shown.line
    is_error = ending and (not ending.line or conclusions.unexplained(subject, surroundings) or ending.kind in _SIGNALS)
    return (ending.kind, ending.line) if ending and is_error else ("", "")


def _files(described: Described, engine: Engine) -> tuple[tuple[Step, ...], Children, str]:
    """The files that it starts, what the scripts among them start, and why they could not be read."""
    try:
        return *look.whole(described, engine), ""
    except EngineError as error:
        return (), Children(), str(error)


def main_program(steps: tuple[Step, ...], children: Children, around: Around) -> Step | None:
    """The last program that is started for sure, as far as that is known; None for none.

    If programs for several CPUs are, it is the last of those that the engine has to emulate.
    """
    first = [step for step in steps if is_program(step)]
    sure = [step for child in children.started if child.is_sure for step in child.steps if is_program(step)]
    foreign = [step for step in (*first, *sure) if platform_of(step.platform) and not is_native(step, around)]
    known = first if children.hidden else [*first, *sure]
    return next(iter((foreign or known)[-1:]), None)


def _failed_child(
    described: Described, steps: tuple[Step, ...], children: Children, around: Around, remedy: str
) -> Finding | None:
    """What a script of a container that has failed starts for sure, and cannot start; None for nothing."""
    subject = Subject(
        described.name, str(described.label or ""), steps, described.ending, is_image=False, children=children
    )
    cause = conclusions.of_children(subject, around)
    return Finding("program", BAD, cause.sentence, remedy) if cause else None


def _program(program: Step | None, unread: str, host: Platform, emulator: str, *, up: bool) -> Finding:
    if program is None:
        return Finding("program", NOTE, unread or "not found in the container")
    what = f"{program.path} is for {program.platform or 'an unknown CPU'}"
    if not emulator:
        return Finding("program", GOOD, f"{what}, native to the engine")
    if up:
        return Finding("program", GOOD, f"{what}, emulated by {emulator}; the engine is {host}")
    return Finding("program", NOTE, f"{what}, foreign to the engine, which is {host}")
