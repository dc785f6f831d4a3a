"""Every flag of docker's that anyarch knows, in every spelling that pflag has, one flag to a line.

What is left to chance in `command_lines` is here for certain: values joined and apart, empty ones, ones that look like
flags or are no text, flags given twice, clusters of letters, booleans with a value, and flags behind IMAGE.
"""

from collections.abc import Iterator

from anyarch.bare.flags import VERBS, FlagSet
from tests.cli.conformance.command_lines import NOT_UTF_8, VALUES, Line

IMAGE = "i"


def every_spelling() -> Iterator[Line]:
    """All lines, in an order that stays the same."""
    for verb, flags in VERBS.items():
        spelled = [*_values(flags), *_booleans(flags), *_letters(flags)]
        for words in spelled:
            yield Line((), verb, (*words, IMAGE), "")
            if flags.interspersed:
                yield Line((), verb, (IMAGE, *words), "")


def _values(flags: FlagSet) -> Iterator[tuple[str, ...]]:
    for name in sorted(flags.values):
        flag, value, last = f"--{name}", VALUES[name].split()[0], VALUES[name].split()[-1]
        yield (f"{flag}={value}",)
        yield (flag, value)
        yield (f"{flag}=",)
        yield (f"{flag}={NOT_UTF_8}",)
        yield (flag, "--rm", f"{flag}={last}")


def _booleans(flags: FlagSet) -> Iterator[tuple[str, ...]]:
    for name in sorted(flags.booleans):
        yield (f"--{name}",)
        yield (f"--{name}=true",)
        yield (f"--{name}=perhaps",)
        if name != "disable-content-trust":  # which would ask a server of its own
            yield (f"--{name}=false",)
            yield (f"--{name}", f"--{name}=0")


def _letters(flags: FlagSet) -> Iterator[tuple[str, ...]]:
    booleans = "".join(letter for letter in "itq" if letter in flags.letters)
    for letter, name in sorted(flags.letters.items()):
        if name in flags.booleans:
            yield (f"-{letter}",)
            yield (f"-{booleans}{letter}=false",)
            yield (f"-{letter}={NOT_UTF_8}",)
            continue
        value = VALUES[name].split()[0]
        yield (f"-{letter}{value}",)
        yield (f"-{letter}={value}",)
        yield (f"-{letter}=",)
        yield (f"-{letter}", value)
        yield (f"-{booleans}{letter}{value}",)
        yield (f"-{booleans}{letter}", "-it")
