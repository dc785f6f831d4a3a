"""The documentation is held against the code: nothing is missing from it, nothing is in it that is not there."""

import glob
import json
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from anyarch.build import table as build_table
from anyarch.decision import table as decision_table
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.person.errors import ExitCode
from anyarch.person.settings import SETTINGS, Settings
from tests.laboratory import commands_page, made_pages, pages
from tests.laboratory.debian import REPOSITORY
from tests.matrix import page as engines_page
from tests.real.decision.test_rows import CASES

PAGES = sorted(glob.glob("docs/**/*.md", root_dir=REPOSITORY, recursive=True))
TEXTS = [*PAGES, "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "RELEASING.md", "SECURITY.md"]

VARIABLE = re.compile(r"\b(?:ANYARCH|DOCKER)(?:_[A-Z]+)*\b")
NO_VARIABLES = {"DOCKER"}  # a place in the launcher's template
LINK = re.compile(r"\[[^][]*(?:\[[^]]*\])?[^][]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


read = pages.text


def without_blocks(text: str) -> str:
    return BLOCK.sub("", text)


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables, by what stands in their first column."""
    found = {}
    for line in read(page).splitlines():
        if line.startswith("| ") and not line.startswith("|-"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found[cells[0].strip("`")] = cells[1:]
    return found


def anchors(text: str) -> set[str]:
    """The names under which a page's headings are reached, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_list_of_commands_is_up_to_date() -> None:
    page = read("docs/reference/commands.md")
    made = made_pages.updated(page, commands_page.MAKER, commands_page.generated())
    assert page == made, "run: python -m tests.laboratory.commands_page"


def variables(*folders: str) -> set[str]:
    files = [file for folder in folders for file in Path(REPOSITORY, folder).rglob("*") if file.is_file()]
    texts = [file.read_text(encoding="utf-8") for file in files if file.suffix != ".pyc"]
    return {name for text in texts for name in VARIABLE.findall(text)} - NO_VARIABLES


def test_each_variable_is_documented_and_each_documented_one_is_used() -> None:
    documented = {name for name in rows("docs/reference/environment.md") if VARIABLE.fullmatch(name)}
    assert documented == variables("src", "shell")


def test_no_page_speaks_of_a_variable_that_does_not_exist() -> None:
    known = variables("src", "shell", "tests/real", "tests/matrix", "tests/laboratory") | {"ANYARCH_TEST_ENGINE"}
    assert {name for page in TEXTS for name in VARIABLE.findall(read(page))} - NO_VARIABLES <= known


def test_each_setting_is_documented_with_its_default_and_its_variable_and_no_other() -> None:
    documented = rows("docs/reference/settings.md")
    assert documented.keys() - {"key"} == {setting.key for setting in SETTINGS}
    for setting in SETTINGS:
        _, default, variable = documented[setting.key]
        value = getattr(Settings(), setting.field)
        plain = [str(item) for item in value] if isinstance(value, tuple) else value
        assert default == f"`{json.dumps(plain, default=dict)}`", setting.key  # which is TOML, too
        assert variable.strip("`") == setting.variable


def test_each_exit_code_is_documented() -> None:
    documented = rows("docs/reference/exit-codes.md")
    for code in ExitCode:
        assert documented[str(int(code))][0] == f"`{code.name}`"


@pytest.mark.parametrize(
    ("page", "table"),
    [("docs/reference/decision-table.md", decision_table), ("docs/reference/build-table.md", build_table)],
)
def test_each_row_of_a_table_is_documented(page: str, table: ModuleType) -> None:
    documented = {row for row in rows(page) if row.isdigit()}
    assert documented == set(re.findall(r"^(\d+) ", table.__doc__ or "", re.MULTILINE))


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    for link in LINK.findall(without_blocks(read(page))):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        assert os.path.exists(os.path.join(REPOSITORY, target)), link
        assert not anchor or anchor in anchors(read(target)), link


@pytest.mark.parametrize("page", TEXTS)
def test_commands_that_are_shown_can_be_typed(page: str) -> None:
    for kind, content in BLOCK.findall(read(page)):
        typed = [line[2:] for line in content.splitlines() if line.startswith("$ ")]
        assert typed or kind != "console"
        if kind in ("console", "sh"):
            script = "\n".join(typed) if kind == "console" else content
            subprocess.run(["/bin/bash", "-n"], input=script, check=True, text=True)


def test_the_page_of_engines_has_seen_every_case_and_knows_of_none_that_fails() -> None:
    page = read("docs/reference/engines.md")
    tables = [text.splitlines() for kind, text in BLOCK.findall(page) if kind == "text"]
    seen = {line.partition("  ")[0] for table in tables for line in table}
    facts = {engines_page.sentence(fact) for fact in engines_page.facts()}
    assert {str(case) for case in CASES} | facts <= seen, "run: python -m tests.matrix --page"
    assert not [line for table in tables for line in table if engines_page.NO in line.split("  ")]


def test_the_page_of_arm64_knows_of_no_test_that_fails() -> None:
    [_, counts, *rest] = [text for kind, text in BLOCK.findall(read("docs/reference/arm64.md")) if kind == "text"]
    assert " passed" in counts, "run: python -m tests.machines --page"
    assert "failed" not in counts + "".join(rest)


def test_each_cause_is_documented_beside_its_page() -> None:
    _, *sections = read("docs/reference/causes.md").split("\n## ")
    documented: dict[str, str] = {}
    for section in sections:
        [page] = re.findall(r"\]\(\.\./how-to/(.*)\)", section)
        documented |= dict.fromkeys(re.findall(r"^\| `(.*?)` ", section, re.MULTILINE), page)
    assert documented == {name: cause.page for name, cause in CAUSES.items()}


@pytest.mark.parametrize("heading", ["Install", "Uninstall"])
def test_the_readme_installs_as_the_page_that_is_tried(heading: str) -> None:
    tried = {line for _, content in BLOCK.findall(read("docs/how-to/install.md")) for line in content.splitlines()}
    lines = [line for script in pages.blocks("README.md", heading) for line in script.splitlines()]
    for line in lines:
        command, _, other = line.partition("#")
        assert f"$ {command.strip()}" in tried
        if "or: " in other:
            assert f"$ {other.partition('or: ')[2]}" in tried


SEARCHED = [
    "exec format error", "no such file or directory", "permission denied", "does not match the specified platform",
    "cannot overwrite digest", "CPU ISA level is lower than required", "CPU does not support x86-64-v3",
    "Illegal instruction", "qemu: uncaught target signal 11", "no matching manifest",
]  # fmt: skip


def test_the_index_leads_from_an_error_text_to_its_page() -> None:
    index = read("docs/README.md")
    assert [text for text in SEARCHED if text not in index] == []
