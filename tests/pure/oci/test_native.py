"""What counts as native: the host's own CPU at any level, modes unless they are seen to fail, and nothing else."""

from unittest.mock import Mock

import pytest

from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform


def several(specifiers: str) -> tuple[Platform, ...]:
    return tuple(platforms.parse(f"linux/{specifier}") for specifier in specifiers.split())


ARM = "arm/v8 arm/v7 arm/v6 arm/v5"
V8_5 = "arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1 arm64"


@pytest.mark.parametrize(
    ("host", "runs"),
    [
        ("amd64", "amd64 386"),
        ("amd64/v3", "amd64/v3 amd64/v2 amd64 386"),
        ("arm64", f"arm64 {ARM}"),
        ("arm64/v8.1", f"arm64/v8.1 arm64 {ARM}"),
        ("arm64/v9", f"arm64/v9 {V8_5} {ARM}"),
        ("arm64/v9.2", f"arm64/v9.2 arm64/v9.1 arm64/v9 arm64/v8.7 arm64/v8.6 {V8_5} {ARM}"),
        ("arm/v8", f"{ARM} arm64"),
        ("arm/v7", "arm/v7 arm/v6 arm/v5"),
        ("arm/v4", "arm/v4"),
        ("s390x", "s390x"),
        ("riscv64/rva23u64", "riscv64/rva23u64"),
        ("amd64/v99999999999999", "amd64/v99999999999999 386"),
        ("386", "386"),
        ("vax", "vax"),
    ],
)
def test_the_order_is_containerds(host: str, runs: str) -> None:
    assert native.vector(*several(host)) == several(runs)


@pytest.mark.parametrize(
    ("host", "platform", "executed", "expected"),
    [
        # the own CPU at any level, whatever the probe has seen
        ("amd64", "amd64", False, True),
        ("amd64", "amd64/v3", False, True),
        ("amd64/v3", "amd64", False, True),
        ("arm64", "arm64/v9", False, True),
        ("arm/v6", "arm/v7", False, True),
        # a mode must not have been seen to fail
        ("amd64", "386", True, True),
        ("amd64", "386", None, True),
        ("amd64", "386", False, False),
        ("arm64", "arm/v7", True, True),
        ("arm64/v9", "arm/v7", False, False),
        # a 32-bit docker on a kernel with 64 bits
        ("arm/v8", "arm64", True, True),
        ("arm/v8", "arm64", False, False),
        ("arm/v8", "amd64", True, False),
        # whatever else is executed is emulated
        ("arm64", "amd64", True, False),
        ("arm/v7", "arm64", True, False),
        ("s390x", "amd64", None, False),
    ],
)
def test_native_is_the_own_cpu_and_a_mode_that_is_executed(
    host: str, platform: str, *, executed: bool | None, expected: bool
) -> None:
    (own,), (asked,) = several(host), several(platform)
    assert native.is_native(asked, own, lambda _: executed) is expected


def test_the_engine_is_asked_about_modes_only() -> None:
    executes = Mock(return_value=True)
    (host,) = several("amd64")
    for platform in several("amd64 amd64/v4 386 arm64 s390x"):
        native.is_native(platform, host, executes)
    executes.assert_called_once_with(*several("386"))


def test_another_operating_system_is_another_platform() -> None:
    (host,) = several("amd64")
    assert not native.may_run(Platform("windows", "amd64"), host)
    assert not native.may_run(Platform("windows", "386"), host)
    assert native.may_run(Platform("windows", "386"), Platform("windows", "amd64"))


@pytest.mark.parametrize(
    ("host", "offered", "executed", "expected"),
    [
        ("amd64", "arm64 386 amd64", "386", "linux/amd64"),
        ("amd64/v3", "amd64 amd64/v2 386", "386", "linux/amd64/v2"),
        ("amd64", "386 amd64/v3", "386", "linux/amd64/v3"),
        ("amd64", "s390x 386", "386 s390x", "linux/386"),
        ("amd64", "s390x 386", "s390x", "None"),
        ("arm64", "arm/v6 arm/v7", "arm/v6 arm/v7", "linux/arm/v7"),
        ("arm64/v9.1", "arm64 arm64/v8.6 arm64/v9.2", "", "linux/arm64/v8.6"),
        ("arm/v6", "arm/v7 arm/v5", "", "linux/arm/v5"),
        ("arm/v8", "arm64 arm/v7", "arm64", "linux/arm/v7"),
        ("s390x", "amd64", "amd64", "None"),
        ("amd64", "", "", "None"),
    ],
)
def test_the_best_is_the_first_in_that_order(host: str, offered: str, executed: str, expected: str) -> None:
    (own,) = several(host)
    assert str(native.best(several(offered), own, several(executed).__contains__)) == expected


@pytest.mark.parametrize(
    ("host", "offered", "expected"),
    [
        ("amd64", "amd64/v2 arm64 amd64/v4 amd64/v3", "amd64/v4 amd64/v3 amd64/v2"),
        ("amd64", "amd64/v3 amd64", ""),
        ("amd64/v3", "amd64/v4 amd64/v2", ""),
        ("amd64", "386 arm64", ""),
        ("arm64", "arm64/v9 arm64/v9.2 arm64/v8.5 arm/v7", "arm64/v9.2 arm64/v9 arm64/v8.5"),
        ("arm64", "arm64/v8 arm64/v9", ""),
        ("arm/v6", "arm/v7", ""),
    ],
)
def test_levels_are_those_above_the_vector_if_nothing_in_it_is_for_the_own_cpu(
    host: str, offered: str, expected: str
) -> None:
    (own,) = several(host)
    assert native.levels(several(offered), own) == several(expected)
