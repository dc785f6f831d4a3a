"""The attacks, each with the lines that defend against it, what is there without them, and the tests that then fail.

A defense is a piece of a file that occurs there once. What stands in its place lets the attack through, and does
nothing else, as if the defense had been forgotten. `python -m tests.attacks` tries that.
"""

from typing import NamedTuple

BARE, SHELL = (f"tests/cli/{folder}/test_two_users.py" for folder in ("bare", "shell"))
PACKS = "tests/pure/emulators/packs/test_trust.py"
RACES = "tests/cli/bare/test_races.py"


class Attack(NamedTuple):
    file: str
    defense: str
    without: str
    tests: str  # of which each fails then, as pytest names them


ATTACKS = {
    "another user puts records into the cache": Attack(
        "src/anyarch/bare/records.py",
        "return is_own and weakness(",
        "return is_own or weakness(",
        f"""{BARE}::test_a_cache_in_a_folder_that_others_can_write_to_is_not_used
        {BARE}::test_a_cache_in_a_folder_with_the_sticky_bit_is_used_unless_it_is_a_link_of_another_user""",
    ),
    "a record is a link": Attack(
        "src/anyarch/bare/records.py", " | posix.O_NOFOLLOW)", ")", f"{BARE}::test_a_record_is_not_read_through_a_link"
    ),
    "another user writes the settings": Attack(
        "src/anyarch/person/settings.py",
        '    if found is None:\n        return ""',
        '    if found is None or found:\n        return ""',
        f"""{BARE}::test_settings_in_a_folder_below_one_that_others_can_write_to_are_not_used
        tests/cli/test_doctor.py::test_what_others_could_replace_or_change_is_told""",
    ),
    "another user swaps the settings": Attack(
        "src/anyarch/bare/ownership.py",
        "return last is not None and (last.st_dev, last.st_ino) == (opened.st_dev, opened.st_ino)",
        "return bool(opened) or bool(last)",
        f"{RACES}::test_no_setting_counts",
    ),
    "another user swaps the settings while they are written": Attack(
        "src/anyarch/person/settings_file.py",
        "            _refuse(ownership.weakness(file, opened=os.fstat(opened.fileno())))\n",
        "",
        f"{RACES}::test_no_setting_is_written",
    ),
    "another user swaps a folder while root installs": Attack(
        "src/anyarch/bare/files.py",
        "opened=posix.fstat(folder))\n",
        'opened=posix.fstat(folder)) and ""\n',
        f"{RACES}::test_a_file_goes_where_the_folder_was_when_it_was_checked",
    ),
    "another user swaps a folder right after the look": Attack(
        "src/anyarch/bare/files.py",
        "_replace(name, content, mode, is_exact=True, folder=folder)",
        "_replace(path, content, mode, is_exact=True)",
        f"{RACES}::test_a_file_goes_where_the_folder_was_when_it_was_checked",
    ),
    "another user chooses the log": Attack(
        "src/anyarch/bare/files.py",
        "    found = weakness(path, opened=opened)\n    if found:",
        "    found = weakness(path, opened=opened)\n    if found and not path:",
        f"""{BARE}::test_no_line_is_added_to_a_file_that_another_user_chose
        {BARE}::test_root_adds_no_line_where_the_home_of_another_user_leads""",
    ),
    "the log has another name": Attack(
        "src/anyarch/bare/files.py",
        "state.st_nlink > _ONE_NAME",
        "state.st_nlink < _ONE_NAME",
        f"{BARE}::test_no_line_is_added_to_a_file_that_another_user_chose",
    ),
    "root installs through a link": Attack(
        "src/anyarch/bare/ownership.py",
        "if state and state.st_mode & _KIND == _LINK and state.st_uid not in (posix.geteuid(), _ROOT):",
        "if state and state.st_mode & _KIND == _LINK and not place:",
        f"{BARE}::test_root_installs_nothing_where_the_home_of_another_user_leads",
    ),
    "another user can replace the shim": Attack(
        "src/anyarch/install/launcher.py",
        "if found and (found.is_open or (found.owner is not None and os.geteuid() != 0)):",
        "if found and not str(found):",
        f"""{BARE}::test_a_shim_is_not_installed_where_another_user_could_replace_it
        {BARE}::test_a_shim_is_not_installed_in_a_folder_of_another_user_that_both_can_write_to""",
    ),
    "another user writes the compiled modules": Attack(
        "src/anyarch/bundle.py",
        'if is_trusted else b""',
        'if is_trusted or about else b""',
        f"{BARE}::test_a_bundle_that_another_user_could_have_written_does_not_count",
    ),
    "the working folder or PYTHONPATH has a module": Attack(
        "src/anyarch/install/launcher.py",
        'if path in installed and ":" not in path]',
        'if path and ":" not in path]',
        "tests/pure/install/test_launcher.py::test_it_is_given_no_folder_from_which_it_was_only_started",
    ),
    "a memo is a device, or another user's": Attack(
        "shell/docker",
        "[ -O /dev/fd/0 ] && [ -f /dev/fd/0 ] && return",
        "return",
        f"{SHELL}::test_a_memo_is_not_read_from_a_device_or_a_pipe_and_does_not_count_without_a_stamp",
    ),
    "the stamp leads to a file": Attack(
        "shell/docker",
        '&& [ ! -s "$_anyarch_stamp" ] && true',
        "&& true",
        f"{SHELL}::test_what_the_stamp_leads_to_keeps_its_content",
    ),
    "the stamp is another user's": Attack(
        "shell/docker",
        '[ -O "$_anyarch_stamp" ] && [ -f "$_anyarch_stamp" ] && [ ! -s',
        '[ -f "$_anyarch_stamp" ] && [ ! -s',
        f"{SHELL}::test_the_time_of_another_users_file_is_not_set",
    ),
    "the launcher's log is another user's": Attack(
        "shell/docker",
        '  [ -O "${_anyarch_log%/*}" ] && [ ! -L "${_anyarch_log%/*}" ] && [ ! -L "$_anyarch_log" ] || return\n',
        "",
        f"""{SHELL}::test_no_line_goes_where_the_log_of_another_user_leads
        {SHELL}::test_no_line_goes_into_a_folder_of_another_user_or_through_a_link""",
    ),
    "a label calls a volume a pack": Attack(
        "src/anyarch/emulators/packs/trust.py",
        "            if not read or read.digest != digest:\n",
        "            if not read:\n",
        f"""{PACKS}::test_the_name_of_a_trusted_pack_is_not_its_content
        {PACKS}::test_without_the_setting_a_name_must_be_that_of_the_content""",
    ),
    "a pack is replaced after it was read": Attack(
        "src/anyarch/emulators/packs/trust.py",
        "    if any(fields.get(name) != value for name, value in identity.items()):\n",
        "    if any(fields.get(name, value) is None for name, value in identity.items()):\n",
        f"""{PACKS}::test_a_volume_that_takes_the_place_of_a_known_one_is_read_again
        {PACKS}::test_a_volume_of_which_a_file_has_changed_is_read_again""",
    ),
    "a newer pack takes the place of the one that is used": Attack(
        "src/anyarch/emulators/packs/trust.py",
        "newest_first if engine.settings.packs else reversed(newest_first)",
        "newest_first",
        f"{PACKS}::test_without_the_setting_the_oldest_pack_is_used_and_no_newer_one_takes_its_place",
    ),
    "a pack is a folder of the engine's machine": Attack(
        "src/anyarch/emulators/packs/labels.py",
        'if not documents.entry(volume, "Options")',
        "if volume",
        f"{PACKS}::test_a_volume_with_options_is_no_pack",
    ),
    "a text controls the terminal": Attack(
        "src/anyarch/person/text.py",
        "letter if letter.isprintable() else",
        "letter if letter else",
        """tests/pure/person/test_notice.py::test_control_characters_are_shown_as_escapes
        tests/cli/test_cli.py::test_control_characters_are_never_printed_raw""",
    ),
    "an answer has no end": Attack(
        "src/anyarch/bare/unix_socket.py",
        "if len(received) > LARGEST_ANSWER:",
        "if len(received) > LARGEST_ANSWER << 10:",
        "tests/pure/bare/test_unix_socket.py::test_an_answer_without_end_is_refused",
    ),
    "a platform has strange letters": Attack(
        "src/anyarch/oci/platforms.py",
        "_COMPONENT.issuperset(part) and len(part)",
        "len(part)",
        "tests/pure/oci/test_platforms.py::test_attestations_gaps_and_strange_letters_are_no_platform",
    ),
    "a manifest is not the one that was asked for": Attack(
        "src/anyarch/oci/manifests.py",
        "if digest and found != digest:",
        "if digest and not found:",
        "tests/real/registry/test_repository.py::test_what_does_not_fit_its_digest_is_refused",
    ),
    "a redirect takes the login along": Attack(
        "src/anyarch/registry/transport.py",
        "if addresses.origin(onwards) != addresses.origin(url):",
        "if not onwards:",
        "tests/real/registry/test_repository.py::test_a_token_does_not_follow_a_redirect_to_another_host",
    ),
    "a redirect leads to this machine": Attack(
        "src/anyarch/registry/transport.py",
        "if addresses.is_strayed(onwards, url):",
        "if not onwards:",
        "tests/cli/catalog/test_reach.py::test_a_redirect_from_elsewhere_to_this_machine_is_not_followed",
    ),
    "a login goes to another registry": Attack(
        "src/anyarch/engine/credentials.py",
        "    if server in logins:\n        return logins[server] or None\n",
        "    if logins:\n        return next(iter(logins.values()))\n",
        "tests/cli/test_planted_secrets.py::test_it_goes_nowhere_else",
    ),
    "the cache tells logins apart by what can be guessed": Attack(
        "src/anyarch/catalog/asker.py",
        'hmac.digest(key.encode(), material, "sha256")',
        'hmac.digest(b"", material, "sha256")',
        "tests/cli/catalog/test_asker.py::test_the_same_login_is_another_word_in_another_cache",
    ),
    "a helper prompts at the terminal": Attack(
        "src/anyarch/person/process.py",
        "stderr=nowhere, env=environment, start_new_session=True",
        "stderr=nowhere, env=environment",
        "tests/cli/shell/test_helper.py::test_a_helper_cannot_prompt_and_the_terminal_stays_as_it_is",
    ),
    "the pack's scripts kill what is not theirs": Attack(
        "shell/pack/supervise",
        "case $tracer in '' | 0) exit \"$status\" ;; esac",
        ":",
        "tests/cli/shell/test_pack_scripts.py::test_without_a_tracer_no_other_process_is_killed",
    ),
}
