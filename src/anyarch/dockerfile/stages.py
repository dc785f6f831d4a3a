"""A Dockerfile's stages, and what each takes from other stages and images, as written.

A stage begins with FROM. It takes files from others by ``COPY --from=`` and by ``RUN --mount=…,from=``; what is
behind ONBUILD does so in the stages that are based on it. ADD has no ``--from``. ONBUILD in an image's own
configuration is not seen here.

Nothing is resolved: see `needs`.
"""

import re
from typing import NamedTuple

from anyarch.dockerfile import instructions
from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.expansion import SPACES
from anyarch.dockerfile.instructions import Instruction

FROM, COPY, MOUNT = "FROM", "COPY --from", "RUN --mount"

_STAGE_NAME = re.compile("[a-z][a-z0-9_.-]*")
_WITH_A_NAME = 3  # words: IMAGE AS NAME
_MOST_STAGES = 500
_MOST_USES = 2000
_QUOTING = "$'\"\\`"


class Use(NamedTuple):
    """What an instruction takes files from: a stage or an image as written; its line, and `COPY` or `MOUNT`."""

    source: str
    line: int
    kind: str


class Stage(NamedTuple):
    """A stage.

    Attributes:
        name: in lower case; empty for none.
        base: the image or the stage behind FROM, as written.
        platform: the value of FROM's ``--platform``, as written; empty for none.
        line: FROM's.
        uses: what its instructions take files from.
        triggers: what ONBUILD lets the stages take files from that are based on this one.
    """

    name: str
    base: str
    platform: str
    line: int
    uses: tuple[Use, ...] = ()
    triggers: tuple[Use, ...] = ()


class Argument(NamedTuple):
    """An ARG before the first FROM: its name, its value as written or None for none, and its line."""

    name: str
    value: str | None
    line: int


class Dockerfile(NamedTuple):
    """A Dockerfile: the ARGs before the first FROM, its stages, at least one, and the rest of `instructions.Text`."""

    arguments: tuple[Argument, ...]
    stages: tuple[Stage, ...]
    escape: str
    syntax: str


def read(content: bytes) -> Dockerfile:
    """Read a Dockerfile.

    Raises:
        UnreadableError: docker would refuse it, it is not understood, or it is too large.
    """
    text = instructions.read(content)
    arguments: list[Argument] = []
    stages: list[Stage] = []
    uses: list[list[Use]] = []
    triggers: list[list[Use]] = []
    number = 0
    for each in text.instructions:
        try:
            if each.keyword == "FROM":
                stages.append(_stage(each))
                uses.append([])
                triggers.append([])
            elif not stages:
                arguments += _arguments(each, text.escape)
            else:
                found = _uses(each.trigger or each)
                number += len(found)
                (triggers if each.trigger else uses)[-1].extend(found)
        except UnreadableError as error:
            raise error.at(each.line) from error
        if len(stages) > _MOST_STAGES or number > _MOST_USES:
            raise UnreadableError("It has more parts than anyarch reads.", each.line)
    if not stages:
        raise UnreadableError("It has no FROM.")
    complete = zip(stages, uses, triggers, strict=True)
    whole = tuple(stage._replace(uses=tuple(own), triggers=tuple(others)) for stage, own, others in complete)
    return Dockerfile(tuple(arguments), whole, text.escape, text.syntax)


def _stage(instruction: Instruction) -> Stage:
    words = instructions.words(instruction.rest)
    has_name = len(words) == _WITH_A_NAME and words[1].lower() == "as"
    if not has_name and len(words) != 1:
        raise UnreadableError("FROM takes IMAGE, or IMAGE AS NAME.")
    name = words[2].lower() if has_name else ""
    if has_name and not _STAGE_NAME.fullmatch(name):
        raise UnreadableError(f"{words[2]} cannot be the name of a stage.")
    given = [flag.partition("=") for flag in instruction.flags]
    if len(given) > 1 or any(name != "--platform" or not equals for name, equals, _ in given):
        raise UnreadableError("FROM has an unknown flag, or one twice.")
    return Stage(name, words[0], given[0][2] if given else "", instruction.line)


def _uses(instruction: Instruction) -> tuple[Use, ...]:
    if instruction.keyword == "RUN":
        sources = [_source(flag) for flag in instruction.flags if flag.startswith("--mount=")]
        return tuple(Use(source, instruction.line, MOUNT) for source in sources if source)
    given = [flag for flag in instruction.flags if flag.partition("=")[0] == "--from"]
    if not given or instruction.keyword not in ("ADD", "COPY"):
        return ()
    source = given[0].partition("=")[2]
    if (
        instruction.keyword == "ADD"
        or len(given) > 1
        or "=" not in given[0]
        or any(sign in source for sign in _QUOTING)
    ):
        raise UnreadableError("Docker does not accept this --from.")
    return (Use(source, instruction.line, COPY),) if source else ()


def _source(flag: str) -> str:
    """What a mount is from; empty for nothing."""
    source = ""
    for field in flag.partition("=")[2].split(","):
        key, _, value = field.partition("=")
        if '"' in field:
            raise UnreadableError("A mount has quotes.")
        if key.lower() == "from":
            source = value
    if "$" in source[:-1]:
        raise UnreadableError("Docker does not accept a variable in a mount's from.")
    return source


def _arguments(instruction: Instruction, escape: str) -> list[Argument]:
    if instruction.keyword != "ARG":
        raise UnreadableError(f"{instruction.keyword} is in front of the first FROM.")
    found = []
    for word in _quoted_words(instruction.rest, escape):
        name, equals, value = word.partition("=")
        if not name:
            raise UnreadableError("ARG has a value without a name.")
        found.append(Argument(name, value if equals else None, instruction.line))
    return found


def _quoted_words(text: str, escape: str) -> list[str]:
    """The words between spaces that are not quoted; quotes and escape characters stay (parser/line_parsers.go)."""
    found: list[str] = []
    word: list[str] = []
    quote, position = "", 0
    while position < len(text):
        letter = text[position]
        if not quote and letter in SPACES:
            found += ["".join(word)] if word else []
            word = []
        elif letter == escape and quote != "'":
            position += 1
            word += letter + text[position] if position < len(text) else ""
        else:
            if letter in "'\"" and quote in ("", letter):
                quote = "" if quote else letter
            word.append(letter)
        position += 1
    return [*found, "".join(word)] if word else found
