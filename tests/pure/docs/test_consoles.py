"""Each console of a page, and each text, is typed by a test, or is in a table that says why not (untyped.py)."""

import os

import pytest

from tests.laboratory.debian import REPOSITORY
from tests.laboratory.pages import Place, every, outside
from tests.laboratory.typed import typed
from tests.pure.docs import test_docs
from tests.pure.docs.untyped import UNTYPED

PAGES = ["README.md", *test_docs.PAGES]
SHOWN = {place: content for page in PAGES for place, content in every(page).items()}
TERMINALS = [place for place in SHOWN if place.kind in {"console", "text"}]
FILES = {"sh", "dockerfile", "json", "yaml", "ini", "make", "toml"}  # what else a block may be
TYPED = typed()
REASONS = {line.strip(): reason for reason, lines in UNTYPED.items() for line in lines.strip().splitlines()}


def lines_for(place: Place) -> set[str]:
    """The lines of the table that would be about a block."""
    return {str(place), f"{place.page} | * | {place.kind}"}


def test_each_terminal_is_typed_by_a_test_or_is_said_why_not() -> None:
    wanting = [str(place) for place in TERMINALS if place not in TYPED and not lines_for(place) & REASONS.keys()]
    assert wanting == [], "type it in tests/cli/pages or tests/real/pages, or say in untyped.py why that cannot be"


@pytest.mark.parametrize("page", PAGES)
def test_a_terminal_is_marked_as_one(page: str) -> None:
    for place, content in SHOWN.items():
        if place.page == page and place not in TERMINALS:
            assert place.kind in FILES, place
            assert not [line for line in content.splitlines() if line.startswith("$ ")], place
    fences = [line for line in outside(page).splitlines() if line.lstrip(" >\t").startswith(("```", "~~~"))]
    assert fences == [], "a block that is not read as one"


def test_the_table_has_only_blocks_that_are_there_and_not_typed() -> None:
    assert {line for place in TYPED for line in lines_for(place)} & REASONS.keys() == set()
    assert REASONS.keys() <= {line for place in TERMINALS for line in lines_for(place)}


@pytest.mark.parametrize("reason", UNTYPED)
def test_what_a_reason_refers_to_is_there(reason: str) -> None:
    for word in reason.split():
        assert not word.startswith("tests/") or os.path.exists(os.path.join(REPOSITORY, word))
