"""Programs on the engine's machine are looked at where a handler says they are, and nothing is left of that."""

import os
from pathlib import Path

import pytest

from anyarch.emulators.handlers import interpreter
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.person import Person
from tests.laboratory.programs import busybox, greeting

pytestmark = pytest.mark.engine


def test_an_interpreter_is_read_on_the_engines_machine(person: Person, tmp_path: Path) -> None:
    engine = asked.engine(person.environment["DOCKER_HOST"])
    before = person.real_docker("ps", "--all", "--quiet").output
    kept, platform = cache(os.environ), str(engine.platform())
    dynamic = interpreter.look(engine, greeting(native().name, kept))
    static = interpreter.look(engine, busybox(native().name, kept))
    assert dynamic
    assert static
    assert (dynamic.platform, static.platform) == (platform, platform)
    assert (dynamic.detail.startswith("/lib"), static.detail) == (True, "")
    (tmp_path / "link").symlink_to(static.path)
    assert interpreter.look(engine, f"{tmp_path}/link") == static._replace(
        name=f"{tmp_path}/link", path=f"{tmp_path}/link"
    )
    for nothing in (f"{tmp_path}/none", "none", ""):
        assert interpreter.look(engine, nothing) is None
    assert person.real_docker("ps", "--all", "--quiet").output == before
