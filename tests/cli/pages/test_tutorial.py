"""The tutorial's terminals, typed in order: what the page shows is what docker and anyarch print.

The engine records, so nothing is run, and nothing comes from a registry. How pipx installs anyarch: tests/install.
"""

from dataclasses import replace
from pathlib import Path

from anyarch.person.settings import EMULATION_IMAGE
from tests.cli.pages.conftest import EXECUTED
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import Answer, Answers, Garbage, RecordingEngine, index
from tests.laboratory.recording_engine.exchange import head

PAGE = "docs/tutorial.md"


# What the engine copies out of a kernel's table of handlers that has none: an archive without a member.
EMPTY_TABLE = Garbage(head(200, {"X-Docker-Container-Path-Stat": "e30=", "Content-Length": 1024}) + bytes(1024))
ANSWERS = Answers(
    distribution={
        "alpine": index("linux/amd64", "linux/arm64"),
        "arm64v8/alpine": index("linux/arm64"),
        EMULATION_IMAGE: index("linux/amd64"),
    },
    output=b"x86_64\n",
    executes={"amd64": EXECUTED, "386": EXECUTED},
    loads_folders=True,
    faults={"/volumes": Answer(200, {"Volumes": None}), "/containers/*/archive": EMPTY_TABLE},
)
EMULATING = replace(ANSWERS, output=b"aarch64\n", executes={**ANSWERS.executes, "arm64": EXECUTED})


def test_each_step_shows_what_a_terminal_shows(reader: Reader, engine: RecordingEngine, tmp_path: Path) -> None:
    engine.become(ANSWERS)
    reader.follows(PAGE, "1. See the problem")
    reader.follows(PAGE, "2. Install anyarch")
    reader.follows(PAGE, "3. Put it in front of docker")
    reader.uses_the_shim()
    reader.follows(PAGE, "4. Check your setup")
    reader.follows(PAGE, "5. Run a native image")
    reader.answers("[y/N/a/v] ", "n")
    reader.follows(PAGE, "6. Run the foreign image", 0)
    reader.answers("[y/N]: ", "y", lambda: engine.become(EMULATING))
    reader.follows(PAGE, "6. Run the foreign image", 1)
    reader.follows(PAGE, "6. Run the foreign image", 2)
    reader.follows(PAGE, "7. See why")
    reader.follows(PAGE, "8. Keep it, or remove it")
    assert reader.typed == Path(REPOSITORY, PAGE).read_text().count("\n```console\n")
    assert not (tmp_path / "home/.local/share/anyarch/shim").exists()
