"""A case as commands: what is pasted leads to the state, and types the command on both sides."""

import shutil
import subprocess

import pytest

from tests.laboratory.collection import recipes
from tests.real.differential import cases
from tests.real.differential.cases import Case
from tests.real.differential.script import script

PLATFORMS = {"native": "linux/amd64", "foreign": "linux/arm64"}
RECIPES = recipes("amd64", "arm64")
ALL = cases.every(RECIPES, "amd64")
CASE = Case("absent", has_pack=False, image="multi", state="absent", command="run", is_warm=False)


def pasted(case: Case) -> list[str]:
    pulls = cases.pulls(RECIPES.get(case.image), "amd64")
    emulated = cases.emulated(case.handlers, "amd64", "arm64")
    return script(case, PLATFORMS, pulls, emulated, cases.others("amd64", "arm64")).splitlines()


def changed(**values: object) -> Case:
    return Case(**(vars(CASE) | values))


def test_a_case_is_read_from_top_to_bottom() -> None:
    case = changed(state="native, then foreign", command="run with --platform native")
    emptied = "docker rmi --force $(docker images --all --quiet)"
    pulled = ['docker pull --platform linux/amd64 "$R/multi"', 'docker pull --platform linux/arm64 "$R/multi"']
    words = 'run --rm --network none --platform linux/amd64 "$R/multi"; echo $?'
    assert pasted(case) == [
        "# absent, no pack, cold: run with --platform native: multi, native, then foreign",
        *(emptied, *pulled, f"docker {words}", "docker images --all --no-trunc --digests"),
        *(emptied, *pulled, "export ANYARCH_CACHE_DIR=$(mktemp -d)"),
        *(f'"$SHIM"/docker {words}', "docker images --all --no-trunc --digests"),
    ]


def test_a_warm_case_types_the_command_twice_behind_the_shim() -> None:
    typed = [line for line in pasted(changed(is_warm=True, state="native")) if '"$R/multi"' in line]
    assert [line.partition(" ")[0] for line in typed] == [
        *("docker", "docker"),
        *("docker", '"$SHIM"/docker', "docker", '"$SHIM"/docker'),
    ]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"image": "nothere", "state": "built foreign"},
            'docker commit "$(docker create --platform linux/arm64 "$R/multi")" "$R/nothere"',
        ),
        ({"has_pack": True}, 'anyarch emulators pack arm64 arm --from "$PROGRAMS"'),
        ({"has_pack": True}, "export ANYARCH_CACHE_DIR=$(mktemp -d) ANYARCH_EMULATION=private"),
        (
            {"command": "run with words"},
            "docker run --rm --network none \"$R/multi\" sh -c 'uname -m; echo $$; exit 7'; echo $?",
        ),
        ({"command": "create and start"}, 'CONTAINER=$("$SHIM"/docker create --network none "$R/multi")'),
        ({"command": "create and start"}, '"$SHIM"/docker start --attach "$CONTAINER"; echo $?'),
        (
            {"command": "run with DOCKER_DEFAULT_PLATFORM foreign"},
            'DOCKER_DEFAULT_PLATFORM=linux/arm64 docker run --rm --network none "$R/multi"; echo $?',
        ),
    ],
)
def test_what_a_case_needs_is_typed(values: dict[str, object], line: str) -> None:
    assert line in pasted(changed(**values))


def test_a_shell_can_read_it() -> None:
    bash = shutil.which("bash")
    assert bash
    text = "\n".join("\n".join(pasted(case)) for case in cases.drawn(ALL, "1", 100))
    subprocess.run([bash, "-n"], input=text, check=True, text=True)
