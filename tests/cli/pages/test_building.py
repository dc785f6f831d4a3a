"""What `anyarch build` says, typed as pages show it."""

from pathlib import Path

from tests.cli.pages.conftest import EMULATING
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import RecordingEngine

PAGE = "docs/how-to/build-from-a-dockerfile.md"


def test_a_build_is_planned(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(EMULATING)
    Path(reader.home, "Dockerfile").write_text("FROM localhost:5000/tool\n")
    reader.follows(PAGE, "See what it would do", 0)


def test_a_build_for_another_platform_says_so(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(EMULATING)
    reader.installs()
    Path(reader.home, "Dockerfile").write_text("FROM localhost:5000/tool\n")
    reader.quotes(PAGE, "Build from a Dockerfile with images for other platforms", 1)


def test_a_build_that_no_platform_has_everything_for_is_explained(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(EMULATING)
    reader.installs()
    stages = "FROM localhost:5000/compiler AS build\nRUN make\n\n\nFROM localhost:5000/tool\nCOPY --from=build /a /a\n"
    Path(reader.home, "Dockerfile").write_text(stages)
    reader.quotes(PAGE, "When no platform has all images", 0)
