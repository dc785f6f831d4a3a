"""Try one target with libFuzzer's inputs, for so many seconds: python -m tests.fuzz.with_atheris TARGET SECONDS.

It exits with another status than 0 if it has found something. Inputs that reach new lines are kept in .cache/fuzz.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["anyarch"]):
    from tests.fuzz import trying
    from tests.fuzz.targets import LARGEST, SECONDS, TARGETS

_KEPT = Path(".cache/fuzz")


def main() -> None:
    _, name, seconds = sys.argv
    own, found = _KEPT / trying.corpus(name).name, trying.corpus(name)
    for folder in (own, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, specimen in enumerate(TARGETS[name].specimens):
        (own / f"specimen{number}").write_bytes(specimen)
    limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-timeout={4 * int(SECONDS)}"]
    words = [sys.argv[0], str(own), str(found), f"-artifact_prefix={found}/", *limits]
    atheris.Setup(words, lambda data: trying.attempt(TARGETS[name], data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
