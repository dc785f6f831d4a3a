"""How many cases are tried is the profile's to say; of crossed ones no value is left out."""

import subprocess
import sys

import pytest

CROSS = """
import os
from tests.laboratory import examples
examples.load(os.environ)
print(examples.crossed("abc", "12"))
"""


@pytest.mark.parametrize(
    ("profile", "crossed"),
    [
        ("few", [("a", "1"), ("b", "2"), ("c", "1")]),
        ("all", [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2"), ("c", "1"), ("c", "2")]),
    ],
)
def test_each_value_occurs_also_where_few_cases_are_tried(profile: str, crossed: list[tuple[str, str]]) -> None:
    words = [sys.executable, "-c", CROSS]
    done = subprocess.run(words, env={"HYPOTHESIS_PROFILE": profile}, stdout=subprocess.PIPE, check=True, text=True)
    assert done.stdout == f"{crossed}\n"
