from pathlib import Path

from tests.laboratory.site_links import dead

GOOD = ("b/", "b/#part", "a.svg", "https://example.org/#x")
WRONG = ("#none", "b/#none", "c/", "empty", "none.svg")


def test_a_link_to_nothing_is_told_with_its_page(tmp_path: Path) -> None:
    for name in ("b", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "a.svg").touch()
    (tmp_path / "index.html").write_text("".join(f'<a href="{link}">x</a>' for link in GOOD + WRONG))
    (tmp_path / "b" / "index.html").write_text('<h2 id="part">B</h2><a href="../">a</a>')
    assert list(dead(tmp_path)) == [f"index.html: {link}" for link in WRONG]
