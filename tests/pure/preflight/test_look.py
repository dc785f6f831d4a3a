"""What is read of an image's or a container's files, if the engine shows only some of them."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyarch.emulators import machine_code
from anyarch.engine.images import Described
from anyarch.person.errors import EngineError, RefusedError
from anyarch.preflight import look
from anyarch.programs.start import File, Start
from tests.laboratory import asked
from tests.pure.programs.written_files import looking

FILES = {"/start.sh": b"#!/bin/sh\nserver\n", "/bin/sh": machine_code.probe("amd64")}
IMAGE = Described("", "sha256:1", "app", None, Start(("/start.sh",), path="/bin"), None, {})


def shown(path: str) -> File | None:
    if path.endswith("server"):
        raise RefusedError("The engine did not show it.")
    return looking(FILES)(path)


@pytest.mark.parametrize("container", ["", "c"])
def test_what_a_script_starts_is_unread_if_the_engine_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, container: str
) -> None:
    @contextlib.contextmanager
    def files(*_: object) -> Iterator[Callable[[str], File | None]]:
        yield shown

    monkeypatch.setattr(look, "_files", files)
    engine = asked.engine(f"unix://{tmp_path}/none", XDG_CACHE_HOME=str(tmp_path))
    for _ in range(2):  # it is not kept
        steps, children = look.whole(IMAGE._replace(container=container), engine)
        assert [step.path for step in steps] == ["/start.sh", "/bin/sh"]
        assert [each.what for each in children.unread] == ["what it starts: The engine did not show it."]
    with pytest.raises(EngineError):
        look.whole(IMAGE._replace(container=container, start=Start(("server",), path="/bin")), engine)
