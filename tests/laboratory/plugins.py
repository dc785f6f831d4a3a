"""Docker's plugins as Debian has them, unpacked and not installed: docker's own settings name their folder."""

import json
import os
from pathlib import Path

from tests.laboratory.debian import cache, unpack

BUILDX, COMPOSE = "docker-buildx", "docker-compose"  # the packages
SUITES = ("trixie", "sid")  # buildx 0.13 and 0.29, Compose 2.26 and 2.40


def path(package: str, suite: str) -> str:
    files = unpack(package, None, cache(os.environ), suite)
    return os.path.join(files, "usr", "libexec", "docker", "cli-plugins", package)


def use(home: str, package: str, suite: str) -> None:
    folder = os.path.dirname(path(package, suite))
    settings = Path(home, ".docker", "config.json")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps({"cliPluginsExtraDirs": [folder]}), encoding="utf-8")
