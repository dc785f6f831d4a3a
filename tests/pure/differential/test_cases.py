"""The cases of the differential test cover what there is, and are others only where they are to be."""

from itertools import product

from tests.laboratory.collection import recipes
from tests.real.differential import cases
from tests.real.differential.cases import COMMANDS, HANDLERS, IMAGES, STATES

RECIPES = recipes("amd64", "arm64")
ALL = cases.every(RECIPES, "amd64")
FRESH = {"HYPOTHESIS_PROFILE": "fresh", "PYTEST_XDIST_TESTRUNUID": "run"}


def test_every_dimension_is_covered_and_all_images_but_one_are_in_the_registry() -> None:
    assert {case.image for case in ALL} == set(IMAGES)
    assert {case.state for case in ALL} == set(STATES)
    assert {case.command for case in ALL} == set(COMMANDS)
    surroundings = {(case.handlers, case.has_pack, case.is_warm) for case in ALL}
    assert surroundings == set(product(HANDLERS, (False, True), (False, True)))
    assert set(IMAGES) - set(RECIPES) == {cases.ABSENT_FROM_REGISTRY}


def test_a_few_hundred_cases_try_each_command_from_each_state_with_all_handlers() -> None:
    tried = {(case.state, case.command, case.handlers) for case in cases.drawn(ALL, "1", 300)}
    assert tried == set(product(STATES, COMMANDS, HANDLERS))


def test_the_profile_says_how_many_unless_the_variable_does() -> None:
    environments: list[dict[str, str]] = [{}, {"CI": "true"}, FRESH | {"ANYARCH_DIFFERENTIAL": "1000"}]
    assert [len(set(cases.chosen(ALL, each))) for each in environments] == [cases.FEW, cases.MANY, 1000]


def test_only_a_fresh_run_has_other_cases() -> None:
    assert cases.seed({}) == cases.seed(FRESH | {"HYPOTHESIS_PROFILE": "all"})
    assert cases.seed(FRESH) == "run"
    assert set(cases.chosen(ALL, {})) != set(cases.chosen(ALL, FRESH))
