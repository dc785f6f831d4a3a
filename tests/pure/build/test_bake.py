import pytest

from anyarch.bare.command_line import PassThrough
from anyarch.build import bake
from anyarch.build.bake import Bake, Target
from anyarch.build.command_line import Build


def read(line: str) -> Bake:
    found = bake.read(line.split(), {})
    assert isinstance(found, Bake), found.reason
    return found


def target(entry: dict[str, object], **environment: str) -> Target:
    [found] = bake.targets(read("buildx bake"), {"target": {"app": entry}}, environment)
    return found


def build(entry: dict[str, object], **environment: str) -> Build:
    found = target(entry, **environment).build
    assert isinstance(found, Build), found.reason
    return found


def test_the_definition_is_asked_for_by_print() -> None:
    found = read("--context c buildx bake -f a.hcl --builder b app")
    assert found.words == tuple("--context c buildx bake --print -f a.hcl --builder b app".split())
    assert (found.connection, found.builder) == ({"context": "c"}, "b")
    assert bake.is_bake(["buildx", "f"])
    assert not bake.is_bake(["buildx", "build", "."])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("buildx bake -f -", "Its definition comes from standard input."),
        ("buildx bake -f https://example.org/a.hcl", "Its definition comes from the network."),
        ("buildx bake git@example.org:me/it", "Its definition comes from the network."),
        ("buildx bake --print", "It does not build."),
        ("buildx bake --list=targets", "It does not build."),
        ("buildx bake --frobnicate", "anyarch does not know the flag --frobnicate."),
    ],
)
def test_what_cannot_be_asked_for_is_left_alone(line: str, reason: str) -> None:
    found = bake.read(line.split(), {})
    assert isinstance(found, PassThrough)
    assert found.reason == reason


def test_a_target_is_a_build() -> None:
    entry = {
        "context": "sub",
        "dockerfile": "a/b",
        "target": "t",
        "args": {"A": "1", "B": None, "C": None},
        "pull": True,
    }
    found = build(entry, B="2")
    assert (found.context, found.file, found.stage, found.pulls) == ("sub", "sub/a/b", "t", True)
    assert found.arguments == {"A": "1", "B": "2"}
    assert found.uses_current_builder


def test_paths_are_in_the_context_or_here_and_the_dockerfile_may_be_in_the_definition() -> None:
    assert target({"dockerfile-inline": "FROM a"}).inline == "FROM a"
    assert build({"dockerfile": "Dockerfile"}).file == ""
    assert build({"context": "cwd://x", "dockerfile": "cwd://y"})[5:7] == ("y", "")
    assert build({"context": "cwd://x"}).context == "x"


@pytest.mark.parametrize("output", ["type=registry", {"type": "registry"}, {"type": "image", "push": "true"}])
def test_both_forms_of_an_output_are_read(output: object) -> None:
    assert build({"output": [output]}).is_pushed
    assert not build({"output": [{"type": "docker"}]}).is_pushed


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"platforms": ["linux/arm64"]}, "It says for which platform to build."),
        ({"contexts": {"a": "b"}}, "It has named contexts, which may replace images."),
        ({"context": "https://example.org/a"}, "It comes from the network."),
        ({"dockerfile": "-"}, "It comes from standard input."),
        ({"args": {"BUILDKIT_SYNTAX": "a"}}, "It replaces the frontend that reads the Dockerfile."),
    ],
)
def test_a_target_that_cannot_be_read_is_left_alone(entry: dict[str, object], reason: str) -> None:
    found = target(entry).build
    assert isinstance(found, PassThrough)
    assert found.reason == reason


@pytest.mark.parametrize(
    "definition", [None, [], {"target": 1}, {"target": {"a": 5}}, {"target": {"a": {"args": [1]}}}]
)
def test_no_definition_raises_an_error(definition: object) -> None:
    bake.targets(read("buildx bake"), definition, {})
