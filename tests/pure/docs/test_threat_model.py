"""Each claim of the threat model has a test that fails without its defense."""

import ast

import pytest

from anyarch.oci import references
from anyarch.person.settings import EMULATION_IMAGE
from tests.pure.docs.test_docs import read

PAGE = read("docs/explanation/threat-model.md")

# The words of the page, and the tests.
CLAIMS = {
    "are used only if no other user owns": """
        cli/bare/test_two_users.py::test_a_cache_in_a_folder_that_others_can_write_to_is_not_used
        cli/bare/test_two_users.py::test_settings_in_a_folder_below_one_that_others_can_write_to_are_not_used
        cli/bare/test_two_users.py::test_no_line_is_added_to_a_file_that_another_user_chose
    """,
    "Who swaps files or links at the very": """
        cli/bare/test_races.py::test_no_record_is_read_or_written
        cli/bare/test_races.py::test_no_setting_counts
        cli/bare/test_races.py::test_no_setting_is_written
        cli/bare/test_races.py::test_no_line_is_logged
        cli/bare/test_races.py::test_nothing_is_installed
        cli/bare/test_races.py::test_a_file_goes_where_the_folder_was_when_it_was_checked
    """,
    "so a pack that someone adds later does not replace it": """
        pure/emulators/packs/test_trust.py::test_without_the_setting_the_oldest_pack_is_used_and_no_newer_one_takes_its_place
        pure/emulators/packs/test_trust.py::test_without_the_setting_a_name_must_be_that_of_the_content
    """,
    "So nothing is read or written": """
        cli/bare/test_two_users.py::test_root_keeps_nothing_where_the_home_of_another_user_leads
        cli/bare/test_two_users.py::test_root_takes_no_settings_from_where_the_home_of_another_user_leads
        cli/bare/test_two_users.py::test_root_adds_no_line_where_the_home_of_another_user_leads
        cli/shell/test_two_users.py::test_no_line_goes_where_the_log_of_another_user_leads
    """,
    "never where a symbolic link of that user leads": """
        cli/bare/test_two_users.py::test_root_installs_nothing_where_the_home_of_another_user_leads
    """,
    "`anyarch doctor` names what is not": """
        cli/test_doctor.py::test_what_others_could_replace_or_change_is_told
    """,
    "it reads a memo only from a regular": """
        cli/shell/test_two_users.py::test_a_memo_is_not_read_from_a_device_or_a_pipe_and_does_not_count_without_a_stamp
    """,
    "it sets the time of an": """
        cli/shell/test_two_users.py::test_what_the_stamp_leads_to_keeps_its_content
        cli/shell/test_two_users.py::test_nothing_is_created_or_waited_for_in_place_of_the_stamp
    """,
    "never the working directory or `PYTHONPATH`": """
        pure/install/test_launcher.py::test_it_is_given_no_folder_from_which_it_was_only_started
    """,
    "directory that everybody can write to": """
        cli/bare/test_two_users.py::test_a_shim_is_not_installed_where_another_user_could_replace_it
    """,
    "only if no other user could have written them": """
        cli/bare/test_two_users.py::test_a_bundle_that_another_user_could_have_written_does_not_count
    """,
    "data with limits on size, depth, and time": """
        pure/test_hostile_bytes.py::test_any_bytes_are_read_or_refused_in_time
        cli/conformance/test_fail_open_fuzzed.py::test_whatever_is_answered_docker_is_run_as_asked_or_for_a_platform
    """,
    "The shell evaluates only the numbers of words": """
        pure/test_hostile_bytes.py::test_any_bytes_are_read_or_refused_in_time
    """,
    "**Logins** go to the engine": """
        cli/test_planted_secrets.py::test_it_goes_nowhere_else
        cli/test_compose.py::test_no_secret_of_the_project_is_kept_anywhere
    """,
    "hash with a random key": """
        cli/catalog/test_asker.py::test_the_cache_holds_nothing_of_a_login_but_a_keyed_hash
        cli/catalog/test_asker.py::test_the_same_login_is_another_word_in_another_cache
    """,
    "lists each file with its digest": """
        real/emulators/packs/test_pack.py::test_a_volume_is_filled_once_and_says_what_it_is_for
    """,
    "it is read back whole": """
        pure/emulators/packs/test_matching.py::test_what_differs_in_anything_is_not
    """,
    "A run uses a pack only if": """
        pure/emulators/packs/test_trust.py::test_a_volume_that_only_its_labels_call_a_pack_is_neither_used_nor_read
        pure/emulators/packs/test_trust.py::test_the_name_of_a_trusted_pack_is_not_its_content
        real/emulators/packs/test_pack.py::test_what_others_label_or_change_is_not_used
    """,
    "and again if the engine": """
        pure/emulators/packs/test_trust.py::test_a_volume_that_takes_the_place_of_a_known_one_is_read_again
        pure/emulators/packs/test_trust.py::test_a_volume_of_which_a_file_has_changed_is_read_again
        pure/emulators/packs/test_trust.py::test_a_volume_is_read_again_after_a_while
    """,
    "are listed by `make sbom`": """
        pure/laboratory/test_bill_of_materials.py::test_it_has_what_the_wheel_needs_with_what_that_needs_and_none_of_the_tools
    """,
}


@pytest.mark.parametrize("words", CLAIMS)
def test_a_claim_is_on_the_page_and_its_tests_exist(words: str) -> None:
    assert words in PAGE
    for each in CLAIMS[words].split():
        file, _, name = each.partition("::")
        parsed = ast.parse(read(f"tests/{file}"))
        assert name in {node.name for node in parsed.body if isinstance(node, ast.FunctionDef)}, each


def test_the_page_names_the_image_that_installs_handlers_with_its_digest() -> None:
    assert references.parse(EMULATION_IMAGE).digest
    assert f"\n{EMULATION_IMAGE}\n" in PAGE
