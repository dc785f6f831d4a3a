import os
from pathlib import Path

import pytest

from tests.laboratory import mounts
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.leftovers import processes, read
from tests.laboratory.person import Person

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("orderly", [True, False])
def test_nothing_of_it_is_left_whichever_way_it_ends(published: str, tmp_path: Path, *, orderly: bool) -> None:
    with PrivateEngine() as engine:
        folder = engine.folder
        words = ("--detach", "--network", "none", f"{published}/multi", "/bin/sleep", "1000")
        assert Person(str(tmp_path), engine.host).real_docker("run", *words).status == 0
        [*ours] = processes(folder)
        assert len(ours) == 2
        if not orderly:
            for daemon in reversed(engine.daemons):
                assert daemon.process
                daemon.process.kill()
                daemon.process.wait()
    assert not processes(folder)
    assert not mounts.below(folder)
    assert not os.path.exists(folder)
    assert not any(read(f"/proc/{process}/cmdline") for process in ours)  # dead, and waiting for init at most
