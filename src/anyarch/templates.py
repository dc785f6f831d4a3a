"""The files of ``shell/``, which are no Python: from the wheel, or from the top of the source tree."""

import os


def text(name: str) -> str:
    """The text of a file, by its path below ``shell/``.

    Raises:
        FileNotFoundError: the package has been installed without it.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    for folder in (os.path.join(package, "shell"), os.path.join(package, "..", "..", "shell")):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise FileNotFoundError(f"anyarch is not completely installed: shell/{name} is missing")
