"""The command line of `docker build`, as far as it says what is built, from what, and where the result goes.

Nothing is guessed. A command is left alone if it asks for a platform, does not build (``--call``, ``--check``), has an
unknown flag, or has its Dockerfile or its context from standard input, from elsewhere on the network, or from a named
context (``--build-context``): none of these can be read here, or read twice.
"""

from collections.abc import Mapping
from typing import NamedTuple

from anyarch.bare.command_line import PassThrough, global_flags, parse, read_flags
from anyarch.bare.errors import AnyarchError
from anyarch.build.flags import BUILD, BUILDX, SPELLINGS

_VERB = "build"
_STANDARD_INPUT = "-"
_TRUE, _FALSE = "true", ("false", "0", "f")
_LOCAL_TYPES = frozenset(("cacheonly", "docker", "image", "local", "oci", "tar"))
FRONTEND = "BUILDKIT_SYNTAX"  # a build argument that replaces what ``# syntax=`` says


class Build(NamedTuple):
    """A `docker build` that can be read.

    Attributes:
        global_words: docker's global flags, as typed.
        after_verb: the index in the words at which to insert a flag.
        connection: the same, by long name.
        given: the flags of `build`, by long name, in order.
        context: PATH, as typed.
        file: the value of ``--file``; empty for none.
        stage: the value of ``--target``; empty for none.
        arguments: the build arguments that have a value.
        builder: the builder that the command names; empty for none.
        uses_current_builder: whether it is `buildx build`, which has a current builder.
        pulls: whether images are pulled also if they are local.
        is_pushed: whether the result goes to a registry.
    """

    global_words: tuple[str, ...]
    after_verb: int
    connection: dict[str, str]
    given: tuple[tuple[str, str], ...]
    context: str
    file: str
    stage: str
    arguments: Mapping[str, str]
    builder: str
    uses_current_builder: bool
    pulls: bool
    is_pushed: bool


def is_build(words: list[str]) -> bool:
    """Whether the words after ``docker`` are a build of one Dockerfile."""
    return _verb_length(_after_global_flags(words)) > 0


def read(words: list[str], environment: Mapping[str, str]) -> Build | PassThrough:
    """Read the words after ``docker``; never raises."""
    try:
        return _read(words, environment)
    except AnyarchError as unreadable:
        return PassThrough(str(unreadable))


def with_platform(words: list[str], build: Build, platform: str) -> list[str]:
    """The words with ``--platform PLATFORM`` right after the verb."""
    return [*words[: build.after_verb], "--platform", platform, *words[build.after_verb :]]


def _after_global_flags(words: list[str]) -> list[str]:
    try:
        return global_flags(words)[1]
    except AnyarchError:
        return []


def _verb_length(words: list[str]) -> int:
    """How many words the verb has; 0 for another verb."""
    if words[:1] == [_VERB]:
        return 1
    return 2 if tuple(words[:2]) in SPELLINGS else 0


def _read(words: list[str], environment: Mapping[str, str]) -> Build | PassThrough:
    connection, rest = global_flags(words)
    start = len(words) - len(rest)
    after_verb = start + _verb_length(rest)
    handled = parse([*words[:start], "create", "image"], dict(environment))
    if isinstance(handled, PassThrough):
        return handled
    given, operands, _ = read_flags(words, after_verb, BUILD)
    flags = dict(given)
    arguments = _arguments(given, environment)
    if reason := _why_not(flags, arguments, [words[index] for index in operands], environment):
        return PassThrough(reason)
    uses_current_builder = rest[0] == BUILDX
    return Build(
        global_words=tuple(words[:start]),
        after_verb=after_verb,
        connection=connection,
        given=tuple(given),
        context=words[operands[0]],
        file=flags.get("file", ""),
        stage=flags.get("target", ""),
        arguments=arguments,
        builder=flags.get("builder") or environment.get("BUILDX_BUILDER", ""),
        uses_current_builder=uses_current_builder,
        pulls=flags.get("pull") == _TRUE,
        is_pushed=flags.get("push") == _TRUE or any(is_push(value) for name, value in given if name == "output"),
    )


def _why_not(
    flags: Mapping[str, str], arguments: Mapping[str, str], operands: list[str], environment: Mapping[str, str]
) -> str:
    """Why the command is left alone; empty if it is not."""
    file, context = flags.get("file", ""), "".join(operands[:1])
    reasons = (
        (flags.get("help") == _TRUE, "It asks for help."),
        (len(operands) != 1, "A build takes exactly one context."),
        ("platform" in flags, "It says for which platform to build."),
        (bool(environment.get("DOCKER_DEFAULT_PLATFORM")), "DOCKER_DEFAULT_PLATFORM says for which platform to build."),
        (
            flags.get("call", "build") != "build" or "print" in flags or flags.get("check") == _TRUE,
            "It does not build.",
        ),
        (context == _STANDARD_INPUT, "Its context comes from standard input."),
        (file == _STANDARD_INPUT, "Its Dockerfile comes from standard input."),
        ("://" in file, "Its Dockerfile comes from the network."),
        ("build-context" in flags, "It has --build-context, which may replace images."),
        (FRONTEND in arguments, "It replaces the frontend that reads the Dockerfile."),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _arguments(given: list[tuple[str, str]], environment: Mapping[str, str]) -> dict[str, str]:
    """The build arguments; one without a value has that of the variable, if there is one (docker/cli, opts.go)."""
    found: dict[str, str] = {}
    for flag, word in given:
        name, equals, value = word.partition("=")
        if flag != "build-arg":
            continue
        if equals:
            found[name] = value
        elif name in environment:
            found[name] = environment[name]
    return found


def is_push(output: str) -> bool:
    """Whether an ``--output`` goes to a registry; yes also for a type that is not known.

    A single field is a folder, or standard output (docker/buildx, util/buildflags/export.go).
    """
    fields = [field.partition("=") for field in output.split(",")]
    if len(fields) == 1 and fields[0][0] != "type":
        return False
    values = {name.strip().lower(): value for name, _, value in fields}
    is_pushed = values.get("push", "false").lower() not in _FALSE
    return is_pushed or values.get("type", "") not in _LOCAL_TYPES
