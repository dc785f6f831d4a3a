"""Scripts into commands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs.shell import parser
from anyarch.programs.shell.commands import Simple


def simple(text: str) -> list[str]:
    return [
        command.raw
        for chain in parser.parse(text).commands
        for _, link in chain.links
        for command in link.commands
        if isinstance(command, Simple)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b; c\nd", ["a b", "c", "d"]),
        ("a && b || c | d &", ["a", "b", "c", "d"]),
        ("# a\nb # c\n", ["b"]),
        ("a \\\n b", ["a \\\n b"]),
        ("cat <<EOF >x\n$(rm\nEOF\nb", ["cat", "b"]),
        ("cat <<-'E F'\n\tx '\n\tE F\nb", ["cat", "b"]),
        ("cat <<A <<B\n1\nA\n2\nB\nb", ["cat", "b"]),
        ("a 2>&1 >/dev/null </x b", ["a 2>&1 >/dev/null </x b"]),
        ('a \'x\ny\' "$(b "c")"; d', ['a \'x\ny\' "$(b "c")"', "d"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["f"]),
        ("case $1 in a|b) c;; (d) e;& *) f; esac; g", ["g"]),
        ("for x in a b; do c; done; for y; do d; done; e", ["e"]),
        ("while a; do b; done <x; until c; do d; done; e", ["e"]),
        ("f() { a; }\nfunction g { b; }\nh() (c)\ni", ["i"]),
        ("[[ $a =~ ^(x|y)$ && -f b ]] && c", ["[[ $a =~ ^(x|y)$ && -f b ]]", "c"]),
        ("(( x > 3 )) || c", ["(( x > 3 ))", "c"]),
        ("a=(b c); d", ["a=(b c)", "d"]),
        ("a=(\n# it's (1\nb)\nd", ["a=(\n# it's (1\nb)", "d"]),
        ("diff <(a) <(b); c", ["diff <(a) <(b)", "c"]),
        ("! a; time b", ["a", "b"]),
        ("a <<< 'b c'; d", ["a", "d"]),
        ("echo $#; a#b", ["echo $#", "a#b"]),
        ("echo if then; a", ["echo if then", "a"]),
    ],
)
def test_commands_are_found(text: str, expected: list[str]) -> None:
    assert simple(text) == expected
    assert parser.parse(text).rest == ""


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("a\nif b; then", ["a"], "if b; then"),
        ("a; b 'c", ["a"], "b 'c"),
        ("a\n)\nb", ["a"], ")\nb"),
        ("a\nfi", ["a"], "fi"),
        ("a\nb $(case x in y) z;; esac)\n", ["a"], "b $(case x in y) z;; esac)"),
        ("a\ncat <<EOF\nb", ["a"], "cat <<EOF\nb"),
        ("a\nb\0c", ["a", "b"], "what comes after a zero byte"),
        ("a\n" + "(" * 200, ["a"], "(" * 200),
    ],
)
def test_what_is_not_understood_is_the_rest(text: str, expected: list[str], rest: str) -> None:
    assert (simple(text), parser.parse(text).rest) == (expected, rest)


SIGNS = [
    *"a;|(){}<>#=!'\"$`\\ \n",
    *("&&", "||", "{ ", "if ", "then ", "fi", "case ", " in ", "esac", "do ", "done"),
    *("<<", "${", "$(", "[[ ", " ]]", "(("),
]


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    script = parser.parse(text)
    assert all(raw in text for raw in simple(text))
    assert script.rest in text or script.rest == "what comes after a zero byte"


@pytest.mark.parametrize("text", ["{", "[", "'a", '"', "$(", "${a:-", "<<a\n", "a&&", "(", "`", "if ", "$A", "\\"])
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        parser.parse(text * (length // len(text)))
        return time.process_time() - started

    # Other processes can only make a measurement longer.
    assert any(seconds(60_000) < 60 * max(seconds(6_000), 0.003) for _ in range(3))
