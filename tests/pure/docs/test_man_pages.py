"""The manual pages are those of the commands. That troff takes them: tests/cli."""

import os

import pytest

from tests.laboratory import man_pages
from tests.pure.docs.test_docs import read

PAGES = man_pages.texts()


def test_the_manual_pages_are_up_to_date() -> None:
    assert {name: read(f"docs/man/{name}") for name in os.listdir(man_pages.FOLDER)} == PAGES, "run: make man"


@pytest.mark.parametrize("name", PAGES)
def test_no_line_of_a_help_is_taken_for_a_request(name: str) -> None:
    requests = {line.split()[0] for line in PAGES[name].splitlines() if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".PP", ".TP", ".RS", ".nf", ".fi", ".RE"}


def test_an_example_keeps_its_lines() -> None:
    example = PAGES["anyarch-plan.1"].partition(".nf\n")[2].partition("\n.fi")[0]
    assert example.replace("\\-", "-").splitlines() == [
        "anyarch plan -- run --rm alpine uname -m",
        "anyarch plan -- compose up",
        "anyarch plan -- build .",
    ]
