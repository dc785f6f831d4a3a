"""What `anyarch build` says, typed as pages show it."""

from pathlib import Path

from tests.cli.pages.conftest import EMULATING
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import RecordingEngine

PAGE = "docs/how-to/build-from-a-dockerfile.md"


def test_a_build_is_planned_and_says_what_is_built_or_why_not(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(EMULATING)
    dockerfile = Path(reader.home, "Dockerfile")
    dockerfile.write_text("FROM localhost:5000/tool\n")
    reader.follows(PAGE, "See what it would do", 0)
    reader.installs()
    reader.quotes(PAGE, "Build from a Dockerfile with images for other platforms", 1)
    dockerfile.write_text(
        "FROM localhost:5000/compiler AS build\nRUN make\n\n\nFROM localhost:5000/tool\nCOPY --from=build /a /a\n"
    )
    reader.quotes(PAGE, "When no platform has all images", 0)
