"""Running daemons inside a folder that holds another Debian, out of this machine's sight.

The first one gets a mount namespace, and in it the chroot gets this machine's /dev, /proc and /sys, the folder for
temporary files under the same path, and empty folders where engines leave something. The next ones join it. Nothing is
mounted where the machine could see it, so nothing is left to unmount: the kernel takes everything away with the last
process, however it ends, and removing the chroot never reaches what was mounted on it. It is read-only meanwhile, so
that several engines can run in one at a time.

It makes no chroot, which is the business of `tests.laboratory.suites`, and hides neither processes nor the network.
"""

import tempfile
from collections.abc import Sequence

# The folder becomes the namespace's very root, as runc needs one that is a mount point, and the kernel makes no user
# namespaces inside a plain chroot. The folders for temporary files and for what engines keep in memory are mounted
# without what is mounted below them, which belongs to other engines.
MOUNTING = """
set -e
root=$1 temporary=$2
shift 2
mkdir -p "$root$temporary"
mount --bind "$root" "$root"
for name in dev proc sys; do mount --rbind "/$name" "$root/$name"; done
if mountpoint -q /dev/shm; then
  umount --lazy "$root/dev/shm"
  mount --bind /dev/shm "$root/dev/shm"
fi
mount --bind "$temporary" "$root$temporary"
for name in run etc/docker; do mount -t tmpfs -o mode=755 tmpfs "$root/$name"; done
mount -o remount,bind,ro "$root"
cd "$root"
pivot_root . .
umount --lazy .
cd /
exec "$@"
"""


def opened(root: str, words: Sequence[str]) -> tuple[str, ...]:
    """The words that start a program inside the chroot, as the first one; its process ID is theirs."""
    namespace = ("unshare", "--mount", "--propagation", "private")
    return (*namespace, "sh", "-c", MOUNTING, "sh", root, tempfile.gettempdir(), *words)


def joined(first: int, words: Sequence[str]) -> tuple[str, ...]:
    """The words that start a program beside the first one, given by its process ID, while that is running."""
    return ("nsenter", f"--target={first}", "--mount", *words)
