"""The causes that `anyarch diagnose` tells apart: what each means, and what mends it.

Words in braces are filled in for the case at hand:

================  ============================================================
``image``         the image as it was named
``label``         the platform on its label
``host``          the engine's own platform
``name``          the file as it was asked for
``path``          where it is in the image
``platform``      the platform that the program is for
``emulated``      the same, for commands: empty where there is no such platform
``words``         what the file was to be started with, such as its script
``native``        a name under which the registry has the image for the host
``mount``         the folder on the engine's machine that is mounted
``detail``        a clause on what is wrong with the file
``level``         the CPU level that is needed, or who says so
``crash``         how the program ended
================  ============================================================

In commands they are quoted for a shell. The commands, typed one after the other, make the image run; where they leave
a new image, it is called ``mended``. None where no command could: then the image has to be built anew.
"""

from typing import NamedTuple

MENDED = "mended"

_INSTALL = "anyarch emulators install {emulated}"


def _changed(*edit: str) -> tuple[str, ...]:
    """Commands that take a file out of an image, change it, and make a new image with it, without building."""
    return (
        "id=$(docker create {image})",
        'docker cp "$id":{path} program',
        *edit,
        'docker cp program "$id":{path}',
        f'docker commit "$id" {MENDED}',
        'docker rm "$id"',
    )


class Cause(NamedTuple):
    """One row.

    Attributes:
        sentence: what is wrong.
        advice: what mends it for good.
        commands: what makes it run now.
        page: where docs/how-to tells more.
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

CAUSES = {
    "foreign-program": Cause(
        "{path} is a program for {platform}, and the engine ({host}) does not execute it.",
        "Use an image for {host}, or add an emulator to the engine, until its next reboot:",
        (_INSTALL,),
        _FORMAT,
    ),
    "foreign-copy": Cause(
        "The local {image} is for {platform}, which the engine does not execute, and the registry has it for {host}.",
        "Pull the one for {host}. The local copy loses its name by this, also if it is one that you have built:",
        ("docker pull --platform {host} {image}",),
        _FORMAT,
    ),
    "foreign-copy-of-digest": Cause(
        "The local {image} is for {platform}, which the engine does not execute, and the registry has it for {host}.",
        "The engine keeps the first platform of a digest. Remove the local copy, and pull the one for {host}:",
        ("docker image rm --force {image}", "docker pull --platform {host} {image}"),
        _FORMAT,
    ),
    "pinned-digest": Cause(
        "The digest in {image} names the image for {platform} alone, and {native} is there for {host} too.",
        "Pin the digest of the index, which names all its platforms, or use the tag:",
        ("docker pull --platform {host} {native}", "docker run {native}"),
        "pinned-digest.md",
    ),
    "foreign-interpreter": Cause(
        "{words} is started by {path}, which is a program for {platform}, and the engine ({host}) does not execute it.",
        "Install the interpreter for {host} in the image, or add an emulator to the engine, until its next reboot:",
        (_INSTALL,),
        _SCRIPT,
    ),
    "handler-gone": Cause(
        "{path} is a program for {platform}. The engine has executed such programs, and does so no longer.",
        "An emulator that was added by hand is gone after a reboot. Add it again, or install the package "
        "qemu-user-static, which lasts:",
        (_INSTALL,),
        _FORMAT,
    ),
    "handler-without-f": Cause(
        "{path} is a program for {platform}. The engine's emulator is registered without the flag F, so that it is "
        "looked for in the container, where it is not.",
        "Register the emulator anew, with the flag F:",
        (_INSTALL,),
        _NO_FILE,
    ),
    "no-32-bit-mode": Cause(
        "{path} is a program with 32 bits, for {platform}, and this {host} engine has a CPU or a kernel without that "
        "mode.",
        "Use an image for {host}, or add an emulator to the engine, until its next reboot:",
        (_INSTALL,),
        _FORMAT,
    ),
    "low-cpu-level": Cause(
        "{path} needs a newer CPU than the engine has: {level}.",
        "Use an image that is built for every amd64 CPU. No setting of docker's changes the CPU.",
        (),
        "cpu-level.md",
    ),
    "emulator-crash": Cause(
        "{path} is a program for {platform}, which the engine emulates, and it crashed: {crash}.",
        "Crashes that a CPU of its own does not show are usually the emulator's. Use an image for {host}, or another "
        "version of QEMU.",
        (),
        "qemu-uncaught-target-signal.md",
    ),
    "wrong-label": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, which the engine does not execute.",
        "Whoever builds the image has to put a program for {label} into it. Until then, add an emulator to the "
        "engine, which lasts until its next reboot:",
        (_INSTALL,),
        _LABEL,
    ),
    "wrong-label-emulated": Cause(
        "The image says {label}, but {path} in it is a program for {platform}. It runs here, under emulation.",
        "Whoever builds the image has to put a program for {label} into it. Until then it runs without --platform:",
        ("docker run {image}",),
        _LABEL,
    ),
    "wrong-label-native": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, which is what the engine runs.",
        "Ask for the platform on the label, wrong as it is, until the image is built with the right one:",
        ("docker run --platform {label} {image}",),
        _LABEL,
    ),
    "no-label": Cause(
        "The image does not say which platform it is for; {path} in it is a program for {platform}.",
        "Run it without --platform, and without DOCKER_DEFAULT_PLATFORM, until it is built with a label:",
        ("env -u DOCKER_DEFAULT_PLATFORM docker run {image}",),
        _LABEL,
    ),
    "no-first-line": Cause(
        "{path} is a text that names no interpreter: {detail}.",
        'Make its first line "#!/bin/sh". Until then, have a shell run it:',
        ("docker run --entrypoint /bin/sh {image} {path}",),
        _SCRIPT,
    ),
    "byte-order-mark": Cause(
        "{path} begins with a byte order mark, which hides its first line from the kernel.",
        "Save the file as UTF-8 without a mark (BOM). In the image as it is:",
        _changed("sed -i.marked '1s/^\\xef\\xbb\\xbf//' program"),
        _SCRIPT,
    ),
    "carriage-return": Cause(
        "{path} has the line ends of Windows: the carriage return belongs to the interpreter's name, {name}.",
        "Save the file with the line ends of Unix, and tell git so: *.sh text eol=lf. In the image as it is:",
        _changed("tr -d '\\r' <program >unix && cat unix >program"),
        _NO_FILE,
    ),
    "interpreter-missing": Cause(
        "{words} is to be started by {name}, which is not in the image.",
        "Install {name} in the image. If the script needs no more than a plain shell:",
        ("docker run --entrypoint /bin/sh {image} {words}",),
        _NO_FILE,
    ),
    "program-missing": Cause(
        "{name} is not in the image.",
        "Check the name and PATH, and where the image's build has put the program.",
        (),
        _NO_FILE,
    ),
    "loader-missing": Cause(
        "{words} needs the loader {name}, which is not in the image: {detail}.",
        "Link the program statically, or put it on a base image that has its C library. With debian:stable-slim, for "
        "a program in one file:",
        (
            "id=$(docker create {image})",
            'docker cp "$id":{words} program',
            'docker rm "$id"',
            "id=$(docker create --platform {platform} debian:stable-slim)",
            'docker cp program "$id":/program',
            f'docker commit --change \'ENTRYPOINT ["/program"]\' "$id" {MENDED}',
            'docker rm "$id"',
        ),
        _NO_FILE,
    ),
    "empty-file": Cause(
        "{path} is empty.",
        "Look at the step of the build that writes it. With the whole file at hand, as ./whole:",
        _changed("cat whole >program"),
        _DAMAGED,
    ),
    "broken-file": Cause(
        "{path} is damaged: {detail}.",
        "Look at the step of the build that writes it. With the whole file at hand, as ./whole:",
        _changed("cat whole >program"),
        _DAMAGED,
    ),
    "folder": Cause(
        "{path} is a folder.",
        "Name the program inside it in ENTRYPOINT or CMD.",
        (),
        _PERMISSION,
    ),
    "not-executable": Cause(
        "{path} is not marked as executable.",
        "Use COPY --chmod=755 in the Dockerfile. In the image as it is:",
        _changed("chmod 755 program"),
        _PERMISSION,
    ),
    "noexec-mount": Cause(
        "{path} lies on {mount}, which is mounted so that nothing on it is executed (noexec).",
        "Keep programs in the image. Or, on the engine's machine, as root:",
        ('mount -o remount,exec "$(findmnt --noheadings --output TARGET --target {mount})"',),
        _PERMISSION,
    ),
}
