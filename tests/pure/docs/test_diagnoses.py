"""What pages show of `anyarch diagnose` is worded as the table of causes words it now."""

import re

import pytest

from anyarch.diagnosis.causes.contents import NO_SHELL, NO_SHELL_ADVICE
from anyarch.diagnosis.causes.table import CAUSES
from tests.pure.docs.test_docs import PAGES, read

SHOWN = re.compile(r"^\$ anyarch diagnose.*\n((?:!!|--)  (?:.*\n)*?)```$", re.MULTILINE)
REPORT = re.compile(
    r"(?:!!|--)  (.*?)\n\n.*?^fix: (.*?)\n(?=    \S|more).*?^more     \S+/docs/how-to/(\S+)$", re.DOTALL | re.MULTILINE
)
DIAGNOSES = [(page, text) for page in PAGES for text in SHOWN.findall(read(page))]


def fits(text: str, template: str, instead: str) -> bool:
    """Whether a text, wherever its lines break, is a template that was filled, or what is said without a shell."""
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(template))
    return (
        re.fullmatch(f"{pattern}|{re.escape(instead)}|{pattern} {re.escape(instead)}", " ".join(text.split()))
        is not None
    )


@pytest.mark.parametrize(("page", "text"), DIAGNOSES)
def test_a_diagnosis_on_a_page_is_one_that_is_made(page: str, text: str) -> None:
    report = REPORT.match(text)
    assert report, page
    sentence, advice, more = report.groups()
    assert [
        name
        for name, cause in CAUSES.items()
        if fits(sentence, cause.sentence, NO_SHELL)
        and fits(advice, cause.advice, NO_SHELL_ADVICE)
        and cause.page == more
    ]


def test_pages_show_diagnoses() -> None:
    assert len(DIAGNOSES) > 10
