from pathlib import Path

import pytest

from anyarch.compose import file

FILE = """
x-base: &base
  image: "reg.example:5000/base:${TAG:-1}"
services:
  web: {image: nginx}
  again: {image: nginx}
  base: *base
  merged: {<<: *base, restart: always}
  built: {build: .}
  both: {build: ., image: "mine:$$1-${FROM_FILE}"}
  odd: {image: 5}
  worse: none
  profiled: {image: debug, profiles: [debug]}
"""


def written(folder: Path, text: str, variables: str = "") -> str:
    (folder / "compose.yaml").write_text(text)
    (folder / ".env").write_text(variables)
    return str(folder / "compose.yaml")


def test_each_services_image_is_named_once_with_its_variables(tmp_path: Path) -> None:
    path = written(tmp_path, FILE, "FROM_FILE='x y'\nTAG=from-file\n# no\nexport Q=1\nnonsense\n")
    assert file.images(path, {}) == ["nginx", "reg.example:5000/base:from-file", "mine:$1-x y", "debug"]
    assert file.images(path, {"TAG": "2"})[1] == "reg.example:5000/base:2"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("V=a", "a"),
        ("V = a # comment", "a"),
        ("V='a # b' # c", "a # b"),
        ('export V="a"', "a"),
        ("V=", ""),
        ("V='a", "'a"),
    ],
)
def test_the_file_beside_it_gives_variables(tmp_path: Path, line: str, value: str) -> None:
    assert file.images(written(tmp_path, "services: {x: {image: 'i$V'}}", line), {}) == [f"i{value}"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "services: 5",
        "a: [",
        "services: {x: {image: '${'}}",
        "\t",
        "\x00",
        "a: &a [*a, *a]",
        "!!python/none x",
    ],
)
def test_what_is_no_compose_file_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"YAML|no services|brace"):
        file.images(written(tmp_path, text), {})


def test_a_file_that_unfolds_without_end_is_read_in_no_time(tmp_path: Path) -> None:
    bomb = "\n".join(["a0: &a0 x", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20))])
    assert file.images(written(tmp_path, f"{bomb}\nservices: {{x: {{image: i}}}}"), {}) == ["i"]


@pytest.mark.parametrize("text", ["[" * 100_000, "x" * (2 << 20)])
def test_a_file_that_is_too_deep_or_too_large_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"YAML|large"):
        file.images(written(tmp_path, text), {})


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        file.images(str(tmp_path / "none"), {})
