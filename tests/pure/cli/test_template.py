"""`--format`: fields of the rows of a report, as in docker's commands."""

import click
import pytest

from anyarch.cli import _template

ROW = {"image": "a", "is_new": True, "size": None, "inner": {"tags": ["x", "y"]}}
FIRST = {"images": [ROW]}
REPORT = {"images": [ROW, {"image": "b"}]}


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("{{.Image}}", ["a"]),
        ("{{ .Image }}: {{.IsNew}}", ["a: true"]),
        ("{{.Inner.Tags}}|{{.Size}}|", ["x,y||"]),
        ("{{json .Inner}}", ['{"tags": ["x", "y"]}']),
        (r"{{json .Image}}\t{{.Image}}\n", ['"a"\ta\n']),
        ("plain", ["plain"]),
        ("json", ['{"image": "a", "is_new": true, "size": null, "inner": {"tags": ["x", "y"]}}']),
        ("{{json .}}", ['{"image": "a", "is_new": true, "size": null, "inner": {"tags": ["x", "y"]}}']),
    ],
)
def test_a_template_is_filled_for_each_row(template: str, lines: list[str]) -> None:
    assert _template.lines(template, _template.rows(FIRST)) == ([], lines)


def test_a_table_has_headers_and_cells() -> None:
    found = _template.lines(r"table {{.Image}}\t{{.Inner.Tags}}", _template.rows(FIRST))
    assert found == (["Image", "Tags"], ["a\tx,y"])


def test_a_report_without_a_list_alone_is_one_row() -> None:
    assert _template.rows({"a": [1, 2], "b": 3}) == [{"a": [1, 2], "b": 3}]
    assert _template.rows(REPORT) == REPORT["images"]


def test_a_report_with_more_has_the_rows_that_its_command_names() -> None:
    report = {"policy": "never", "contexts": [{"context": "a"}, {"context": "b"}]}
    assert _template.lines("{{.Context}}", _template.rows(report, "contexts")) == ([], ["a", "b"])


@pytest.mark.parametrize("template", ["{{.Nothing}}", "{{if .Image}}", "{{.Image | upper}}", "{{.Image.More}}", "{{}}"])
def test_what_it_cannot_do_is_a_usage_error(template: str) -> None:
    with pytest.raises(click.UsageError, match="--format"):
        _template.lines(template, _template.rows(FIRST))
