"""Engines, handlers, and images that are written down, not asked for."""

import dataclasses

from anyarch.decision.facts import Product
from anyarch.diagnosis import conclusions
from anyarch.diagnosis.subject import Subject
from anyarch.diagnosis.wording import Conclusion
from anyarch.emulators.handlers.table import Handler, parse
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.programs.children import Child, Children, Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import COMMAND, INTERPRETER, MISSING, PROGRAM, SCRIPT, STARTED, Step

STRICT = """\
enabled
interpreter {}
flags: {}
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
"""
INTERPRETERS = {
    step.path: step
    for step in (
        Step(COMMAND, "static", "/bin/static", PROGRAM, platform="linux/amd64"),
        Step(COMMAND, "dynamic", "/bin/dynamic", PROGRAM, "/lib64/ld-linux-x86-64.so.2", platform="linux/amd64"),
        Step(COMMAND, "wrapper", "/bin/wrapper", SCRIPT, "/bin/sh"),
        Step(COMMAND, "other", "/bin/other", PROGRAM, platform="linux/s390x"),
    )
}


def handler(flags: str, interpreter: str = "/bin/static", text: str = STRICT) -> Handler:
    """A handler for arm64, as most installers register one."""
    return parse("qemu-aarch64", text.format(interpreter, flags))


@dataclasses.dataclass(frozen=True)
class Engine:
    """An engine that answers as it is told to."""

    name: str
    executed: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    registered: tuple[Handler, ...] | None = None
    packed: tuple[str, ...] = ()
    switched: tuple[str, ...] = ()

    def host(self) -> Platform:
        return platforms.parse(self.name)

    def executes(self, platform: Platform) -> bool:
        return str(platform) in self.executed

    def emulates_privately(self, platform: Platform) -> bool:
        return str(platform) in self.packed

    def has_executed(self, platform: Platform) -> str:
        return "2026-01-01" if str(platform) in self.before else ""

    def handlers(self, platform: Platform) -> tuple[Handler, ...] | None:
        if self.registered is None:
            return None
        return tuple(each for each in self.registered if each.architecture == platform.architecture)

    def interpreter(self, handler: Handler) -> Step | None:
        return INTERPRETERS.get(handler.interpreter)

    def product(self, platform: Platform) -> Product | None:
        return Product("Some Desktop", "turn it on.") if str(platform) in self.switched else None

    def native_name(self) -> str:
        return ""


ARM64, AMD64 = Engine("linux/arm64"), Engine("linux/amd64")


def program(platform: str, role: str = COMMAND, detail: str = "", level: int = 1) -> Step:
    return Step(role, "app", "/bin/app", PROGRAM, detail, platform=platform, level=level)


def image(label: str, *steps: Step, ending: Ending | None = None) -> Subject:
    """An image that starts these; if none are given, a program for its label."""
    return Subject("app", label, steps or (program(label),), ending)


SCRIPT_STEP = Step(COMMAND, "/start", "/start", SCRIPT, "/bin/sh")
SHELL_STEP = program("linux/amd64")._replace(name="/bin/sh")
SCRIPTED = image("linux/amd64", SCRIPT_STEP, program("linux/amd64", role=INTERPRETER)._replace(name="/bin/sh"))
HIDDEN = Children(hidden=Unread("/bin/sh", "$SERVER --port $PORT"))
NOWHERE = Step(STARTED, "/opt/none", "", MISSING)


def children(*steps: Step, is_sure: bool = True, may_change: bool = False) -> Children:
    return Children((Child("/start", is_sure, may_change, steps),))


def scripted(*steps: Step, is_sure: bool = True, may_change: bool = False) -> Subject:
    return SCRIPTED._replace(children=children(*steps, is_sure=is_sure, may_change=may_change))


def concluded(subject: Subject, engine: Engine) -> Conclusion:
    """What is concluded, where something is."""
    found = conclusions.conclude(subject, engine)
    assert found
    return found
