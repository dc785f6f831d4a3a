"""The settings: a variable takes precedence over the settings file, and the file over the defaults.

The file is TOML: ``config.toml`` in platformdirs' user configuration folder, or the file that ANYARCH_CONFIG names.
Each key is a row of `SETTINGS`. An unknown key or a value of the wrong type is a problem, described in one sentence,
and so is a file that another user owns or can change, which is not used. The management commands stop at a problem; the
shim logs it and continues with the default.

It does not write the file: that is `settings_file`.
"""

import os
import stat
from collections.abc import Callable
from typing import NamedTuple

import platformdirs

from anyarch.bare import lifetimes
from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform

REPLACEMENTS = ("when-needed", "always", "never")
NOTICES = ("auto", "always", "never")
DEFAULT = "default"
INSPECTIONS = ("auto", "always", "never")
_ROOT = 0
_WRITABLE_BY_OTHERS = 0o022
EMULATIONS = ("ask", "install", "private", "never")
# docker.io/tonistiigi/binfmt as of QEMU 10.2.3, by the digest of its index
EMULATION_IMAGE = (
    "tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0"
)


class Settings(NamedTuple):
    """The values to use.

    Attributes:
        notice: when to print what was changed: ``auto`` (at a terminal), ``always`` or ``never``.
        emulation: what to do if the engine cannot run a platform: ``ask`` whether to install a handler, ``install`` one
            without asking, use only a ``private`` emulator, or ``never`` do anything.
        inspection: whether to check what a local image starts, before its first run: ``auto`` (if its label is foreign
            or empty), ``always`` or ``never``.
        prefer: the foreign platforms to choose first, if an image has several and none is native.
        replace: when to replace a foreign local copy of an image that the registry has for the engine's own platform:
            ``when-needed`` (if the engine cannot run it), ``always`` or ``never``.
        emulation_image: the image that installs handlers; it takes the arguments of tonistiigi/binfmt.
        native_lifetime: seconds for which it is remembered that a local image is native; 0 for never.
        lookup_timeout: seconds that one command may spend on asking the engine and the registry.
        pull_timeout: the same if the image is not local, so that docker itself has to ask the registry.
        probe_timeout: seconds that checking whether the engine runs a platform may take.
        catalog_lifetime: seconds for which the cached answer about a tag is used.
        catalog_direct: whether anyarch may ask a registry itself, if the engine does not have the answer.
        engine: the engine that a docker which is a wrapper uses: a URL or the name of a context; empty if unknown.
    """

    notice: str = "auto"
    emulation: str = "ask"
    inspection: str = "auto"
    prefer: tuple[Platform, ...] = (Platform("linux", "amd64"), Platform("linux", "arm64"))
    emulation_image: str = EMULATION_IMAGE
    replace: str = "when-needed"
    native_lifetime: float = float(lifetimes.NATIVE)
    lookup_timeout: float = 2.0
    pull_timeout: float = 10.0
    probe_timeout: float = 10.0
    catalog_lifetime: float = float(lifetimes.OFFERED)
    catalog_direct: bool = True
    engine: str = ""


class Setting(NamedTuple):
    """One of the settings.

    Attributes:
        key: its key in the file, with dots for tables.
        field: its field in `Settings`.
        variable: the environment variable that overrides the file; empty for none.
        read: turns a value from the file or the variable into the field's, or raises ValueError.
    """

    key: str
    field: str
    variable: str
    read: Callable[[object], object]


class Value(NamedTuple):
    """The value of a setting, and where it comes from: `DEFAULT`, the file's path, or the variable's name."""

    key: str
    value: object
    origin: str


def _one_of(choices: tuple[str, ...]) -> Callable[[object], object]:
    def read(value: object) -> object:
        if value not in choices:
            raise ValueError(f"it must be one of {', '.join(choices)}")
        return value

    return read


def _seconds(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ValueError("it must be a number of seconds above zero")
    return float(value)


def _seconds_or_none(value: object) -> object:
    return 0.0 if value == 0 and not isinstance(value, bool) else _seconds(value)


def _boolean(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("it must be true or false")  # noqa: TRY004 - all readers raise the same
    return value


def _platforms(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('it must be a list such as ["linux/amd64", "linux/arm64"]')
    return tuple(platforms.parse(item) for item in value)


def _engine(value: object) -> object:
    if not isinstance(value, str) or (value and not value.isprintable()):
        raise ValueError("it must be the URL of an engine, or the name of a context")
    return value


def _image(value: object) -> object:
    try:
        references.parse(str(value))
    except ValueError:
        raise ValueError("it must be the name of an image") from None
    return value


SETTINGS = (
    Setting("notice", "notice", "ANYARCH_NOTICE", _one_of(NOTICES)),
    Setting("emulation.policy", "emulation", "ANYARCH_EMULATION", _one_of(EMULATIONS)),
    Setting("inspection", "inspection", "", _one_of(INSPECTIONS)),
    Setting("emulation.prefer", "prefer", "", _platforms),
    Setting("emulation.image", "emulation_image", "", _image),
    Setting("native.replace", "replace", "", _one_of(REPLACEMENTS)),
    Setting("native.lifetime", "native_lifetime", "", _seconds_or_none),
    Setting("lookup.timeout", "lookup_timeout", "", _seconds),
    Setting("lookup.pull_timeout", "pull_timeout", "", _seconds),
    Setting("probe.timeout", "probe_timeout", "", _seconds),
    Setting("catalog.lifetime", "catalog_lifetime", "", _seconds),
    Setting("catalog.direct", "catalog_direct", "", _boolean),
    Setting("docker.engine", "engine", "ANYARCH_ENGINE", _engine),
)


def path(environment: dict[str, str]) -> str:
    """The settings file, which need not exist."""
    return environment.get("ANYARCH_CONFIG") or os.path.join(platformdirs.user_config_dir("anyarch"), "config.toml")


def load(environment: dict[str, str]) -> tuple[Settings, list[str]]:
    """The settings, and a sentence for each problem with them."""
    found, problems = values(environment)
    fields = {setting.field: value.value for setting, value in zip(SETTINGS, found, strict=True)}
    return Settings(**fields), problems  # type: ignore[arg-type] # each row's reader makes its field's type


def values(environment: dict[str, str]) -> tuple[list[Value], list[str]]:
    """The value of each setting, in the order of `SETTINGS`, and a sentence for each problem."""
    problems: list[str] = []
    file = path(environment)
    in_file = _flattened(_read_file(file, problems))
    found = []
    for setting in SETTINGS:
        value, origin = getattr(Settings(), setting.field), DEFAULT
        from_file = in_file.pop(setting.key, None)
        from_environment = environment.get(setting.variable) if setting.variable else None
        for source, name, given in (
            (file, f"{setting.key} in {file}", from_file),
            (setting.variable, setting.variable, from_environment or None),
        ):
            if given is None:
                continue
            try:
                value, origin = setting.read(given), source
            except ValueError as error:
                problems.append(f"{name} is {given!r}, but {error}.")
        found.append(Value(setting.key, value, origin))
    known = ", ".join(setting.key for setting in SETTINGS)
    problems += [f"{key} in {file} is not a setting; the settings are {known}." for key in in_file]
    return found, problems


def _read_file(file: str, problems: list[str]) -> dict[str, object]:
    try:
        with open(file, "rb") as opened:
            refusal = _refusal(file, os.fstat(opened.fileno()))
            if refusal:
                problems.append(refusal)
                return {}
            import tomllib  # noqa: PLC0415 - six milliseconds, and most users have no settings file

            return tomllib.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        problems.append(f"The settings file {file} cannot be read: {error}.")
        return {}


def _refusal(file: str, state: os.stat_result) -> str:
    """Why an open settings file is not used: others could write to it, or replace it; empty if they could not.

    It can grant what needs consent, so the rule is that of the cache (`bare.records`). A device is not a file that has
    anything to say, such as /dev/null, and in a folder with the sticky bit only the owner can replace a file.
    """
    if stat.S_ISCHR(state.st_mode):
        return ""
    folder = os.path.dirname(os.path.realpath(file))
    about = os.stat(folder)
    is_sticky = bool(about.st_mode & stat.S_ISVTX)
    for path, found, is_safe in ((file, state, False), (folder, about, is_sticky)):
        if found.st_uid not in (os.geteuid(), _ROOT):
            return f"The settings file {file} is not used, because {path} belongs to another user ({found.st_uid})."
        if found.st_mode & _WRITABLE_BY_OTHERS and not is_safe:
            fix = f"chmod go-w {path}"
            return f"The settings file {file} is not used, because other users can write to {path}. To fix it: {fix}"
    return ""


def _flattened(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flattened(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
