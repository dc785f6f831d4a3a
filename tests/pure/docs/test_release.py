"""The version, the changelog, and the checklist for a release name the same release."""

import re

from anyarch import __version__
from tests.pure.docs.test_docs import read

REPOSITORY = "https://github.com/anyarch/anyarch"
CHANGELOG = read("CHANGELOG.md")
HEADINGS = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)
RELEASES = [(version, date) for version, date in HEADINGS if version != "Unreleased"]


def test_what_is_not_released_yet_comes_first_and_then_this_version() -> None:
    assert HEADINGS[0] == ("Unreleased", "")
    assert RELEASES[0][0] == __version__
    assert all(date for _, date in RELEASES)
    assert len(HEADINGS) == CHANGELOG.count("\n## ")


def test_each_section_has_the_link_that_shows_its_changes() -> None:
    tags = [f"v{version}" for version, _ in RELEASES]
    compared = zip(["HEAD", *tags], tags, strict=False)
    links = [f"{REPOSITORY}/compare/{older}...{newer}" for newer, older in compared]
    assert re.findall(r"^\[.+?\]: (.+)$", CHANGELOG, re.MULTILINE) == [*links, f"{REPOSITORY}/releases/tag/{tags[-1]}"]


def test_the_checklist_tags_this_version() -> None:
    page = read("RELEASING.md")
    assert f"git tag --annotate v{__version__} --message 'anyarch {__version__}'\n" in page
    assert f"git push origin v{__version__}\n" in page
