"""What shells and other interpreters are told to run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs import interpreters
from anyarch.programs.interpreters import Told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sh", "-c", "a b"], Told("a b", "", (), "")),
        (["sh", "-ec", "a b", "zero", "one"], Told("a b", "", ("one",), "zero")),
        (["bash", "-euo", "pipefail", "-c", "a"], Told("a", "", (), "")),
        (["bash", "-c", "-e", "a"], Told("a", "", (), "")),
        (["/bin/bash", "-lc", "a"], Told("a", "", (), "", is_login=True)),
        (["bash", "--login", "-c", "a"], Told("a", "", (), "", is_login=True)),
        (["bash", "--rcfile", "x", "/s", "1"], Told(None, "/s", ("1",), "/s")),
        (["busybox", "sh", "/s"], Told(None, "/s", (), "/s")),
        (["sh", "-e", "+x", "/s", "-c", "1"], Told(None, "/s", ("-c", "1"), "/s")),
        (["sh", "--", "/s"], Told(None, "/s", (), "/s")),
        (["sh", "-s", "x"], None),
        (["sh"], None),
        (["su", "app", "-c", "a b"], Told("a b", "", (), "")),
        (["su", "-", "app", "-c", "a"], Told("a", "", (), "", is_login=True)),
        (["su", "-s", "/bin/sh", "-c", "a", "app"], Told("a", "", (), "")),
        (["su", "app", "--command=a"], Told("a", "", (), "")),
        (["su", "app"], None),
        (["runuser", "-l", "app", "-c", "a"], Told("a", "", (), "", is_login=True)),
        (["python3", "-c", "a"], None),
    ],
)
def test_what_a_shell_runs_is_found(words: list[str], expected: Told | None) -> None:
    assert interpreters.told(words) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/usr/bin/python3.12 -u -X dev app.py x", "app.py"),
        ("python -m http.server", "-m http.server"),
        ("node --harmony -r x server.js", "server.js"),
        ("node -e code", "-e code"),
        ("java -cp a:b -Xmx1g -jar app.jar", "app.jar"),
        ("java -cp a:b Main", "Main"),
        ("ruby -w app.rb", "app.rb"),
        ("dotnet app.dll", "app.dll"),
        ("python3", ""),
        ("nginx -g daemon", None),
    ],
)
def test_what_a_runtime_runs_is_named(line: str, expected: str | None) -> None:
    assert interpreters.foreign_script(line.split()) == expected


@given(st.sampled_from(["sh", "su", "busybox", "python3", "java"]), st.lists(st.text(max_size=8), max_size=6))
def test_any_words_are_read(name: str, words: list[str]) -> None:
    interpreters.told([name, *words])
    interpreters.foreign_script([name, *words])
