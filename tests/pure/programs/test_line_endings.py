"""What Windows line endings break: observed with dash, bash, busybox, GNU env, Perl and Python."""

import pytest

from anyarch.programs import line_endings, script

ARGUMENT, COMMAND = "the interpreter's argument", "the shell's commands"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"#!/bin/sh -e\r\necho\r\n", ARGUMENT),
        (b"#!/usr/bin/python3 -u\r\nprint(1)\r\n", ARGUMENT),
        (b"#!/usr/bin/env -S sh -e\r\ncd /app\r\n", COMMAND),
        (b"#!/usr/bin/env bash\nset -e\r\n", COMMAND),
        (b"#!/bin/sh\n\r\n", COMMAND),
        (b"#!/bin/sh\recho hello\r", "takes them all for the first one"),
        (b"#!/bin/sh\nset -e\r\ncd /\nls\nid\n", COMMAND),
        (b"#!/bin/sh\nif id; then\r\n  ls\nfi\nid\n", COMMAND),
        # Seen when the interpreter is looked for.
        (b"#!/bin/sh\r\ncd /\n", ""),
        (b"#!/usr/bin/env sh\r\ncd /\n", ""),
        # These run.
        (b"#!/usr/bin/perl -w\r\nprint 1;\r\n", ""),
        (b"#!/usr/bin/python3\nprint(1)\r\n", ""),
        (b"#!/bin/sh\n# a comment\r\n", ""),
        (b"#!/bin/sh\necho hello\r\ncd /\nls\nid\n", ""),
        (b"#!/bin/sh\nnc mail 25 <<END\nHELO me\r\nEND\n", ""),
        (b"#!/bin/sh\ncd /\n", ""),
    ],
)
def test_a_carriage_return_breaks_what_it_breaks(content: bytes, expected: str) -> None:
    found = line_endings.problem(script.read(content), content)
    assert bool(found) == bool(expected)
    assert expected in found


def test_the_first_line_that_is_broken_is_named() -> None:
    assert line_endings.problem_of_shell(b"# setup\r\nset -e\r\ncd /\r\n").endswith(", as in set -e\r")
