"""Causes in the CPU, the engine's emulators, and the platforms that an image is there for."""

from anyarch.diagnosis.causes.cause import (
    CPU_PAGE,
    CRASH_PAGE,
    FORMAT_PAGE,
    INSTALL,
    NO_FILE_PAGE,
    PERMISSION_PAGE,
    REMOVE,
    SCRIPT_PAGE,
    Cause,
    changed,
)

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
        "qemu-user-static (since Debian 13: qemu-user-binfmt), which survives reboots:",
        (INSTALL,),
        FORMAT_PAGE,
    ),
    "handler-without-f": Cause(
        "{path} is a program for {platform}. The engine's emulator is registered without the flag F, so the kernel "
        "looks for it in the container, where it does not exist.",
        "Register the emulator again, with the flag F:",
        (REMOVE, INSTALL),
        NO_FILE_PAGE,
    ),
    "handler-dynamic": Cause(
        "{path} is a program for {platform}. The engine's emulator, {interpreter}, is a dynamic program, and the "
        "kernel looks for its loader in the container, where it does not exist.",
        "Register a static QEMU instead, such as that of Debian's qemu-user-static (since Debian 13: qemu-user):",
        (REMOVE, INSTALL),
        NO_FILE_PAGE,
    ),
    "handler-script": Cause(
        "{path} is a program for {platform}. The engine's emulator, {interpreter}, is a script, and the kernel looks "
        "for its shell in the container, where it does not exist, or is a program for {platform} too.",
        "Register a static QEMU instead, such as that of Debian's qemu-user-static (since Debian 13: qemu-user):",
        (REMOVE, INSTALL),
        NO_FILE_PAGE,
    ),
    "handler-disabled": Cause(
        "{path} is a program for {platform}. The engine's kernel has an emulator for it, which is disabled.",
        "Register the emulator again:",
        (REMOVE, INSTALL),
        FORMAT_PAGE,
    ),
    "handler-for-another-cpu": Cause(
        "{path} is a program for {platform}. The engine's emulator, {interpreter}, is itself a program for another CPU "
        "than the engine's, {host}.",
        "Register an emulator that is built for {host} instead:",
        (REMOVE, INSTALL),
        FORMAT_PAGE,
    ),
    "emulator-not-found": Cause(
        "{path} is a program for {platform}. The engine has an emulator for it, but the kernel does not find that, or "
        "its loader, in the container.",
        "Register a static QEMU with the flag F:",
        (INSTALL,),
        NO_FILE_PAGE,
    ),
    "handler-misses-padding": Cause(
        "{path} is a program for {platform}, but the engine's emulator is not started for it: in bytes 8 to 15 of its "
        "ELF header, the handler looks for zeros, and an AppImage has a mark there.",
        "Nothing else looks at these bytes. To set them to zero without a build:",
        changed("dd if=/dev/zero of=program bs=1 seek=8 count=8 conv=notrunc"),
        FORMAT_PAGE,
    ),
    "handler-misses-header": Cause(
        "{path} is a program for {platform}, but the engine's emulator is not started for it: its ELF header is not "
        "what the handler looks for.",
        "Use a program that was built with a common toolchain, or register a handler whose mask has fewer bits.",
        (),
        FORMAT_PAGE,
    ),
    "handler-without-o": Cause(
        "{path} is a program for {platform}, which the container's user may execute, but not read. The engine's "
        "emulator is registered without the flags O and C, so it opens the program itself, and is refused.",
        "Register the emulator again, with the flag O or C:",
        (REMOVE, INSTALL),
        PERMISSION_PAGE,
    ),
    "no-32-bit-mode": Cause(
        "{path} is a 32-bit program, for {platform}, but the CPU or the kernel of this {host} engine has no 32-bit "
        "mode.",
        "Use an image for {host}, or install an emulator, which lasts until reboot:",
        (INSTALL,),
        FORMAT_PAGE,
    ),
    "low-cpu-level": Cause(
        "{path} needs a newer CPU than the engine has, or emulates: {level}.",
        "Use an image that is built for every amd64 CPU, such as an older release. No docker setting can change the "
        "CPU.",
        (),
        CPU_PAGE,
    ),
    "old-arm64-cpu": Cause(
        "{path} needs a newer ARM CPU than the engine has: {level}.",
        "Use an image that is built for every arm64 CPU (ARMv8.0-A), such as an older release; MongoDB from 5.0 on, "
        "for example, needs ARMv8.2-A. Or use a board with that: a Raspberry Pi 5 has it, a Raspberry Pi 4 has not.",
        (),
        CPU_PAGE,
    ),
    "old-arm-cpu": Cause(
        "{path} needs a newer ARM CPU than the engine has: {level}.",
        "Use an image for linux/arm/v6, or linux/arm/v5, if the CPU is that old (the first Raspberry Pi and the Zero "
        "have ARMv6). Or use an older release of the image, or another board.",
        (),
        CPU_PAGE,
    ),
    "old-cpu": Cause(
        "{path} needs a newer CPU than the engine has: {level}.",
        "Use an older release of the image, which may be built for older CPUs, or another image for {host}. No docker "
        "setting can change the CPU.",
        (),
        CPU_PAGE,
    ),
    "page-size": Cause(
        "{path} counts on memory pages of 4 KiB, and the engine's kernel has larger ones.",
        "Use a newer release of the image, or a kernel with pages of 4 KiB; on a Raspberry Pi 5, the line "
        "kernel=kernel8.img in /boot/firmware/config.txt chooses that.",
        (),
        CPU_PAGE,
    ),
    "emulator-lacks-instruction": Cause(
        "{path} is a program for {platform}, and the engine's emulator lacks an instruction that it uses: {crash}.",
        "Emulators have fewer instructions than many CPUs. Use an image for {host}, an older release or another tag "
        "that needs less, or a newer emulator.",
        (),
        CRASH_PAGE,
    ),
    "emulator-failure": Cause(
        "{path} is a program for {platform}, and the engine's emulator failed: {crash}.",
        "The emulator is at fault, not the program. Use an image for {host}, or another version of the emulator.",
        (),
        CRASH_PAGE,
    ),
    "emulator-crash": Cause(
        "{path} is a program for {platform}, which the engine emulates, and it crashed: {crash}.",
        "If it does not crash on a real CPU for {platform}, the emulator is the cause. Use an image for {host}, or "
        "another version of QEMU.",
        (),
        CRASH_PAGE,
    ),
}
