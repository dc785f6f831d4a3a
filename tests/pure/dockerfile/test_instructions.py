"""A Dockerfile's instructions, by hand and against BuildKit's own parser, which the package dockerfile wraps."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anyarch.dockerfile import instructions
from anyarch.dockerfile.errors import UnreadableError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\ufefffrom a\r\n\r\n# c\r\n  rUn b\r\n", "FROM:1 RUN:4"),
        ("RUN a \\\n  b\nCMD c\n", "RUN:1 CMD:3"),
        ("RUN a \\\n# comment\n\n  b \\ \n c\nCMD d\n", "RUN:1 CMD:6"),
        ("RUN a \\\\\nCMD b\n", "RUN:1 CMD:2"),
        ("# a comment \\\nFROM a\n", "FROM:2"),
        ("# escape=`\nRUN a `\n b\nRUN c \\\nCMD d", "RUN:2 RUN:4 CMD:5"),
        ("# a comment first\n# escape=`\nRUN a \\\n b\n", "RUN:3"),
        ("#!/usr/bin/env frontend\n# escape=`\nRUN a \\\n b\n", "RUN:3"),
        ("RUN <<EOF\nFROM b\nEOF\nCMD c", "RUN:1 CMD:4"),
        ("RUN <<-EOF\nFROM b\n\tEOF\nCMD c", "RUN:1 CMD:4"),
        ("RUN <<EOF\nFROM b\n\tEOF\nEOF\nCMD c", "RUN:1 CMD:5"),
        ("RUN <<'E F' cat <<\"G\"\nFROM b\nE F\nFROM c\nG\nCMD d", "RUN:1 CMD:6"),
        ("COPY --chown=1 <<A <<B /x/\nFROM b\nA\nFROM c\nB\nCMD d", "COPY:1 CMD:6"),
        ("ADD << A /x\nFROM b\nA\nCMD c", "ADD:1 CMD:4"),
        ('RUN ["cat", "<<EOF"]\nCMD c', "RUN:1 CMD:2"),
        ("RUN [ 1 -lt 2 ] <<EOF\nFROM b\nEOF\nCMD c", "RUN:1 CMD:4"),
        ("RUN cat <<< x\nCMD c", "RUN:1 CMD:2"),
        ("RUN echo '<<EOF'\nCMD c", "RUN:1 CMD:2"),
        ("RUN echo it's <<EOF\nCMD c", "RUN:1 CMD:2"),
        ("CMD cat <<EOF\nLABEL a=<<EOF\n", "CMD:1 LABEL:2"),
    ],
)
def test_each_instruction_is_found_on_its_line(text: str, found: str) -> None:
    read = instructions.read(text.encode()).instructions
    assert " ".join(f"{each.keyword}:{each.line}" for each in read) == found


def test_flags_are_told_from_the_rest() -> None:
    [copy, run] = instructions.read(
        b"COPY --from='a b' --link -- --x y\nRUN \\\n --mount=\"type=cache,target=/a b\" \\\n  make --all\n"
    ).instructions
    assert (copy.flags, copy.rest) == (("--from=a b", "--link"), "--x y")
    assert (run.flags, run.rest) == (("--mount=type=cache,target=/a b",), "make --all")


def test_the_frontend_is_what_the_directive_names() -> None:
    for head, named in (
        (b"#  Syntax = docker/dockerfile:1 x\n# check=skip=all\n", "docker/dockerfile:1"),
        (b"#!/x\n# syntax=a\n", "a"),
        (b"\n# syntax=a\n", ""),
    ):
        assert instructions.read(head + b"FROM a").syntax == named


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM a\nFORM b", 2),
        ("FROM a\nRUN <<EOF\nb\n", 2),
        ('FROM a\nRUN [1, "<<"]', 2),
        ("# escape=`\n# escape=`\nFROM a", 2),
        ("ONBUILD ONBUILD RUN a", 1),
        ("ONBUILD FROM a", 1),
        ("ONBUILD", 1),
        ("\\\n", 1),
        ("COPY --from=\u00e9 a b", 1),
        ("RUN " + "a" * 65536, 1),
        ("RUN <<$X\n$X", 1),
    ],
)
def test_what_docker_refuses_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        instructions.read(text.encode())
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "RUN <<" + "${a:-" * 5000,
        "ONBUILD " * 5000,
        "RUN " + "[" * 50000,
        "RUN \\\n" * 20000 + "<<" * 20000,
        "COPY " + "--a \\\n" * 50000,
        "#" * 100000,
    ],
)
def test_hostile_files_end_soon_and_without_another_error(text: str) -> None:
    with contextlib.suppress(UnreadableError):
        instructions.read(text.encode())


def test_what_is_too_large_or_no_text_is_refused() -> None:
    for content in (b"#\n" * (instructions.LARGEST // 2 + 1), b"FROM \xff"):
        with pytest.raises(UnreadableError):
            instructions.read(content)


PIECES = (
    "FROM a\n", "FROM --platform=linux/arm64 a AS b\n", "from\ta as C\n", "RUN echo \\\n", "# comment\n", "\n", "  \n",
    "RUN <<EOF\n", "EOF\n", "\tEOF\n", "RUN <<-EOF cat\n", "RUN cat <<'E F' <<\"G\" > x\n", "E F\n", "G\n",
    "COPY <<A <<B /x/\n", "A\n", "B\n", 'COPY --from=b ["<<X", "y"]\n', "COPY --from='b' a b\n", "# escape=`\n",
    "# syntax=docker/dockerfile:1\n", "# check=skip=all\n", "RUN a `\n", "RUN --mount=type=bind,from=x echo \\\\\n",
    "ONBUILD RUN <<EOF\n", "ONBUILD COPY --from=z a b\n", "ENV a=b\n", "RUN echo ${a:-x <<EOF}\n", "EOF}\n",
    "RUN 'un <<EOF\n", 'RUN "${x:-\\"}" <<EOF\n', "RUN 3<<EOF <<<y\n", "\\\n", "\\  \n", "\r\n", 'CMD ["a"]\n',
    'RUN ["a", "<<EOF"]\n', "RUN [a <<EOF]\n", "EOF]\n", "ARG X=1 Y\n", 'LABEL a="b \\\n c"\n',
    'RUN --mount="type=cache,target=/a b" -- <<EOF\n', "RUN x\\\\\\\n", "ENTRYPOINT x \\ \n", "   RUN a\n", "# a\\\n",
    "RUN <<E\\OF\n", "RUN a\\ <<EOF\n", "RUN <<EOF2<<EOF\n", "RUN $x<<EOF\n", "RUN a<<EOF\n", "\ufeff",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
@example('RUN "${x:-\\"}" <<EOF\nFROM a\nEOF\n')
def test_the_instructions_are_those_of_buildkits_parser(text: str) -> None:
    oracle = pytest.importorskip("dockerfile", reason="the package dockerfile has no wheel for this machine")
    try:
        found = instructions.read(text.encode()).instructions
    except UnreadableError:
        return
    try:
        expected = oracle.parse_string(text)
    except oracle.GoParseError:
        expected = []  # without instructions, which the parser calls an error
    assert [(each.cmd.upper(), each.start_line) for each in expected] == [(each.keyword, each.line) for each in found]
    for theirs, ours in zip(expected, found, strict=True):
        assert theirs.flags == ours.flags or ours.keyword == "ONBUILD"
