"""`anyarch cache import FILE`: add what `anyarch cache export` wrote."""

import click

from anyarch.catalog import parcel
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _output, _target
from anyarch.person.errors import UsageError


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
def command(file: str) -> None:
    """Add what `anyarch cache export` wrote on another machine.

    If FILE is -, reads standard input. The entries apply to this engine and keep their age; newer entries in the cache
    are kept. Only import files that you trust: they decide which platform runs.
    """
    engine = _target.engine(_target.PATIENCE)
    try:
        with click.open_file(file, "rb") as opened_file:
            unpacked = parcel.unpacked(opened_file.read(parcel.LARGEST + 1))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be imported: {error}.") from error
    catalog = Catalog(engine)
    for reference, known in unpacked.images:
        catalog.add(reference, known)
    _output.note(f"{len(unpacked.images)} read, {unpacked.unreadable} not readable.")
