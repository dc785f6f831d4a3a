"""What doctor says about a platform: by what the probe and the engine's private emulators say."""

import pytest

from anyarch.decision.facts import Pack
from anyarch.diagnosis.doctor import execution
from anyarch.diagnosis.findings import GOOD, NOTE
from anyarch.emulators.packs import trust
from anyarch.emulators.probe import Answer
from anyarch.oci import platforms
from anyarch.person.settings import Settings
from tests.laboratory import asked

PACK = Pack("anyarch-pack", frozenset(("s390x",)))

EMULATOR, NATIVE = "executed, by an emulator", "executed, native"
PRIVATE, NOT_EXECUTED = "run by a private emulator, if docker is anyarch's shim", "not executed"


@pytest.mark.parametrize(
    ("architecture", "pack", "policy", "finding"),
    [
        ("s390x", PACK, "ask", (GOOD, PRIVATE)),
        ("s390x", PACK, "private", (GOOD, PRIVATE)),
        ("s390x", PACK, "never", (NOTE, NOT_EXECUTED)),
        ("arm64", PACK, "ask", (NOTE, NOT_EXECUTED)),
        ("s390x", None, "ask", (NOTE, NOT_EXECUTED)),
        ("riscv64", PACK, "ask", (GOOD, EMULATOR)),
        ("amd64", None, "ask", (GOOD, NATIVE)),
    ],
)
def test_a_pack_counts(
    monkeypatch: pytest.MonkeyPatch, architecture: str, pack: Pack | None, policy: str, finding: tuple[str, str]
) -> None:
    engine = asked.engine("unix:///s", settings=Settings(emulation=policy))
    engine._platform.append(platforms.parse("linux/amd64"))  # noqa: SLF001 - it is not asked
    monkeypatch.setattr(trust, "find", lambda _: pack)
    answer = Answer(platforms.parse(f"linux/{architecture}"), architecture in ("amd64", "riscv64"))
    examined = execution.examine(engine, answer)
    assert (examined.verdict, examined.found) == finding
