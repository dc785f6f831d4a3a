"""Each attack has a defense that is there, and tests that are; each test of the threat model is of an attack."""

from pathlib import Path

import pytest

from tests.attacks.table import ATTACKS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ATTACKS)
def test_its_defense_occurs_once_and_its_tests_exist(name: str) -> None:
    attack = ATTACKS[name]
    assert (ROOT / attack.file).read_text().count(attack.defense) == 1
    assert attack.defense != attack.without
    assert attack.tests
    for each in attack.tests.split():
        file, _, test = each.partition("::")
        assert f"\ndef {test}(" in (ROOT / file).read_text(), each
