"""The command line of `docker compose`, as far as it says which services a command concerns.

Flags of the project come before the verb, flags of the verb after it; all are pflag's (`bare.command_line`). Nothing is
guessed: a command is left alone if it has an unknown flag, creates and pulls nothing, or has its files from standard
input or from elsewhere on the network, which nothing else may read first.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

from anyarch.bare.command_line import PassThrough, global_flags, parse, read_flags
from anyarch.bare.errors import AnyarchError
from anyarch.compose.flags import PROJECT, VERBS

_VERB = "compose"
_STANDARD_INPUT = "-"
_REMOTE = ("://", "git@", ".git")
_AS_WRITTEN = "policy"  # the value of --pull by which each service's own policy counts


class Command(NamedTuple):
    """A `docker compose` command that may create containers or pull images.

    Attributes:
        verb: such as ``up``.
        global_words: docker's own flags, as typed.
        project_words: the flags of the project, as typed.
        project: the same, by long name, in order.
        services: the services that it names; none for all.
        is_exact: whether it concerns only these, and not what they depend on.
        policy: the pull policy that a flag sets for all services; empty for none.
    """

    verb: str
    global_words: tuple[str, ...]
    project_words: tuple[str, ...]
    project: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    is_exact: bool = False
    policy: str = ""

    def given(self, name: str) -> list[str]:
        """The values of one of the project's flags."""
        return [value for flag, value in self.project if flag == name]

    def create(self, image: str, *, platform: str = "", policy: str = "missing") -> list[str]:
        """The words of a `docker create` that does the same with an image on the same engine."""
        asked = ["--platform", platform] if platform else []
        return [*self.global_words, "create", "--pull", policy, *asked, image]


def read(words: list[str], environment: Mapping[str, str]) -> Command | PassThrough:
    """Read the words after ``docker``; never raises."""
    try:
        return _read(words, environment)
    except AnyarchError as unreadable:
        return PassThrough(str(unreadable))


def is_compose(words: list[str]) -> bool:
    """Whether the words after ``docker`` are a `compose` command."""
    try:
        return global_flags(words)[1][:1] == [_VERB]
    except AnyarchError:
        return False


def files(given: list[str], environment: Mapping[str, str]) -> list[str]:
    """The files of a project, as named by flags, or else by COMPOSE_FILE; none for those that Compose finds."""
    separator = environment.get("COMPOSE_PATH_SEPARATOR") or os.pathsep
    return given or [each for each in environment.get("COMPOSE_FILE", "").split(separator) if each]


def _read(words: list[str], environment: Mapping[str, str]) -> Command | PassThrough:
    rest = global_flags(words)[1]
    start = len(words) - len(rest)
    handled = parse([*words[:start], "create", "image"], dict(environment))
    if isinstance(handled, PassThrough):
        return handled
    if rest[:1] != [_VERB]:
        return PassThrough("It is no docker compose command.")
    project, operands, _ = read_flags(words, start + 1, PROJECT)
    verb_at = operands[0] if operands else len(words)
    verb = words[verb_at] if operands else ""
    if verb not in VERBS or "--" in words[:verb_at]:
        return PassThrough("With compose, anyarch only handles up, create, run, scale, watch and pull.")
    own, operands, _ = read_flags(words, verb_at + 1, VERBS[verb])
    flags = dict(own)
    policy = flags.get("policy" if verb == "pull" else "pull", "")
    named = tuple(words[operand].partition("=")[0] if verb == "scale" else words[operand] for operand in operands)
    command = Command(
        verb,
        tuple(words[:start]),
        tuple(words[start + 1 : verb_at]),
        tuple(project),
        named[:1] if verb == "run" else named,
        _is_exact(verb, flags) and bool(named),
        "" if policy == _AS_WRITTEN else policy,
    )
    reason = _why_not(command, {**dict(project), **flags}, environment)
    return PassThrough(reason) if reason else command


def _is_exact(verb: str, flags: Mapping[str, str]) -> bool:
    if verb == "pull":
        return flags.get("include-deps") != "true"
    return flags.get("no-deps") == "true"


def _why_not(command: Command, flags: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Why anyarch does not handle a well-formed command; empty if it does."""
    named = files(command.given("file"), environment)
    reasons = (
        (flags.get("help") == "true" or flags.get("version") == "true", "It asks for help or the version."),
        (flags.get("dry-run") == "true", "It is a dry run."),
        (flags.get("no-up") == "true", "It creates no containers."),
        (command.verb in {"run", "scale"} and not command.services, "It names no service."),
        (_STANDARD_INPUT in named, "Standard input has its Compose file."),
        (any(mark in each for each in named for mark in _REMOTE), "Its Compose file is not on this machine."),
    )
    return next((reason for holds, reason in reasons if holds), "")
