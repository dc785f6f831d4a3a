"""Of a suite come the default Python and the newest released one."""

import pytest

from tests.laboratory.pythons import choose


def shown(default: str, **versions: str) -> str:
    """What apt-cache shows of the package python3, and of python3_11 and others."""
    paragraphs = [f"Package: python3\nVersion: 3.0-1\nDepends: {default} (>= 3.0-1~), libpython3-stdlib (= 3.0-1)\n"]
    paragraphs += [
        f"Package: {name.replace('_', '.')}\nVersion: {version}\nDepends: libc6\nDescription: interactive\n words\n"
        for name, version in versions.items()
    ]
    return "\n".join(paragraphs)


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [
        ({"python3_13": "3.13.5-2"}, ["python3.13"]),
        ({"python3_13": "3.13.5-2+deb13u1~bpo1"}, ["python3.13"]),
        ({"python3_13": "3.13.5-2", "python3_15": "3.15.2-1", "python3_14": "3.14.1-1"}, ["python3.13", "python3.15"]),
        ({"python3_9": "3.9.2-1", "python3_13": "3.13.5-2", "python3_100": "3.100.0-1"}, ["python3.13", "python3.100"]),
        ({"python3_12": "3.12.1-1", "python3_13": "3.13.5-2"}, ["python3.13"]),
        (
            {"python3_13": "3.13.5-2", "python3_14": "3.14.1-1", "python3_15": "3.15.0~rc2-1"},
            ["python3.13", "python3.14"],
        ),
    ],
)
def test_the_default_and_the_newest_that_is_released_are_chosen(versions: dict[str, str], chosen: list[str]) -> None:
    assert choose(shown("python3.13", **versions)) == chosen
