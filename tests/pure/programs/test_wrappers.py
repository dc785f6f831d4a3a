"""Wrappers: the program behind their flags, as the real ones find it."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs import launchers, wrappers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gosu app server -x", "server -x"),
        ("/sbin/su-exec 1000 server", "server"),
        ("setpriv --reuid 1 --init-groups --inh-caps -all -- server", "server"),
        ("setpriv --dump", ""),
        ("nice server", "server"),
        ("ionice -c 2 -n 0 server", "server"),
        ("ionice -p 1", ""),
        ("timeout 5 server", "server"),
        ("chpst -u app:app -e /env -P server", "server"),
        ("chpst -/ /root server", ""),
        ("tini -p SIGTERM -s server", "server"),
        ("dumb-init --rewrite 15:3 -- server", "server"),
        ("catatonit -- server", "server"),
        ("docker-init -- server", "server"),
        ("s6-setuidgid app server", "server"),
        ("s6-applyuidgid -u 1 -g 2 server", "server"),
        ("setuidgid app server", "server"),
        ("with-contenv server", "server"),
        ("sudo -Hu app A=1 server", "server"),
        ("sudo -i server", ""),
        ("runuser -u app -- server", "server"),
        ("runuser app -c server", ""),
        ("time -f %e server", "server"),
        ("busybox nice -n 5 server", "server"),
        ("gosu app tini -- server", "tini -- server"),
        ("xargs server", ""),
        ("gosu app", ""),
    ],
)
def test_the_program_behind_a_wrapper_is_found(line: str, expected: str) -> None:
    assert launchers.started(line.split()) == expected.split()


@pytest.mark.parametrize(
    "line",
    [
        "nice -n 5", "nice -n5", "nice -5", "nice --adjustment=5", "timeout -k 1 -s TERM 5", "timeout --foreground 5s",
        "stdbuf -oL -e 0", "stdbuf --output=L", "ionice -c2 -n7 -t", "setsid -w", "nohup", "setpriv --nnp --",
        "setpriv --no-new-privs --inh-caps -all",
    ],
)  # fmt: skip
def test_the_real_wrapper_starts_the_same(line: str) -> None:
    words, program = line.split(), ["printf", "<%s>", "a", "b"]
    assert wrappers.after([*words, *program]) == program
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run([*words, *program], check=True, capture_output=True, text=True)
    assert done.stdout == "<a><b>"


@given(st.sampled_from([*wrappers.WRAPPERS]), st.lists(st.text(max_size=12), max_size=6))
def test_what_is_found_is_the_end_of_the_line(name: str, words: list[str]) -> None:
    found = wrappers.after([name, *words])
    assert found == [] or words[-len(found) :] == found
