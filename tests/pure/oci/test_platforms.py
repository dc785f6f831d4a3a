import pytest

from anyarch.oci import platforms
from anyarch.oci.platforms import Platform


@pytest.mark.parametrize(
    ("specifier", "printed"),
    [
        ("linux/amd64", "linux/amd64"),
        ("amd64", "linux/amd64"),
        ("LINUX/ARM64", "linux/arm64"),
        ("aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm64/v8.0", "linux/arm64"),
        ("linux/arm64/9", "linux/arm64/v9"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64/v3"),
        ("arm", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("armel", "linux/arm/v6"),
        ("linux/386/sse2", "linux/386"),
        ("macos/arm64", "darwin/arm64"),
        ("windows/amd64", "windows/amd64"),
        ("linux/foo", "linux/foo"),
    ],
)
def test_specifiers_are_normalized_as_containerd_does_and_stay_so(specifier: str, printed: str) -> None:
    assert str(platforms.parse(specifier)) == printed
    assert platforms.parse(printed) == platforms.parse(specifier)


@pytest.mark.parametrize(
    "specifier", ["", "/", "foo", "linux", "linux/", "linux/arm64/", "a/b/c/d", " amd64", "*/amd64"]
)
def test_what_docker_refuses_is_refused(specifier: str) -> None:
    with pytest.raises(ValueError, match=r"platform|architecture"):
        platforms.parse(specifier)


@pytest.mark.parametrize(
    ("os", "architecture"),
    [("unknown", "unknown"), ("", ""), ("linux", ""), ("", "arm64"), ("linux", "arm\n64"), ("li/nux", "amd64")],
)
def test_attestations_gaps_and_strange_letters_are_no_platform(os: str, architecture: str) -> None:
    assert platforms.normalized(os, architecture) is None


@pytest.mark.parametrize(
    ("architecture", "machine", "platform"),
    [
        ("amd64", "x86_64", "linux/amd64"),
        ("arm64", "aarch64", "linux/arm64"),
        ("arm", "armv6l", "linux/arm/v6"),
        ("arm", "armv7l", "linux/arm/v7"),
        ("arm", "aarch64", "linux/arm/v8"),
        ("arm", "", "linux/arm/v7"),
    ],
)
def test_the_kernel_tells_the_variant_of_an_arm_engine(architecture: str, machine: str, platform: str) -> None:
    assert str(platforms.from_machine("linux", architecture, machine)) == platform


def test_preferred_platforms_come_first_in_their_order_and_the_rest_as_they_stood() -> None:
    s390x, arm64, ppc64le, amd64 = (Platform("linux", name) for name in ("s390x", "arm64", "ppc64le", "amd64"))
    assert platforms.ordered((s390x, arm64, ppc64le, amd64), (amd64, arm64)) == (amd64, arm64, s390x, ppc64le)
