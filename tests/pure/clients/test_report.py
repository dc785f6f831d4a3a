"""A client is as expected only if nothing differs, and the page has every client."""

from dataclasses import replace

from tests.clients.report import Report, Seen
from tests.clients.table import CLIENTS, PIP, UNTRIED, Client
from tests.pure.docs.test_docs import read

GOOD, BAD = Seen(is_fine=True, commands=(("run", "x"),)), Seen(is_fine=False)
SHIM = Seen(is_fine=True, commands=(("run", "--platform", "p", "x"),))
BUILT = Seen(is_fine=True, commands=(("image", "pull", "--platform=p", "x"), ("build", "--platform", "p", ".")))
REPORT = Report(Client("some", PIP, "", ""), "1.2", GOOD, GOOD, BAD, SHIM, GOOD)


def test_a_client_is_as_expected_only_if_nothing_differs_but_a_platform_where_one_is_added() -> None:
    assert REPORT.is_fine
    assert not replace(REPORT, prepared=BAD).is_fine
    assert not replace(REPORT, native_with_shim=SHIM).is_fine
    assert not replace(REPORT, with_shim=BUILT).is_fine
    assert replace(REPORT, with_shim=BUILT, prepared=BUILT).is_fine  # as it is the client's own


def test_the_page_has_seen_every_client_and_knows_of_none_that_is_disturbed() -> None:
    page = read("docs/reference/clients.md")
    names = [str(client) for client in CLIENTS] + [each.name for each in UNTRIED]
    assert not [name for name in names if f"- **{name}**: " not in page], "run: python -m tests.clients --page"
    assert "  NO  " not in page
