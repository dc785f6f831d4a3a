"""The manual pages, as the program that shows them reads them."""

import subprocess

import pytest

from tests.laboratory import debian, man_pages


@pytest.mark.parametrize("name", ["anyarch.1", "anyarch-config-set.1"])
def test_troff_has_no_complaint(name: str) -> None:
    debian.install("groff-base")
    words = ["groff", "-man", "-Tutf8", "-ww", "-z"]
    assert subprocess.run(words, input=man_pages.texts()[name].encode(), check=True, capture_output=True).stderr == b""
