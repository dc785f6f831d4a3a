"""An engine that records, and a reader who types what pages show, at it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.laboratory.programs import provide
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine, classic_image, index

EXECUTED = 42  # what a program of the probe exits with
LOCAL = classic_image("alpine", "linux/arm64")
TOOL = classic_image("me/tool", "linux/arm64")
ANSWERS = Answers(
    images={"alpine": LOCAL},
    distribution={
        "alpine": index("linux/amd64", "linux/arm64", of=LOCAL),
        "localhost:5000/api": index("linux/amd64"),
        "localhost:5000/app": index("linux/arm64"),
        "localhost:5000/compiler": index("linux/amd64"),
        "localhost:5000/tool": index("linux/arm64"),
        "localhost:5000/tool-windows": index("windows/amd64"),
        "127.0.0.1:5000/team/api:1.4": index("linux/amd64", "linux/arm64"),
        "127.0.0.1:5000/team/tool:1": index("linux/arm64"),
        "me/tool": index("linux/arm64", of=TOOL),
    },
    executes={"amd64": EXECUTED, "386": EXECUTED},
    faults={"/volumes": Answer(200, {"Volumes": None})},
)
EMULATING = replace(ANSWERS, executes={**ANSWERS.executes, "arm64": EXECUTED})
NATIVE = replace(ANSWERS, images={"alpine": classic_image("alpine", "linux/amd64")}, output=b"x86_64\n")
ARM_LAPTOP = Answers(
    architecture="arm64",
    distribution={"ghcr.io/example/only-amd64": index("linux/amd64")},
    executes={"amd64": EXECUTED, "arm64": EXECUTED},
)


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    provide("docker")
    with RecordingEngine(tmp_path_factory.mktemp("e"), ANSWERS) as engine:
        yield engine


@pytest.fixture
def reader(engine: RecordingEngine, tmp_path: Path) -> Reader:
    return Reader(str(tmp_path), engine.host)
