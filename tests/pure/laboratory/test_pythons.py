import pytest

from tests.laboratory.pythons import choose

DEFAULT = "Package: python3\nVersion: 3.0-1\nDepends: python3.13 (>= 3.0-1~), libpython3-stdlib (= 3.0-1)\n"


@pytest.mark.parametrize(
    ("versions", "newest"),
    [
        ({"3.12": "3.12.1-1"}, []),
        ({"3.9": "3.9.2-1", "3.100": "3.100.0-1"}, ["python3.100"]),
        ({"3.14": "3.14.1-1+deb14u1~bpo1", "3.15": "3.15.0~rc2-1"}, ["python3.14"]),
    ],
)
def test_of_a_suite_come_the_default_python_and_the_newest_released_one(
    versions: dict[str, str], newest: list[str]
) -> None:
    packages = [f"Package: python{name}\nVersion: {each}\n" for name, each in {"3.13": "3.13.5-2", **versions}.items()]
    assert choose("\n".join([DEFAULT, *packages])) == ["python3.13", *newest]
