"""What can be typed next: the answer to `anyarch __complete WORDS...`, in cobra's form, which docker passes on.

docker asks a plugin in that form (docker/cli, cli-plugins/manager/cobra.go), and so do the scripts in ``shell/``. Each
line has a word, a tab, and what it is; the last has a directive: 4 for no file names, 0 for file names if there are no
words. click finds the parameter that is being typed, and the functions here its values.

The engine has a second for its answer. Whatever goes wrong, there is nothing to complete.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence

import click
from click.shell_completion import CompletionItem, ShellComplete

from anyarch.bare import documents, files
from anyarch.bare.endpoint import configuration_folder
from anyarch.cli import _output, _target
from anyarch.oci.architectures import EMULATED
from anyarch.person.settings import SETTINGS
from anyarch.person.text import printable

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
_PATIENCE = 1.0  # seconds
_FILES = ("file", "dir")
_NO_FILES, _DEFAULT = 4, 0
_UNNAMED = "<none>"
_VERBS = ("build", "compose", "create", "pull", "run")


def answer(command: click.Group, words: Sequence[str]) -> None:
    """Print what can follow; the last word is the one that is being typed, perhaps empty."""
    *before, incomplete = [*words] or [""]
    try:
        found = ShellComplete(command, {}, "anyarch", "").get_completions(before, incomplete)
    except Exception:  # noqa: BLE001 - see above
        found = []
    shown = [each for each in found if each.type not in _FILES]
    for each in shown:
        _output.exactly(f"{printable(each.value)}\t{printable(' '.join((each.help or '').split()))}")
    _output.exactly(f":{_DEFAULT if len(shown) < len(found) else _NO_FILES}")


def images(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the engine's images; without the tag latest, until a colon is typed."""
    listed = _asked("/images/json")
    names = [str(name) for image in listed for name in documents.items(image, "RepoTags") if _UNNAMED not in str(name)]
    shortened = names if ":" in incomplete else [name.removesuffix(":latest") for name in names]
    return _beginning(shortened, incomplete, "image")


def containers(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the engine's containers, also of those that have ended."""
    listed = _asked("/containers/json?all=1")
    names = [str(name).removeprefix("/") for each in listed for name in documents.items(each, "Names")]
    return _beginning(names, incomplete, "container")


def images_and_containers(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Both."""
    return containers(context, option, incomplete) + images(context, option, incomplete)


def contexts(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of docker's contexts."""
    folder = os.path.join(configuration_folder({}, dict(os.environ)), "contexts", "meta")
    names = ["default"]
    try:
        for each in os.scandir(folder):
            with open(os.path.join(each.path, "meta.json"), "rb", opener=files.at_once) as file:
                names.append(documents.text(documents.parse(file.read()), "Name"))
    except (OSError, ValueError):
        pass
    return _beginning(names, incomplete, "context")


def platforms(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The platforms that can be emulated, and ``all``."""
    return _beginning(["all", *(f"linux/{name}" for name in EMULATED)], incomplete, "platform")


def settings(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The keys of the settings."""
    return _beginning([setting.key for setting in SETTINGS], incomplete, "setting")


def setting_values(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The values that the setting KEY can have; of a list, the next one."""
    key = context.params.get("key")
    if key == "docker.engine":
        return contexts(context, option, incomplete)
    before, comma, last = incomplete.rpartition(",")
    choices = next((setting.kind.choices for setting in SETTINGS if setting.key == key), ())
    return _beginning([f"{before}{comma}{choice}" for choice in choices], f"{before}{comma}{last}", "value")


def words_of_docker(context: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Of a docker command for `anyarch plan`: its verb, and then images."""
    if not context.params.get("words"):
        return _beginning(_VERBS, incomplete, "docker command")
    return images(context, option, incomplete)


def _asked(path: str) -> list[object]:
    engine = _target.engine(_PATIENCE)
    engine.deadline = time.monotonic() + _PATIENCE
    found = engine.document(path)
    return found if isinstance(found, list) else []


def _beginning(names: Iterable[str], incomplete: str, what: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=what) for name in sorted(dict.fromkeys(names)) if name.startswith(incomplete)]
