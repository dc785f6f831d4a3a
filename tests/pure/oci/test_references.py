import pytest

from anyarch.oci import references

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("image", "complete"),
    [
        ("alpine", "docker.io/library/alpine:latest"),
        ("alpine:3.20", "docker.io/library/alpine:3.20"),
        ("localhost", "docker.io/library/localhost:latest"),
        ("example.com", "docker.io/library/example.com:latest"),
        ("me/app", "docker.io/me/app:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest"),
        ("index.docker.io/alpine", "docker.io/library/alpine:latest"),
        ("registry-1.docker.io/library/alpine", "registry-1.docker.io/library/alpine:latest"),
        ("ghcr.io/a/b/c:1", "ghcr.io/a/b/c:1"),
        ("localhost/a", "localhost/a:latest"),
        ("localhost:5000/a:b", "localhost:5000/a:b"),
        ("Foo/bar", "Foo/bar:latest"),
        ("[::1]:5000/a", "[::1]:5000/a:latest"),
        (f"a@sha256:{HEX}", f"docker.io/library/a@sha256:{HEX}"),
        (f"a:1@sha256:{HEX}", f"docker.io/library/a@sha256:{HEX}"),
        ("abc123", "docker.io/library/abc123:latest"),
        ("a__b/c-d.e", "docker.io/a__b/c-d.e:latest"),
    ],
)
def test_names_are_completed_as_docker_completes_them(image: str, complete: str) -> None:
    assert str(references.parse(image)) == complete


@pytest.mark.parametrize(
    "image",
    [
        "", "-", ":", "@", "a:", "a@", "A", "docker.io/A", "a//b", "a/", "/a", "a b", "a\nb", "a:b:c", "a:-x", "a___b",
        "a@sha256:abc", f"a@md5:{HEX}", HEX, f"sha256:{HEX}", "x" * 256, "a:" + "t" * 129, "ex_ample.com/a",
    ],
)  # fmt: skip
def test_what_docker_calls_an_invalid_reference_is_refused(image: str) -> None:
    with pytest.raises(ValueError, match="not"):
        references.parse(image)
