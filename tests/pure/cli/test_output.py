"""What commands print goes through one module, which escapes control characters."""

import os
import re

import pytest

from anyarch.cli import _output
from tests.pure.test_laws import MODULES

PRINTING = re.compile(r"\bclick\.s?echo\b|\bprint\(|\bsys\.std(out|err)\.write\b|\bjson\.dumps\b")


def test_no_other_module_prints() -> None:
    printing = set()
    for name, file in MODULES.items():
        with open(file, encoding="utf-8") as opened:
            if name.startswith("cli.") and PRINTING.search(opened.read()):
                printing.add(name)
    assert printing == {"cli._output", "cli._template"}  # which makes JSON for it


def test_text_from_outside_is_escaped_and_the_lead_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    _output.line("a\x1b[31m\n\udcff", "ok  ")
    _output.note("b\x07")
    assert capsys.readouterr() == ("ok  a\\x1b[31m\\n\\udcff\n", "b\\x07\n")


def test_json_has_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _output.document({"name": "a\x1b\x9b\udcff"})
    assert capsys.readouterr().out == '{\n  "name": "a\\u001b\\u009b\\udcff"\n}\n'


def test_what_programs_read_is_not_changed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _output.exactly(os.fsencode("/a\udcff\x1b"))
    assert capfdbinary.readouterr().out == b"/a\xff\x1b\n"
