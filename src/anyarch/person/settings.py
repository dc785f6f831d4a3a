"""What a person may set: the environment beats the settings file, the file beats the defaults.

The file is TOML, ``config.toml`` in platformdirs' user configuration folder, or what ANYARCH_CONFIG names. Every key is
a row of `SETTINGS`; an unknown key or a value of the wrong kind is a problem, told in one sentence. The management
commands stop at a problem; the shim logs it and goes on with the default.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

import platformdirs

from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform

NOTICES = ("auto", "always", "never")
DEFAULT = "default"
INSPECTIONS = ("auto", "always", "never")
EMULATIONS = ("ask", "install", "private", "never")
# docker.io/tonistiigi/binfmt as of QEMU 10.2.3, by the digest of its index
EMULATION_IMAGE = (
    "tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0"
)


class Settings(NamedTuple):
    """The values in force.

    Attributes:
        notice: when to tell what was changed: ``auto`` (at a terminal), ``always`` or ``never``.
        emulation: what may be done where the engine cannot execute a platform: ``ask`` whether to install a handler,
            ``install`` one unasked, run with a ``private`` emulator only, or ``never`` do anything.
        inspection: whether to look at what a local image starts, before its first run: where its label is foreign or
            empty (``auto``), ``always`` or ``never``.
        prefer: the foreign platforms to take first, when several are offered and none is native.
        emulation_image: the image that installs handlers, in the words of tonistiigi/binfmt.
        lookup_timeout: seconds for all questions of one command to the engine and the registry.
        probe_timeout: seconds for finding out whether the engine executes a platform.
        catalog_lifetime: seconds for which an answer about a tag is taken from the cache.
        catalog_direct: whether registries may be asked from here, for what the engine cannot say.
    """

    notice: str = "auto"
    emulation: str = "ask"
    inspection: str = "auto"
    prefer: tuple[Platform, ...] = (Platform("linux", "amd64"), Platform("linux", "arm64"))
    emulation_image: str = EMULATION_IMAGE
    lookup_timeout: float = 2.0
    probe_timeout: float = 10.0
    catalog_lifetime: float = 86400.0
    catalog_direct: bool = True


class Setting(NamedTuple):
    """One key of the file: the field it fills, the variable that beats it, and how its value is read."""

    key: str
    field: str
    variable: str
    read: Callable[[object], object]


class InForce(NamedTuple):
    """A setting as it is: its key, its value, and where that comes from: `DEFAULT`, the file, or the variable."""

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


def _truth(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("it must be true or false")  # noqa: TRY004 - all readers raise the same
    return value


def _platforms(value: object) -> object:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('it must be a list such as ["linux/amd64", "linux/arm64"]')
    return tuple(platforms.parse(item) for item in value)


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
    Setting("lookup.timeout", "lookup_timeout", "", _seconds),
    Setting("probe.timeout", "probe_timeout", "", _seconds),
    Setting("catalog.lifetime", "catalog_lifetime", "", _seconds),
    Setting("catalog.direct", "catalog_direct", "", _truth),
)


def path(environment: dict[str, str]) -> str:
    """Where the settings file is, or would be."""
    return environment.get("ANYARCH_CONFIG") or os.path.join(platformdirs.user_config_dir("anyarch"), "config.toml")


def load(environment: dict[str, str]) -> tuple[Settings, list[str]]:
    """The settings in force, and the problems found on the way, each one sentence."""
    found, problems = in_force(environment)
    fields = {setting.key: setting.field for setting in SETTINGS}
    values = {fields[each.key]: each.value for each in found}
    return Settings(**values), problems  # type: ignore[arg-type] # each row's reader makes its field's type


def in_force(environment: dict[str, str]) -> tuple[list[InForce], list[str]]:
    """The same, each with where it comes from."""
    problems: list[str] = []
    file = path(environment)
    written = _flattened(_read_file(file, problems))
    found = []
    for setting in SETTINGS:
        value, origin = getattr(Settings(), setting.field), DEFAULT
        from_file = written.pop(setting.key, None)
        from_environment = environment.get(setting.variable) if setting.variable else None
        for source, name, said in (
            (file, f"{setting.key} in {file}", from_file),
            (setting.variable, setting.variable, from_environment or None),
        ):
            if said is None:
                continue
            try:
                value, origin = setting.read(said), source
            except ValueError as error:
                problems.append(f"{name} is {said!r}, but {error}.")
        found.append(InForce(setting.key, value, origin))
    known = ", ".join(setting.key for setting in SETTINGS)
    problems += [f"{key} in {file} is not a setting; the settings are {known}." for key in written]
    return found, problems


def _read_file(file: str, problems: list[str]) -> dict[str, object]:
    try:
        with open(file, "rb") as opened:
            import tomllib  # noqa: PLC0415 - six milliseconds, and most people have no settings file

            return tomllib.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        problems.append(f"The settings file {file} cannot be read: {error}.")
        return {}


def _flattened(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flattened(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
