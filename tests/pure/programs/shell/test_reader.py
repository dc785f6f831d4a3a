"""What a script starts, for sure or perhaps, as the shell of this machine starts it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anyarch.programs.shell.reader import Shell
from anyarch.programs.shell.values import UNKNOWN, Fields, Values


class Recorded:
    def __init__(self) -> None:
        self.sure: list[str] = []
        self.possible: list[str] = []
        self.hidden: list[str] = []

    def begins(self, _: Values, choices: tuple[Fields, ...], raw: str, *, is_sure: bool) -> None:
        known = [" ".join(words) for words in choices if UNKNOWN not in words[0]]
        if is_sure and len(known) == len(choices) == 1:
            self.sure += known
        else:
            self.possible += known
        if len(known) < len(choices):
            self.hidden.append(raw)

    def hides(self, raw: str, *, is_sure: bool) -> None:
        self.hidden.append(f"{raw}{'' if is_sure else ' perhaps'}")

    def text(self, _: Values, name: str) -> str | None:
        return "lib() { tool $1; }\nV=lib" if name == "/lib.sh" else None

    def writes(self) -> None:
        pass

    def counts(self) -> bool:
        return True


def read(text: str, *arguments: str) -> Recorded:
    recorded = Recorded()
    variables: dict[str, Fields] = {"PATH": ("/bin",), "APP": ("/opt/app",), "CMD": ("run --fast",)}
    Shell(Values("/e.sh", "/", variables, (arguments,)), recorded).read(text, is_sure=True)
    return recorded


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("a; b\nc && d", ["a", "b", "c", "d"]),
        ("exec a; b", ["a"]),
        ("exec -a zero a", ["a"]),
        ("exec >/log 2>&1; a", ["a"]),
        ("command a; command -v b", ["a"]),
        ("exit 0; a", []),
        ("exec $CMD x", ["run --fast x"]),
        ('exec gosu app "$@"', ["gosu app one two three"]),
        ('set -- a "$@"; shift 2; exec x "$@"', ["x two three"]),
        ("X=/b; $X/y", ["/b/y"]),
        ("export X=/b Y=1; exec $X", ["/b"]),
        ("local X=1; readonly Z=/z; $Z", ["/z"]),
        ("a || exit 1; b", ["a", "b"]),
        ("die() { exit 1; }; a || die; b", ["a", "b"]),
        ("a || true; b", ["b"]),
        ("[ -f x ] && a; b", ["b"]),
        ("test -f x || a; b", ["b"]),
        ("grep -q x y && a", []),
        ("if a; then b; else c; fi; d", ["d"]),
        ("if x; then exit 1; fi; a", ["a"]),
        ("if x; then exit; fi; a", []),
        ("case $1 in x) a;; esac; b", ["b"]),
        ("while true; do a; sleep 1; done; b", ["a", "sleep 1"]),
        ("while ! nc -z db 1; do sleep 1; done; a", ["a"]),
        ("for x in 1; do a; done; b", ["b"]),
        ("(a; exit 0); b", ["a", "b"]),
        ("{ a; exit 0; }; b", ["a"]),
        ("a & b | c; d", ["a", "b", "c", "d"]),
        ("! a; b", ["b"]),
        ("f() { a $1; return 0; c; }; f x; b", ["a x", "b"]),
        ("main() { exec a; }; main; b", ["a"]),
        ("X=$(a) b $(c)", ["b "]),
        ("eval 'a; b'; c", ["a", "b", "c"]),
        (". /lib.sh; lib x; $V y", ["tool x", "tool y"]),
        ("trap 'a' EXIT; alias b=c; umask 022; d", ["d"]),
        ("echo a > /x; printf b; d", ["d"]),
        ('if [ -z "$X" ]; then APP=/opt/other; fi; $APP', []),
        ('if [ x = "$1" ]; then set -- y "$@"; fi; exec "$@"', []),
    ],
)  # fmt: skip
def test_what_is_started_for_sure(text: str, sure: list[str]) -> None:
    found = read(text, "one", "two", "three")
    assert [each.replace(UNKNOWN, "") for each in found.sure] == sure
    assert found.hidden == []


@pytest.mark.parametrize(
    ("text", "possible", "hidden"),
    [
        ("if a; then b; else c; fi", ["a", "b", "c"], []),
        ("case $1 in x) a;; y) b;; esac", ["a", "b"], []),
        ("a || b", ["a", "b"], []),
        ("if x; then exec a; fi; b", ["x", "a", "b"], []),
        ("if [ x ]; then APP=/opt/other; fi; $APP", ["/opt/app", "/opt/other"], []),
        ('if [ x ]; then set -- y "$@"; fi; exec "$@"', ["one", "y one"], []),
        ("exec $NOWHERE", [], ["exec $NOWHERE"]),
        ("exec ${NOWHERE:-/opt/x}", [], []),
        ('"$(uname -m)/a"', ["uname -m"], ['"$(uname -m)/a"']),
        ("read X; $X", [], ["$X"]),
        ("eval $NOWHERE", [], ["eval $NOWHERE"]),
        (". /nowhere; $APP", [], [". /nowhere", "$APP"]),
        ("if x; then\n. /nowhere; fi", ["x"], [". /nowhere perhaps"]),
        ("if x; then", [], ["if x; then"]),
        ("exec a; if x; then", [], []),
        ("echo $(a)", ["a"], []),
        ("f() { f; a; }; f; b", ["a"] * 8 + ["b"], ["f"]),
        ("for x in /a /b; do $x; done", ["/a", "/b"], []),
    ],
)
def test_what_may_be_started_and_what_is_hidden(text: str, possible: list[str], hidden: list[str]) -> None:
    found = read(text, "one")
    assert (found.possible, found.hidden) == (possible, hidden)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["; ", " && ", " || ", " | ", " & wait; "]), inner).map("".join),
        inner.map(lambda each: f"{{ {each}; }}"),
        inner.map(lambda each: f"( {each} )"),
        inner.map(lambda each: f"! {{ {each}; }}"),
        st.tuples(inner, inner, inner).map(lambda each: "if {}; then {}; else {}; fi".format(*each)),
        st.tuples(inner, inner).map(lambda each: "case x in y) {};; *) {};; esac".format(*each)),
        inner.map(lambda each: f"for each in 1 2; do {each}; done"),
        st.tuples(inner, inner).map(lambda each: "f() {{ {}; }}; f; {}".format(*each)),
        inner.map(lambda each: f"while true; do {each}; exit 0; done"),
        inner.map(lambda each: f'echo "$( {each} )" >/dev/null'),
    )


PROGRAMS = ("p1", "p2", "p3", "p4", "p5")
LEAVES = st.sampled_from(
    [*PROGRAMS, *PROGRAMS, "exec p1", "exit 0", "exit 1", "true", "[ -n x ]", "X=p2", "$X", "set -- p3", "$1", '"$@"',
     "command p4", "return 0", "P=$(p5)", "grep -q x /dev/null", "eval p1", "shift"]
)  # fmt: skip
SHELLS = [name for name in ("dash", "bash") if shutil.which(name)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.recursive(LEAVES, compound, max_leaves=7))
def test_a_real_shell_starts_what_is_sure_and_nothing_that_is_not_found(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log"
    for name in PROGRAMS:
        program = tmp_path / name
        if not program.exists():
            program.write_text(f"#!/bin/sh\necho {name} >>{log}\n")
            program.chmod(0o755)
    found = read(f"X=p4\n{text}\n", "p1", "p5")
    for shell in SHELLS:
        log.write_text("")
        words = [shell, "-c", f"X=p4\n{text}\n", "zero", "p1", "p5"]
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        subprocess.run(words, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=100, env=environment)
        run = set(log.read_text().split())
        names = {line.split()[0] for line in (*found.sure, *found.possible) if line.split()}
        assert {line.split()[0] for line in found.sure} & set(PROGRAMS) <= run, shell
        assert found.hidden or run <= names, shell
