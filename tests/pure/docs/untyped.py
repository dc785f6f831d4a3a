"""The blocks of pages that no reader types, by the reason: each is `page | heading | kind number`.

`*` stands for all blocks of that kind on a page, none of which a reader types.
"""

UNTYPED = {
    "typed in bare Debians, without sudo and anyarch's own output: tests/install": """
        docs/how-to/install.md | * | console
    """,
    "the same lines as on the page on installing: tests/pure/docs/test_docs.py": """
        README.md | Install | console 0
        README.md | Install | console 1
        README.md | Uninstall | console 0
    """,
    "run as the scheduler would: tests/cli/test_recipes.py": """
        docs/how-to/use-in-ci.md | * | text
    """,
    "needs a Mac": """
        docs/how-to/try-it-on-macos.md | * | console
    """,
    "needs Docker Hub": """
        docs/explanation/threat-model.md | * | console
    """,
    "needs hyperfine and prints only times: tests/bench/__main__.py measures the same": """
        docs/explanation/the-hot-path.md | * | console
    """,
    "changes a mount of the machine": """
        docs/how-to/permission-denied.md | It is on a mount that forbids execution | console 0
    """,
    "times of one machine, drawings, or lines of the launcher, as in tests/cli/bare/test_hot_path.py": """
        docs/explanation/how-it-decides.md | * | text
        docs/explanation/private-emulation.md | Three programs | text 1
        docs/explanation/the-hot-path.md | * | text
        docs/explanation/the-launcher.md | * | text
    """,
    "a line for a file, or not anyarch's words: each program or version says it its own way": """
        docs/how-to/cpu-level.md | * | text
        docs/how-to/no-such-file-or-directory.md | A script with Windows line endings (CRLF) | text 0
        docs/how-to/no-such-file-or-directory.md | A script with Windows line endings (CRLF) | text 1
        docs/how-to/no-such-file-or-directory.md | A program whose loader is not in the image | text 0
        docs/how-to/no-such-file-or-directory.md | The file really doesn't exist | text 0
        docs/how-to/permission-denied.md | It is on a mount that forbids execution | text 0
        docs/how-to/qemu-uncaught-target-signal.md | * | text
    """,
    "written from the help of the commands, and from what tests have seen: page.py in matrix, machines and clients": """
        docs/reference/commands.md | * | text
        docs/reference/engines.md | * | text
        docs/reference/arm64.md | * | text
        docs/reference/clients.md | * | text
    """,
}
