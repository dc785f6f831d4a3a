"""Where the project is found: the addresses that messages name. pyproject.toml has the same."""

SOURCE = "https://github.com/anyarch/anyarch"
ISSUES = f"{SOURCE}/issues"


def page(name: str) -> str:
    """The address of a page of the documentation, such as `how-to/exec-format-error.md`."""
    return f"{SOURCE}/blob/main/docs/{name}"
