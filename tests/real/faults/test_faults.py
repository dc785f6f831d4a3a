"""Whatever goes wrong: docker runs as typed or as advised, the next command is normal, and nothing is left.

`make faults` tries a thousand cases that nobody has tried before.
"""

import os
import shlex
from collections.abc import Callable

import pytest

from tests.real.faults import cases, verdict
from tests.real.faults.cases import COMMANDS, Case
from tests.real.faults.conftest import FAULT
from tests.real.faults.scene import Scene

pytestmark = pytest.mark.engine


def test_a_fault_changes_nothing_but_the_command_that_it_meets(
    case: Case, scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    record_property(FAULT, f"{case.fault}")
    is_own = COMMANDS[case.command].is_own
    scene.begin(case)
    endings = scene.endings(case)
    found = verdict.faults(scene.faulty(case), endings, case.fault, is_own=is_own)
    lasts = case.fault.lasts
    found += [f"left behind: {trace}" for trace in scene.left(is_engine_known=not lasts)]
    found += [f"next: {each}" for each in verdict.faults(scene.again(case), endings, case.fault, is_own=is_own)]
    if lasts:
        scene.probe()
    found += [f"left behind by the next: {trace}" for trace in scene.left()]
    if found:
        again = f"ANYARCH_FAULTS_CASE={shlex.quote(str(case))} pytest tests/real/faults"
        drawn = f"drawn with the seed {cases.seed(os.environ)}"
        pytest.fail("\n".join([f"{drawn}: {case}", *found, f"# again: {again}"]), pytrace=False)
