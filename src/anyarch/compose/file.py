"""The images in a Compose file, read without Docker Compose, for a machine that does not have it, such as in CI.

These are the ``image`` of each service, in all profiles, with variables replaced. Variables come from the environment,
or else from ``.env`` next to the file. It does not read ``include``, ``env_file``, or ``extends`` from another file. A
service that is only built has no image.
"""

import os

from anyarch.compose.interpolation import interpolated

_LARGEST = 1 << 20


def images(path: str, environment: dict[str, str]) -> list[str]:
    """The names of the images, each once.

    Args:
        path: the Compose file.
        environment: the environment variables.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not a Compose file; the message is a clause that says why.
    """
    import yaml  # noqa: PLC0415 - thirty milliseconds, and only one command reads such files

    try:
        document = yaml.safe_load(_content(path))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"it is not YAML: {' '.join(str(error).split())}") from error
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict):
        raise ValueError("it has no services")  # noqa: TRY004 - the file is wrong, not the caller
    variables = {**_beside(path), **environment}
    named = [service.get("image") for service in services.values() if isinstance(service, dict)]
    return list(dict.fromkeys(interpolated(name, variables) for name in named if isinstance(name, str)))


def _beside(path: str) -> dict[str, str]:
    """The variables in ``.env``: each line is ``NAME=value``, with or without quotes; other lines are ignored."""
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
