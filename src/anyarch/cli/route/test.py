"""`anyarch route test [CONTEXT]`: whether the engines elsewhere are fit for commands."""

import click

from anyarch.cli import _completion, _options, _output, _page, _progress, _target
from anyarch.diagnosis import routes
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE, Finding, exit_code
from anyarch.diagnosis.routes import Route, Tested
from anyarch.oci.platforms import listed
from anyarch.person.settings import Settings


@click.command("test")
@click.argument("context", required=False, shell_complete=_completion.contexts)
@_options.as_json
def command(context: str | None, *, as_json: bool) -> int:
    """Test whether the engine of CONTEXT answers, and what is native there; by default, of each context that is set.

    The engine runs a tiny test program, which leaves nothing behind. If something keeps all commands here, that is said
    too. Exits with 1 if nothing would be routed to an engine, and with 4 if one does not answer.
    """
    near = _target.engine(_target.PATIENCE)
    chosen = [route for route in routes.of_settings(near.settings) if context in (None, route.context)]
    if context and not chosen:
        chosen = [Route(context)]
    tried = _progress.each(chosen, "What the engines can run", len(chosen), quiet=as_json)
    tested = [routes.test(route, near) for route in tried]
    kept = routes.kept_by(near.settings, near.environment, _target.docker(near.environment))
    found = [_finding(each, near.settings) for each in tested]
    if as_json:
        _output.document({"contexts": [_row(each) for each in tested], "kept": kept}, "contexts")
    else:
        _page.show([*found, *(Finding("runs here", NOTE, reason) for reason in kept)])
    return exit_code(found)


def _finding(tested: Tested, settings: Settings) -> Finding:
    context = tested.route.context
    if tested.platform is None:
        verdict = UNREACHABLE if tested.exists else BAD
        return Finding(context, verdict, tested.problem, f"docker --context {context} version" if tested.exists else "")
    about = f"{tested.platform}, answered in {tested.seconds:g} seconds, native: {listed(tested.native) or 'nothing'}"
    if tested.problem:
        return Finding(context, BAD, f"{about}. {tested.problem}")
    if not tested.route.platforms and context not in settings.routing_contexts.values():
        return Finding(
            context, NOTE, f"{about}; no platform is routed there", f"anyarch route add {tested.platform} {context}"
        )
    return Finding(context, GOOD, f"{about}; routed there: {listed(tested.route.platforms)}")


def _row(tested: Tested) -> dict[str, object]:
    return {
        "context": tested.route.context,
        "address": tested.address or None,
        "routed": [*map(str, tested.route.platforms)],
        "platform": tested.platform and str(tested.platform),
        "native": [*map(str, tested.native)],
        "seconds": tested.seconds,
        "problem": tested.problem or None,
    }
