import os
import tomllib

from anyarch.diagnosis.causes.table import CAUSES
from anyarch.person import links
from tests.laboratory.debian import REPOSITORY


def test_they_are_those_of_the_project_and_lead_to_a_page_for_each_cause() -> None:
    with open(os.path.join(REPOSITORY, "pyproject.toml"), "rb") as file:
        urls = tomllib.load(file)["project"]["urls"]
    assert (urls["Source"], urls["Issues"]) == (links.SOURCE, links.ISSUES)
    for cause in CAUSES.values():
        path = links.page(f"how-to/{cause.page}").removeprefix(f"{links.SOURCE}/blob/main/")
        assert os.path.exists(os.path.join(REPOSITORY, path))
