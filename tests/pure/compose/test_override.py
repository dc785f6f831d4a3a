"""The Compose file that `anyarch override` prints."""

from anyarch.compose import override


def test_each_service_has_its_platform_and_nothing_else() -> None:
    text = override.text({"web": "linux/arm64", "d.b_1-x": "linux/arm/v7"}, "mine.yaml")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == ["services:", "  web:", "    platform: linux/arm64", "  d.b_1-x:", "    platform: linux/arm/v7"]
    assert "-f mine.yaml" in text


def test_a_name_that_yaml_would_read_as_something_else_is_quoted() -> None:
    text = override.text({"on": "linux/arm64", "1": "linux/arm64", "A b: {": "linux/arm64"}, "x")
    assert [line.strip() for line in text.splitlines() if line.startswith('  "')] == ['"on":', '"1":', '"A b: {":']


def test_without_services_it_is_still_a_compose_file() -> None:
    assert override.text({}, "x").endswith("\nservices: {}\n")
    assert override.document({"a": "linux/arm64"}) == {"services": {"a": {"platform": "linux/arm64"}}}
