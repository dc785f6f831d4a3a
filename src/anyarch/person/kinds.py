"""The kinds of values that settings have: how each is read, and what JSON Schema says of it.

`read` turns a value from the settings file (TOML's types) or a variable (a word) into the one that is used. It raises
`ValueError` with the end of a sentence that says what is allowed.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from anyarch.oci import platforms, references
from anyarch.oci.architectures import ARCHITECTURES

_PUNCTUATION_OF_CONTEXTS = "_.+-"
_DIGEST_START, _DIGEST_LENGTH, _DIGITS = "sha256:", 71, frozenset("0123456789abcdef")


class Kind(NamedTuple):
    """A kind of values.

    Attributes:
        read: reads one.
        schema: describes those in a file that `read` accepts, as JSON Schema.
        choices: the words that it can be, or begin with; empty if there is no list of them.
    """

    read: Callable[[object], object]
    schema: Mapping[str, object]
    choices: tuple[str, ...] = ()


def one_of(choices: tuple[str, ...]) -> Kind:
    """A word from a list."""

    def read(value: object) -> object:
        if value not in choices:
            raise ValueError(f"it must be one of {', '.join(choices)}")
        return value

    return Kind(read, {"enum": [*choices]}, choices)


def _seconds(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ValueError("it must be a number of seconds above zero")
    return float(value)


def _seconds_or_none(value: object) -> object:
    return 0.0 if value == 0 and not isinstance(value, bool) else _seconds(value)


def _boolean(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("it must be true or false")  # noqa: TRY004 - all readers raise the same
    return value


def _platforms(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('it must be a list such as ["linux/amd64", "linux/arm64"]')
    found = tuple(platforms.parse(item) for item in value)
    for platform in found:
        if platform.os != platforms.DEFAULT_OS or platform.architecture not in ARCHITECTURES:
            known = ", ".join(f"{platforms.DEFAULT_OS}/{name}" for name in ARCHITECTURES)
            raise ValueError(f"{str(platform)!r} is not a platform that an engine can run: the platforms are {known}")
    return found


def _engine(value: object) -> object:
    is_text = isinstance(value, str) and value.isprintable()
    if not isinstance(value, str) or not (is_text and ("://" in value.partition('"')[0] or _is_context(value))):
        raise ValueError("it must be the URL of an engine, or the name of a context")
    return value


def _is_context(name: str) -> bool:
    """Whether docker accepts it as the name of a context (cli/context/store, restrictedNamePattern); also empty."""
    return all((letter.isascii() and letter.isalnum()) or letter in _PUNCTUATION_OF_CONTEXTS for letter in name)


def _contexts(value: object) -> object:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise ValueError('it must be a table such as { "linux/arm64" = "CONTEXT" }')
    for name in value.values():
        if not name or not _is_context(name) or not name[0].isalnum():
            raise ValueError(f"{name!r} cannot be the name of a context")
    return MappingProxyType({platforms.parse(platform): name for platform, name in value.items()})


def _image(value: object) -> object:
    try:
        references.parse(str(value))
    except ValueError:
        raise ValueError("it must be the name of an image") from None
    return value


def _is_digest(value: object) -> bool:
    is_long_enough = isinstance(value, str) and len(value) == _DIGEST_LENGTH and value.startswith(_DIGEST_START)
    return is_long_enough and _DIGITS.issuperset(str(value).removeprefix(_DIGEST_START))


def _digests(value: object) -> object:
    if not isinstance(value, list) or not all(map(_is_digest, value)):
        raise ValueError('it must be a list of digests such as ["sha256:..."], with 64 hexadecimal digits each')
    return tuple(value)


SECONDS = Kind(_seconds, {"type": "number", "exclusiveMinimum": 0})
SECONDS_OR_NONE = Kind(_seconds_or_none, {"type": "number", "minimum": 0})
BOOLEAN = Kind(_boolean, {"type": "boolean"}, ("true", "false"))
PLATFORMS = Kind(
    _platforms,
    {"type": "array", "items": {"type": "string"}},
    tuple(f"{platforms.DEFAULT_OS}/{name}" for name in ARCHITECTURES),
)
ENGINE = Kind(_engine, {"type": "string"})
CONTEXTS = Kind(_contexts, {"type": "object", "additionalProperties": {"type": "string"}})
DIGESTS = Kind(_digests, {"type": "array", "items": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}})
IMAGE = Kind(_image, {"type": "string"})
