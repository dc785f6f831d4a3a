"""What `anyarch doctor` finds, typed as the page shows it."""

from dataclasses import replace

from tests.cli.pages.conftest import EXECUTED, NATIVE
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import RecordingEngine


def test_everything_is_examined(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(replace(NATIVE, executes={**NATIVE.executes, "arm": EXECUTED}))
    reader.installs()
    assert reader.person.anyarch("init", "bash", "--write").status == 0
    assert reader.person.anyarch("cache", "warm", "alpine").status == 0
    reader.person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/amd64"
    reader.follows("docs/how-to/check-your-setup.md", "Check your setup with doctor", 0)
