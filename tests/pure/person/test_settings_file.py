"""What is written, and what is left as it was."""

from pathlib import Path

from anyarch.person import settings_file


def test_a_table_keeps_the_comments_on_the_rows_that_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    environment = {"ANYARCH_CONFIG": str(file)}
    file.write_text(
        '[routing.contexts]\n"linux/arm64" = "a" # under the desk\n"linux/s390x" = "b"\n\n[probe]\ntimeout = 1\n'
    )
    settings_file.write(environment, "routing.contexts", {"linux/arm64": "a", "linux/riscv64": "c"})
    assert file.read_text() == (
        '[routing.contexts]\n"linux/arm64" = "a" # under the desk\n"linux/riscv64" = "c"\n\n[probe]\ntimeout = 1\n'
    )
    settings_file.write(environment, "routing.contexts", {})
    assert "arm64" not in file.read_text()


def test_a_table_can_be_the_first_thing_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    settings_file.write({"ANYARCH_CONFIG": str(file)}, "routing.contexts", {"linux/arm64": "a"})
    assert file.read_text() == '[routing.contexts]\n"linux/arm64" = "a"\n'
