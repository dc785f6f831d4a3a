"""What the conclusions ask: each question lazily, and a no where there is no answer."""

import gc
from pathlib import Path
from unittest import mock

import pytest

from anyarch.diagnosis.surroundings import Surroundings
from anyarch.emulators.handlers import table
from anyarch.emulators.handlers.table import Handler, HandlersError
from anyarch.oci import platforms
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answers, RecordingEngine, index

ARM64 = platforms.parse("linux/arm64")
DIGEST = f"sha256:{'1' * 64}"


def native_name(folder: Path, image: str, offers: dict[str, list[str]]) -> str:
    """The name for an amd64 engine, of which the registry has these platforms."""
    names = {f"docker.io/library/{name}": index(*offered) for name, offered in offers.items()}
    with RecordingEngine(folder, Answers(distribution=names)) as recording:
        return Surroundings(image, asked.engine(recording.host)).native_name()


def test_a_name_for_the_host_is_the_images_own_or_its_tags(tmp_path: Path) -> None:
    both, foreign, native = ["linux/amd64", "linux/arm64"], ["linux/arm64"], ["linux/amd64"]
    assert native_name(tmp_path, "app", {"app:latest": both}) == "app"
    assert native_name(tmp_path, "app", {"app:latest": foreign}) == ""
    assert native_name(tmp_path, f"app@{DIGEST}", {f"app@{DIGEST}": native}) == f"app@{DIGEST}"
    assert native_name(tmp_path, f"app:2@{DIGEST}", {f"app@{DIGEST}": foreign, "app:2": native}) == "app:2"
    assert native_name(tmp_path, f"app:2@{DIGEST}", {}) == ""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # docker-py leaves its socket to gc
def test_what_cannot_be_tried_is_not_known_to_be_executed(tmp_path: Path) -> None:
    assert Surroundings("app", asked.engine(f"unix://{tmp_path}/none.sock")).executes(ARM64) is None
    gc.collect()


def test_handlers_are_those_for_the_platform_and_not_known_if_they_are_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = Handler("qemu", is_enabled=True, interpreter="/qemu", flags="OC", architecture="arm64")
    others = (used._replace(architecture="s390x"), used._replace(architecture=""))
    for read, found in (
        (mock.Mock(return_value=(used, *others)), (used,)),
        (mock.Mock(side_effect=HandlersError("The engine does not show them.")), None),
    ):
        monkeypatch.setattr(table, "read", read)
        assert Surroundings("app", asked.engine("unix:///s")).handlers(ARM64) == found
