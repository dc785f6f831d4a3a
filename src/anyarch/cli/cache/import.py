"""`anyarch cache import FILE`: what another machine has found out."""

import click

from anyarch.catalog import parcel
from anyarch.cli._lookups import opened
from anyarch.person.errors import ExitCode, FailureError


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
def command(file: str) -> None:
    """Remember what another machine has found out.

    FILE is what `anyarch cache export` has written, or - for standard input. It holds for this engine, and is as old as
    it was there; what is known better here stays. Take it only from whom you trust: it decides which platform runs.
    """
    lookups = opened()
    try:
        with click.open_file(file, "rb") as opened_file:
            unpacked = parcel.unpacked(opened_file.read(parcel.LARGEST + 1))
    except (OSError, ValueError) as error:
        raise FailureError(f"{file} cannot be imported: {error}.", ExitCode.USAGE) from error
    catalog = lookups.catalog()
    for reference, known in unpacked.images:
        catalog.add(reference, known)
    click.echo(f"{len(unpacked.images)} read, {unpacked.unreadable} not readable.", err=True)
