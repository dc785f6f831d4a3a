"""The images that a Compose file names, read without Compose: for who has the file but not the plugin, such as CI.

A service's ``image`` counts, with its variables, of all profiles. Variables come from the environment and from ``.env``
beside the file; the environment wins. Not followed: ``include``, ``extends`` from another file, ``env_file``. A service
that is only built names no image.
"""

import os

from anyarch.compose.interpolation import interpolated

_LARGEST = 1 << 20


def images(path: str, environment: dict[str, str]) -> list[str]:
    """The names in a Compose file, each once.

    Args:
        path: the file.
        environment: the process's variables.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none.
    """
    import yaml  # noqa: PLC0415 - thirty milliseconds, for the one command that reads such files

    try:
        document = yaml.safe_load(_content(path))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"it is not YAML: {' '.join(str(error).split())}") from error
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict):
        raise ValueError("it has no services")  # noqa: TRY004 - what is wrong is the file
    variables = {**_beside(path), **environment}
    named = [service.get("image") for service in services.values() if isinstance(service, dict)]
    return list(dict.fromkeys(interpolated(name, variables) for name in named if isinstance(name, str)))


def _beside(path: str) -> dict[str, str]:
    """The variables in ``.env``: ``NAME=value`` a line, with or without quotes; what is more is passed over."""
    try:
        text = _content(os.path.join(os.path.dirname(path), ".env"))
    except (OSError, ValueError):
        return {}
    found = {}
    for line in text.splitlines():
        name, is_set, value = line.strip().removeprefix("export ").partition("=")
        if is_set and not name.startswith("#"):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    if value[:1] in ("'", '"') and value[:1] in value[1:]:
        return value[1 : value.index(value[0], 1)]
    return value.partition(" #")[0].strip()


def _content(path: str) -> str:
    with open(path, "rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError("it is too large")
    return content.decode("utf-8")
