"""The causes that `anyarch diagnose` tells apart: what each means, and how to fix it.

Words in braces are filled in for each case:

================  ==================================================================
``image``         the image as it was named
``label``         the platform on its label
``host``          the engine's own platform
``name``          the file as it was asked for
``path``          where it is in the image
``platform``      the platform that the program is for
``emulated``      the same, for commands; empty if there is no such platform
``words``         what the file was supposed to start, such as its script
``native``        a name under which the registry has the image for the host
``mount``         the directory on the engine's machine that is mounted
``detail``        what is wrong with the file
``level``         the CPU level that is needed, or the message about it
``crash``         how the program ended
``script``        what a shell runs
``asked``         the platform in DOCKER_DEFAULT_PLATFORM
================  ==================================================================

In commands they are quoted for a shell. The commands, run one after the other, make the image run; a new image that
they create is called ``fixed``. There are none if only a new build of the image helps.
"""

from typing import NamedTuple

FIXED = "fixed"

_INSTALL = "anyarch emulators install {emulated}"


def _changed(*edit: str) -> tuple[str, ...]:
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


_FORMAT = "exec-format-error.md"
_SCRIPT = "exec-format-error-in-a-script.md"
_NO_FILE = "no-such-file-or-directory.md"
_PERMISSION = "permission-denied.md"
_LABEL = "platform-does-not-match.md"
_DAMAGED = "damaged-program.md"

_REPLACED = (
    "Check the build step that writes it. If you have the complete file, as ./complete:",
    _changed("cat complete >program"),
    _DAMAGED,
)
_REBUILD = "Rebuild the image with a program for {label} in it. Until then, "

CAUSES = {
    "foreign-program": Cause(
        "{path} is a program for {platform}, which the engine ({host}) cannot run.",
        "Use an image for {host}, or install an emulator, which lasts until reboot:",
        (_INSTALL,),
        _FORMAT,
    ),
    "foreign-copy": Cause(
        "The local {image} is for {platform}, which the engine cannot run, but the registry has it for {host}.",
        "Pull the image for {host}. The local copy is untagged, even if you built it:",
        ("docker pull --platform {host} {image}",),
        _FORMAT,
    ),
    "foreign-copy-of-digest": Cause(
        "The local {image} is for {platform}, which the engine cannot run, but the registry has it for {host}.",
        "The engine keeps the first platform of a digest. Remove the local copy, and pull the image for {host}:",
        ("docker image rm --force {image}", "docker pull --platform {host} {image}"),
        _FORMAT,
    ),
    "pinned-digest": Cause(
        "The digest in {image} is for {platform} only, but {native} is available for {host} too.",
        "Pin the digest of the index, which covers all platforms, or use the tag:",
        ("docker pull --platform {host} {native}", "docker run {native}"),
        "pinned-digest.md",
    ),
    "foreign-interpreter": Cause(
        "{words} is started by {path}, a program for {platform}, which the engine ({host}) cannot run.",
        "Install the interpreter for {host} in the image, or install an emulator, which lasts until reboot:",
        (_INSTALL,),
        _SCRIPT,
    ),
    "handler-gone": Cause(
        "{path} is a program for {platform}. The engine used to run such programs, but no longer does.",
        "An emulator that was installed by hand is gone after a reboot. Install it again, or install the package "
        "qemu-user-static, which survives reboots:",
        (_INSTALL,),
        _FORMAT,
    ),
    "handler-without-f": Cause(
        "{path} is a program for {platform}. The engine's emulator is registered without the flag F, so the kernel "
        "looks for it in the container, where it does not exist.",
        "Register the emulator again, with the flag F:",
        (_INSTALL,),
        _NO_FILE,
    ),
    "no-32-bit-mode": Cause(
        "{path} is a 32-bit program, for {platform}, but the CPU or the kernel of this {host} engine has no 32-bit "
        "mode.",
        "Use an image for {host}, or install an emulator, which lasts until reboot:",
        (_INSTALL,),
        _FORMAT,
    ),
    "low-cpu-level": Cause(
        "{path} needs a newer CPU than the engine has: {level}.",
        "Use an image that is built for every amd64 CPU. No docker setting can change the CPU.",
        (),
        "cpu-level.md",
    ),
    "emulator-crash": Cause(
        "{path} is a program for {platform}, which the engine emulates, and it crashed: {crash}.",
        "If it does not crash on a real CPU for {platform}, the emulator is the cause. Use an image for {host}, or "
        "another version of QEMU.",
        (),
        "qemu-uncaught-target-signal.md",
    ),
    "wrong-label": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, which the engine cannot run.",
        _REBUILD + "install an emulator, which lasts until reboot:",
        (_INSTALL,),
        _LABEL,
    ),
    "wrong-label-emulated": Cause(
        "The image says {label}, but {path} in it is a program for {platform}. It runs here, but is emulated.",
        _REBUILD + "run it without --platform:",
        ("docker run {image}",),
        _LABEL,
    ),
    "wrong-label-native": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, the engine's own platform.",
        "Rebuild the image with the right label. Until then, ask for the platform on the label, although it is wrong:",
        ("docker run --platform {label} {image}",),
        _LABEL,
    ),
    "no-label": Cause(
        "The image does not say which platform it is for; {path} in it is a program for {platform}.",
        "Rebuild the image with a label. Until then, run it without --platform and DOCKER_DEFAULT_PLATFORM:",
        ("env -u DOCKER_DEFAULT_PLATFORM docker run {image}",),
        _LABEL,
    ),
    "default-platform": Cause(
        "DOCKER_DEFAULT_PLATFORM asks for {asked}, but the local {image} is for {label}.",
        "docker looks for {asked} elsewhere, or fails. To run the local image:",
        ("env -u DOCKER_DEFAULT_PLATFORM docker run {image}",),
        _LABEL,
    ),
    "no-first-line": Cause(
        "{path} is a text file that names no interpreter: {detail}.",
        'Make its first line "#!/bin/sh". Until then, have a shell run it:',
        ("docker run --entrypoint /bin/sh {image} {path}",),
        _SCRIPT,
    ),
    "shell-text": Cause(
        "{path} runs the text {script}: what that starts is not known from the image.",
        "To find out, run it, and diagnose the container:",
        ("docker run --name diagnosed {image}", "anyarch diagnose diagnosed"),
        _SCRIPT,
    ),
    "byte-order-mark": Cause(
        "{path} begins with a byte order mark (BOM), which hides its first line from the kernel.",
        "Save the file as UTF-8 without BOM. To fix the image without a build:",
        _changed("sed -i.marked '1s/^\\xef\\xbb\\xbf//' program"),
        _SCRIPT,
    ),
    "carriage-return": Cause(
        "{path} has Windows line endings: the carriage return becomes part of the interpreter's name, {name}.",
        "Save the file with Unix line endings, and add *.sh text eol=lf to .gitattributes. To fix the image without a "
        "build:",
        _changed("tr -d '\\r' <program >unix && cat unix >program"),
        _NO_FILE,
    ),
    "interpreter-missing": Cause(
        "{words} needs {name}, which is not in the image.",
        "Install {name} in the image. If a plain shell is enough for the script:",
        ("docker run --entrypoint /bin/sh {image} {words}",),
        _NO_FILE,
    ),
    "program-missing": Cause(
        "{name} is not in the image.",
        "Check the name, PATH, and where the build has put the program.",
        (),
        _NO_FILE,
    ),
    "loader-missing": Cause(
        "{words} needs the loader {name}, which is not in the image: {detail}.",
        "Link the program statically, or use a base image with its C library. With debian:stable-slim, for a program "
        "in a single file:",
        (
            "id=$(docker create {image})",
            'docker cp "$id":{words} program',
            'docker rm "$id"',
            "id=$(docker create --platform {platform} debian:stable-slim)",
            'docker cp program "$id":/program',
            f'docker commit --change \'ENTRYPOINT ["/program"]\' "$id" {FIXED}',
            'docker rm "$id"',
        ),
        _NO_FILE,
    ),
    "empty-file": Cause("{path} is empty.", *_REPLACED),
    "broken-file": Cause("{path} is damaged: {detail}.", *_REPLACED),
    "folder": Cause("{path} is a directory.", "Name the program inside it in ENTRYPOINT or CMD.", (), _PERMISSION),
    "not-executable": Cause(
        "{path} is not marked as executable.",
        "Use COPY --chmod=755 in the Dockerfile. To fix the image without a build:",
        _changed("chmod 755 program"),
        _PERMISSION,
    ),
    "noexec-mount": Cause(
        "{path} is on {mount}, which is mounted with noexec: nothing on it can be executed.",
        "Keep programs in the image. Or, as root on the engine's machine:",
        ('mount -o remount,exec "$(findmnt --noheadings --output TARGET --target {mount})"',),
        _PERMISSION,
    ),
}
