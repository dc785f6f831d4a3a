"""What becomes of setuid programs, such as `sudo`, and of those with file capabilities, if they are emulated."""

from collections.abc import Iterable

from anyarch.diagnosis.faults import handlers
from anyarch.diagnosis.subject import Engine, is_native, is_program
from anyarch.programs.entry_point import Step

_SETUID = "{path} is a setuid program, but will not get the rights of its owner"
_CAPABLE = "{path} has file capabilities, but will not get them"
_WITHOUT_C = (
    ": the engine's handler for {platform} has no flag C. To register one with it: "
    "anyarch emulators remove {platform}; anyarch emulators install {platform}"
)
_PRIVATE = " under a private emulator. To install an emulator that gives them: anyarch emulators install {platform}"


def note(steps: Iterable[Step], engine: Engine, *, is_private: bool) -> str:
    """A sentence about the first program that is started without the rights that it should get; empty for none.

    Args:
        steps: what is started.
        engine: the engine.
        is_private: whether a private emulator starts them.
    """
    steps = tuple(steps)
    if is_private:
        found = next((step for step in steps if handlers.gets_more(step) and _is_foreign(step, engine)), None)
    else:
        found = handlers.without_credentials(steps, engine)
    if found is None:
        return ""
    sentence = (_SETUID if found.is_setuid else _CAPABLE) + (_PRIVATE if is_private else _WITHOUT_C)
    return sentence.format(path=found.path, platform=found.platform)


def _is_foreign(step: Step, engine: Engine) -> bool:
    return is_program(step) and bool(step.platform) and not is_native(step, engine)
