import tomllib
from pathlib import Path

from tests.laboratory import bill_of_materials

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_it_has_what_the_wheel_needs_with_what_that_needs_and_none_of_the_tools() -> None:
    document = bill_of_materials.document()
    components = document["components"]
    assert isinstance(components, list)
    names = {each["name"] for each in components}
    required = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    assert {each.partition(">=")[0] for each in required} <= names
    assert {"certifi", "idna"} <= names, "which requests needs"
    assert not names & {"anyarch", "pytest", "hypothesis", "ruff", "mypy"}
    assert all(each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}" for each in components)
    assert all(each["licenses"] for each in components)
