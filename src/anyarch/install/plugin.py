"""Install and remove the Docker CLI plugin ``docker-anyarch`` in docker's configuration folder, and its hook.

The plugin makes ``docker anyarch ...`` the same as ``anyarch ...``; it does not affect other commands. With the hook,
which is off by default, docker prints a hint after a command that failed for a reason that anyarch knows. It needs two
keys in docker's config.json (docker/cli, cli-plugins/manager/hooks.go); the rest of that file is kept as it was.
"""

import json
import os
import shlex

import anyarch
from anyarch.bare import files
from anyarch.bare.endpoint import configuration_folder
from anyarch.bare.errors import AnyarchError
from anyarch.install import launcher, templates
from anyarch.person.reasons import why

NAME = "docker-anyarch"
_MARK = b"# anyarch plugin:"
_SHIMS = "# shims: "
_KEY = "anyarch"
_VERBS = "run,create,pull,container run,container create,image pull"


class HookError(AnyarchError):
    """Docker's settings cannot be read or changed."""


def path(environment: dict[str, str]) -> str:
    """The plugin's file, which need not exist (docker/cli, cli-plugins/manager/manager.go, getPluginDirs)."""
    return os.path.join(os.path.abspath(configuration_folder({}, environment)), "cli-plugins", NAME)


def install(environment: dict[str, str], folder: str) -> None:
    """Write the plugin, with the shim in a folder, an absolute path, as one of those that it came with.

    Raises:
        OSError: it cannot be written, or a file that is not anyarch's already exists.
    """
    file = path(environment)
    if os.path.lexists(file) and not templates.is_marked(file, _MARK):
        raise FileExistsError(f"{file} already exists, and is not anyarch's")
    _make_configuration_folder(environment)
    files.make_folders(os.path.dirname(file), 0o755)
    text = templates.filled(
        NAME,
        PYTHON=shlex.quote(launcher.python()),
        SHIMS=json.dumps([*_others(file, folder), folder]),
        VERSION=anyarch.__version__,
    )
    files.place(file, text.encode("utf-8", "surrogateescape"), 0o755)


def remove(environment: dict[str, str], folder: str) -> None:
    """Remove the plugin, if it is anyarch's, and the hook, unless there is another shim than the one of a folder.

    Raises:
        OSError: the plugin cannot be removed.
        HookError: see `switch_hook`.
    """
    file = path(environment)
    if _others(file, folder):
        return
    if templates.is_marked(file, _MARK):
        os.unlink(file)
    switch_hook(environment, on=False)


def switch_hook(environment: dict[str, str], *, on: bool) -> None:
    """Switch the hook on or off, which docker calls after ``run``, ``create`` and ``pull``.

    Raises:
        HookError: docker's settings are not a JSON object, or cannot be written.
    """
    file = os.path.join(configuration_folder({}, environment), "config.json")
    settings = _settings(file)
    plugins = settings.get("plugins")
    plugins = dict(plugins) if isinstance(plugins, dict) else {}
    wanted = {name: entry for name, entry in plugins.items() if name != _KEY} | (
        {_KEY: {"hooks": _VERBS}} if on else {}
    )
    features = settings.get("features")
    if wanted == plugins:
        return
    changed = {name: entry for name, entry in settings.items() if name != "plugins"}
    if wanted:
        changed["plugins"] = wanted
    if on:
        changed["features"] = {"hooks": "true"} | (features if isinstance(features, dict) else {})
    try:
        _make_configuration_folder(environment)
        files.rewrite(file, json.dumps(changed, indent="\t", ensure_ascii=False).encode("utf-8"), 0o600)
    except (OSError, UnicodeEncodeError) as error:
        raise HookError(f"Docker's settings in {file} cannot be written: {why(error)}.") from error


def _make_configuration_folder(environment: dict[str, str]) -> None:
    """Create the folder, but no home for it."""
    most = None if environment.get("DOCKER_CONFIG") else 1
    files.make_folders(configuration_folder({}, environment), 0o700, most=most)


def _others(file: str, folder: str) -> list[str]:
    """The folders of the shims that the plugin came with and that are still there, but for one."""
    try:
        with open(file, encoding="utf-8", opener=files.at_once) as opened:
            line = next((line for line in opened if line.startswith(_SHIMS)), "")
        listed = json.loads(line.removeprefix(_SHIMS) or "[]")
    except (OSError, ValueError):
        listed = []
    known = {launcher.default_folder(), *(each for each in listed if isinstance(each, str))} - {folder}
    return sorted(each for each in known if launcher.look(each))


def _settings(file: str) -> dict[str, object]:
    try:
        with open(file, encoding="utf-8", opener=files.at_once) as opened:
            settings = json.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise HookError(f"Docker's settings in {file} cannot be read: {why(error)}.") from error
    if not isinstance(settings, dict):
        raise HookError(f"Docker's settings in {file} are not a JSON object.")
    return settings
