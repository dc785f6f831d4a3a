import json
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from anyarch import __version__
from anyarch.install import plugin
from tests.pure.install.test_real_docker import executable

KEY = {"hooks": "run,create,pull,container run,container create,image pull"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path)}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / ".docker").mkdir()
    return tmp_path / ".docker" / "config.json"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"HOME": "/home/me"}, "/home/me/.docker/cli-plugins/docker-anyarch"),
        ({"HOME": "/home/me", "DOCKER_CONFIG": "/etc/d"}, "/etc/d/cli-plugins/docker-anyarch"),
        ({}, f"{pwd.getpwuid(os.getuid()).pw_dir}/.docker/cli-plugins/docker-anyarch"),
    ],
)
def test_it_stands_where_docker_looks_for_a_users_plugins(environment: dict[str, str], expected: str) -> None:
    assert plugin.path(environment) == expected


def test_it_says_who_it_is_without_python(environment: dict[str, str]) -> None:
    plugin.install(environment, "/shim")
    file = plugin.path(environment)
    text = Path(file).read_text()
    Path(file).write_text(text.replace("exec ", "exec /nonexistent/"))
    done = subprocess.run([file, "docker-cli-plugin-metadata"], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    assert (told["SchemaVersion"], told["Version"]) == ("0.1.0", __version__)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o755


@pytest.mark.parametrize(
    ("there", "gone"), [(sys.executable, "/nonexistent/python"), ("anyarch.as_plugin", "anyarch_is_gone.as_plugin")]
)
def test_without_anyarch_it_says_so_and_leaves_dockers_own_words_to_docker(
    there: str, gone: str, environment: dict[str, str], tmp_path: Path
) -> None:
    plugin.install(environment, str(tmp_path / "shim"))
    file = plugin.path(environment)
    Path(file).write_text(Path(file).read_text().replace(there, gone))
    executable(tmp_path / "docker", '#!/bin/sh\necho "$@"\n')
    variables = environment | {"PATH": f"{tmp_path}:/usr/bin:/bin", "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND": "docker"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([file, *words], check=False, capture_output=True, text=True, env=variables)

    done = run("anyarch", "doctor")
    assert (done.returncode, done.stdout) == (1, "")
    assert "anyarch shim install" in done.stderr
    assert f"rm {file}" in done.stderr
    assert "Traceback" not in done.stderr
    for words in (["compose", "up", "-d"], ["build", "a b"]):
        done = run("anyarch", *words)
        assert (done.returncode, done.stdout) == (0, " ".join(words) + "\n")
    assert json.loads(run("docker-cli-plugin-metadata").stdout)["Vendor"] == "anyarch"


def test_a_plugin_that_is_not_anyarchs_is_left_alone(environment: dict[str, str]) -> None:
    file = Path(plugin.path(environment))
    file.parent.mkdir(parents=True)
    file.write_text("#!/bin/sh\necho other\n")
    with pytest.raises(FileExistsError, match="not anyarch's"):
        plugin.install(environment, "/shim")
    plugin.remove(environment, "/shim")
    assert file.read_text() == "#!/bin/sh\necho other\n"


def test_it_goes_as_it_came(environment: dict[str, str]) -> None:
    plugin.install(environment, "/shim")
    plugin.install(environment, "/shim")
    plugin.remove(environment, "/shim")
    plugin.remove(environment, "/shim")
    assert not os.path.exists(plugin.path(environment))
    assert not os.path.exists(os.path.join(environment["HOME"], ".docker", "config.json"))


def test_the_hook_comes_and_goes_and_leaves_everything_else(
    environment: dict[str, str], config: Path, tmp_path: Path
) -> None:
    before = {"auths": {"r": {"auth": "c2VjcmV0"}}, "plugins": {"scout": {"hooks": "pull"}}, "psFormat": "ü"}
    config.symlink_to(tmp_path / "dotfiles.json")
    config.write_text(json.dumps(before))
    config.chmod(0o640)
    plugin.switch_hook(environment, on=True)
    with_hook = json.loads(config.read_text())
    plugins = {"scout": {"hooks": "pull"}, "anyarch": KEY}
    assert with_hook == before | {"plugins": plugins, "features": {"hooks": "true"}}
    assert config.is_symlink()
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    plugin.switch_hook(environment, on=False)
    assert json.loads(config.read_text()) == before | {"features": {"hooks": "true"}}


def test_hooks_that_the_user_has_switched_off_stay_off(environment: dict[str, str], config: Path) -> None:
    config.write_text('{"features": {"hooks": "false"}}')
    plugin.switch_hook(environment, on=True)
    assert json.loads(config.read_text())["features"] == {"hooks": "false"}


def test_settings_that_nothing_changes_in_are_not_written(environment: dict[str, str], config: Path) -> None:
    config.write_text('{ "a" :1}')
    plugin.switch_hook(environment, on=False)
    assert config.read_text() == '{ "a" :1}'


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 10**5, "\x00"])
def test_settings_that_cannot_be_read_are_not_touched(environment: dict[str, str], config: Path, content: str) -> None:
    config.write_text(content)
    with pytest.raises(plugin.HookError, match="Docker's settings"):
        plugin.switch_hook(environment, on=True)
    assert config.read_text() == content
