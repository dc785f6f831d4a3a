"""Consent to install a handler: by the setting ``emulation.policy``, or by asking the user at the terminal.

anyarch asks only at a terminal (`person.terminal`), in the foreground, and not where CI is set. It does not ask while
input is waiting there that was typed or pasted for something else. A question that is not answered within `PATIENCE`
counts as a no, and so does Return. A no is remembered for a day, for that engine and platform. ``always`` and ``never``
are saved as the setting, and said. ^C is not an answer: it ends the command.

What a question says is short: `anyarch plan` and ``docs/how-to/install-an-emulator.md`` have the image's whole name.
"""

import textwrap
import time
from typing import TYPE_CHECKING, NamedTuple

from anyarch.bare import lifetimes, records
from anyarch.decision.outcome import INSTALL_HANDLER, PRIVATE_EMULATION, ROUTE
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform, listed
from anyarch.person import log, settings_file, terminal
from anyarch.person.settings import ALWAYS, ASK, Settings
from anyarch.person.terminal import Terminal
from anyarch.person.text import printable

if TYPE_CHECKING:
    from anyarch.emulators.handlers.installer import Proposal

PATIENCE = 60.0  # seconds for an answer
_CHOICES = "a: always, v: never (both set emulation.policy) [y/N/a/v]"
_YES_OR_NO = "[y/N]"
_SHORT_CHOICES = "[y/N/a/v]"
_WIDEST = 100
_LONGEST_IMAGE = 30
_DIGEST = 8  # letters that are shown
_ATTEMPTS = 3
_NAME = "anyarch: "
_INDENT = " " * len(_NAME)
_OFF = ("", "0", "false")  # values of CI that stand for no
_ANSWERS = {
    **dict.fromkeys(("y", "yes", "a", "always"), True),
    **dict.fromkeys(("", "n", "no", "v", "never"), False),
}
_POLICIES = {"a": "install", "always": "install", "v": "never", "never": "never"}


class Consent(NamedTuple):
    """Whether a handler may be installed, and whether the user was asked just now."""

    is_given: bool
    was_asked: bool = False


def rungs(policy: str, environment: dict[str, str]) -> tuple[str, ...]:
    """What the setting ``emulation.policy`` allows where the engine has no emulator, in order (`ladder.climb`).

    The policy ``install`` is consent. If there is only a user to ask, a pack on the engine comes before the question.
    """
    if policy == "never":
        return ()
    if policy == "install":
        return (INSTALL_HANDLER, PRIVATE_EMULATION)
    can_ask = policy == "ask" and may_ask(environment)
    return (PRIVATE_EMULATION, INSTALL_HANDLER) if can_ask else (PRIVATE_EMULATION,)


def all_rungs(chosen: Settings, environment: dict[str, str]) -> tuple[str, ...]:
    """The same for a `run`, with the setting ``routing.policy``.

    Another engine comes before a private emulator, unless the user has to be asked: then a pack comes first.
    """
    found = rungs(chosen.emulation, environment)
    if not chosen.routing_contexts or chosen.routing not in (ALWAYS, ASK):
        return found
    if chosen.routing == ASK:
        return (*found, ROUTE) if may_ask(environment) else found
    place = found.index(PRIVATE_EMULATION) if PRIVATE_EMULATION in found else len(found)
    return (*found[:place], ROUTE, *found[place:])


def agrees(environment: dict[str, str], question: str) -> bool:
    """Whether the user agrees to something, for this command only; no if there is no user to ask."""
    if not may_ask(environment):
        return False
    with terminal.opened() as found:
        if found is None or found.is_typed_ahead():
            return False
        found.show(f"{_wrapped(question, found)} {_YES_OR_NO} ")
        try:
            line = found.line(time.monotonic() + PATIENCE) or ""
        except (TimeoutError, OSError):
            found.show("\n")
            return False
    return _ANSWERS.get(line.lower(), False) and line.lower() not in _POLICIES


def may_ask(environment: dict[str, str]) -> bool:
    """Whether there is a user at the terminal to ask."""
    if environment.get("CI", "").strip().lower() not in _OFF:
        return False
    with terminal.opened() as found:
        return found is not None


def ask(engine: Engine, proposal: "Proposal") -> Consent:
    """Whether a handler may be installed; asks the user, if the setting says so, and it has not been declined today."""
    policy, environment = engine.settings.emulation, engine.environment
    platforms = (*proposal.from_pack, *proposal.from_image)
    if policy != "ask":
        return Consent(policy == "install")
    if not may_ask(environment) or _is_declined(engine, platforms):
        return Consent(is_given=False)
    with terminal.opened() as found:
        if found is None or found.is_typed_ahead():
            return Consent(is_given=False)
        found.show(f"{_wrapped(question(proposal), found)}\n{_wrapped(_CHOICES, found, '')} ")
        answer = _answer(found, time.monotonic() + PATIENCE)
        if answer in _POLICIES:
            _save(environment, _POLICIES[answer], found)
    is_given = _ANSWERS[answer]
    if not is_given and answer not in _POLICIES:
        _decline(engine, platforms)
    return Consent(is_given, was_asked=True)


def question(proposal: "Proposal") -> str:
    """What the user is asked."""
    platforms = listed((*proposal.from_pack, *proposal.from_image))
    source = _short(proposal.image) if proposal.from_image else "the pack on it"
    how = " (--privileged if needed)" if proposal.from_image else ""
    return f"{platforms} cannot run here. Install QEMU on the engine until reboot, from {source}{how}?"


def _short(image: str) -> str:
    """An image's name without its digest, if it has a tag; cut off if it is too long to be read at once."""
    name, _, digest = image.partition("@")
    if digest and ":" not in name.rpartition("/")[2]:
        algorithm, _, letters = digest.partition(":")
        name = f"{name}@{algorithm}:{letters[:_DIGEST]}"
    return name if len(name) <= _LONGEST_IMAGE else f"{name[: _LONGEST_IMAGE - 1]}…"


def _answer(found: Terminal, deadline: float) -> str:
    """The user's answer, a key of `_ANSWERS`; no if the input or the time ends, or after too many invalid answers."""
    try:
        for attempt in range(_ATTEMPTS):
            if attempt:
                found.show(f"{_INDENT}{_SHORT_CHOICES} ")
            line = found.line(deadline)
            if line is None:
                break
            if line.lower() in _ANSWERS:
                return line.lower()
    except TimeoutError:
        found.show("\n" + _wrapped(f"No answer within {PATIENCE:g} seconds: not installed.", found) + "\n")
        return ""
    except OSError:
        return ""
    found.show("\n")
    return ""


def _wrapped(paragraph: str, found: Terminal, name: str = _NAME) -> str:
    width = max(2 * len(_INDENT), min(found.columns(), _WIDEST) - 1)
    first = name or _INDENT
    lines = textwrap.wrap(
        printable(paragraph), width, initial_indent=first, subsequent_indent=_INDENT, break_on_hyphens=False
    )
    return "\n".join(lines)


def _save(environment: dict[str, str], policy: str, found: Terminal) -> None:
    try:
        settings_file.write(environment, "emulation.policy", policy)
    except settings_file.UnwritableError as error:
        found.show(_wrapped(str(error), found) + "\n")
        return
    log.write(environment, f"emulation.policy was set to {policy} at the terminal.")
    said = f"emulation.policy is now {policy}. To be asked again: anyarch config set emulation.policy ask"
    found.show(_wrapped(said, found) + "\n")


def _is_declined(engine: Engine, platforms: tuple[Platform, ...]) -> bool:
    fields = records.read(engine.cache_folder, records.DECLINED, _key(engine, platforms))
    try:
        return 0 <= time.time() - int(fields["at"]) < lifetimes.DECLINED
    except (KeyError, ValueError):
        return False


def _decline(engine: Engine, platforms: tuple[Platform, ...]) -> None:
    fields = {"engine": engine.address, "platform": listed(platforms), "at": str(int(time.time()))}
    records.write(engine.cache_folder, records.DECLINED, _key(engine, platforms), fields)


def _key(engine: Engine, platforms: tuple[Platform, ...]) -> str:
    return f"{engine.address} {listed(platforms)}"
