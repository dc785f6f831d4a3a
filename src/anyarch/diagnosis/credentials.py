"""What becomes of setuid programs, such as `sudo` and `su`, if they are emulated."""

from collections.abc import Iterable

from anyarch.diagnosis.faults import handlers
from anyarch.diagnosis.subject import Engine, is_native, is_program
from anyarch.programs.entry_point import Step

_WITHOUT_C = (
    "{path} is a setuid program, but will not get the rights of its owner: the engine's handler for {platform} has no "
    "flag C. To register one with it: anyarch emulators remove {platform}; anyarch emulators install {platform}"
)
_PRIVATE = (
    "{path} is a setuid program, but will not get the rights of its owner under a private emulator. To install an "
    "emulator that gives them: anyarch emulators install {platform}"
)


def note(steps: Iterable[Step], engine: Engine, *, is_private: bool) -> str:
    """A sentence about the first setuid program that is started without its owner's rights; empty for none.

    Args:
        steps: what is started.
        engine: the engine.
        is_private: whether a private emulator starts them.
    """
    steps = tuple(steps)
    if is_private:
        setuid = next((step for step in steps if step.is_setuid and _is_foreign(step, engine)), None)
    else:
        setuid = handlers.without_credentials(steps, engine)
    if setuid is None:
        return ""
    return (_PRIVATE if is_private else _WITHOUT_C).format(path=setuid.path, platform=setuid.platform)


def _is_foreign(step: Step, engine: Engine) -> bool:
    return is_program(step) and bool(step.platform) and not is_native(step, engine)
