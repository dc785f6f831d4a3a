"""Causes in the CPU, the engine's emulators, and the platforms that an image is there for."""

from anyarch.diagnosis.causes.cause import FORMAT_PAGE, INSTALL, NO_FILE_PAGE, SCRIPT_PAGE, Cause

EXECUTION = {
    "foreign-program": Cause(
        "{path} is a program for {platform}, which the engine ({host}) cannot run.",
        "Use an image for {host}, or install an emulator, which lasts until reboot:",
        (INSTALL,),
        FORMAT_PAGE,
    ),
    "foreign-copy": Cause(
        "The local {image} is for {platform}, which the engine cannot run, but the registry has it for {host}.",
        "Pull the image for {host}. The local copy is untagged, even if you built it:",
        ("docker pull --platform {host} {image}",),
        FORMAT_PAGE,
    ),
    "foreign-copy-of-digest": Cause(
        "The local {image} is for {platform}, which the engine cannot run, but the registry has it for {host}.",
        "The engine keeps the first platform of a digest. Remove the local copy, and pull the image for {host}:",
        ("docker image rm --force {image}", "docker pull --platform {host} {image}"),
        FORMAT_PAGE,
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
        (INSTALL,),
        SCRIPT_PAGE,
    ),
    "foreign-module": Cause(
        "{path} is a native module for {platform}, which {words} cannot load: it is a program for {loading}.",
        "Install the application's dependencies when the image is built, for its platform, and keep those of another "
        "machine out of it: add node_modules, or the virtual environment, to .dockerignore.",
        (),
        FORMAT_PAGE,
    ),
    "handler-gone": Cause(
        "{path} is a program for {platform}. The engine used to run such programs, but no longer does.",
        "An emulator that was installed by hand is gone after a reboot. Install it again, or install the package "
        "qemu-user-static, which survives reboots:",
        (INSTALL,),
        FORMAT_PAGE,
    ),
    "handler-without-f": Cause(
        "{path} is a program for {platform}. The engine's emulator is registered without the flag F, so the kernel "
        "looks for it in the container, where it does not exist.",
        "Register the emulator again, with the flag F:",
        (INSTALL,),
        NO_FILE_PAGE,
    ),
    "no-32-bit-mode": Cause(
        "{path} is a 32-bit program, for {platform}, but the CPU or the kernel of this {host} engine has no 32-bit "
        "mode.",
        "Use an image for {host}, or install an emulator, which lasts until reboot:",
        (INSTALL,),
        FORMAT_PAGE,
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
}
