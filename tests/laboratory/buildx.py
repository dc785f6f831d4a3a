"""Docker's buildx as Debian has it, unpacked and not installed: a plugin that docker's own settings name."""

import json
import os
from pathlib import Path

from tests.laboratory.debian import cache, unpack

SUITES = ("trixie", "sid")  # buildx 0.13 and 0.29


def folder(suite: str) -> str:
    """Return the folder with the plugin of a Debian suite; Unavailable if it cannot be had."""
    files = unpack("docker-buildx", None, cache(os.environ), suite)
    return os.path.join(files, "usr", "libexec", "docker", "cli-plugins")


def use(home: str, suite: str) -> None:
    """Have the docker of somebody with this home find the plugin."""
    settings = Path(home, ".docker", "config.json")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps({"cliPluginsExtraDirs": [folder(suite)]}), encoding="utf-8")
