import os
import threading
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from anyarch.oci.platforms import Platform
from anyarch.person import settings, settings_file
from anyarch.person.settings import Problem, Settings


def load(folder: Path, text: str | None = None, **variables: str) -> tuple[Settings, list[Problem]]:
    file = folder / "config.toml"
    if text is not None:
        file.write_text(text)
    return settings.load({"ANYARCH_CONFIG": str(file), **variables})


def test_without_a_file_and_with_the_null_device_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path) == settings.load({"ANYARCH_CONFIG": "/dev/null"}) == (Settings(), [])


PACK = f"sha256:{'ab' * 32}"
ARM64, RISCV64, S390X = (Platform("linux", name) for name in ("arm64", "riscv64", "s390x"))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("notice = 'always'", {"notice": "always"}),
        ("inspection = 'never'", {"inspection": "never"}),
        ("emulation.policy = 'private'", {"emulation": "private"}),
        ("emulation.prefer = ['linux/riscv64', 's390x']", {"prefer": (RISCV64, S390X)}),
        ("emulation.image = 'example.org/installer:1'", {"emulation_image": "example.org/installer:1"}),
        (f"emulation.packs = ['{PACK}']", {"packs": (PACK,)}),
        ("native.replace = 'never'", {"replace": "never"}),
        ("[lookup]\ntimeout = 5\npull_timeout = 20", {"lookup_timeout": 5.0, "pull_timeout": 20.0}),
        ("probe.timeout = 0.5", {"probe_timeout": 0.5}),
        ("[catalog]\nlifetime = 60\ndirect = false", {"catalog_lifetime": 60.0, "catalog_direct": False}),
        ("[routing]\npolicy = 'ask'\nprefer = 'native'", {"routing": "ask", "routing_prefer": "native"}),
        (
            "[routing.contexts]\n'linux/arm64' = 'graviton'\ns390x = 'main.frame'",
            {"routing_contexts": {ARM64: "graviton", S390X: "main.frame"}},
        ),
    ],
)
def test_the_file_beats_the_defaults(tmp_path: Path, text: str, fields: dict[str, Any]) -> None:
    assert load(tmp_path, text) == (Settings(**fields), [])


def test_the_environment_beats_the_file_unless_it_is_empty(tmp_path: Path) -> None:
    assert load(tmp_path, "notice = 'always'", ANYARCH_NOTICE="never")[0].notice == "never"
    assert load(tmp_path, "notice = 'always'", ANYARCH_NOTICE="")[0].notice == "always"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("notice = 'loudly'", "'loudly', but it must be one of auto, always, never"),
        ("notice = 1", "must be one of"),
        ("lookup.timeout = 0", "number of seconds above zero"),
        ("lookup.timeout = true", "number of seconds above zero"),
        ("lookup.timeout = inf", "number of seconds above zero"),
        ("catalog.direct = 1", "true or false"),
        ("emulation.prefer = 'amd64'", "must be a list"),
        ("emulation.prefer = [5]", "must be a list"),
        ("emulation.prefer = ['linux/bogus']", "the platforms are linux/386, linux/amd64, "),
        ("emulation.prefer = ['windows/amd64']", "not a platform that an engine can run"),
        ("emulation.packs = 'sha256'", "must be a list of digests"),
        (f"emulation.packs = ['sha256:{'AB' * 32}']", "must be a list of digests"),
        (f"emulation.packs = ['sha256:{'ab' * 31}']", "must be a list of digests"),
        ("docker.engine = '\"unix:///x\"'", "URL of an engine, or the name of a context"),
        ("routing.policy = 'sometimes'", "must be one of never, ask, always"),
        ("routing.contexts.arm64.v8 = 'graviton'", "must be a table"),
        ("routing.contexts.pdp11 = 'graviton'", "unknown operating system or architecture"),
        ("routing.contexts.arm64 = '--host'", "'--host' cannot be the name of a context"),
        ("routing.contexts.arm64 = ''", "'' cannot be the name of a context"),
        ("routing.context.arm64 = 'graviton'", "routing.context.arm64 in"),
        ("colour = 'red'", "colour in"),
        ("lookup = 5", "lookup in"),
        ("notice = ", "cannot be read"),
        ("\x00", "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_a_problem_and_leaves_the_default(tmp_path: Path, text: str, problem: str) -> None:
    found, problems = load(tmp_path, text)
    assert found == Settings()
    assert len(problems) == 1
    assert problem in problems[0].sentence
    assert problems[0].sentence.endswith((".", "?"))


def test_a_variable_that_cannot_be_meant_is_a_problem(tmp_path: Path) -> None:
    found, problems = load(tmp_path, "notice = 'never'", ANYARCH_NOTICE="sometimes")
    assert found.notice == "never"
    sentence = "ANYARCH_NOTICE is 'sometimes', but it must be one of auto, always, never."
    assert problems == [Problem(sentence, "unset ANYARCH_NOTICE")]


def test_one_bad_setting_leaves_the_others(tmp_path: Path) -> None:
    found, problems = load(tmp_path, "notice = 'never'\nlookup.timeout = -1")
    assert (found.notice, len(problems)) == ("never", 1)


def test_a_folder_in_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert "cannot be read" in load(tmp_path)[1][0].sentence


def test_the_file_is_in_the_users_configuration_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/elsewhere")
    assert settings.path({}) == f"{platformdirs.user_config_dir('anyarch')}/config.toml"


@pytest.mark.parametrize(("place", "mode"), [("config.toml", 0o664), ("config.toml", 0o646), (".", 0o777)])
def test_a_file_that_others_can_write_to_or_replace_is_not_used(tmp_path: Path, place: str, mode: int) -> None:
    file = tmp_path / "config.toml"
    file.write_text("emulation.policy = 'install'")
    (tmp_path / place).chmod(mode)
    found, (problem,) = load(tmp_path)
    assert found == Settings()
    assert problem.sentence.endswith(f"write to {tmp_path / place}. To fix it: chmod go-w {tmp_path / place}")
    (tmp_path / place).chmod(0o1700 | mode & 0o555)  # as /tmp, where they cannot
    assert load(tmp_path) == (Settings(emulation="install"), [])


@pytest.mark.parametrize("place", ["config.toml", "."])
def test_a_file_of_another_user_is_not_used(tmp_path: Path, place: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    load(tmp_path, "emulation.policy = 'install'")
    os.chown(tmp_path / place, 65534, 65534)
    found, (problem,) = load(tmp_path)
    assert found == Settings()
    assert "belongs to another user (65534)" in problem.sentence


def test_a_file_of_root_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can own a file of root's")
    monkeypatch.setattr(os, "geteuid", lambda: 65534)
    assert load(tmp_path, "emulation.policy = 'install'")[0].emulation == "install"


def test_an_unknown_key_is_harmless_and_can_be_removed(tmp_path: Path) -> None:
    _, (problem,) = load(tmp_path, "lookup.timout = 1\nnotice = 'never'")
    assert problem.is_harmless
    assert problem.remedy == "anyarch config unset lookup.timout"
    assert problem.sentence.endswith("has no effect. Did you mean lookup.timeout?")
    assert settings_file.remove({"ANYARCH_CONFIG": str(tmp_path / "config.toml")}, "lookup.timout")
    assert (tmp_path / "config.toml").read_text().strip() == "notice = 'never'"


def test_a_table_with_nothing_left_is_removed_too(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("# mine\n[lookup]\ntimeout = 5\n\n[probe] # this too\ntimeout = 3\n")
    assert settings_file.remove({"ANYARCH_CONFIG": str(file)}, "lookup.timeout")
    assert file.read_text() == "# mine\n[probe] # this too\ntimeout = 3\n"
    assert not settings_file.remove({"ANYARCH_CONFIG": str(file)}, "lookup.timeout")
    assert not settings_file.remove({"ANYARCH_CONFIG": str(file)}, "probe.timeout.more")


def test_a_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "config.toml"
    os.mkfifo(pipe)
    threading.Thread(target=lambda: os.open(pipe, os.O_WRONLY), daemon=True).start()  # or it would wait for this
    found, [problem] = load(tmp_path)
    assert found == Settings()
    assert problem.sentence == f"The settings file {pipe} cannot be read: it is a pipe."
