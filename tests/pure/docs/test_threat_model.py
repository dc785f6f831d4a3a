"""Each claim of the threat model has attacks without whose defense a test fails, or else a test."""

import ast

from anyarch.oci import references
from anyarch.person.settings import EMULATION_IMAGE
from tests.attacks.table import ATTACKS
from tests.pure.docs.test_docs import read

PAGE = read("docs/explanation/threat-model.md")

# The words of the page, and the attacks.
CLAIMS = {
    "are used only if no other user owns": ["another user puts records into the cache", "another user chooses the log"],
    "Who swaps files or links at the very": [
        "another user swaps the settings",
        "another user swaps a folder right after the look",
    ],
    "so a pack that someone adds later does not replace it": ["a newer pack takes the place of the one that is used"],
    "So nothing is read or written": ["another user chooses the log", "the launcher's log is another user's"],
    "never where a symbolic link of that user leads": ["root installs through a link"],
    "`anyarch doctor` names what is not": ["another user writes the settings"],
    "it reads a memo only from a regular": ["a memo is a device, or another user's"],
    "it sets the time of an": ["the stamp leads to a file", "the stamp is another user's"],
    "never the working directory or `PYTHONPATH`": ["the working folder or PYTHONPATH has a module"],
    "directory that everybody can write to": ["another user can replace the shim"],
    "only if no other user could have written them": ["another user writes the compiled modules"],
    "**Logins** go to the engine": ["a login goes to another registry"],
    "hash with a random key": ["the cache tells logins apart by what can be guessed"],
    "A run uses a pack only if": ["a label calls a volume a pack"],
    "and again if the engine": ["a pack is replaced after it was read"],
}
# Those that are more than one line of the code, and the tests.
TESTED = {
    "data with limits on size, depth": "pure/test_hostile_bytes.py::test_any_bytes_are_read_or_refused_in_time",
    "The shell evaluates only the numbers of words": "pure/bare/test_advice.py::test_any_words_can_be_given",
    "lists each file with its digest": (
        "real/emulators/packs/test_pack.py::test_a_volume_is_filled_once_and_says_what_it_is_for"
    ),
    "it is read back whole": "pure/emulators/packs/test_matching.py::test_what_differs_in_anything_is_not",
    "are listed by `make sbom`": (
        "pure/laboratory/test_bill_of_materials.py"
        "::test_it_has_what_the_wheel_needs_with_what_that_needs_and_none_of_the_tools"
    ),
}


def test_each_claim_is_on_the_page_with_an_attack_or_a_test_that_exists() -> None:
    assert [words for words in (*CLAIMS, *TESTED) if words not in PAGE] == []
    assert {name for names in CLAIMS.values() for name in names} <= ATTACKS.keys()
    for test in TESTED.values():
        file, _, name = test.partition("::")
        assert name in {getattr(node, "name", "") for node in ast.parse(read(f"tests/{file}")).body}, test


def test_the_page_names_the_image_that_installs_handlers_with_its_digest() -> None:
    assert references.parse(EMULATION_IMAGE).digest
    assert f"\n{EMULATION_IMAGE}\n" in PAGE
