import pytest

from anyarch.bare.command_line import PassThrough
from anyarch.build import command_line
from anyarch.build.command_line import Build


def read(line: str, **environment: str) -> Build:
    found = command_line.read(line.split(), environment)
    assert isinstance(found, Build), found.reason
    return found


def refused(line: str, **environment: str) -> str:
    found = command_line.read(line.split(), environment)
    assert isinstance(found, PassThrough)
    return found.reason


def test_what_is_built_and_from_what_is_read() -> None:
    found = read("--context c build -t a:1 --build-arg=A=1 . --build-arg B --build-arg C -fx --target t --pull", B="2")
    assert (found.context, found.file, found.stage, found.pulls) == (".", "x", "t", True)
    assert found.arguments == {"A": "1", "B": "2"}
    assert (found.connection, found.global_words) == ({"context": "c"}, ("--context", "c"))
    assert not found.builder
    assert not found.is_pushed


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("build .", "build --platform P ."),
        ("-D build -- .", "-D build --platform P -- ."),
        ("image build .", "image build --platform P ."),
        ("builder build .", "builder build --platform P ."),
        ("buildx build .", "buildx build --platform P ."),
        ("buildx b .", "buildx b --platform P ."),
    ],
)
def test_the_platform_comes_right_after_the_verb(line: str, changed: str) -> None:
    assert command_line.is_build(line.split())
    assert command_line.with_platform(line.split(), read(line), "P") == changed.split()


@pytest.mark.parametrize(
    "line", ["", "run build", "buildx bake", "image ls", "buildx", "--unknown build .", "builds ."]
)
def test_other_commands_are_no_build(line: str) -> None:
    assert not command_line.is_build(line.split())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("build --help", "It asks for help."),
        ("build", "A build takes exactly one context."),
        ("build a b", "A build takes exactly one context."),
        ("build --platform=linux/amd64 .", "It says for which platform to build."),
        ("build --platform= .", "It says for which platform to build."),
        ("build --call outline .", "It does not build."),
        ("build --check .", "It does not build."),
        ("build --print=targets .", "It does not build."),
        ("build -", "Its context comes from standard input."),
        ("build -f - .", "Its Dockerfile comes from standard input."),
        ("build -f https://example.org/Dockerfile .", "Its Dockerfile comes from the network."),
        ("build --build-context a=b .", "It has --build-context, which may replace images."),
        ("build --build-arg BUILDKIT_SYNTAX=a/b .", "It replaces the frontend that reads the Dockerfile."),
        ("build --frobnicate .", "anyarch does not know the flag --frobnicate."),
        ("build . --tag", "The flag --tag needs a value."),
    ],
)
def test_what_cannot_be_read_here_is_left_alone(line: str, reason: str) -> None:
    assert refused(line) == reason


def test_variables_may_leave_the_command_alone() -> None:
    assert refused("build .", DOCKER_DEFAULT_PLATFORM="linux/arm64").startswith("DOCKER_DEFAULT_PLATFORM")
    assert refused("build .", ANYARCH="off") == "anyarch is switched off by ANYARCH."
    assert refused("build --build-arg BUILDKIT_SYNTAX .", BUILDKIT_SYNTAX="a/b").startswith("It replaces")
    assert read("build --check=false --call=build .").context == "."


def test_the_builder_is_named_by_flag_or_variable() -> None:
    assert read("build --builder a .", BUILDX_BUILDER="b").builder == "a"
    assert read("build .", BUILDX_BUILDER="b").builder == "b"
    assert (read("build .").uses_current_builder, read("buildx build .").uses_current_builder) == (False, True)


@pytest.mark.parametrize(
    ("flags", "is_pushed"),
    [
        ("", False), ("--load", False), ("--push", True), ("--push=false", False), ("-o out", False), ("-o -", False),
        ("-o type=docker", False), ("-o type=local,dest=x", False), ("--output=type=tar,dest=x", False),
        ("-o type=oci,dest=x", False), ("-o type=image", False), ("-o type=image,push=true", True),
        ("-o type=image,push=false", False), ("-o type=registry", True), ("-o type=new", True),
        ("-o type=docker -o type=image,name=a,push=1", True), ("-o type=cacheonly", False),
    ],
)  # fmt: skip
def test_whether_the_result_is_pushed(flags: str, is_pushed: bool) -> None:  # noqa: FBT001 - a column of a table
    assert read(f"build {flags} .").is_pushed == is_pushed
