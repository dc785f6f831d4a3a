"""Scripts: first lines read as this very kernel reads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anyarch.programs import script
from anyarch.programs.script import NoInterpreterError, Script


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"#! \t/bin/sh \t\n", Script("/bin/sh", None)),
        (b"#!/bin/sh -e -x\n", Script("/bin/sh", "-e -x")),
        (b"#!/bin/sh\r\n", Script("/bin/sh\r", None)),
        (b"#!/bin/sh\0x\n", Script("/bin/sh", None)),
        (b"#!/bin/sh " + b"x" * 300 + b"\n", Script("/bin/sh", "x" * 245)),
    ],
)
def test_the_first_line_is_read(content: bytes, expected: Script) -> None:
    assert script.read(content) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"echo\n", "does not begin with"),
        (b"", "does not begin with"),
        (b"#!\n", "nothing after"),
        (b"#! \t\n/bin/sh\n", "nothing after"),
        (b"#!/" + b"x" * 300 + b"\n", "longer than 255"),
    ],
)
def test_what_names_no_interpreter_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(NoInterpreterError, match=reason):
        script.read(content)


LINES = st.lists(st.sampled_from([b" ", b"\t", b"\0", b"\r", b"-x", b"INTERPRETER", b"#", b"y" * 120]), max_size=6)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the rules that this compares with")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=LINES, end=st.sampled_from([b"\n", b"\nmore", b""]))
def test_the_kernel_agrees(tmp_path: Path, parts: list[bytes], end: bytes) -> None:
    """A program that prints its words stands for the interpreter; what cannot be started is told apart by its error."""
    interpreter, file = tmp_path / "i", tmp_path / "s"
    if not interpreter.exists():
        os.symlink("/bin/echo", interpreter)
    line = b"".join(os.fsencode(interpreter) if part == b"INTERPRETER" else part for part in parts)
    content = b"#!" + line + end
    file.write_bytes(content)
    file.chmod(0o755)
    try:
        expected = script.read(content)
    except NoInterpreterError:
        # Where a zero byte is all that follows, the kernel tries to start a program without a name.
        with pytest.raises(OSError, match=r"Exec format error|Permission denied"):
            subprocess.run([file], check=False, capture_output=True)
        return
    if expected.interpreter != str(interpreter):
        with pytest.raises(OSError, match=r"No such file|Permission denied|Not a directory"):
            subprocess.run([file], check=False, capture_output=True, cwd=tmp_path)
        return
    printed = subprocess.run([file], check=True, capture_output=True).stdout
    words = [os.fsencode(expected.argument)] if expected.argument is not None else []
    assert printed == b" ".join([*words, os.fsencode(file)]) + b"\n"
