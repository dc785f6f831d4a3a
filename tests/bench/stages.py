"""Where the time of `docker run IMAGE` goes before docker, as differences between commands timed side by side.

`BEFORE` is of another run: how it was while Python itself became docker, and there was no memo.
"""

from collections.abc import Mapping

# What is timed, in the order in which each does a little more than another.
DIRECT = "direct: docker ps --all"
RELAY = "bash -p and exec"
PASSED = "shim: docker ps --all"
KNOWN = "shim: docker run IMAGE, with a memo"
BARE = "python -I -S -c pass"
ASKING = "bash -p that reads from this Python, and exec"
READ = "shim: docker run --help"
FIRST = "shim: docker run IMAGE, without a memo"

START, SHELL, LINES, MEMO = "start of a program", "bash", "the launcher's lines", "the memo"
SECOND, PYTHON, MODULES = "a second process", "Python", "anyarch's modules"
QUESTION = "one question to the engine"

BEFORE_ON = "2026-11-21"
BEFORE = {START: 0.65, SHELL: 1.00, LINES: 0.30, PYTHON: 7.15, MODULES: 1.58, QUESTION: 1.13}


def passed(least: Mapping[str, float]) -> dict[str, float]:
    """The stages of a command that the launcher passes on; one that is lost in the noise is less than none."""
    return {START: least[DIRECT], SHELL: least[RELAY] - least[DIRECT], LINES: least[PASSED] - least[RELAY]}


def with_memo(least: Mapping[str, float]) -> dict[str, float]:
    return passed(least) | {MEMO: least[KNOWN] - least[PASSED]}


def without_memo(least: Mapping[str, float]) -> dict[str, float]:
    """The stages of a run about which Python is asked, and which is settled by the quick answer."""
    python = least[BARE] - least[DIRECT]
    asking = least[ASKING] - least[RELAY]
    return passed(least) | {
        SECOND: asking - python,
        PYTHON: python,
        MODULES: least[READ] - least[PASSED] - asking,
        QUESTION: least[FIRST] - least[READ],
    }
