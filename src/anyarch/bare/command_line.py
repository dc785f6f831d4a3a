"""Docker's command line, as far as anyarch must read it: where the verb stands, which IMAGE, which platform.

The grammar is pflag's (github.com/spf13/pflag, flag.go), as docker/cli uses it:

* Global flags come first and end at the first word that is no flag, or at ``--``. Docker reads flags directly behind
  that ``--`` once more, in a way of its own; anyarch leaves such a command alone.
* ``--name=value`` and ``--name value``; a boolean never takes the next word, only ``=value``.
* ``-abc`` is a cluster of booleans; the first flag in it that wants a value takes the rest of the word, or the next
  word, whatever that looks like. ``-f=v`` is the value ``v``, but ``-f=`` is the value ``=``.
* After `run` and `create` the first word that is no flag is IMAGE, and all that follows belongs to the container.
  `pull` takes its flags on both sides of IMAGE. A lone ``-`` and an empty word are words, not flags.
* A flag given twice counts as it was given last.

What anyarch does not know with certainty it does not interpret: an unknown flag may or may not take the next word as
its value, so everything from there on is unreadable, and the answer is `PassThrough`. The flags are in `flags`.

This module does no I/O, and checks no value that docker checks itself.
"""

from anyarch.bare.flags import GLOBAL, LONG_SPELLINGS, VERBS, FlagSet

_TRUE = frozenset(("1", "t", "T", "true", "TRUE", "True"))  # by strconv.ParseBool of Go, which pflag asks
_FALSE = frozenset(("0", "f", "F", "false", "FALSE", "False"))

_APIS_WITHOUT_PLATFORM = frozenset(f"1.{minor}" for minor in range(32))  # by the flag's annotation in docker/cli
_OFF = frozenset(("off", "0", "no", "false"))
_DEFAULT_RUNTIMES = frozenset(("", "runc", "io.containerd.runc.v2"))


class Invocation:
    """A `run`, `create` or `pull` that anyarch understood to its IMAGE.

    Attributes:
        verb: ``run``, ``create`` or ``pull``, also for the long spellings such as ``container run``.
        after_verb: the index in the words at which a first flag of the verb may be inserted.
        before_image: the index at which a last flag may be inserted, which wins: that of IMAGE, or of the ``--`` before
            it.
        image_at: the index of IMAGE.
        connection: the global flags that were given, by long name; booleans as ``true`` or ``false``.
        flags: the verb's own flags that were given, by long name, the last of each; booleans as above.
        image: IMAGE as it was typed.
        platform: what the user asks for, by flag or DOCKER_DEFAULT_PLATFORM; empty for nothing.
    """

    __slots__ = ("after_verb", "before_image", "connection", "flags", "image", "image_at", "platform", "verb")

    def __init__(  # noqa: PLR0913 - a plain record; dataclasses would load 45 modules on the hot path
        self,
        *,
        verb: str,
        after_verb: int,
        before_image: int,
        image_at: int,
        connection: dict[str, str],
        flags: dict[str, str],
        image: str,
        platform: str,
    ) -> None:
        self.verb = verb
        self.after_verb = after_verb
        self.before_image = before_image
        self.image_at = image_at
        self.connection = connection
        self.flags = flags
        self.image = image
        self.platform = platform

    @property
    def pull_policy(self) -> str:
        """When docker asks the registry: ``always``, ``missing`` or ``never``.

        Any other word, an empty one too, lets docker fetch nothing (docker/cli, cli/command/container/create.go).
        """
        policy = self.flags.get("pull", "missing")
        return policy if policy in ("always", "missing") else "never"


class PassThrough:
    """A command that goes to the real docker as it is; `reason` is one sentence."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class _UnreadableError(ValueError):
    """The words stop being readable with certainty; the message is the reason."""


def parse(words: list[str], environment: dict[str, str]) -> Invocation | PassThrough:
    """Read the words after ``docker``; never raises."""
    if environment.get("ANYARCH", "").lower() in _OFF:
        return PassThrough("anyarch is switched off by ANYARCH.")
    if environment.get("DOCKER_API_VERSION", "").removeprefix("v") in _APIS_WITHOUT_PLATFORM:
        return PassThrough("DOCKER_API_VERSION is one that has no --platform.")
    try:
        return _parse(words, environment)
    except _UnreadableError as unreadable:
        return PassThrough(str(unreadable))


def global_flags(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The global flags in front, by long name, and the words behind them.

    Raises:
        ValueError: one of them is none of docker's; the message is one sentence.
    """
    flags, positions, _ = _flags(words, 0, GLOBAL)
    return flags, [words[position] for position in positions]


def with_platform(words: list[str], invocation: Invocation, platform: str) -> list[str]:
    """The words with ``--platform PLATFORM`` directly after the verb, where a flag of the user's own still wins."""
    return [*words[: invocation.after_verb], "--platform", platform, *words[invocation.after_verb :]]


def _parse(words: list[str], environment: dict[str, str]) -> Invocation | PassThrough:
    connection, positions, _ = _flags(words, 0, GLOBAL)
    if _is_set(connection, "help") or _is_set(connection, "version"):
        return PassThrough("It asks docker about itself.")
    start = positions[0] if positions else len(words)
    verb = words[start] if start < len(words) else ""
    if verb in LONG_SPELLINGS:
        start += 1
        following = words[start] if start < len(words) else ""
        verb = following if following in LONG_SPELLINGS[verb] else ""
    if verb not in VERBS:
        return PassThrough("Only run, create and pull are looked at.")

    flags, positions, end = _flags(words, start + 1, VERBS[verb])
    if reason := _why_not(verb, flags, len(positions)):
        return PassThrough(reason)
    return Invocation(
        verb=verb,
        after_verb=start + 1,
        before_image=end,
        image_at=positions[0],
        connection=connection,
        flags=flags,
        image=words[positions[0]],
        platform=flags.get("platform") or environment.get("DOCKER_DEFAULT_PLATFORM", ""),
    )


def _why_not(verb: str, flags: dict[str, str], operands: int) -> str:
    """Why a well-formed command is none of anyarch's business; empty if it is."""
    reasons = (
        (_is_set(flags, "help"), "It asks for help."),
        (operands == 0, "It names no image."),
        (verb == "pull" and operands > 1, "A pull takes exactly one image."),
        (_is_set(flags, "all-tags"), "A pull of all tags takes each as it comes."),
        (flags.get("runtime", "") not in _DEFAULT_RUNTIMES, "It names a runtime, which may run what runc cannot."),
        (flags.get("platform") == "", "It asks for no platform, by an empty --platform."),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _is_set(flags: dict[str, str], name: str) -> bool:
    return flags.get(name) == "true"


def _flags(words: list[str], start: int, flag_set: FlagSet) -> tuple[dict[str, str], list[int], int]:
    """The flags from `start` on; the indexes of the words that are none (all of them, once flags have ended); that end.

    The end is the index of the first word that cannot be a flag for its place alone.
    """
    flags: dict[str, str] = {}
    operands: list[int] = []
    index = start
    while index < len(words):
        word = words[index]
        if len(word) < 2 or word[0] != "-":  # noqa: PLR2004 - "-" alone is an operand
            if not flag_set.interspersed:
                return flags, list(range(index, len(words))), index
            operands.append(index)
            index += 1
        elif word == "--":
            return flags, operands + list(range(index + 1, len(words))), index
        elif word[1] == "-":
            index = _long_flag(words, index, flag_set, flags)
        else:
            index = _cluster(words, index, flag_set, flags)
    return flags, operands, len(words)


def _long_flag(words: list[str], index: int, flag_set: FlagSet, flags: dict[str, str]) -> int:
    """Read one ``--name``; the index of the word after it and its value."""
    name, equals, value = words[index][2:].partition("=")
    if name in flag_set.booleans:
        _set(flags, flag_set, name, value if equals else "true")
        return index + 1
    if name not in flag_set.values:
        raise _UnreadableError(f"anyarch does not know the flag --{name}.")
    if equals:
        flags[name] = value
        return index + 1
    return _next_word(words, index, flags, name)


def _cluster(words: list[str], index: int, flag_set: FlagSet, flags: dict[str, str]) -> int:
    """Read ``-abc``; the index of the word after it and its value."""
    rest = words[index][1:]
    while rest:
        name = flag_set.letters.get(rest[0])
        if name is None:
            raise _UnreadableError(f"anyarch does not know the flag -{rest[0]}.")
        if len(rest) > 2 and rest[1] == "=":  # noqa: PLR2004 - pflag wants a value behind the sign
            _set(flags, flag_set, name, rest[2:])
            return index + 1
        if name in flag_set.values:
            if len(rest) == 1:
                return _next_word(words, index, flags, name)
            flags[name] = rest[1:]
            return index + 1
        flags[name] = "true"
        rest = rest[1:]
    return index + 1


def _next_word(words: list[str], index: int, flags: dict[str, str], name: str) -> int:
    if index + 1 == len(words):
        raise _UnreadableError(f"The flag --{name} lacks its value.")
    flags[name] = words[index + 1]
    return index + 2


def _set(flags: dict[str, str], flag_set: FlagSet, name: str, value: str) -> None:
    if name in flag_set.booleans:
        if value not in _TRUE and value not in _FALSE:
            raise _UnreadableError(f"The flag --{name} is neither true nor false.")
        value = "true" if value in _TRUE else "false"
    flags[name] = value
