"""A Compose file that sets the platform of some services and nothing else, to be used after a project's own files."""

import json
import re
from collections.abc import Mapping

_HEAD = """\
# Made by anyarch override: services whose images are only available for other platforms.
# Compose reads it after the files of the project:
#     docker compose -f compose.yaml -f {name} up
# or, if .env has the line COMPOSE_FILE=compose.yaml:{name}, without -f.
"""
_PLAIN = re.compile(r"[a-z][a-z0-9_.-]*")
_NOT_TEXT = frozenset(("false", "n", "no", "null", "off", "on", "true", "y", "yes"))  # in YAML 1.1


def text(platforms: Mapping[str, str], name: str) -> str:
    """The file.

    Args:
        platforms: the platform of each service, by its name.
        name: what the file is called.
    """
    lines = [f"  {_key(service)}:\n    platform: {platform}\n" for service, platform in platforms.items()]
    return _HEAD.format(name=name) + "services:" + ("\n" + "".join(lines) if lines else " {}\n")


def document(platforms: Mapping[str, str]) -> dict[str, object]:
    """The same as a JSON document, which is YAML as well."""
    return {"services": {service: {"platform": platform} for service, platform in platforms.items()}}


def _key(service: str) -> str:
    """A service's name as a key in YAML."""
    is_plain = _PLAIN.fullmatch(service) and service not in _NOT_TEXT
    return service if is_plain else json.dumps(service)
