"""A built site whose links lead somewhere, and one in which they do not."""

from pathlib import Path

from tests.laboratory.site_links import dead

GOOD = '<h1 id="top">A</h1><a href="b/">b</a> <a href="b/#part">part</a> <a href="#top">up</a> <img src="a.svg">'
ELSEWHERE = '<a href="https://example.org/#x">x</a> <a href="mailto:a@example.org">m</a>'


def site(folder: Path, text: str) -> list[str]:
    (folder / "b").mkdir()
    (folder / "empty").mkdir()
    (folder / "a.svg").touch()
    (folder / "index.html").write_text(text)
    (folder / "b" / "index.html").write_text('<h2 id="part">B</h2><a href="../">a</a>')
    return [*dead(folder)]


def test_links_to_pages_parts_and_files_lead_somewhere(tmp_path: Path) -> None:
    assert site(tmp_path, GOOD + ELSEWHERE) == []


def test_a_link_to_nothing_is_told_with_its_page(tmp_path: Path) -> None:
    wrong = ["#none", "b/#none", "c/", "empty", "none.svg"]
    assert site(tmp_path, "".join(f'<a href="{link}">x</a>' for link in wrong)) == [f"index.html: {x}" for x in wrong]
