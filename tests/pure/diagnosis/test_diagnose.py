"""What `diagnose` finds outside of the image's files."""

from pathlib import Path

import pytest

from anyarch.diagnosis import diagnose
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, containerd_image


@pytest.mark.parametrize(
    ("variable", "local", "in_vain"),
    [
        ("linux/arm64", ("linux/amd64",), "linux/arm64"),
        ("arm64", ("linux/amd64",), "linux/arm64"),
        ("linux/amd64", ("linux/amd64",), ""),
        ("linux/amd64/v2", ("linux/amd64",), ""),
        ("linux/arm/v7", ("linux/arm/v6",), ""),
        ("linux/arm64", ("linux/amd64", "linux/arm64"), ""),
        ("nonsense", ("linux/amd64",), ""),
        ("", ("linux/amd64",), ""),
    ],
)
def test_the_variable_counts_where_no_local_platform_fits(
    tmp_path: Path, variable: str, local: tuple[str, ...], in_vain: str
) -> None:
    image = classic_image("mine", *local) if len(local) == 1 else containerd_image("mine", *local)
    with RecordingEngine(tmp_path, Answers(images={"mine": image})) as recording:
        engine = asked.engine(recording.host, DOCKER_DEFAULT_PLATFORM=variable)
        assert diagnose._asked_in_vain("mine", engine) == in_vain  # noqa: SLF001 - the rest needs real files
