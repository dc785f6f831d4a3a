import pytest

from anyarch.dockerfile import stages
from anyarch.dockerfile.errors import UnreadableError
from anyarch.dockerfile.stages import COPY, MOUNT, Use


def test_stages_have_their_names_bases_platforms_and_lines() -> None:
    found = stages.read(
        b"# syntax=docker/dockerfile:1\nARG V=1 W\nARG X='a \\' Y=b\\ c\n"
        b"FROM --platform=$BUILDPLATFORM go:$V AS Build\n\nfrom scratch\n"
    )
    assert found.syntax == "docker/dockerfile:1"
    assert found.arguments == (("V", "1", 2), ("W", None, 2), ("X", "'a \\'", 3), ("Y", "b\\ c", 3))
    assert [each[:4] for each in found.stages] == [("build", "go:$V", "$BUILDPLATFORM", 4), ("", "scratch", "", 6)]


def test_what_a_stage_takes_files_from_has_its_line() -> None:
    [first, second] = stages.read(
        b"FROM a AS b\nONBUILD COPY --from=t x y\nONBUILD RUN a\nFROM c\n"
        b"COPY --chown=1 --from=b x y\nCOPY x y\nADD x y\n"
        b"RUN --mount=type=cache,target=/c --mount=target=/d,from=image:1 \\\n  make --from=none\n"
        b"RUN <<EOF\nCOPY --from=not x y\nEOF\n"
    ).stages
    assert (first.uses, first.triggers) == ((), (Use("t", 2, COPY),))
    assert second.uses == (Use("b", 5, COPY), Use("image:1", 8, MOUNT))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("ARG A", 0),
        ("RUN a\nFROM b", 1),
        ("ARG =1\nFROM b", 1),
        ("FROM a b", 1),
        ("FROM", 1),
        ("FROM a AS 1", 1),
        ("FROM a AS b c", 1),
        ("FROM --platform a", 1),
        ("FROM --platform=a --platform=b c", 1),
        ("FROM --other=1 a", 1),
        ("FROM a\nADD --from=b c d", 2),
        ("FROM a\nCOPY --from=$B c d", 2),
        ("FROM a\nCOPY --from=b --from=c d e", 2),
        ("FROM a\nCOPY --from c d", 2),
        ("FROM a\nRUN --mount=from=$B,target=/b c", 2),
        ('FROM a\nRUN --mount=\\"from=b\\",target=/b c', 2),
    ],
)
def test_what_docker_refuses_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        stages.read(text.encode())
    assert caught.value.line == line


@pytest.mark.parametrize("line", [b"FROM a\n", b"RUN --mount=from=b x\n", b"ONBUILD COPY --from=b c d\n"])
def test_a_file_with_very_many_parts_is_refused(line: bytes) -> None:
    with pytest.raises(UnreadableError, match="more parts"):
        stages.read(b"FROM a\n" + line * 3000)
