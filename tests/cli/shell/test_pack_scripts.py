"""The scripts of a pack, apart from PRoot, in a process namespace of their own."""

import os
import subprocess

import pytest

SUPERVISE = os.path.join(os.path.dirname(__file__), "..", "..", "..", "shell", "pack", "supervise")
APART = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child"]


def test_without_a_tracer_no_other_process_is_killed() -> None:
    if subprocess.run([*APART, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("namespaces are not allowed here")
    script = 'sleep 1000 & bash "$0" 1 /bin/false false; echo "ended with $?"; kill -0 $! && echo alive'
    words = [*APART, "timeout", "60", "sh", "-c", script, SUPERVISE]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.stdout == "ended with 1\nalive\n", done.stderr
