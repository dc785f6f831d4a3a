import os
import subprocess
import sys

CROSS = """
import os
from tests.laboratory import examples
examples.load(os.environ)
print(examples.crossed("abc", "12"))
"""


def test_each_value_occurs_also_where_few_cases_are_tried() -> None:
    few = os.environ | {"HYPOTHESIS_PROFILE": "few"}
    done = subprocess.run([sys.executable, "-c", CROSS], env=few, stdout=subprocess.PIPE, check=True, text=True)
    assert done.stdout == "[('a', '1'), ('b', '2'), ('c', '1')]\n"
