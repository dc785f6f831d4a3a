"""The laws of the folders of src/anyarch, held against all imports, also those inside functions.

`LAWS` says what each folder may import: a folder, or one module of it. To change it is to change the plan of the house.
"""

import ast
import functools
import os
from graphlib import TopologicalSorter

import pytest

import anyarch
from anyarch.bare import records

SOURCE = os.path.dirname(anyarch.__file__)
SHELL = os.path.join(SOURCE, "..", "..", "shell")
OWN = "anyarch."

LAWS = {
    # what runs before every command
    "bare": "",
    # pure
    "oci": "bare.documents",
    "compose": "bare",
    "dockerfile": "oci bare.errors",
    "build": "dockerfile decision.facts decision.outcome decision.sentences oci bare",
    "programs": "oci bare.documents bare.errors person.text",
    "decision": "oci programs bare person.errors",
    # this machine
    "person": "oci bare",
    "install": "bundle person bare",
    # engines and registries
    "engine": "decision.facts programs oci person bare",
    "registry": "engine oci person bare",
    "catalog": "registry engine decision.facts oci person bare",
    "emulators": "engine decision.facts decision.private_words programs oci install.templates person bare",
    "routing": "registry engine decision.facts oci person bare",
    # what uses them
    "preflight": "routing build catalog emulators engine decision programs compose dockerfile oci person bare",
    "diagnosis": "routing preflight catalog registry emulators engine decision install programs oci person bare",
    "cli": """
        diagnosis preflight routing build catalog registry emulators engine decision install compose dockerfile programs
        oci person bare
    """,
    # doors
    "shim": "preflight bare",
    "bundle": "",
    "as_plugin": "cli person bare",
    "__main__": "cli",
}
# Which folder alone may import a library, so that another one is changed in one place; and who still does so elsewhere.
LIBRARIES = {
    "click": "cli",
    "docker": "engine",
    "elftools": "programs",
    "requests": "engine",
    "subprocess": "person",
    "tomlkit": "person",
}
LIBRARY_EXCEPTIONS = {
    ("engine.ssh", "subprocess"),  # docker-py's own connection, which stays open
}

BARE_MODULES = {"_socket", "gc", "posix", "sys", "time"}  # written in C, and load nothing
LATE_BARE_MODULES = {
    *("hashlib", "pwd"),  # for the few commands that need them
    "collections",  # for type checkers alone
    *("_blake2", "_json", "json"),  # private halves, and what stands in for one that has changed
}
WITH_LOGIC = ("engine", "cli")  # the folders whose __init__ holds more than the law
LONGEST = 300  # lines


def files(folder: str) -> list[str]:
    return sorted(
        os.path.join(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if not name.endswith((".pyc", ".typed"))
    )


def module(file: str) -> str:
    """A file's name as a module, without the package's: ``oci.platforms``, for a folder's `__init__` the folder."""
    name = os.path.relpath(file, SOURCE).removesuffix(".py").replace(os.sep, ".")
    return "" if name == "__init__" else name.removesuffix(".__init__")


MODULES = {module(file): file for file in files(SOURCE) if file.endswith(".py")}


@functools.cache
def parsed(name: str) -> ast.Module:
    with open(MODULES[name], encoding="utf-8") as file:
        return ast.parse(file.read())


@functools.cache
def imports(name: str) -> set[tuple[str, bool]]:
    """What a module imports, by full names, each with whether that comes late."""
    found, tree = set(), parsed(name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(each.name, node not in tree.body) for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            found |= {(_named(node.module or "", each.name), node not in tree.body) for each in node.names}
    return found


def _named(source: str, name: str) -> str:
    """``from A import B`` names the module A.B, if there is one, and else A."""
    return f"{source}.{name}" if f"{source}.{name}".removeprefix(OWN) in MODULES else source


def folder(name: str) -> str:
    return name.partition(".")[0]


def own_imports() -> set[tuple[str, str]]:
    """Who imports which module of anyarch's; without the package itself, which holds no more than the version."""
    return {(name, full.removeprefix(OWN)) for name in MODULES for full, _ in imports(name) if full.startswith(OWN)}


def is_allowed(name: str, imported: str) -> bool:
    allowed = (folder(name), *LAWS[folder(name)].split())
    return any(imported == each or imported.startswith(f"{each}.") for each in allowed)


def test_every_folder_has_a_law() -> None:
    assert {folder(name) for name in MODULES if name} == set(LAWS)


def test_the_laws_lead_one_way() -> None:
    TopologicalSorter({name: {folder(each) for each in law.split()} for name, law in LAWS.items()}).prepare()


@pytest.mark.parametrize("name", LAWS)
def test_a_folder_imports_what_its_law_allows(name: str) -> None:
    broken = {pair for pair in own_imports() if folder(pair[0]) == name and not is_allowed(*pair)}
    assert broken == set()


def test_no_module_imports_itself_on_the_way_through_others() -> None:
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for name, imported in own_imports():
        graph[name].add(imported)
    TopologicalSorter(graph).prepare()


def test_a_library_is_imported_in_one_folder() -> None:
    imported = {(name, folder(full)) for name in MODULES for full, _ in imports(name)}
    elsewhere = {(name, library) for name, library in imported if LIBRARIES.get(library, folder(name)) != folder(name)}
    assert elsewhere == LIBRARY_EXCEPTIONS


def test_what_runs_before_every_command_needs_no_library_of_python() -> None:
    bare = [each for name in MODULES if folder(name) == "bare" for each in imports(name)]
    found = {(folder(full), is_late) for full, is_late in bare if not full.startswith(OWN)}
    assert {name for name, is_late in found if not is_late} <= BARE_MODULES
    assert {name for name, is_late in found if is_late} <= LATE_BARE_MODULES


@pytest.mark.parametrize("name", [name for name, file in MODULES.items() if file.endswith("__init__.py")])
def test_a_folder_says_its_law_and_holds_no_logic(name: str) -> None:
    head, *rest = parsed(name).body
    assert isinstance(head, ast.Expr)
    assert isinstance(head.value, ast.Constant)
    if folder(name) not in WITH_LOGIC:
        assert all(name == "" and ast.unparse(each).startswith("__version__ = ") for each in rest)


@pytest.mark.parametrize("file", [*MODULES.values(), *files(SHELL)], ids=lambda file: os.path.relpath(file, SOURCE))
def test_no_file_is_too_long_to_be_read_at_once(file: str) -> None:
    with open(file, encoding="utf-8") as opened:
        assert len(opened.readlines()) <= LONGEST


def test_each_record_has_a_kind_that_cache_clear_removes() -> None:
    kinds = {name for name, value in vars(records).items() if name.isupper() and value in records.KINDS}
    known = {"kind", *kinds, *(f"records.{kind}" for kind in kinds)}
    assert len(kinds) == len(records.KINDS)
    for name in sorted(name for name, imported in own_imports() if imported == "bare.records"):
        calls = [node for node in ast.walk(parsed(name)) if isinstance(node, ast.Call)]
        for call in calls:
            if ast.unparse(call.func) in ("records.read", "records.write"):
                assert {ast.unparse(each) for each in call.args[:2]} & known, f"{name}: {ast.unparse(call)}"


def test_no_sentence_quotes_an_error_of_the_system_as_python_shows_it() -> None:
    quoted = {
        f"{name}:{each.lineno}: {ast.unparse(each)}"
        for name in MODULES
        for handler in ast.walk(parsed(name))
        if isinstance(handler, ast.ExceptHandler) and handler.type and handler.name
        if any(word in ast.unparse(handler.type) for word in ("OSError", "PermissionError", "urllib3", "requests"))
        for each in ast.walk(handler)
        if (isinstance(each, ast.FormattedValue) and ast.unparse(each.value) == handler.name)
        or (isinstance(each, ast.Call) and ast.unparse(each) == f"str({handler.name})")
    }
    assert quoted == set(), "use person.reasons.why"
