"""List what the wheel depends on, as CycloneDX 1.6 in JSON: each package with its version, license, and who needs it.

    python -m tests.laboratory.bill_of_materials

It reads the metadata of what is installed beside it, and follows the requirements from anyarch on, so that nothing of
the dev tools is in it. The versions are those that are installed: a wheel has ranges. It has no serial number and no
time, so that the same environment gives the same list.
"""

import json
import re
import sys
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FOR_EXTRAS = re.compile(r";.*\bextra\b")
_ROOT = "anyarch"


def document() -> dict[str, object]:
    """The list, as JSON has it."""
    found = closure(_ROOT)
    own, *others = (component(name) for name in found)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own | {"type": "application"}},
        "components": others,
        "dependencies": [
            {"ref": reference(name), "dependsOn": sorted(reference(each) for each in needed)}
            for name, needed in found.items()
        ],
    }


def closure(root: str) -> dict[str, list[str]]:
    """A package and all that it needs here, with what each needs itself; the root first, the others by name."""
    found: dict[str, list[str]] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = needs(name)
            waiting += found[name]
    return {root: found[root]} | {name: found[name] for name in sorted(found) if name != root}


def needs(name: str) -> list[str]:
    """The packages that a package needs, of those that are installed: the others are for other machines."""
    wanted = [each for each in metadata.requires(name) or () if not _FOR_EXTRAS.search(each)]
    names = {normalized(match[0]) for each in wanted if (match := _NAME.match(each))}
    return sorted(each for each in names if is_installed(each))


def component(name: str) -> dict[str, object]:
    """A package."""
    about = metadata.metadata(name)
    written = [each for field in ("License-Expression", "License") for each in about.get_all(field) or ()]
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if "License ::" in each]
    license_name = ", ".join([each for each in written if "\n" not in each][:1] or classified)
    return {
        "type": "library",
        "bom-ref": reference(name),
        "name": name,
        "version": metadata.version(name),
        "purl": reference(name),
        "licenses": [{"license": {"name": license_name}}] if license_name else [],
    }


def reference(name: str) -> str:
    """A package's URL (purl)."""
    return f"pkg:pypi/{name}@{metadata.version(name)}"


def is_installed(name: str) -> bool:
    """Whether there is a package of that name."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def normalized(name: str) -> str:
    """A package's name as indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    sys.stdout.write("\n")
