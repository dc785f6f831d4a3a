"""The cache, filled, carried and looked at, and images that are prepared, typed as pages show it."""

from dataclasses import replace

from tests.cli.pages.conftest import ANSWERS, EMULATING, LOCAL
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import Answer, RecordingEngine

WARM, AHEAD = "docs/how-to/warm-the-cache.md", "Look up images ahead of time"
COPY, CARRY = "docs/how-to/copy-the-cache.md", "Copy the cache to other machines"
SDKS, PREPARE = "docs/how-to/prepare-images.md", "Prepare images for SDKs and Testcontainers"


def test_the_cache_is_filled_and_carried(reader: Reader) -> None:
    reader.follows(WARM, AHEAD, 0)
    reader.follows(WARM, AHEAD, 3)
    reader.person.anyarch("cache", "clear")
    reader.person.anyarch("cache", "warm", "127.0.0.1:5000/team/api:1.4", "127.0.0.1:5000/team/tool:1")
    reader.follows(WARM, "Check for updates")
    reader.follows(COPY, CARRY, 0)
    assert reader.person.anyarch("cache", "clear").status == 0
    reader.follows(COPY, CARRY, 1)


def test_the_cache_is_filled_with_what_is_local_and_a_record_is_a_file_of_words(
    reader: Reader, engine: RecordingEngine
) -> None:
    listed = Answer(200, [{**LOCAL.document, "Created": 0, "RepoTags": ["alpine:latest"]}])
    engine.become(replace(ANSWERS, faults={**ANSWERS.faults, "/images/json": listed}))
    reader.types(WARM, AHEAD, 2)
    reader.follows("docs/explanation/the-cache.md", "One file for each record", 0)


def test_images_are_prepared(reader: Reader, engine: RecordingEngine) -> None:
    reader.answers("[y/N/a/v] ", "n")
    reader.follows(SDKS, PREPARE, 1)
    engine.become(EMULATING)
    reader.follows(SDKS, PREPARE, 0)
