"""What logs say of programs that did not start: each text that was collected from those who print it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.programs import leads
from anyarch.programs.leads_table import NO_SUCH_FILE, READ, STARTED, TABLE, WRONG_FORMAT

FOLDER = Path(__file__).parent / "leads"
TEXTS: list[dict[str, Any]] = [
    {"speaker": speaker, "kind": kind, **text}
    for name in ("emulators", "languages", "runtimes", "shells")
    for speaker, kinds in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).items()
    for kind, texts in kinds.items()
    for text in texts
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["line"][:60])
def test_the_text_is_read(text: dict[str, Any]) -> None:
    [lead] = [lead for lead in leads.read(text["line"]) if (lead.report == READ) == (text.get("report") == READ)]
    assert (lead.kind, lead.word, lead.report) == (text["kind"], text.get("file", ""), text.get("report", STARTED))
    assert text["speaker"] in (lead.speaker, "anyone")
    assert lead.line == text["line"].strip()
    assert text["source"]


@pytest.mark.parametrize("before", ["2025-09-10T20:54:51.988073590Z ", "app-1  | ", "[cont-init.d] ", "\x1b[31m"])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text["line"][:60])
def test_what_a_logger_puts_in_front_does_not_matter(text: dict[str, Any], before: str) -> None:
    if text["line"].startswith(("Illegal", "Segmentation", "/lib/", "a.out")):  # known as whole lines only
        return
    found = leads.read(before + text["line"])
    assert (text["kind"], text.get("file", "")) in [(lead.kind, lead.word) for lead in found]


def test_everyone_in_the_table_has_a_text() -> None:
    assert {text["speaker"] for text in TEXTS} == {row.speaker or "anyone" for row in TABLE}


def test_a_shell_names_the_script_too_that_it_may_have_taken_for_one() -> None:
    found = leads.read("/usr/local/bin/tool: line 1: Not: command not found")
    assert [(lead.kind, lead.word, lead.report) for lead in found] == [
        (WRONG_FORMAT, "/usr/local/bin/tool", READ),
        (NO_SUCH_FILE, "Not", STARTED),
    ]
    assert found[1].script == "/usr/local/bin/tool"


def test_what_a_shell_quotes_of_a_program_is_one_line() -> None:
    found = leads.read("/bin/gosu: line 1: \x7fELF\x02\x0b\x0c\x1c\x85\u2028: not found\n")
    assert [lead.word for lead in found] == ["/bin/gosu"]
    assert found[0].line.isprintable()


@pytest.mark.parametrize(
    ("programs", "followed"), [("aba", "ab"), ("abcdefghijk", "kjihgfed")], ids=["nothing twice", "no more than eight"]
)
def test_the_newest_comes_first(programs: str, followed: str) -> None:
    log = "".join(f"exec /{program}: exec format error\n" for program in programs)
    assert [lead.word for lead in leads.read(f"{log}bye\n")] == [f"/{program}" for program in followed]


@pytest.mark.parametrize(
    ("after", "is_last"),
    [
        ("", True),
        ("\n\n", True),
        ("\n    at ChildProcess.spawn (node:internal/child_process:420:11)\n}\n\nNode.js v20.20.2\n", True),
        ("\n\tat java.base/java.lang.ProcessBuilder.start(Unknown Source)\nCaused by: java.io.IOException\n", True),
        ("\nready\n", False),
    ],
)
def test_a_trace_of_calls_belongs_to_the_line_before(after: str, *, is_last: bool) -> None:
    [lead] = leads.read(f"Error: spawn ./nope ENOENT{after}")
    assert lead.is_last == is_last


def test_a_word_that_is_not_as_it_was_written_is_no_file() -> None:
    for line in (r"env: 'sh\r': No such file or directory", "exec /a b: exec format error"):
        assert [lead.word for lead in leads.read(line)] == [""]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for lead in leads.read(f"{text}\nexec /{text}: exec format error\n./s.sh: 1: {text}: not found"):
        assert (lead.word + lead.line + lead.script).isprintable()


@pytest.mark.parametrize(
    ("loader", "platform"),
    [
        ("/lib64/ld-linux-x86-64.so.2", "linux/amd64"),
        ("/lib/ld-linux-aarch64.so.1", "linux/arm64"),
        ("/lib/ld-linux-armhf.so.3", "linux/arm/v7"),
        ("/lib/ld-linux.so.2", "linux/386"),
        ("/lib/ld64.so.1", "linux/s390x"),
        ("/lib/ld-musl-aarch64.so.1", "linux/arm64"),
        ("/lib/ld-of-tomorrow.so.9", ""),
    ],
)
def test_a_loader_tells_the_platform(loader: str, platform: str) -> None:
    assert leads.loader_platform(loader) == platform
