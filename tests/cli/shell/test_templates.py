"""The installed files as a linter reads them, and as the shells do without running them."""

import os
import re

import pytest

from tests.laboratory import debian
from tests.laboratory.person import Person
from tests.laboratory.shells import Shell


@pytest.mark.parametrize(
    ("name", "dialect"), [("docker", "bash"), ("docker", "dash"), ("init.bash", "bash"), ("init.zsh", "bash")]
)
def test_the_linter_finds_nothing(person: Person, name: str, dialect: str) -> None:
    debian.install("shellcheck")
    done = person.run(["shellcheck", f"--shell={dialect}", os.path.join(person.shim, name)])
    assert (done.status, done.output, done.errors) == (0, "", "")


def test_the_function_leans_on_no_variable_but_its_words(shell: Shell) -> None:
    with open(shell.file, encoding="utf-8") as file:
        code = [line for line in file if not line.startswith("#")]
    names = {name for line in code for name in re.findall(r"\$\{?(\w+|@)", line)}
    assert names <= {"1", "@", "argv"}


def test_the_launchers_own_variables_have_a_prefix_that_nobody_exports(person: Person) -> None:
    with open(os.path.join(person.shim, "docker"), encoding="utf-8") as file:
        text = "".join(line for line in file if not line.lstrip().startswith("#")).partition("import sys")[0]
    assigned = set(re.findall(r"(?:^|[\s;(])(\w+)=[^*]", text, re.MULTILINE))
    read = set(re.findall(r"\bread -r (?:-n 2 )?(\w+)", text))
    looped = set(re.findall(r"\bfor (\w+) in", text))
    own = {name for name in assigned | read | looped if not name.startswith("_anyarch_")}
    # One stands in messages, one is meant for those behind; what bash itself has set is put back.
    assert own == {"ANYARCH_DOCKER", "ANYARCH_BEHIND", "IFS"}
