"""What `docker buildx bake --print` says about each target: a build of one Dockerfile, or why it cannot be read here.

A target's ``platforms`` say for what it is built, and not DOCKER_DEFAULT_PLATFORM. ``cwd://`` in front of a path means
the folder in which the command runs; any other Dockerfile is in the target's context.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.command_line import PassThrough, global_flags, parse, read_flags
from anyarch.bare.errors import AnyarchError
from anyarch.bare.flags import FlagSet
from anyarch.build.command_line import FRONTEND, Build, is_push

FLAGS = FlagSet(
    "check debug help load no-cache print pull push",
    "allow builder call file list metadata-file progress provenance sbom set",
    {"D": "debug", "f": "file", "h": "help"},
    interspersed=True,
)
_VERBS = (["buildx", "bake"], ["buildx", "f"])
_HERE = "cwd://"
_STANDARD_INPUT = "-"
_REMOTE = ("://", "git@", ".git")
_UNREAD = ("call", "check", "help", "list", "print")


class Bake(NamedTuple):
    """A `docker buildx bake` whose definition can be asked for.

    Attributes:
        words: the command that prints it, after ``docker``.
        global_words: docker's global flags, as typed.
        connection: the same, by long name.
        builder: the builder that the command names; empty for none.
    """

    words: tuple[str, ...]
    global_words: tuple[str, ...]
    connection: dict[str, str]
    builder: str


class Target(NamedTuple):
    """A target: its build, or why that cannot be read; and its Dockerfile, if that is in the definition itself."""

    name: str
    build: Build | PassThrough
    inline: str | None = None


def is_bake(words: list[str]) -> bool:
    """Whether the words after ``docker`` are a `buildx bake`."""
    try:
        return global_flags(words)[1][:2] in _VERBS
    except AnyarchError:
        return False


def read(words: list[str], environment: Mapping[str, str]) -> Bake | PassThrough:
    """Read the words after ``docker``; never raises."""
    try:
        return _read(words, environment)
    except AnyarchError as unreadable:
        return PassThrough(str(unreadable))


def targets(bake: Bake, definition: object, environment: Mapping[str, str]) -> list[Target]:
    """The targets of a definition, in its order.

    Args:
        bake: the command.
        definition: the JSON that `docker buildx bake --print` prints, parsed.
        environment: the environment variables.
    """
    found = documents.entry(definition, "target")
    if not isinstance(found, dict):
        return []
    return [_target(bake, str(name), entry, environment) for name, entry in found.items()]


def _read(words: list[str], environment: Mapping[str, str]) -> Bake | PassThrough:
    connection, rest = global_flags(words)
    start = len(words) - len(rest)
    handled = parse([*words[:start], "create", "image"], dict(environment))
    if isinstance(handled, PassThrough):
        return handled
    verb_end = start + 2
    given, operands, _ = read_flags(words, verb_end, FLAGS)
    flags = dict(given)
    files = [value for name, value in given if name == "file"]
    if any(flags.get(name) not in (None, "false") for name in _UNREAD):
        return PassThrough("It does not build.")
    if _STANDARD_INPUT in files:
        return PassThrough("Its definition comes from standard input.")
    if any(sign in each for each in (*files, *(words[index] for index in operands)) for sign in _REMOTE):
        return PassThrough("Its definition comes from the network.")
    return Bake(
        words=(*words[:verb_end], "--print", *words[verb_end:]),
        global_words=tuple(words[:start]),
        connection=connection,
        builder=flags.get("builder") or environment.get("BUILDX_BUILDER", ""),
    )


def _target(bake: Bake, name: str, entry: object, environment: Mapping[str, str]) -> Target:
    context = documents.text(entry, "context") or "."
    file = documents.text(entry, "dockerfile")
    inline = documents.entry(entry, "dockerfile-inline")
    reasons = (
        (bool(documents.items(entry, "platforms")), "It says for which platform to build."),
        (bool(documents.entry(entry, "contexts")), "It has named contexts, which may replace images."),
        (_STANDARD_INPUT in (context, file), "It comes from standard input."),
        ("://" in f"{context.removeprefix(_HERE)} {file.removeprefix(_HERE)}", "It comes from the network."),
    )
    arguments = _arguments(documents.entry(entry, "args"), environment)
    reason = "It replaces the frontend that reads the Dockerfile." if FRONTEND in arguments else ""
    reason = reason or next((reason for holds, reason in reasons if holds), "")
    if reason:
        return Target(name, PassThrough(reason))
    folder = context.removeprefix(_HERE)
    build = Build(
        global_words=bake.global_words,
        after_verb=0,
        connection=bake.connection,
        given=(),
        context=folder,
        file=_file(folder, file),
        stage=documents.text(entry, "target"),
        arguments=arguments,
        builder=bake.builder,
        uses_current_builder=True,
        pulls=documents.entry(entry, "pull") is True,
        is_pushed=any(is_push(_output(each)) for each in documents.items(entry, "output")),
    )
    return Target(name, build, inline if isinstance(inline, str) else None)


def _file(folder: str, file: str) -> str:
    """The Dockerfile's path; empty for the usual one."""
    if file in ("", "Dockerfile"):
        return ""
    return file.removeprefix(_HERE) if file.startswith(_HERE) else os.path.join(folder, file)


def _arguments(found: object, environment: Mapping[str, str]) -> dict[str, str]:
    given = found if isinstance(found, dict) else {}
    values = {name: environment.get(name) if value is None else value for name, value in given.items()}
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _output(found: object) -> str:
    """An output as ``--output`` has it; buildx prints it so before 0.18, and as an object since."""
    if isinstance(found, dict):
        return ",".join(f"{name}={value}" for name, value in found.items())
    return str(found)
