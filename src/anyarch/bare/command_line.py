"""Docker's command line, as far as anyarch has to read it: the verb, IMAGE and the platform.

The grammar is pflag's (github.com/spf13/pflag, flag.go), as docker/cli uses it:

* Global flags come first, and end at the first word that is not a flag, or at ``--``. Docker parses flags right after
  that ``--`` a second time, by rules of its own; anyarch leaves such a command alone.
* ``--name=value`` and ``--name value``; a boolean never takes the next word, only ``=value``.
* ``-abc`` is a cluster of booleans. The first flag in it that takes a value takes the rest of the word, or the next
  word, whatever that looks like. ``-f=v`` is the value ``v``, but ``-f=`` is the value ``=``.
* After `run` and `create` the first word that is not a flag is IMAGE, and everything after it belongs to the container.
  `pull` takes its flags before and after IMAGE. A lone ``-`` and an empty word are words, not flags.
* If a flag is given twice, the last one counts.

anyarch does not guess: an unknown flag may or may not take the next word as its value, so everything after it is
unreadable, and the result is `PassThrough`. The flags are in `flags`.

This module does no I/O, and does not check values that docker checks itself.
"""

from anyarch.bare.errors import AnyarchError
from anyarch.bare.flags import GLOBAL, LONG_SPELLINGS, VERBS, FlagSet

_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))  # as Go's strconv.ParseBool has them, which pflag calls
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))

_APIS_WITHOUT_PLATFORM = frozenset(f"1.{minor}" for minor in range(32))  # from the flag's annotation in docker/cli
_OFF = frozenset(("off", "0", "no", "false"))
_DEFAULT_RUNTIMES = frozenset(("", "runc", "io.containerd.runc.v2"))


class Invocation:
    """A `run`, `create` or `pull` that anyarch could read as far as IMAGE.

    Attributes:
        verb: ``run``, ``create`` or ``pull``, also for long spellings such as ``container run``.
        after_verb: the index in the words at which to insert a flag that the user's own flags override.
        before_image: the index at which to insert a flag that overrides the user's own: that of IMAGE, or of the ``--``
            before it.
        image_at: the index of IMAGE.
        connection: the global flags that were given, by long name; booleans as ``true`` or ``false``.
        given: the verb's own flags, in order, each by its long name and with its value; booleans as above.
        flags: the last value of each.
        image: IMAGE as it was typed.
        arguments: the words after IMAGE.
        platform: the platform that the user asks for, by flag or DOCKER_DEFAULT_PLATFORM; empty for none.
    """

    __slots__ = (
        "after_verb",
        "arguments",
        "before_image",
        "connection",
        "flags",
        "given",
        "image",
        "image_at",
        "platform",
        "verb",
    )

    def __init__(  # noqa: PLR0913 - a plain record; dataclasses would load 45 modules on the hot path
        self,
        *,
        verb: str,
        after_verb: int,
        before_image: int,
        image_at: int,
        connection: dict[str, str],
        given: list[tuple[str, str]],
        image: str,
        arguments: list[str],
        platform: str,
    ) -> None:
        self.verb = verb
        self.after_verb = after_verb
        self.before_image = before_image
        self.image_at = image_at
        self.connection = connection
        self.given = given
        self.flags = dict(given)
        self.image = image
        self.arguments = arguments
        self.platform = platform

    @property
    def pull_policy(self) -> str:
        """When docker pulls the image: ``always``, ``missing`` or ``never``.

        With any other word, also an empty one, docker does not pull (docker/cli, cli/command/container/create.go).
        """
        policy = self.flags.get("pull", "missing")
        return policy if policy in ("always", "missing") else "never"


class PassThrough:
    """A command that docker runs as typed; `reason` is one sentence."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class _UnreadableError(AnyarchError):
    """The words cannot be read with certainty; the message says why, in one sentence."""


def parse(words: list[str], environment: dict[str, str]) -> Invocation | PassThrough:
    """Read the words after ``docker``; never raises."""
    if environment.get("ANYARCH", "").lower() in _OFF:
        return PassThrough("anyarch is switched off by ANYARCH.")
    if environment.get("DOCKER_API_VERSION", "").removeprefix("v") in _APIS_WITHOUT_PLATFORM:
        return PassThrough("The API version in DOCKER_API_VERSION has no --platform.")
    try:
        return _parse(words, environment)
    except _UnreadableError as unreadable:
        return PassThrough(str(unreadable))


def global_flags(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The global flags at the beginning, by long name, and the words after them.

    Raises:
        AnyarchError: docker has no such flag.
    """
    given, positions, _ = read_flags(words, 0, GLOBAL)
    return dict(given), [words[position] for position in positions]


def with_platform(words: list[str], invocation: Invocation, platform: str) -> list[str]:
    """The words with ``--platform PLATFORM`` right after the verb, where the user's own flag still overrides it."""
    return [*words[: invocation.after_verb], "--platform", platform, *words[invocation.after_verb :]]


def _parse(words: list[str], environment: dict[str, str]) -> Invocation | PassThrough:
    given, positions, _ = read_flags(words, 0, GLOBAL)
    connection = dict(given)
    if _is_set(connection, "help") or _is_set(connection, "version"):
        return PassThrough("It asks for docker's help or version.")
    start = positions[0] if positions else len(words)
    verb = words[start] if start < len(words) else ""
    if verb in LONG_SPELLINGS:
        start += 1
        following = words[start] if start < len(words) else ""
        verb = following if following in LONG_SPELLINGS[verb] else ""
    if verb not in VERBS:
        return PassThrough("anyarch only handles run, create and pull.")

    given, positions, end = read_flags(words, start + 1, VERBS[verb])
    flags = dict(given)
    if reason := _why_not(verb, flags, len(positions)):
        return PassThrough(reason)
    return Invocation(
        verb=verb,
        after_verb=start + 1,
        before_image=end,
        image_at=positions[0],
        connection=connection,
        given=given,
        image=words[positions[0]],
        arguments=words[positions[0] + 1 :],
        platform=flags.get("platform") or environment.get("DOCKER_DEFAULT_PLATFORM", ""),
    )


def _why_not(verb: str, flags: dict[str, str], operands: int) -> str:
    """Why anyarch does not handle a well-formed command; empty if it does."""
    reasons = (
        (_is_set(flags, "help"), "It asks for help."),
        (operands == 0, "It names no image."),
        (verb == "pull" and operands > 1, "A pull takes exactly one image."),
        (_is_set(flags, "all-tags"), "pull --all-tags is left to docker."),
        (flags.get("runtime", "") not in _DEFAULT_RUNTIMES, "It sets --runtime, which may run what runc cannot."),
        (flags.get("platform") == "", "It sets an empty --platform."),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _is_set(flags: dict[str, str], name: str) -> bool:
    return flags.get(name) == "true"


def read_flags(words: list[str], start: int, flag_set: FlagSet) -> tuple[list[tuple[str, str]], list[int], int]:
    """The flags from `start` on, in order, the indexes of the operands, and the index at which flags end.

    Flags end at ``--``, and for a verb that is not interspersed at the first operand; every word after that is one.

    Raises:
        AnyarchError: a flag is unknown, or has no value or a wrong one.
    """
    given: list[tuple[str, str]] = []
    operands: list[int] = []
    index = start
    while index < len(words):
        word = words[index]
        if len(word) < 2 or word[0] != "-":  # noqa: PLR2004 - "-" alone is an operand
            if not flag_set.interspersed:
                return given, list(range(index, len(words))), index
            operands.append(index)
            index += 1
        elif word == "--":
            return given, operands + list(range(index + 1, len(words))), index
        elif word[1] == "-":
            index = _long_flag(words, index, flag_set, given)
        else:
            index = _cluster(words, index, flag_set, given)
    return given, operands, len(words)


def _long_flag(words: list[str], index: int, flag_set: FlagSet, given: list[tuple[str, str]]) -> int:
    """Read one ``--name`` into `given`; the index of the word after it and its value."""
    name, equals, value = words[index][2:].partition("=")
    if name in flag_set.booleans:
        _set(given, flag_set, name, value if equals else "true")
        return index + 1
    if name not in flag_set.values:
        raise _UnreadableError(f"anyarch does not know the flag --{name}.")
    if equals:
        given.append((name, value))
        return index + 1
    return _next_word(words, index, given, name)


def _cluster(words: list[str], index: int, flag_set: FlagSet, given: list[tuple[str, str]]) -> int:
    """Read ``-abc`` into `given`; the index of the word after it and its value."""
    rest = words[index][1:]
    while rest:
        name = flag_set.letters.get(rest[0])
        if name is None:
            raise _UnreadableError(f"anyarch does not know the flag -{rest[0]}.")
        if len(rest) > 2 and rest[1] == "=":  # noqa: PLR2004 - for pflag, "-f=" has no value after the sign
            _set(given, flag_set, name, rest[2:])
            return index + 1
        if name in flag_set.values:
            if len(rest) == 1:
                return _next_word(words, index, given, name)
            given.append((name, rest[1:]))
            return index + 1
        given.append((name, "true"))
        rest = rest[1:]
    return index + 1


def _next_word(words: list[str], index: int, given: list[tuple[str, str]], name: str) -> int:
    if index + 1 == len(words):
        raise _UnreadableError(f"The flag --{name} needs a value.")
    given.append((name, words[index + 1]))
    return index + 2


def _set(given: list[tuple[str, str]], flag_set: FlagSet, name: str, value: str) -> None:
    if name in flag_set.booleans:
        if value not in _TRUE and value not in _FALSE:
            raise _UnreadableError(f"The flag --{name} is neither true nor false.")
        value = "true" if value in _TRUE else "false"
    given.append((name, value))
