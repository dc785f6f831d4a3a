"""The settings: a variable takes precedence over the settings file, and the file over the defaults.

The file is TOML: ``config.toml`` in platformdirs' user configuration folder, or the file that ANYARCH_CONFIG names.
Each key is a row of `SETTINGS`. A value of the wrong kind is a problem, and so is a file that another user owns or can
change, which is not used: the management commands stop at it, and the shim logs it and continues with the default. An
unknown key stops nothing: another version may know it.

It does not write the file: that is `settings_file`.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import platformdirs

from anyarch.bare import files, lifetimes, ownership
from anyarch.oci.platforms import Platform
from anyarch.person import kinds, remedy
from anyarch.person.kinds import Kind
from anyarch.person.reasons import why

REPLACEMENTS = ("when-needed", "always", "never")
NOTICES = ("auto", "always", "never")
DEFAULT = "default"
INSPECTIONS = ("auto", "always", "never")
_LARGEST = 1 << 20  # bytes
_OWN_PARTS = 2  # the file and its folder, which only anyarch and the user have reason to write to
EMULATIONS = ("ask", "install", "private", "never")
NEVER, ASK, ALWAYS = "never", "ask", "always"
ROUTINGS = (NEVER, ASK, ALWAYS)
NATIVE, EMULATION = "native", "emulation"
CONTEXTS = "routing.contexts"
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
        packs: the digests of the packs that a run may use.
        native_lifetime: seconds for which it is remembered that a local image is native; 0 for never.
        lookup_timeout: seconds that one command may spend on asking the engine and the registry.
        pull_timeout: the same if the image is not local, so that docker itself has to ask the registry.
        probe_timeout: seconds that checking whether the engine runs a platform may take.
        catalog_lifetime: seconds for which the cached answer about a tag is used.
        catalog_direct: whether anyarch may ask a registry itself, if the engine does not have the answer.
        engine: the engine that a docker which is a wrapper uses: a URL or the name of a context; empty if unknown.
        routing: whether to run a command that needs an emulator here on another engine, which is native for the image:
            ``never``, ``ask`` at a terminal, or ``always``.
        routing_prefer: whether that comes before an ``emulation`` that works here, or after: ``native`` or
            ``emulation``.
        routing_contexts: the docker context of the engine that is native for each platform.
    """

    notice: str = "auto"
    emulation: str = "ask"
    inspection: str = "auto"
    prefer: tuple[Platform, ...] = (Platform("linux", "amd64"), Platform("linux", "arm64"))
    emulation_image: str = EMULATION_IMAGE
    packs: tuple[str, ...] = ()
    replace: str = "when-needed"
    native_lifetime: float = float(lifetimes.NATIVE)
    lookup_timeout: float = 2.0
    pull_timeout: float = 10.0
    probe_timeout: float = 10.0
    catalog_lifetime: float = float(lifetimes.OFFERED)
    catalog_direct: bool = True
    engine: str = ""
    routing: str = "never"
    routing_prefer: str = EMULATION
    routing_contexts: Mapping[Platform, str] = MappingProxyType({})


class Setting(NamedTuple):
    """One of the settings.

    Attributes:
        key: its key in the file, with dots for tables.
        field: its field in `Settings`.
        variable: the environment variable that overrides the file; empty for none.
        kind: what it can be, and how it is read.
    """

    key: str
    field: str
    variable: str
    kind: Kind


class Problem(NamedTuple):
    """Something wrong with the settings.

    Attributes:
        sentence: what it is.
        remedy: the command that fixes it; empty if the sentence has it, or if there is none.
        is_harmless: whether everything else is as it was meant: an unknown key, perhaps of another version.
    """

    sentence: str
    remedy: str = ""
    is_harmless: bool = False


class Value(NamedTuple):
    """The value of a setting, and where it comes from: `DEFAULT`, the file's path, or the variable's name."""

    key: str
    value: object
    origin: str


SETTINGS = (
    Setting("notice", "notice", "ANYARCH_NOTICE", kinds.one_of(NOTICES)),
    Setting("emulation.policy", "emulation", "ANYARCH_EMULATION", kinds.one_of(EMULATIONS)),
    Setting("inspection", "inspection", "", kinds.one_of(INSPECTIONS)),
    Setting("emulation.prefer", "prefer", "", kinds.PLATFORMS),
    Setting("emulation.image", "emulation_image", "", kinds.IMAGE),
    Setting("emulation.packs", "packs", "", kinds.DIGESTS),
    Setting("native.replace", "replace", "", kinds.one_of(REPLACEMENTS)),
    Setting("native.lifetime", "native_lifetime", "", kinds.SECONDS_OR_NONE),
    Setting("lookup.timeout", "lookup_timeout", "", kinds.SECONDS),
    Setting("lookup.pull_timeout", "pull_timeout", "", kinds.SECONDS),
    Setting("probe.timeout", "probe_timeout", "", kinds.SECONDS),
    Setting("catalog.lifetime", "catalog_lifetime", "", kinds.SECONDS),
    Setting("catalog.direct", "catalog_direct", "", kinds.BOOLEAN),
    Setting("docker.engine", "engine", "ANYARCH_ENGINE", kinds.ENGINE),
    Setting("routing.policy", "routing", "", kinds.one_of(ROUTINGS)),
    Setting("routing.prefer", "routing_prefer", "", kinds.one_of((EMULATION, NATIVE))),
    Setting(CONTEXTS, "routing_contexts", "", kinds.CONTEXTS),
)


def path(environment: dict[str, str]) -> str:
    """The settings file, which need not exist."""
    return environment.get("ANYARCH_CONFIG") or os.path.join(platformdirs.user_config_dir("anyarch"), "config.toml")


def load(environment: dict[str, str]) -> tuple[Settings, list[Problem]]:
    """The settings, and the problems with them."""
    found, problems = values(environment)
    fields = {setting.field: value.value for setting, value in zip(SETTINGS, found, strict=True)}
    return Settings(**fields), problems  # type: ignore[arg-type] # each row's reader makes its field's type


def values(environment: dict[str, str]) -> tuple[list[Value], list[Problem]]:
    """The value of each setting, in the order of `SETTINGS`, and the problems."""
    problems: list[Problem] = []
    file = path(environment)
    in_file = _read_file(file, problems)
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
                value, origin = setting.kind.read(given), source
            except ValueError as error:
                remedy = f"unset {name}" if source == setting.variable else f"anyarch config unset {setting.key}"
                problems.append(Problem(f"{name} is {given!r}, but {error}.", remedy))
        found.append(Value(setting.key, value, origin))
    return found, problems + [_unknown(key, file) for key in in_file]


def _unknown(key: str, file: str) -> Problem:
    """A key in the file that is no setting."""
    import difflib  # noqa: PLC0415 - most files have no such key

    similar = difflib.get_close_matches(key, [setting.key for setting in SETTINGS], n=1)
    hint = f" Did you mean {similar[0]}?" if similar else ""
    sentence = f"{key} in {file} is not a setting, and has no effect.{hint}"
    return Problem(sentence, f"anyarch config unset {key}", is_harmless=True)


def _read_file(file: str, problems: list[Problem]) -> dict[str, object]:
    """The values in the file by their keys, with dots for tables; problems are added to the list."""
    try:
        with open(file, "rb", opener=files.at_once) as opened:
            refusal = _refusal(file, os.fstat(opened.fileno()))
            if refusal:
                problems.append(Problem(refusal))
                return {}
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError("it is too large")  # noqa: TRY301 - one sentence for all that is wrong with it
        import tomllib  # noqa: PLC0415 - six milliseconds, and most users have no settings file

        return _flattened(tomllib.loads(content.decode()))
    except FileNotFoundError:
        return {}
    except RecursionError:
        problems.append(Problem(f"The settings file {file} cannot be read: its tables are nested too deeply."))
        return {}
    except (OSError, ValueError) as error:
        problems.append(Problem(f"The settings file {file} cannot be read: {why(error)}."))
        return {}


def _refusal(file: str, opened: os.stat_result) -> str:
    """Why a settings file is not used: others can write to it, or replace it; empty if they cannot.

    It can grant what needs consent, so the rule is that of the cache (`bare.records`).
    """
    found = ownership.weakness(file, strict=_OWN_PARTS, opened=opened)
    if found is None:
        return ""
    return f"The settings file {file} is not used, because {found}. To fix it: {remedy.command(found)}"


def _flattened(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    """The values by their whole keys; a table that is a setting itself is a value."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict) and f"{prefix}{key}" != CONTEXTS:
            flat |= _flattened(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat
