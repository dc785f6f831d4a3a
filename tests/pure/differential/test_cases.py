"""The cases of the differential test make sense, cover what there is, and are the same where they are to be."""

from itertools import product

import pytest

from tests.laboratory.collection import recipes
from tests.real.differential import cases
from tests.real.differential.cases import COMMANDS, HANDLERS, IMAGES, STATES

RECIPES = recipes("amd64", "arm64")
ALL = cases.every(RECIPES, "amd64")


def test_every_dimension_is_covered() -> None:
    assert {case.image for case in ALL} == set(IMAGES)
    assert {case.state for case in ALL} == set(STATES)
    assert {case.command for case in ALL} == set(COMMANDS)
    surroundings = {(case.handlers, case.has_pack, case.is_warm) for case in ALL}
    assert surroundings == set(product(HANDLERS, (False, True), (False, True)))


def test_each_case_is_there_once_under_a_name_of_its_own() -> None:
    assert len({str(case) for case in ALL}) == len(set(ALL)) == len(ALL)


def test_all_images_but_one_are_in_the_registry() -> None:
    assert set(IMAGES) - set(RECIPES) == {cases.ABSENT_FROM_REGISTRY}


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("multi", {"native", "foreign", "native, then foreign", "foreign, then native"}),
        ("half-labelled", {"native", "foreign", "native, then foreign", "foreign, then native"}),
        ("armonly-index", {"foreign"}),
        ("armv6", {"foreign"}),
        ("noarch", {"pulled"}),
        (cases.ABSENT_FROM_REGISTRY, set()),
    ],
)
def test_an_image_is_pulled_for_what_it_is_there_for(image: str, expected: set[str]) -> None:
    found = set(cases.states(RECIPES.get(image), "amd64"))
    assert found == expected | {"absent", "built native", "built foreign"}


def test_native_and_foreign_are_told_by_the_engine() -> None:
    assert cases.pulls(RECIPES["multi"], "arm64") == {"foreign": "linux/amd64", "native": "linux/arm64"}
    assert cases.emulated(cases.REGISTERED, "amd64", "arm64") == ["arm64", "arm"]
    assert cases.emulated(cases.REGISTERED, "arm64", "amd64") == ["amd64"]
    assert cases.emulated(cases.MISSING, "amd64", "arm64") == []


def test_a_seed_draws_its_own_cases_none_twice_and_no_more_than_there_are() -> None:
    assert cases.drawn(ALL, "1", 50) == cases.drawn(ALL, "1", 50)
    assert set(cases.drawn(ALL, "1", 50)) != set(cases.drawn(ALL, "2", 50))
    assert sorted(cases.drawn(ALL, "1", len(ALL) + 1)) == sorted(ALL)


def test_a_few_hundred_cases_try_each_command_from_each_state_with_all_handlers() -> None:
    tried = {(case.state, case.command, case.handlers) for case in cases.drawn(ALL, "1", 300)}
    assert tried == set(product(STATES, COMMANDS, HANDLERS))


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, cases.FEW),
        ({"CI": "true"}, cases.MANY),
        ({"HYPOTHESIS_PROFILE": "fresh"}, cases.MANY),
        ({"HYPOTHESIS_PROFILE": "fresh", "ANYARCH_DIFFERENTIAL": "1000"}, 1000),
    ],
)
def test_the_profile_says_how_many_unless_the_variable_does(environment: dict[str, str], expected: int) -> None:
    assert len(cases.chosen(ALL, environment)) == expected


def test_only_a_fresh_run_has_other_cases() -> None:
    assert cases.seed({}) == cases.seed({"CI": "true", "PYTEST_XDIST_TESTRUNUID": "run"})
    assert cases.seed({"HYPOTHESIS_PROFILE": "fresh", "PYTEST_XDIST_TESTRUNUID": "run"}) == "run"
    assert cases.seed({"HYPOTHESIS_PROFILE": "fresh", "ANYARCH_DIFFERENTIAL_SEED": "again"}) == "again"


def test_a_case_is_found_by_its_name() -> None:
    case = ALL[1234]
    assert cases.chosen(ALL, {"ANYARCH_DIFFERENTIAL_CASE": str(case)}) == [case]
    with pytest.raises(ValueError, match="no such case"):
        cases.chosen(ALL, {"ANYARCH_DIFFERENTIAL_CASE": "another"})
