"""`--format`: fields of the rows of a report, as in docker's commands."""

import click
import pytest

from anyarch.cli import _template

ROW = {"image": "a", "is_new": True, "size": None, "inner": {"tags": ["x", "y"]}}
FIRST = {"images": [ROW]}
REPORT = {"images": [ROW, {"image": "b"}]}


@pytest.mark.parametrize(
    ("template", "headers", "line"),
    [
        ("{{.Image}}", [], "a"),
        ("{{ .Image }}: {{.IsNew}}", [], "a: true"),
        ("{{.Inner.Tags}}|{{.Size}}|", [], "x,y||"),
        ("{{json .Inner}}", [], '{"tags": ["x", "y"]}'),
        (r"{{json .Image}}\t{{.Image}}\n", [], '"a"\ta\n'),
        ("plain", [], "plain"),
        ("json", [], '{"image": "a", "is_new": true, "size": null, "inner": {"tags": ["x", "y"]}}'),
        ("{{json .}}", [], '{"image": "a", "is_new": true, "size": null, "inner": {"tags": ["x", "y"]}}'),
        (r"table {{.Image}}\t{{.Inner.Tags}}", ["Image", "Tags"], "a\tx,y"),
    ],
)
def test_a_template_is_filled_for_each_row_and_only_a_table_has_headers(
    template: str, headers: list[str], line: str
) -> None:
    assert _template.lines(template, _template.rows(FIRST)) == (headers, [line])


def test_a_report_has_the_rows_of_its_only_list_or_of_the_one_that_its_command_names_or_is_one() -> None:
    assert _template.rows(REPORT) == REPORT["images"]
    assert _template.rows({"policy": "never", **REPORT}, "images") == REPORT["images"]
    assert _template.rows({"a": [1, 2], "b": 3}) == [{"a": [1, 2], "b": 3}]


@pytest.mark.parametrize("template", ["{{.Nothing}}", "{{if .Image}}", "{{.Image | upper}}", "{{.Image.More}}", "{{}}"])
def test_what_it_cannot_do_is_a_usage_error(template: str) -> None:
    with pytest.raises(click.UsageError, match="--format"):
        _template.lines(template, _template.rows(FIRST))
