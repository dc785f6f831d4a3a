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
    changed("cp -f complete program", "chmod 755 program"),
    DAMAGED_PAGE,
)
# These run on the user's machine, with GNU's tools or BSD's. The result replaces the file, even if it is read-only.
_DECODED = changed("{decode} <program | LC_ALL=C tr -d '\\r' >unix", "chmod 755 unix && mv -f unix program")
_UNPACKED = changed("{decode} <program >unpacked", "chmod 755 unpacked && mv -f unpacked program")
_SAVED = "Save the file as UTF-8 without BOM, with Unix line endings. To fix the image without a build:"
_ELSEWHERE = (
    "Build it for Linux, best in a stage of the Dockerfile. With Go, on any system: {go} go build.",
    (),
    DAMAGED_PAGE,
)

# How to decode a file by `Content.encoding`, from standard input to standard output.
DECODERS = {
    "windows": "cat",
    "mac": "LC_ALL=C tr '\\r' '\\n'",
    "utf-8-sig": "tail -c +4",
    "utf-16": "iconv -f UTF-16 -t UTF-8",
    "utf-16-le": "iconv -f UTF-16LE -t UTF-8",
    "utf-16-be": "iconv -f UTF-16BE -t UTF-8",
    "gzip": "gzip -dc",
    "bzip2": "bzip2 -dc",
    "xz": "xz -dc",
    "base64": "base64 -d",
}
# The same for a text that names no interpreter.
WITH_FIRST_LINE = "(echo {line}; {decode})"
# The first line of a script, by the end of its name; of any other, that of a shell.
FIRST_LINES = {
    ".js": "/usr/bin/env node",
    ".mjs": "/usr/bin/env node",
    ".php": "/usr/bin/env php",
    ".pl": "/usr/bin/env perl",
    ".py": "/usr/bin/env python3",
    ".rb": "/usr/bin/env ruby",
}
SHELL = "/bin/sh"

NO_SHELL = "There is no shell in this image."
NO_SHELL_ADVICE = (
    "Use a base image with a shell, such as the :debug tag of a distroless image, or start the program itself, in exec "
    'form: ENTRYPOINT ["/program"].'
)

CONTENTS = {
    "no-first-line": Cause(
        "{path} is a text file that names no interpreter: {detail}.",
        'Make its first line "#!{first}". Until then, have a shell run it:',
        ("docker run --entrypoint {shell} {image} {path}",),
        SCRIPT_PAGE,
    ),
    "shell-text": Cause(
        "{path} runs the text {script}: what that starts is not known from the image.",
        "To find out, run it, and diagnose the container:",
        ("docker run --name diagnosed {image}", "anyarch diagnose diagnosed"),
        SCRIPT_PAGE,
    ),
    "byte-order-mark": Cause("{path} hides its first line from the kernel: {detail}.", _SAVED, _DECODED, SCRIPT_PAGE),
    "utf-16": Cause("{path} is a text that the kernel cannot read: {detail}.", _SAVED, _DECODED, SCRIPT_PAGE),
    "carriage-return": Cause(
        "{path} has Windows line endings: {detail}.",
        "Save the file with Unix line endings, and add *.sh text eol=lf to .gitattributes. To fix the image without a "
        "build:",
        changed("LC_ALL=C tr -d '\\r' <program >unix", "chmod 755 unix && mv -f unix program"),
        NO_FILE_PAGE,
    ),
    "interpreter-missing": Cause(
        "{words} needs {name}, which is not in the image.",
        "Install {name} in the image. If a plain shell is enough for the script:",
        ("docker run --entrypoint {shell} {image} {words}",),
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
    "macos-program": Cause("{path} is a program for macOS ({detail}), not for Linux.", *_ELSEWHERE),
    "windows-program": Cause("{path} is a program for Windows ({detail}), not for Linux.", *_ELSEWHERE),
    "webassembly": Cause(
        "{path} is a WebAssembly module, which Linux cannot execute.",
        "Build the image with --platform wasi/wasm, and run it with --runtime io.containerd.wasmtime.v1 --platform "
        "wasi/wasm. The engine needs the containerd image store, and this runtime.",
        (),
        DAMAGED_PAGE,
    ),
    "java-program": Cause(
        "{path} is {detail}, which Java runs, not Linux.",
        'Start Java with it, as in ENTRYPOINT ["java", "-jar", "/app.jar"].',
        (),
        DAMAGED_PAGE,
    ),
    "archive": Cause(
        "{path} is {detail}, not a program.",
        "Unpack or install it when you build the image, and start the program inside it. ADD unpacks local tar "
        "archives, but none from a URL.",
        (),
        DAMAGED_PAGE,
    ),
    "compressed-file": Cause(
        "{path} is {detail}.",
        "Decompress it when you build the image. To fix the image without a build:",
        _UNPACKED,
        DAMAGED_PAGE,
    ),
    "base64-text": Cause(
        "{path} is {detail}.",
        "Decode it with base64 -d when you build the image. To fix the image without a build:",
        _UNPACKED,
        DAMAGED_PAGE,
    ),
    "git-lfs-pointer": Cause(
        "{path} is a git-lfs pointer: a short text in place of the program, which was not fetched before the build.",
        "Run git lfs pull before docker build. In GitHub Actions, use actions/checkout with lfs: true.",
        (),
        DAMAGED_PAGE,
    ),
    "git-symlink": Cause(
        "{path} is a text with the path {detail}, as git writes a symbolic link on Windows.",
        "Build from a checkout with links: git config core.symlinks true, and check the file out again. Or name the "
        "file that the link leads to.",
        (),
        DAMAGED_PAGE,
    ),
    "error-page": Cause(
        "{path} is not a program, but what a server answered instead: {detail}.",
        "Check the URL, and whether there is a download for the image's platform. Use curl --fail --location, so that "
        "a failed download stops the build.",
        (),
        DAMAGED_PAGE,
    ),
    "not-a-program": Cause(
        "{path} is {detail}, not a program.",
        "Check the names in ENTRYPOINT and CMD, and the build step that writes the file.",
        (),
        DAMAGED_PAGE,
    ),
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

# In place of a row above, for a file that has an encoding as well.
ENCODED_CONTENTS = {
    ("no-first-line", "windows"): Cause(
        "{path} is a text file that names no interpreter, and has Windows line endings: {detail}.",
        'Make its first line "#!{first}", and save it with Unix line endings. To fix the image without a build:',
        _DECODED,
        SCRIPT_PAGE,
    ),
    ("carriage-return", "mac"): Cause(
        "{path} has the line endings of an old Mac: {detail}.",
        "Save the file with Unix line endings. To fix the image without a build:",
        _DECODED,
        NO_FILE_PAGE,
    ),
}
