"""The words of a private run, as a table; that docker understands them so is shown in tests/cli/conformance."""

import shlex

import pytest

from anyarch.decision import private_words
from anyarch.decision.facts import Pack
from anyarch.oci.platforms import Platform
from anyarch.programs.start import Start
from tests.pure.bare.written_lines import invocation

ARM64 = Platform("linux", "arm64")
PACK = Pack("pack-1", frozenset(["arm64"]))
MOUNTS = (
    "--mount type=volume,source=pack-1,destination=/host-rootfs,readonly,volume-nocopy "
    "--mount type=bind,source=/dev/null,destination=/etc/ld.so.preload,readonly "
    "--entrypoint /host-rootfs/tini"
)
START = "-s -g -- /host-rootfs/start arm64"
SHELL = Start(command=("sh",))
SERVICE = Start(entrypoint=("/entry", "-x"), command=("serve",))
CHECKED = Start(command=("sh",), checks_health=True)


def rewritten(line: str, configuration: Start, *, is_added: bool = True) -> str:
    words = shlex.split(line)
    return shlex.join(private_words.rewrite(words, invocation(line), PACK, ARM64, configuration, is_added=is_added))


@pytest.mark.parametrize(
    ("line", "configuration", "changed"),
    [
        ("run i", SHELL, "run --platform linux/arm64 ADDED i START sh"),
        ("run i", SERVICE, "run --platform linux/arm64 ADDED i START /entry -x serve"),
        ("run i a b", SERVICE, "run --platform linux/arm64 ADDED i START /entry -x a b"),
        ("run --entrypoint e i a", SERVICE, "run --platform linux/arm64 --entrypoint e ADDED i START e a"),
        ("run --entrypoint= i a", SERVICE, "run --platform linux/arm64 --entrypoint= ADDED i START a"),
        ("run --entrypoint e i", SERVICE, "run --platform linux/arm64 --entrypoint e ADDED i START e"),
        ("run -itw /w -- i -- a", SHELL, "run --platform linux/arm64 -itw /w ADDED -- i START -- a"),
        ("-D container create i", SHELL, "-D container create --platform linux/arm64 ADDED i START sh"),
        ("run --pull always i", SHELL, "run --platform linux/arm64 --pull always ADDED --pull=missing i START sh"),
        ("run i", CHECKED, "run --platform linux/arm64 ADDED --no-healthcheck i START sh"),
        ("run --health-cmd x i", CHECKED, "run --platform linux/arm64 --health-cmd x ADDED i START sh"),
        ("run --no-healthcheck i", CHECKED, "run --platform linux/arm64 --no-healthcheck ADDED i START sh"),
        ("run i", Start(("",), ("sh",)), "run --platform linux/arm64 ADDED i START sh"),
    ],
)
def test_the_packs_program_starts_what_docker_would_start(line: str, configuration: Start, changed: str) -> None:
    assert rewritten(line, configuration) == changed.replace("ADDED", MOUNTS).replace("START", START)


def test_a_platform_that_docker_is_not_to_be_told_is_not_added() -> None:
    assert "--platform" not in rewritten("run i", SHELL, is_added=False)


@pytest.mark.parametrize(
    ("line", "configuration"),
    [("run i", Start()), ("run --entrypoint= i", SERVICE), ("run i", Start(("",), ()))],
)
def test_where_nothing_is_to_be_started_docker_is_left_to_say_so(line: str, configuration: Start) -> None:
    with pytest.raises(private_words.NoCommandError):
        rewritten(line, configuration)


@pytest.mark.parametrize(
    ("line", "fetch"),
    [
        ("run i", "pull --platform=linux/arm64 -- i"),
        ("run -q i a", "pull --platform=linux/arm64 --quiet -- i"),
        ("-D -c far -H= --tls=0 create i", "--debug=true --context=far --host== --tls=false pull --platform=P -- i"),
    ],
)
def test_the_image_is_fetched_from_the_engine_that_the_run_is_for(line: str, fetch: str) -> None:
    assert private_words.pull(invocation(line), ARM64) == shlex.split(fetch.replace("=P ", "=linux/arm64 "))
