"""Launchers: the word that they start, as the real ones do."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anyarch.programs import launchers


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["/usr/bin/env", "node", "x.js"], ["node", "x.js"]),
        (["env", "-S node --harmony", "x.js"], ["node", "--harmony", "x.js"]),
        (["env", "-i", "-u", "B", "A=1", "node"], ["node"]),
        (["env", "--split-string=node -x", "y"], ["node", "-x", "y"]),
        (["env", "-vS", "node -x"], ["node", "-x"]),
        (["env", "node --harmony", "x.js"], ["node --harmony", "x.js"]),
        (["env", "--", "A=1", "node"], ["node"]),
        (["env", "-iu", "B", "node"], ["node"]),
        (["env", "-uB", "--unset=C", "--chdir", "/x", "node"], ["node"]),
        (["env", "-C", "/x", "./node"], []),
        (["env", "PATH=/x", "node"], []),
        (["env", "PATH=/x", "/x/node"], ["/x/node"]),
        (["env", "-S", "'unfinished"], []),
        (["env"], []),
        (["/bin/sh", "-c", "exec A=1 node x"], ["node", "x"]),
        (["/bin/bash", "-ec", 'node "a b"'], ["node", "a b"]),
        (["busybox", "sh", "-c", "node"], ["node"]),
        (["sh", "-c", "node && echo"], []),
        (["sh", "-c", "exec cd /x"], []),
        (["sh", "-c", "node $X"], []),
        (["sh", "x.sh"], []),
        (["node", "env"], []),
        ([], []),
        ([""], []),
    ],
)
def test_what_is_started_is_told(words: list[str], expected: list[str]) -> None:
    assert launchers.started(words) == expected


ENV = "/usr/bin/env"
ENV_VERSION = subprocess.run([ENV, "--version"], check=False, capture_output=True, text=True).stdout
PIECES = st.sampled_from(
    ["PROGRAM", "-i", "A=1", "-u", "-S", "-S PROGRAM x", "-vS", "x y", "--", "PROGRAM -S", "-", "-iu", "-C/"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=5))
def test_env_agrees_where_it_starts_something(tmp_path: Path, pieces: list[str]) -> None:
    if "GNU coreutils" not in ENV_VERSION:
        pytest.skip("this env is not GNU's")
    program = tmp_path / "program"
    if not program.exists():
        program.write_text('#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n')
        program.chmod(0o755)
    words = [ENV, *(piece.replace("PROGRAM", str(program)) for piece in pieces)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=dict(os.environ))
    expected = launchers.started(words)
    is_followed = expected or sum("S" in piece for piece in pieces) < 5  # only an attacker would nest more
    if is_followed and done.returncode == 0 and done.stdout.startswith("<"):
        assert done.stdout == "".join(f"<{word}>" for word in expected[1:])


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_words_are_read(words: list[str]) -> None:
    for launcher in ("env", "sh", "tini"):
        found = launchers.started([launcher, *words])
        assert isinstance(found, list)
