"""The blocks of pages that no reader types, by the reason: each is `page | heading | kind number`.

`*` stands for all blocks of that kind on a page that a program writes.
"""

UNTYPED = {
    "typed in bare Debians, without anyarch's own output: tests/install/test_ways.py": """
        docs/how-to/install.md | pipx | console 0
        docs/how-to/install.md | pipx | console 1
        docs/how-to/install.md | uv | console 0
        docs/how-to/install.md | uv | console 1
        docs/how-to/install.md | pip in a virtual environment | console 0
        docs/how-to/install.md | pip in a virtual environment | console 1
        docs/how-to/install.md | A clone | console 0
        docs/how-to/install.md | A clone | console 1
        docs/how-to/install.md | After the installation | console 0
        docs/how-to/install.md | After the installation | console 1
        docs/how-to/install.md | After an upgrade | console 0
    """,
    "typed in a bare Debian, with apt-get and no sudo: tests/install/test_package.py": """
        docs/how-to/install.md | A Debian package | console 0
        docs/how-to/install.md | A Debian package | console 1
    """,
    "typed in a bare Debian: tests/install/test_first_use.py": """
        docs/how-to/install.md | From nothing to the first foreign container | console 0
        docs/how-to/install.md | From nothing to the first foreign container | console 1
        docs/how-to/install.md | From nothing to the first foreign container | console 2
    """,
    "the same lines as on the page on installing: tests/pure/docs/test_docs.py": """
        README.md | Install | console 0
        README.md | Install | console 1
        README.md | Uninstall | console 0
    """,
    "run as the scheduler would: tests/cli/test_recipes.py": """
        docs/how-to/use-in-ci.md | cron | text 0
    """,
    "needs a Mac": """
        docs/how-to/try-it-on-macos.md | Try the launcher on macOS by hand | console 0
    """,
    "needs Docker Hub": """
        docs/explanation/threat-model.md | The supply chain | console 0
    """,
    "needs hyperfine and prints only times: tests/bench/__main__.py measures the same": """
        docs/explanation/the-hot-path.md | Measure it yourself | console 0
    """,
    "changes a mount of the machine": """
        docs/how-to/permission-denied.md | It is on a mount that forbids execution | console 0
    """,
    "times of one machine, of the modules that are loaded: tests/cli/bare/test_hot_path.py": """
        docs/explanation/the-hot-path.md | Where the time goes | text 0
    """,
    "goes through a pipe of the launcher: tests/cli/bare/test_hot_path.py has the same lines": """
        docs/explanation/the-launcher.md | Asking Python | text 0
    """,
    "a drawing": """
        docs/explanation/how-it-decides.md | How it decides | text 0
        docs/explanation/private-emulation.md | Three programs | text 1
        docs/explanation/the-launcher.md | The launcher | text 0
    """,
    "a line for a file": """
        docs/how-to/no-such-file-or-directory.md | A script with Windows line endings (CRLF) | text 0
    """,
    "not anyarch's words, and one line for each program or version that says it its own way": """
        docs/how-to/cpu-level.md | Fix `CPU ISA level is lower than required` | text 0
        docs/how-to/cpu-level.md | Fix `CPU ISA level is lower than required` | text 1
        docs/how-to/no-such-file-or-directory.md | A script with Windows line endings (CRLF) | text 1
        docs/how-to/no-such-file-or-directory.md | A program whose loader is not in the image | text 0
        docs/how-to/no-such-file-or-directory.md | The file really doesn't exist | text 0
        docs/how-to/permission-denied.md | It is on a mount that forbids execution | text 0
        docs/how-to/qemu-uncaught-target-signal.md | Fix `qemu: uncaught target signal 11` | text 0
        docs/how-to/qemu-uncaught-target-signal.md | The emulator itself fails | text 0
    """,
    "written from the help of the commands: tests/laboratory/commands_page.py": """
        docs/reference/commands.md | * | text
    """,
    "written from what tests have seen: tests/matrix/page.py": """
        docs/reference/engines.md | * | text
    """,
    "written from what tests have seen: tests/machines/page.py": """
        docs/reference/arm64.md | * | text
    """,
    "written from what tests have seen: tests/clients/page.py": """
        docs/reference/clients.md | * | text
    """,
}
