"""An image that registers QEMU with the kernel, in the words of tonistiigi/binfmt, which cannot be had here.

Of those words it knows `--mount FOLDER` and `--install ARCHITECTURE,...`; without the first it mounts the kernel's
table where it belongs, which needs privileges. As the original it ends with 0 whatever comes of it, and calls a handler
`qemu-NAME`, by QEMU's name for the architecture.
"""

from collections.abc import Mapping

from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.handlers import PLACE, rule
from tests.laboratory.images import DOCKER, Image, Platform, image, layer

FLAGS = "POCF"
_SCRIPT = """\
#!/busybox sh
table=/proc/sys/fs/binfmt_misc
while [ $# -gt 0 ]; do
    case $1 in
    --mount) table=$2 ;;
    --install) wanted=$2 ;;
    esac
    shift 2
done
[ -e "$table/status" ] || /busybox mount -t binfmt_misc binfmt_misc "$table" || exit 0
for architecture in $(echo "$wanted" | /busybox tr , ' '); do
    /busybox cat "/line-$architecture" >"$table/register" && echo "installing: $architecture OK"
done
exit 0
"""


def name(architecture: str) -> str:
    """How the kernel's table calls a handler of this image."""
    return f"qemu-{ARCHITECTURES[architecture].emulator}"


def installer(busybox: bytes, emulators: Mapping[str, bytes]) -> Image:
    """The image, from a static busybox of this machine's architecture, and static QEMUs by what they emulate."""
    files = {"busybox": (busybox, 0o755), "install": (_SCRIPT.encode(), 0o755)}
    for architecture, program in emulators.items():
        pattern = rule(ARCHITECTURES[architecture])
        interpreter = f"{PLACE}{name(architecture)}"
        line = f":{name(architecture)}:M::{pattern}:{interpreter}:{FLAGS}"
        files |= {interpreter.lstrip("/"): (program, 0o755), f"line-{architecture}": (line.encode(), 0o644)}
    settings = {"Entrypoint": ["/install"]}
    return image(Platform(native().name), [layer(files, {}, DOCKER)], (), DOCKER, settings)
