"""`anyarch cache import FILE`: what `anyarch cache export` wrote on another machine."""

import click

from anyarch.catalog import parcel
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _target
from anyarch.cli._lookups import PATIENCE
from anyarch.person.errors import UsageError


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
def command(file: str) -> None:
    """Add what `anyarch cache export` wrote on another machine.

    FILE is - for standard input. It applies to this engine, and keeps its age; newer entries are kept. Only import a
    file that you trust: it decides which platform runs.
    """
    engine = _target.engine(PATIENCE)
    try:
        with click.open_file(file, "rb") as opened_file:
            unpacked = parcel.unpacked(opened_file.read(parcel.LARGEST + 1))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be imported: {error}.") from error
    catalog = Catalog(engine)
    for reference, known in unpacked.images:
        catalog.add(reference, known)
    click.echo(f"{len(unpacked.images)} read, {unpacked.unreadable} not readable.", err=True)
