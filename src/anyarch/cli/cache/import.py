"""`anyarch cache import FILE`: add what `anyarch cache export` wrote."""

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import parcel, shelf
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _output, _target
from anyarch.person.errors import UsageError
from anyarch.person.reasons import why


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
        raise UsageError(f"{file} cannot be imported: {why(error)}.") from error
    obstacle = shelf.trial(engine.cache_folder)
    if obstacle:
        raise AnyarchError(f"Nothing can be cached: {obstacle}.")
    catalog = Catalog(engine)
    for reference, known in unpacked.images:
        catalog.add(reference, known)
    _output.note(f"{len(unpacked.images)} read, {unpacked.unreadable} not readable.")
