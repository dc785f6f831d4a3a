"""Folders of the documentation in which every file is generated."""

import os
from collections.abc import Mapping


def write(folder: str, texts: Mapping[str, str]) -> None:
    """Write the files of a folder, by their names, and remove all others."""
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
