"""Which tests are run in a machine: those on which its CPU and kernel have a say.

Each takes ten seconds or more there, so a room has no more than it needs; `--all` runs its whole file. A test for
pytest is a file's, or by its name and perhaps its parameters. `on_arm64.py` is only for these machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.machines.machine import CPUS
from tests.real.decision.test_rows import CASES

ARM64 = "tests/real/decision/on_arm64.py"
PRIVATE = "tests/real/preflight/test_private_run.py"
OPTIONS = "tests/real/cli/test_options.py"
DOCTOR = "tests/real/cli/test_doctor.py"
DIFFERENTIAL = "tests/real/differential/test_same_as_docker.py"
PLAIN = "test_a_command_ends_as_with_plain_docker"
DIFFERENT = 4  # cases of the differential test, drawn as everywhere
ROUNDS = 15  # of each command whose time is compared
# A few, for continuous integration, on the CPU that differs most from what amd64's tests show.
BRIEF = (
    f"{ARM64}::test_an_image_for_arm_runs_as_without_anyarch_or_it_is_said_why_not[arm32]",
    f"{ARM64}::test_a_local_image_for_arm_is_told_as_what_it_is",
    f"{ARM64}::test_a_pack_with_a_proot_that_crashes_is_refused",
    f"{ARM64}::test_what_is_said_to_help_helps[amd64]",
    f"{PRIVATE}::test_programs_their_children_and_pipes[pipe-amd64]",
)
BRIEFLY = "a64fx"


@dataclass(frozen=True)
class Room:
    """Tests in one file: what they show, for the page, and which are run, none for all.

    What has nothing to do with 32-bit programs is run on one CPU with each size of pages.
    """

    file: str
    about: str
    tests: Sequence[str] = ()
    cpus: Sequence[str] = ("a64fx", "cortex-a76")

    def words(self, *, whole: bool) -> list[str]:
        return [self.file] if whole or not self.tests else [f"{self.file}::{name}" for name in self.tests]


def rows() -> list[str]:
    """The first case of each row, and where labels lie, without a handler; with one, where it makes a difference."""
    firsts = {case.row: case for case in reversed(CASES)}
    lying = [case for case in CASES if case.image in {"mislabelled", "mislabelled-rev"}]
    chosen = sorted({*firsts.values(), *lying}, key=CASES.index)
    handled = [case for case in chosen if case.emulated != case.bare]
    return [
        *(f"test_each_row[registered-{case}]" for case in handled),
        *(f"test_each_row[absent-{case}]" for case in chosen),
        "test_a_level_of_the_cpu_comes_before_what_is_emulated_though_docker_does_not_select_it[registered]",
    ]


ROOMS = (
    Room(ARM64, "32-bit arm, with a mode of the CPU for it and without", cpus=tuple(CPUS)),
    Room(
        PRIVATE,
        "private runs",
        (
            "test_programs_their_children_and_pipes[pipe-amd64]",
            "test_programs_their_children_and_pipes[bash-amd64]",
            "test_programs_their_children_and_pipes[bash-386]",
            "test_programs_their_children_and_pipes[pipe-386]",
            "test_programs_their_children_and_pipes[pipe-s390x]",
            "test_docker_stop_reaches_the_program",
            "test_verify_tells_the_images_own_program_and_not_the_packs",
            "test_diagnose_counts_on_the_pack_as_the_run_does",
        ),
    ),
    Room(
        "tests/real/emulators/packs/test_pack.py",
        "packs of private emulators",
        (
            "test_a_volume_is_filled_once_and_says_what_it_is_for",
            "test_packages_of_each_debian_make_a_pack_whose_runs_end_with_the_program",
        ),
    ),
    Room("tests/real/decision/test_rows.py", "each row of the decision table", rows()),
    Room(DIFFERENTIAL, "what works with docker alone works the same", (PLAIN,)),
    Room(
        "tests/real/diagnosis/test_verify.py",
        "anyarch verify",
        ("test_a_container_that_runs_natively_is_fine", "test_a_foreign_one_runs_emulated_or_not_at_all[registered]"),
    ),
    Room(
        "tests/real/routing/test_routed_runs.py",
        "commands that run on another engine",
        ("test_a_routed_run_differs_from_a_local_one_in_nothing_but_the_machine",),
    ),
    Room(
        "tests/real/emulators/handlers/test_handlers.py",
        "handlers in the kernel",
        ("test_install_then_a_plain_run_then_remove_then_an_explanation", "test_the_list_shows_each_state"),
    ),
    Room(DOCTOR, "anyarch doctor", ("test_a_plugin_that_is_not_there_is_a_note", "test_it_is_a_command_of_dockers")),
    Room(OPTIONS, "anyarch options", ("test_an_image_that_is_offered_is_just_run",)),
    Room(
        "tests/cli/shell/test_launcher_process.py",
        "the launcher leaves everything to docker as it was",
        (
            "test_open_descriptors_are_kept_and_none_are_added",
            "test_the_end_is_dockers",
        ),
    ),
)
