"""What QEMU and Rosetta print when they fail themselves, as regular expressions, with who says it.

It is not what they print for a program that they run: ``qemu: uncaught target signal 11`` is the program's own signal
(QEMU, linux-user/signal.c), and ``Could not open '/lib64/ld-linux-x86-64.so.2'`` a file that the program lacks.

QEMU names itself by the file that the handler starts: ``qemu-aarch64-static``, or ``x86_64-binfmt-P``.
"""

_QEMU = r"(?:qemu(?:-[\w.-]+)?|[\w.-]+-binfmt(?:-[A-Z]+)?)"

PATTERNS = (
    ("QEMU", r"\bQEMU internal SIG[A-Z]+\b"),  # linux-user/signal.c, die_from_signal
    ("QEMU", r"^qemu: (?:0x[0-9a-f]+: )?unhandled CPU exception 0x[0-9a-f]+ - aborting"),  # linux-user/*/cpu_loop.c
    ("QEMU", rf"^{_QEMU}: \S+:\d+: .*Assertion .+ failed"),  # glibc's assert
    ("QEMU", r"^(?:Bail out! )?ERROR:\S*\b(?:accel|tcg|linux-user|target|util|qom)/\S+:\d+:"),  # GLib's g_assert
    ("QEMU", rf"^(?:{_QEMU}: )?Unable to (?:reserve 0x[0-9a-f]+ bytes|find a guest_base)\b"),  # linux-user/elfload.c
    ("QEMU", r"^qemu: (?:fatal: |Unsupported syscall: \d+)"),
    ("QEMU", rf"^{_QEMU}: Unknown (?:option|error)\b"),
    ("Rosetta", r"rosetta error: (?!failed to open elf)"),
    ("Rosetta", r"^assertion failed \[.+\]: "),  # Rosetta's
)
