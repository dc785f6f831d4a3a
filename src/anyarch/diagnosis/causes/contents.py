"""Causes in the files of an image: what they are, what is missing, and who may execute them."""

from anyarch.diagnosis.causes.cause import (
    DAMAGED_PAGE,
    FIXED,
    NO_FILE_PAGE,
    PERMISSION_PAGE,
    SCRIPT_PAGE,
    Cause,
    changed,
)

_REPLACED = (
    "Check the build step that writes it. If you have the complete file, as ./complete:",
    changed("cat complete >program"),
    DAMAGED_PAGE,
)
CONTENTS = {
    "no-first-line": Cause(
        "{path} is a text file that names no interpreter: {detail}.",
        'Make its first line "#!/bin/sh". Until then, have a shell run it:',
        ("docker run --entrypoint /bin/sh {image} {path}",),
        SCRIPT_PAGE,
    ),
    "shell-text": Cause(
        "{path} runs the text {script}: what that starts is not known from the image.",
        "To find out, run it, and diagnose the container:",
        ("docker run --name diagnosed {image}", "anyarch diagnose diagnosed"),
        SCRIPT_PAGE,
    ),
    "byte-order-mark": Cause(
        "{path} begins with a byte order mark (BOM), which hides its first line from the kernel.",
        "Save the file as UTF-8 without BOM. To fix the image without a build:",
        changed("sed -i.marked '1s/^\\xef\\xbb\\xbf//' program"),
        SCRIPT_PAGE,
    ),
    "carriage-return": Cause(
        "{path} has Windows line endings: the carriage return becomes part of the interpreter's name, {name}.",
        "Save the file with Unix line endings, and add *.sh text eol=lf to .gitattributes. To fix the image without a "
        "build:",
        changed("tr -d '\\r' <program >unix && cat unix >program"),
        NO_FILE_PAGE,
    ),
    "interpreter-missing": Cause(
        "{words} needs {name}, which is not in the image.",
        "Install {name} in the image. If a plain shell is enough for the script:",
        ("docker run --entrypoint /bin/sh {image} {words}",),
        NO_FILE_PAGE,
    ),
    "program-missing": Cause(
        "{name} is not in the image.",
        "Check the name, PATH, and where the build has put the program.",
        (),
        NO_FILE_PAGE,
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
        NO_FILE_PAGE,
    ),
    "child-loader-missing": Cause(
        "Something that {words} starts is a dynamic program for {platform}, but its loader, {name}, is not in the "
        "image: {detail}.",
        "Put the build of that program into the image that is for the image's own platform and C library, or a static "
        "one. Or use an image for {platform}.",
        (),
        NO_FILE_PAGE,
    ),
    "empty-file": Cause("{path} is empty.", *_REPLACED),
    "broken-file": Cause("{path} is damaged: {detail}.", *_REPLACED),
    "folder": Cause("{path} is a directory.", "Name the program inside it in ENTRYPOINT or CMD.", (), PERMISSION_PAGE),
    "not-executable": Cause(
        "{path} is not marked as executable.",
        "Use COPY --chmod=755 in the Dockerfile. To fix the image without a build:",
        changed("chmod 755 program"),
        PERMISSION_PAGE,
    ),
    "noexec-mount": Cause(
        "{path} is on {mount}, which is mounted with noexec: nothing on it can be executed.",
        "Keep programs in the image. Or, as root on the engine's machine:",
        ('mount -o remount,exec "$(findmnt --noheadings --output TARGET --target {mount})"',),
        PERMISSION_PAGE,
    ),
}
