import os
import subprocess
import sys
from pathlib import Path

from anyarch.engine import leftovers
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine

OWNER = (sys.executable, "-c", "from anyarch.engine import leftovers; print(leftovers.owner(), flush=True); input()")


def test_an_image_is_removed_as_soon_as_its_process_has_ended_whether_its_parent_knows_or_not(tmp_path: Path) -> None:
    with subprocess.Popen(OWNER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        image = {"Id": "left", "Labels": {leftovers.LABEL: "tag", leftovers.OWNER: process.stdout.readline().strip()}}
        with RecordingEngine(tmp_path, Answers(faults={"/images/json": Answer(200, [image])})) as engine:
            assert removals(engine) == 0
            process.stdin.write("\n")
            process.stdin.flush()
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            assert removals(engine) == 1
            process.wait()
            assert removals(engine) == 2


def removals(engine: RecordingEngine) -> int:
    """How often an engine has been told to remove the image, once it was looked at again."""
    with asked.client(engine.host) as client:
        leftovers.remove(client)
    return len(engine.requests_for("DELETE", "/images/left"))
