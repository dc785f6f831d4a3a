"""A row of the tables, and what many rows have in common."""

from typing import NamedTuple

FIXED = "fixed"
REMOVE = "anyarch emulators remove {emulated}"
INSTALL = "anyarch emulators install {emulated}"
RECREATE = (
    "The engine has a private emulator for {platform}, which this container was not created with. Create it again, "
    "with anyarch's docker."
)

# Pages of docs/how-to.
FORMAT_PAGE = "exec-format-error.md"
SCRIPT_PAGE = "exec-format-error-in-a-script.md"
NO_FILE_PAGE = "no-such-file-or-directory.md"
PERMISSION_PAGE = "permission-denied.md"
LABEL_PAGE = "platform-does-not-match.md"
DAMAGED_PAGE = "damaged-program.md"
CPU_PAGE = "cpu-level.md"
CRASH_PAGE = "qemu-uncaught-target-signal.md"
OFFER_PAGE = "no-matching-manifest.md"


def changed(*edit: str) -> tuple[str, ...]:
    """Commands that copy a file out of an image, change it, and commit a new image with it, without a build."""
    return (
        "id=$(docker create {image})",
        'docker cp "$id":{path} program',
        *edit,
        'docker cp program "$id":{path}',
        f'docker commit "$id" {FIXED}',
        'docker rm "$id"',
    )


class Cause(NamedTuple):
    """One row.

    Attributes:
        sentence: what is wrong.
        advice: how to fix it permanently.
        commands: what makes it run now.
        page: the page of docs/how-to.
    """

    sentence: str
    advice: str
    commands: tuple[str, ...]
    page: str
