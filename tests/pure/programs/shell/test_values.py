"""What a word of a script means, as the shell of this machine has it."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs.shell.values import UNKNOWN, Values
from anyarch.programs.shell.words import Words

PIECES = st.sampled_from(
    [
        "x", "'a b'", "$A", '"$A"', "$E", '"$E"', "$S", '"$S"', '"$@"', "$@", '"$*"', "$1", '"$2"', "$3", "${A}",
        "${U:-d}", '"${U:-d e}"', "${E:-$A}", "${E-z}", "\\ ", '\\"', "/", "=", '"a$A"', "''", "$(basename /u/v)",
        '"\\$A"', "#", "{}", ":", "$A$S",
    ]
)  # fmt: skip
SETUP = "A='a b'; E=''; S=' s '; unset U; set -- 1 '2 3'; "
SHELLS = [name for name in ("dash", "bash") if shutil.which(name)]


def values() -> Values:
    return Values("/opt/e.sh", "/app", {"A": ("a b",), "E": ("",), "S": (" s ",), "B": ("1", "2")}, (("1", "2 3"),))


def fields(text: str) -> list[tuple[str, ...]]:
    return list(values().fields(Words(text).next().parts))


@given(st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), min_size=12, max_size=12))
def test_a_word_is_expanded_as_a_shell_does(texts: list[str]) -> None:
    texts = [text for text in texts if not text.startswith("#")]
    lines = "\n".join(f"printf '<%s>' end {text}; echo" for text in texts)
    for shell in SHELLS:
        done = subprocess.run([shell, "-c", SETUP + lines], check=True, capture_output=True, text=True)
        for text, line in zip(texts, done.stdout.splitlines(), strict=True):
            [found] = fields(text)
            if UNKNOWN not in "".join(found):
                assert line == "".join(f"<{word}>" for word in ("end", *found)), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$0", [("/opt/e.sh",)]),
        ('"$(dirname "$0")/x"', [("/opt/x",)]),
        ('"$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"', [("/opt",)]),
        ('"$(cd -- "$(dirname -- "$0")/../srv" && pwd)"', [("/srv",)]),
        ("$PWD/x", [("/app/x",)]),
        ("$B", [("1",), ("2",)]),
        ("a$B", [("a1",), ("a2",)]),
        ("${U}", [(UNKNOWN,)]),
        ("$HOME/x", [(f"{UNKNOWN}/x",)]),
        ("~/x", [(UNKNOWN,)]),
        ("*.sh", [(UNKNOWN,)]),
        ("{a,b}", [(UNKNOWN,)]),
        ("${A%x}", [(UNKNOWN,)]),
        ("$(uname -m)", [(UNKNOWN,)]),
        ("$((1+2))", [(UNKNOWN,)]),
        ("$#", [(UNKNOWN,)]),
    ],
)
def test_what_is_known_is_filled_in_and_nothing_else(text: str, expected: list[tuple[str, ...]]) -> None:
    assert fields(text) == expected
