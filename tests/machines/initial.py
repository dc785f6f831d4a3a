"""The first file system of a machine: it loads the disk's driver, and hands over to the disk.

It is made here in the format that the kernel reads, `newc` of cpio, gzipped; no program of the machine's is needed.
"""

import glob
import gzip
import lzma
import os
import stat
from pathlib import Path

from tests.laboratory import debian

DRIVERS = ("virtio_pci", "virtio_blk", "ext4")  # as far as the kernel has them as modules
INIT = """\
#!/busybox sh
/busybox mount -t devtmpfs dev /dev
for module in {modules}; do /busybox insmod "/$module"; done
until [ -b /dev/vda ]; do /busybox sleep 0.1; done
/busybox mount -t ext4 -o noatime /dev/vda /root
/busybox mount --move /dev /root/dev
exec /busybox switch_root /root /bin/sh /init
"""
END = "TRAILER!!!"


def build(root: str, version: str) -> bytes:
    """Build it for the kernel of that version from what is unpacked in `root`."""
    modules = {os.path.basename(path).removesuffix(".xz"): uncompressed(path) for path in drivers(root, version)}
    busybox = Path(root, "usr", "bin", "busybox").read_bytes()
    files = {"busybox": busybox, "init": INIT.format(modules=" ".join(modules)).encode(), **modules}
    entries = [entry(name, stat.S_IFDIR | 0o755) for name in ("dev", "root")]
    entries += [entry(name, stat.S_IFREG | 0o755, content) for name, content in files.items()]
    return gzip.compress(b"".join((*entries, entry(END, 0))), compresslevel=1)


def drivers(root: str, version: str) -> list[str]:
    """The paths of the modules that the disk needs, in the order in which they are loaded; some kernels have them."""
    words = ["modprobe", "--dirname", root, "--set-version", version, "--show-depends"]
    modules = os.path.join(glob.escape(root), "usr", "lib", "modules", version, "kernel")
    wanted = [each for each in DRIVERS if glob.glob(f"{modules}/**/{each}.ko*", recursive=True)]
    lines = [line.split() for driver in wanted for line in debian.run([*words, driver]).splitlines()]
    return list(dict.fromkeys(line[1] for line in lines if line[0] == "insmod"))


def uncompressed(path: str) -> bytes:
    content = Path(path).read_bytes()
    return lzma.decompress(content) if path.endswith(".xz") else content


def entry(name: str, mode: int, content: bytes = b"") -> bytes:
    """One file or folder of an archive."""
    encoded = name.encode() + b"\0"
    fields = [0, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(encoded), 0]
    head = b"070701" + b"".join(b"%08X" % field for field in fields)
    return padded(head + encoded) + padded(content)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)
