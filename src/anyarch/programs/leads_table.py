"""The texts of programs that did not start, or crashed: who says them, what they claim, and which file they name.

In each pattern the group ``file`` is the file as it was written: a path, or a word to look for along PATH. A text may
name none. The group ``script`` is the script that a shell was reading.

The texts were taken from the programs themselves; tests/pure/programs/leads has them, each with its source.
"""

from typing import NamedTuple

from anyarch.programs import emulator_failures

WRONG_FORMAT = "wrong format"
NO_SUCH_FILE = "no such file"
NO_PERMISSION = "no permission"
NO_LOADER = "no loader"
LOW_LEVEL = "low level"
CRASH = "crash"
ILLEGAL = "illegal instruction"
EMULATOR = "emulator"  # it failed itself
PAGES = "page size"
ENDINGS = (CRASH, EMULATOR, ILLEGAL, LOW_LEVEL, PAGES)  # of a program that has started; no file is named

# What a text reports of its file.
STARTED = "started"  # a start of exactly this file failed
OPENED = "opened"  # a start, or just as well a file that was to be read or written
READ = "read"  # a shell read it as a script, which it may well be
LOADED = "loaded"  # a program that had started could not load it as a library


class Row(NamedTuple):
    """One text; the pattern is a regular expression."""

    speaker: str
    kind: str
    report: str
    pattern: str


_BEFORE = r"(?:^|[\s\"'(\[])"
_WORD = r"(?P<file>[^\s:\"'`\u2018\u2019]+)"
_LIBRARY = r"(?P<file>/[^\s:\"'`\u2018\u2019]+)"
_QUOTED = r"\\?[\"'`\u2018](?P<file>[^\"'`\\\u2018\u2019]+)\\?[\"'`\u2019]"
_NOT_FOUND = _QUOTED + r": (?:stat \S+: no such file|executable file not found)"
_MAYBE_QUOTED = r"[\"'`\u2018]?(?P<file>[^\s:\"'`\u2018\u2019]+)[\"'`\u2019]?"
_UNALIGNED = r": ELF load command (?:alignment|address/offset) not (?:page-|properly )aligned"
# A shell puts a script and a line in front of what it says, or just its own name.
_SHELL = _BEFORE + r"(?P<script>[^\s:]*(?:: (?:exec: )?(?:line )?\d+|(?<=sh))): (?:exec: )?"
_LINE = _BEFORE + r"(?P<script>[^\s:]+): (?:exec: )?line \d+: "
_LINE_OR_NONE = _BEFORE + r"(?:(?P<script>[^\s:]+): line \d+: (?:exec: )?)?"
_NUMBER = _BEFORE + r"(?P<script>[^\s:]+): \d+: (?:exec: )?"
_ZSH = _BEFORE + r"(?P<script>[^\s:]+):(?:\d+:)? "
_ENDS = {
    WRONG_FORMAT: "exec format error",
    NO_SUCH_FILE: "no such file or directory",
    NO_PERMISSION: "permission denied",
}
_NAMES = {WRONG_FORMAT: "ENOEXEC|Unknown system error -8", NO_SUCH_FILE: "ENOENT", NO_PERMISSION: "EACCES"}
_NUMBERS = {WRONG_FORMAT: "8", NO_SUCH_FILE: "2", NO_PERMISSION: "13"}
_RUNIT = {WRONG_FORMAT: "exec format error", NO_SUCH_FILE: "file does not exist", NO_PERMISSION: "access denied"}


def _rows(speaker: str, pattern: str, ends: dict[str, str], report: str = STARTED) -> list[Row]:
    """The same text for each errno: ``{}`` stands for its words."""
    return [_row(speaker, kind, pattern.replace("{}", f"(?i:{end})"), report) for kind, end in ends.items()]


def _row(speaker: str, kind: str, pattern: str, report: str = STARTED) -> Row:
    return Row(speaker, kind, report, pattern)


# The first row that matches a line counts, and the first that reports a file as READ.
TABLE = (
    _row("Rosetta", NO_LOADER, r"rosetta error: failed to open elf at (?P<file>/\S*/ld\S+)"),
    _row("QEMU", NO_LOADER, r"qemu-\w+(?:-static)?: Could not open '(?P<file>[^']+)'"),
    _row("QEMU", NO_LOADER, r"^(?P<file>/\S*/ld-\S*\.so\S*): No such file or directory$"),
    _row(
        "QEMU", WRONG_FORMAT, r"(?:^|qemu-\w+(?:-static)?: )(?P<file>[^\s:]+): Invalid ELF image for this architecture"
    ),
    _row("QEMU", ILLEGAL, r"qemu: uncaught target signal 4\b"),
    _row("QEMU", CRASH, r"qemu: uncaught target signal \d+\b"),
    *(_row(speaker, EMULATOR, pattern) for speaker, pattern in emulator_failures.PATTERNS),
    _row("glibc", LOW_LEVEL, r"CPU ISA level is lower than required"),
    _row("glibc", LOW_LEVEL, r"CPU does not support x86-64-v\d"),
    _row("glibc", WRONG_FORMAT, _LIBRARY + _UNALIGNED, LOADED),
    _row("glibc", PAGES, _UNALIGNED),
    _row("jemalloc", PAGES, r"<jemalloc>: Unsupported system page size"),
    _row(
        "glibc",
        WRONG_FORMAT,
        _LIBRARY + r": (?:invalid ELF header|wrong ELF class: ELFCLASS\d+|file too short)",
        LOADED,
    ),
    _row("glibc", WRONG_FORMAT, _LIBRARY + r": cannot open shared object file: No such file or directory", LOADED),
    _row("musl", WRONG_FORMAT, r"Error loading shared library " + _LIBRARY + ": Exec format error", LOADED),
    *_rows("Go", r"fork/exec (?P<file>\S+): {}", _ENDS),
    *_rows("tini", r"tini \(\d+\)\] exec (?P<file>.+) failed: {}", _ENDS),
    *_rows("dumb-init", r"\[dumb-init\] (?P<file>[^:]+): {}", _ENDS),
    *_rows("catatonit", r"catatonit: failed to exec pid1: {}", _ENDS),
    *_rows("crun", r"exec container process(?: \(missing dynamic library\?\))? " + _MAYBE_QUOTED + ": {}", _ENDS),
    _row("crun", NO_SUCH_FILE, r"executable file [`'\"](?P<file>[^`'\"]+)[`'\"] not found"),
    *_rows("s6", r"fatal: unable to (?:exec|spawn) (?P<file>\S+): {}", _ENDS),
    *_rows("runit", r"fatal: unable to start (?P<file>\S+): {}", _RUNIT),
    *_rows("supervisord", r"couldn't exec (?P<file>[^\s:]+): {}", _NAMES),
    *_rows("su-exec", r"su-exec: (?P<file>[^\s:]+): {}", _ENDS),
    *_rows("coreutils", r"failed to run command " + _QUOTED + ": {}", _ENDS),
    *_rows("coreutils", _BEFORE + r"(?:env|nice|xargs): " + _MAYBE_QUOTED + ": {}", _ENDS),
    *_rows("util-linux", _BEFORE + r"[a-z]+: failed to execute " + _WORD + ": {}", _ENDS),
    *_rows("busybox", _BEFORE + r"[\w-]+: can't execute " + _QUOTED + ": {}", _ENDS),
    *_rows("Perl", r"Can't exec " + _QUOTED + ": {}", _ENDS),
    _row("Python", WRONG_FORMAT, r"\[Errno 8\] Exec format error: " + _QUOTED),
    _row("Python", NO_SUCH_FILE, r"\[Errno 2\] No such file or directory: " + _QUOTED, OPENED),
    _row("Python", NO_PERMISSION, r"\[Errno 13\] Permission denied: " + _QUOTED, OPENED),
    *_rows("Node", r"spawn(?:Sync)? (?P<file>(?!Unknown )\S.*?) (?:{})\b", _NAMES),
    *_rows("Node", r"spawn(?:Sync)? (?:{})(?:$|\s)", _NAMES),
    *_rows("Java", r"Cannot run program " + _QUOTED + r"(?: \(in directory .*\))?: (?:error=|.*error: ){}\b", _NUMBERS),
    *_rows("Ruby", r"(?:spawn|exec|system|popen|`)' ?: {} - (?P<file>\S+)", _ENDS),
    _row("Ruby", WRONG_FORMAT, r"Exec format error - (?P<file>\S+)"),
    *_rows("Ruby", r"{} (?:@ \w+ )?- (?P<file>\S+)", _ENDS, OPENED),
    _row("runc", NO_SUCH_FILE, r"container process\b.*exec: " + _NOT_FOUND),
    _row("Go", NO_SUCH_FILE, r"exec: " + _NOT_FOUND),
    *_rows("runc", r"exec: " + _QUOTED + ": {}", _ENDS),
    *_rows("runc", r"exec user process caused(?: \"|: ){}", _ENDS),
    *_rows("runc", r"(?:^|\s)exec (?P<file>[^\s:]+): {}", _ENDS),
    _row("bash", WRONG_FORMAT, _LINE_OR_NONE + _WORD + r": cannot execute binary file"),
    _row("bash", NO_SUCH_FILE, _LINE_OR_NONE + _WORD + r": cannot execute: required file not found"),
    _row("bash", NO_SUCH_FILE, _BEFORE + _WORD + r": [^:]+: bad interpreter: [Nn]o such file or directory"),
    _row("zsh", NO_SUCH_FILE, _BEFORE + _WORD + r": bad interpreter: .*: no such file or directory$"),
    _row("bash", NO_PERMISSION, _BEFORE + _WORD + r": cannot execute: Permission denied"),
    _row("bash", NO_SUCH_FILE, _SHELL + _WORD + r": command not found$"),
    _row("bash", ILLEGAL, _LINE + r"\s*\d+ Illegal instruction\b"),
    _row("bash", CRASH, _LINE + r"\s*\d+ (?:Segmentation fault|Aborted|Bus error|Trace/breakpoint trap)\b"),
    _row("dash", ILLEGAL, r"^Illegal instruction(?: \(core dumped\))?$"),
    _row("dash", CRASH, r"^(?:Segmentation fault|Aborted|Bus error|Trace/breakpoint trap)(?: \(core dumped\))?$"),
    _row("dash", WRONG_FORMAT, _SHELL + _WORD + r": Exec format error$"),
    _row("dash", NO_SUCH_FILE, _SHELL + _WORD + r": not found$"),
    _row("dash", NO_PERMISSION, _NUMBER + _WORD + r": Permission denied$"),
    _row("bash", NO_PERMISSION, _SHELL + _WORD + r": (?:Permission denied|Is a directory)$", OPENED),
    _row("bash", NO_SUCH_FILE, _SHELL + _WORD + r": No such file or directory$", OPENED),
    _row("zsh", WRONG_FORMAT, _ZSH + r"exec format error: " + _WORD + "$"),
    _row("zsh", NO_SUCH_FILE, _ZSH + r"command not found: " + _WORD + "$"),
    _row("zsh", NO_SUCH_FILE, _ZSH + r"no such file or directory: " + _WORD + "$", OPENED),
    _row("zsh", NO_PERMISSION, _ZSH + r"permission denied: " + _WORD + "$", OPENED),
    _row("busybox", WRONG_FORMAT, _BEFORE + _WORD + r": line \d+: syntax error: ", READ),
    _row("bash", WRONG_FORMAT, _BEFORE + _WORD + r": line \d+: syntax error near ", READ),
    _row("dash", WRONG_FORMAT, _BEFORE + _WORD + r": \d+: (?:\S+: )?Syntax error: ", READ),
    _row("zsh", WRONG_FORMAT, _BEFORE + _WORD + r":\d+: parse error\b", READ),
    _row("dash", WRONG_FORMAT, _BEFORE + _WORD + r": (?:line )?\d+: .*: (?:command )?not found$", READ),
    _row("", WRONG_FORMAT, r"(?i:exec format error)(?: \(os error 8\))?[\"'.]*$"),
)

# Whose start it is that failed: nothing else was started in the container, or it ends with that.
STARTERS = frozenset(("runc", "crun", "tini", "dumb-init", "catatonit"))
# A line that goes on with the one before: a trace of calls, the rest of an error that was printed.
CONTINUED = r"\s*$|\s+\S|[\])}]|Node\.js v|Emitted '|Caused by: |Traceback |goroutine \d"

# Platforms by the beginning of a loader's file name: glibc's (sysdeps/*/shlib-versions), and musl's by its CPU.
LOADERS = {
    "ld-linux-x86-64.": "linux/amd64",
    "ld-linux-aarch64.": "linux/arm64",
    "ld-linux-armhf.": "linux/arm/v7",
    "ld-linux.so.3": "linux/arm/v6",
    "ld-linux.so.2": "linux/386",
    "ld64.so.1": "linux/s390x",
    "ld64.so.2": "linux/ppc64le",
    "ld-linux-riscv64-": "linux/riscv64",
    "ld-linux-loongarch-": "linux/loong64",
    "ld-musl-x86_64.": "linux/amd64",
    "ld-musl-aarch64.": "linux/arm64",
    "ld-musl-armhf.": "linux/arm/v7",
    "ld-musl-i386.": "linux/386",
    "ld-musl-s390x.": "linux/s390x",
    "ld-musl-powerpc64le.": "linux/ppc64le",
    "ld-musl-riscv64.": "linux/riscv64",
}
