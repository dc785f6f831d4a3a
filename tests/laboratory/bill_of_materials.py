"""List what the wheel depends on, as CycloneDX 1.6 in JSON: each package with its version, license, and who needs it.

    python -m tests.laboratory.bill_of_materials

It reads the metadata of what is installed beside it, and follows the requirements from anyarch on, so that nothing of
the dev tools is in it. The versions are those that are installed: a wheel has ranges. It has no serial number and no
time, so that the same environment gives the same list.
"""

import json
import sys
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def document() -> dict[str, object]:
    found = closure()
    own, *others = map(component, found)
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


def closure() -> dict[str, list[str]]:
    """anyarch, and all that it needs here, with what each needs itself."""
    found: dict[str, list[str]] = {}
    waiting = ["anyarch"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = needs(name)
            waiting += found[name]
    return found


def needs(name: str) -> list[str]:
    """The packages that a package needs on this machine, without its extras."""
    wanted = map(Requirement, metadata.requires(name) or ())
    needed = [each for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]
    return sorted({canonicalize_name(each.name) for each in needed})


def component(name: str) -> dict[str, object]:
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
    return f"pkg:pypi/{name}@{metadata.version(name)}"


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    sys.stdout.write("\n")
