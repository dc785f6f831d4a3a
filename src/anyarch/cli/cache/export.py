"""`anyarch cache export [FILE]`: the cache, to copy to another machine."""

import click

from anyarch.bare import files
from anyarch.catalog import parcel, shelf
from anyarch.cli import _output, _target
from anyarch.person.errors import UsageError
from anyarch.person.reasons import why


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True), default="-")
def command(file: str) -> None:
    """Write the cache to a file, to copy it to another machine.

    Writes to standard output by default. Answers that needed a login are left out.

    \b
        anyarch cache export known.json
    """
    remembered = shelf.remembered(_target.engine().cache_folder)
    content = f"{parcel.packed(remembered)}\n"
    if file == "-":
        _output.exactly(content, end="")
    else:
        try:
            files.rewrite(file, content.encode("utf-8"), 0o666)
        except OSError as error:
            raise UsageError(f"{file} cannot be written: {why(error)}.") from error
    private = sum(each.is_private for each in remembered)
    _output.note(f"{len(remembered) - private} written, {private} left out as private.")
