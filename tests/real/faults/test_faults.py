"""Whatever goes wrong: docker runs as typed or as advised, the next command is normal, and nothing is left.

`make faults` tries a thousand cases that nobody has tried before.
"""

import os
import shlex

import pytest

from tests.real.differential.cases import seed
from tests.real.faults import cases, verdict
from tests.real.faults.cases import DAEMON, GROUP, KILL, Case
from tests.real.faults.commands import COMMANDS, PACK
from tests.real.faults.scene import Scene

pytestmark = pytest.mark.engine


def test_a_fault_changes_nothing_but_the_command_that_it_meets(case: Case, scene: Scene) -> None:
    if case.fault.where == DAEMON and not scene.equipment.engine:
        pytest.skip("only an engine of the tests' own is stopped")
    is_own = COMMANDS[case.command].is_own
    scene.begin(case)
    endings = scene.endings(case)
    found = verdict.faults(scene.faulty(case), endings, case.fault, is_own=is_own)
    lasts = case.fault.lasts
    is_killed = (case.fault.where, case.fault.what) == (GROUP, KILL)  # and docker with it, in the middle of all
    if scene.user.is_terminal_changed and not is_killed:
        found.append("the terminal is in another mode")
    found += [f"left behind: {trace}" for trace in scene.left(is_engine_known=not lasts)]
    again = scene.again(case)
    found += [f"next: {each}" for each in verdict.faults(again, endings, case.fault, is_own=is_own)]
    if lasts:
        scene.probe()
    is_made = COMMANDS[case.command].leaves == PACK and again.status == endings.shim.status  # not refused by then
    if is_made and len(packs := scene.equipment.packs()) != len(("pack", "mark")):
        found.append(f"the packs are {', '.join(sorted(packs)) or 'none'}")
    found += [f"left behind by the next: {trace}" for trace in scene.left()]
    if found:
        words = f"ANYARCH_FAULTS_CASE={shlex.quote(str(case))} pytest tests/real/faults"
        drawn = f"drawn with the seed {seed(os.environ, cases.SEED)}"
        pytest.fail("\n".join([f"{drawn}: {case}", *found, f"# again: {words}"]), pytrace=False)
