"""`anyarch platforms IMAGE...`: what an image is available for, what is local, and what this engine would pull."""

from typing import Any

import click

from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.catalog import remedies
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _completion, _options, _output, _page, _target
from anyarch.decision import offer
from anyarch.decision.facts import Offered, UnknownFactError
from anyarch.decision.outcome import Policy
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, ExitCode
from anyarch.person.text import ago
from anyarch.preflight.facts import EngineFacts

_MEGABYTE = 1_000_000
_SHORT = len("sha256:") + 12
_MOST_TAGS = 10
_INDENT = "  "  # where a star may be


@click.command("platforms")
@_options.as_json
@click.option("--live", is_flag=True, help="Ignore the cache.")
@click.option("--sizes", is_flag=True, help="Show digests and sizes: one counted pull per platform, the first time.")
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True, shell_complete=_completion.images)
def command(images: tuple[str, ...], *, as_json: bool, live: bool, sizes: bool) -> int:
    """Show which platforms images are available for.

    A star marks what this engine would pull; to find that out, it may run a tiny test program.

    \b
        anyarch platforms alpine ghcr.io/me/tool:1
        anyarch platforms --sizes alpine

    Exits with 1 if there is no such image, and with 4 if the engine or the registry does not answer.
    """
    engine = _target.engine(_target.PATIENCE)
    references = [_target.named(image) for image in images]
    status = ExitCode.FINE
    reports = []
    for reference in references:
        report, ended = _examine(engine.within(_target.PATIENCE), reference, live=live, with_sizes=sizes)
        status = max(status, ended)
        reports.append(report)
        if not as_json:
            _show(report, with_sizes=sizes)
    if as_json:
        _output.document({"images": reports})
    return status


def _examine(engine: Engine, reference: Reference, *, live: bool, with_sizes: bool) -> tuple[dict[str, Any], ExitCode]:
    """What is known about one image, as JSON has it, and how the command ends if that is all."""
    facts = EngineFacts(str(reference), engine)
    report: dict[str, Any] = {"image": str(reference), "local": _local(facts)}
    try:
        offered = facts.catalog.look_up(reference, live=live)
    except EngineError as error:
        ended = _target.ended_by(error)
        is_missing = ended == ExitCode.FINDING
        tags = Catalog(engine.within(_target.PATIENCE)).tags(reference) if is_missing else []
        remedy = remedies.of(error, reference)
        return {**report, "error": str(error), "remedy": remedy, "tags": tags[-_MOST_TAGS:]}, ended
    known = facts.catalog.known(reference)
    gets = _gets(facts, reference, offered)
    found = facts.catalog.sizes(reference, offered) if with_sizes else ()
    sizes = {each.platform: each for each in found}
    rows = [
        {
            "platform": str(platform),
            "digest": sizes[platform].digest if platform in sizes else None,
            "size": sizes[platform].size if platform in sizes else None,
            "local": str(platform) in report["local"],
            "gets": platform == gets,
        }
        for platform in offered.platforms
    ]
    age = int(known.age) if known else 0
    report |= {"digest": offered.digest, "index": offered.is_index, "age": age, "platforms": rows}
    return report, ExitCode.FINE


def _local(facts: EngineFacts) -> list[str]:
    try:
        local = facts.local()
    except UnknownFactError:
        return []
    return [str(platform) for platform in local.platforms] if local else []


def _gets(facts: EngineFacts, reference: Reference, offered: Offered) -> Platform | None:
    """What a pull would fetch; a single image is fetched whatever its platform."""
    if not offered.is_index:
        return next(iter(offered.platforms), None)
    invocation: Invocation | PassThrough = parse(["pull", str(reference)], {})
    if isinstance(invocation, PassThrough):
        return None
    facts.catalog.rely_on(reference, offered)
    try:
        return offer.decide(invocation, facts, Policy(facts.engine.settings.prefer)).platform
    except UnknownFactError:
        return None


def _show(report: dict[str, Any], *, with_sizes: bool) -> None:
    if "error" in report:
        _page.paragraph(f"{report['image']}  not known: {report['error']}")
        if report["tags"]:
            _page.paragraph(f"available tags: {', '.join(report['tags'])}", _INDENT)
        _output.line(f"  fix: {report['remedy']}")
    else:
        _page.paragraph(f"{report['image']}  {report['digest'][:_SHORT]}, confirmed {ago(report['age'])}")
    rows = report.get("platforms", [])
    headers = (f"{_INDENT}platform", *(("digest", "size") if with_sizes else ()), "local")
    for line in _page.table(headers, [_cells(row, with_sizes=with_sizes) for row in rows]) if rows else []:
        _output.line(line)
    others = [each for each in report["local"] if each not in {row["platform"] for row in rows}]
    if others:
        _page.paragraph(f"local only: {', '.join(others)}", _INDENT)


def _cells(row: dict[str, Any], *, with_sizes: bool) -> tuple[str, ...]:
    name = f"{'*' if row['gets'] else ' '} {row['platform']}"
    local = "yes" if row["local"] else ""
    if not with_sizes:
        return name, local
    size = f"{row['size'] / _MEGABYTE:.1f} MB" if row["size"] is not None else "-"
    return name, (row["digest"] or "-")[:_SHORT], f"{size:>9}", local
