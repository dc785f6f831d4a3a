"""Answers for one login are not for another, and no login is written down."""

import base64
import os

import pytest

from anyarch.bare import records
from anyarch.person.errors import EngineError, RefusedError
from tests.cli.catalog.conftest import CONTENT, PLATFORMS, Setting, distribution, log_in
from tests.cli.conftest import write_program
from tests.laboratory.recording_engine import refused
from tests.laboratory.registry import Credentials

SECRET = "correct horse battery staple"  # noqa: S105 - of nobody
ONE = Credentials("one", SECRET)


def test_each_login_asks_for_itself_and_keeps_its_answer(setting: Setting) -> None:
    with setting.engine(distribution(CONTENT)) as engine:
        for number, (user, password) in enumerate([("one", "a"), ("one", "b"), ("two", "a")], 1):
            log_in(setting, Credentials(user, password))
            for _ in range(2):
                setting.offered()
            assert len(setting.looked_up(engine)) == number
        (setting.folder / "docker" / "config.json").unlink()
        setting.offered()
        assert len(setting.looked_up(engine)) == 4
        log_in(setting, Credentials("one", "a"))
        setting.offered()
        assert len(setting.looked_up(engine)) == 4


def test_a_refusal_before_a_login_is_none_after_it(setting: Setting) -> None:
    with setting.engine(refused(401, "who are you?")), pytest.raises(RefusedError):
        setting.offered()
    log_in(setting, ONE)
    with setting.engine(distribution(CONTENT)):
        assert setting.offered() == PLATFORMS


def with_helper(setting: Setting, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    programs = setting.folder / "bin"
    write_program(programs / "docker-credential-lab", script)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    (setting.folder / "docker").mkdir()
    (setting.folder / "docker" / "config.json").write_text('{"credsStore": "lab"}')


def test_a_new_login_with_a_helper_is_used_at_once(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    with_helper(setting, monkeypatch, 'echo \'{"Username":"one","Secret":"expired"}\'')
    with setting.engine(refused(401, "expired")), pytest.raises(RefusedError):
        setting.offered()
    new = setting.folder / "docker" / "new"
    new.write_text('{"auths": {"r.example": {}}, "credsStore": "lab"}')
    new.rename(setting.folder / "docker" / "config.json")
    with setting.engine(distribution(CONTENT)):
        assert setting.offered() == PLATFORMS


def test_a_slow_helper_that_did_not_get_enough_time_gets_more_where_there_is_more(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of the time that a command has depends on whether the image is local."""
    mark = setting.folder / "asked"
    with_helper(setting, monkeypatch, f"test -e {mark} && exec echo '{{}}'; touch {mark}; exec sleep 3600")
    with setting.engine(distribution(CONTENT)) as engine:
        for _ in range(2):
            with pytest.raises(EngineError, match="docker-credential-lab did not answer in time"):
                setting.catalog(patience=1).look_up(setting.name("sound"))
        assert setting.looked_up(engine) == []
        assert [str(each) for each in setting.catalog().look_up(setting.name("sound")).platforms] == PLATFORMS


def test_a_helper_is_asked_when_the_engine_is_and_not_for_what_is_known(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_helper(setting, monkeypatch, f"echo asked >>{setting.folder}/asked; exit 1")
    with setting.engine(distribution(CONTENT)) as engine:
        for _ in range(3):
            setting.offered()
        assert len(setting.looked_up(engine)) == 1
    assert (setting.folder / "asked").read_text() == "asked\n"


def test_the_cache_holds_nothing_of_a_login_but_a_keyed_hash(setting: Setting) -> None:
    log_in(setting, Credentials("somebody-special", SECRET))
    with setting.engine(distribution(CONTENT)):
        setting.offered()
    files = [path for path in (setting.folder / "cache").rglob("*") if path.is_file()]
    content = b"\n".join(str(path).encode() + path.read_bytes() for path in files)
    for secret in ("somebody-special", SECRET, base64.b64encode(f"somebody-special:{SECRET}".encode()).decode()):
        assert secret.encode() not in content
    assert str(setting.name("sound")).encode() in content


def test_the_same_login_is_another_word_in_another_cache(setting: Setting) -> None:
    log_in(setting, ONE)
    names = []
    with setting.engine(distribution(CONTENT)):
        for _ in range(2):
            setting.offered()
            names.append([name for name, _ in records.read_all(str(setting.folder / "cache"), records.OFFERED)])
            os.rename(setting.folder / "cache", setting.folder / f"cache{len(names)}")
    assert len(names[0]) == len(names[1]) == 1
    assert names[0] != names[1]


def test_a_login_without_a_place_for_its_key_is_not_remembered(setting: Setting) -> None:
    log_in(setting, ONE)
    (setting.folder / "cache").write_text("no folder")
    with setting.engine(distribution(CONTENT)) as engine:
        for _ in range(2):
            assert setting.offered() == PLATFORMS
        assert len(setting.looked_up(engine)) == 2
