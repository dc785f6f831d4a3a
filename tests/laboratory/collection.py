"""The test images: every way in which what an image says and what it is were seen to differ, each under its own name.

The names tell of the machine on which engines were measured first, where amd64 is native and arm64 foreign; elsewhere
`armonly-index` is the index that has only the foreign image. Each image is a busybox whose default command prints the
architecture that really runs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.images import DOCKER, OCI, Entry, Format, Image, Index, Platform, attestation, image, index, layer

COMMAND = ("/bin/uname", "-m")
APPLETS = ("cat", "echo", "env", "false", "kill", "ls", "sh", "sleep", "true", "uname")
VARIANTS = {"arm": "v7", "arm64": "v8"}
LEVELS = {"amd64": "v2", "arm64": "v9"}  # that engines do not always select by themselves


@dataclass(frozen=True)
class Part:
    """One image of a recipe: the busybox's architecture, the image's label, and what an index says; None for nothing.

    `carries` is an architecture whose emulator is inside as well, where handlers of the kernel look for it.
    """

    program: str
    label: Platform
    entry: Platform | None = None
    carries: str = ""


@dataclass(frozen=True)
class Recipe:
    """How to build what is found under one name: a single image, or an index of its parts."""

    form: Format
    parts: tuple[Part, ...]
    indexed: bool = True
    attested: bool = False


def collection(
    native: str, foreign: str, programs: Mapping[str, bytes], emulators: Mapping[str, bytes] | None = None
) -> dict[str, Image | Index]:
    """Build all test images, by name; a recipe that needs a program not given, by its architecture, is left out."""
    given = emulators or {}
    return {
        name: build(recipe, programs, given)
        for name, recipe in recipes(native, foreign).items()
        if all(part.program in programs and (not part.carries or part.carries in given) for part in recipe.parts)
    }


def recipes(native: str, foreign: str) -> dict[str, Recipe]:
    ours, theirs = Platform(native), Platform(foreign)
    exact = Platform(foreign, VARIANTS.get(foreign, ""))  # the same architecture, written out with its variant
    arm = Platform("arm", "v7")
    level = Platform(native, LEVELS.get(native, ""))
    windows = Platform("amd64", os="windows")
    own, other = Part(native, ours, ours), Part(foreign, theirs, theirs)
    old = Platform("arm", "v6")
    equipped = Part(foreign, theirs, theirs, carries=foreign)
    return {
        "multi": Recipe(DOCKER, (own, other)),
        "multi-oci": Recipe(OCI, (own, Part(foreign, exact, exact))),
        "withattest": Recipe(OCI, (own, other), attested=True),
        "armattest": Recipe(OCI, (other,), attested=True),
        "armonly-index": Recipe(DOCKER, (other,)),
        "amdonly-index": Recipe(DOCKER, (own,)),
        "armonly-single": Recipe(DOCKER, (other,), indexed=False),
        "armonly-single-v8": Recipe(OCI, (Part(foreign, exact),), indexed=False),
        "amdonly-single": Recipe(DOCKER, (own,), indexed=False),
        "arm32": Recipe(DOCKER, (Part("arm", arm, arm),)),
        "arm32-single": Recipe(DOCKER, (Part("arm", arm),), indexed=False),
        "mislabelled": Recipe(DOCKER, (Part(foreign, ours),), indexed=False),
        "mislabelled-rev": Recipe(DOCKER, (Part(native, theirs),), indexed=False),
        "idxarm-cfgamd": Recipe(DOCKER, (Part(foreign, ours, theirs),)),
        "idxnoplat": Recipe(OCI, (Part(foreign, theirs),)),
        "noarch": Recipe(DOCKER, (Part(foreign, Platform(None)),), indexed=False),
        "emptyarch": Recipe(DOCKER, (Part(native, Platform("")),), indexed=False),
        "windows-only": Recipe(DOCKER, (Part("amd64", windows, windows),)),
        "level-or-foreign": Recipe(OCI, (other, Part(native, level, level))),
        "i386": Recipe(DOCKER, (Part("386", Platform("386"), Platform("386")),)),
        "half-labelled": Recipe(DOCKER, (Part(native, ours), other)),
        "half-labelled-oci": Recipe(OCI, (Part(native, ours), other)),
        "armv6": Recipe(DOCKER, (Part("arm", old, old),)),
        "armv6-single": Recipe(DOCKER, (Part("arm", old),), indexed=False),
        "equipped": Recipe(DOCKER, (own, equipped)),
        "equipped-index": Recipe(DOCKER, (equipped,)),
        "equipped-single": Recipe(DOCKER, (equipped,), indexed=False),
    }


def build(recipe: Recipe, programs: Mapping[str, bytes], emulators: Mapping[str, bytes]) -> Image | Index:
    entries = []
    for part in recipe.parts:
        carried = {emulator_place(part.carries): emulators[part.carries]} if part.carries else {}
        entries.append(Entry(shell(programs[part.program], part.label, recipe.form, carried), part.entry))
    if not recipe.indexed:
        return entries[0].image
    if recipe.attested:
        entries += [attestation(entry.image) for entry in entries]
    return index(entries, recipe.form)


def shell(program: bytes, label: Platform, form: Format, more: Mapping[str, bytes] | None = None) -> Image:
    """An image of nothing but a busybox under its usual names, and of other programs by their paths."""
    links = {f"bin/{applet}": "busybox" for applet in APPLETS}
    files = {"bin/busybox": program} | {path.lstrip("/"): content for path, content in (more or {}).items()}
    filled = layer({path: (content, 0o755) for path, content in files.items()}, links, form)
    return image(label, [filled], COMMAND, form)


def emulator_place(architecture: str) -> str:
    """Where an image has the emulator that it carries: where Debian's package puts it."""
    return f"/usr/bin/qemu-{ARCHITECTURES[architecture].emulator}-static"
