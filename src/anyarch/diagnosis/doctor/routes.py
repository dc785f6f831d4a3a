"""The contexts that commands may be routed to: whether each answers, and is native for its platforms."""

from anyarch.diagnosis import routes
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.engine import Engine
from anyarch.oci.platforms import listed


def examine(engine: Engine) -> list[Finding]:
    """A line for each context that is set; none if there is none, as for most users."""
    return [_finding(routes.test(route, engine)) for route in routes.of_settings(engine.settings)]


def _finding(tested: routes.Tested) -> Finding:
    route = tested.route
    wanted = listed(route.platforms)
    if not tested.exists:
        return Finding("route", BAD, f"{wanted}: {tested.problem}", f"anyarch route remove {route.platforms[0]}")
    if tested.problem:
        return Finding(
            "route", NOTE, f"{wanted} on {route.context}: {tested.problem}", f"anyarch route test {route.context}"
        )
    return Finding("route", GOOD, f"{wanted} on {route.context}, which answered in {tested.seconds:g} seconds")
