"""Consent to install a handler: by the setting ``emulation.policy``, or by a person who is asked at a terminal.

A question is asked only of somebody who is there: standard input and standard error are terminals, and the command is
in the foreground. It is put on standard error and answered at the terminal itself, of which one line is read, so that
docker's standard input keeps all that is meant for it. ``always`` and ``never`` are remembered in the settings file;
never to install a handler is the policy ``private``. ^C is not an answer: it ends the command.
"""

import os

from anyarch.decision.outcome import INSTALL_HANDLER, PRIVATE_EMULATION
from anyarch.person import log, notice, settings_file
from anyarch.person.settings import Settings

_TERMINAL = "/dev/tty"
_QUESTION = "         Install it? [y]es, [a]lways, [n]o, ne[v]er: "
_LONGEST_LINE = 4096
_ATTEMPTS = 3
_ANSWERS = {
    **dict.fromkeys(("y", "yes", "a", "always"), True),
    **dict.fromkeys(("", "n", "no", "v", "never"), False),
}
_REMEMBERED = {"a": "install", "always": "install", "v": "private", "never": "private"}


def rungs(policy: str) -> tuple[str, ...]:
    """What the setting ``emulation.policy`` allows where the engine has no emulator, in order (`decision.decide`)."""
    if policy == "never":
        return ()
    may_install = policy == "install" or (policy == "ask" and may_ask())
    return (INSTALL_HANDLER, PRIVATE_EMULATION) if may_install else (PRIVATE_EMULATION,)


def may_ask() -> bool:
    """Whether somebody is there to be asked."""
    if not (os.isatty(0) and os.isatty(2)):
        return False
    try:
        terminal = os.open(_TERMINAL, os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def is_given(chosen: Settings, environment: dict[str, str], lines: list[str]) -> bool:
    """Whether a handler may be installed; asks where the setting says so.

    Args:
        chosen: the settings in force.
        environment: the process's variables.
        lines: what it is about.
    """
    if chosen.emulation != "ask":
        return chosen.emulation == "install"
    notice.say(*lines)
    answer = _answer()
    if answer in _REMEMBERED:
        _remember(environment, _REMEMBERED[answer])
    return _ANSWERS[answer]


def _answer() -> str:
    """What the person says, a key of `_ANSWERS`; an end of the input is a no, and so is what is no answer."""
    terminal = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        for _ in range(_ATTEMPTS):
            os.write(2, _QUESTION.encode())
            line = os.read(terminal, _LONGEST_LINE)
            if not line:
                os.write(2, b"\n")
                return ""
            answer = line.decode("utf-8", "replace").strip().lower()
            if answer in _ANSWERS:
                return answer
    except KeyboardInterrupt:
        os.write(2, b"\n")
        raise
    finally:
        os.close(terminal)
    return ""


def _remember(environment: dict[str, str], policy: str) -> None:
    try:
        settings_file.write(environment, "emulation.policy", policy)
    except settings_file.UnwritableError as error:
        notice.say(str(error))
        return
    log.write(environment, f"emulation.policy is {policy} by an answer at the terminal.")
    notice.say(f"From now on emulation.policy is {policy}. To change that: anyarch config set emulation.policy ask")
