"""`anyarch cache export [FILE]`: what is remembered, for another machine."""

import click

from anyarch.bare import files
from anyarch.catalog import parcel, shelf
from anyarch.cli._lookups import opened
from anyarch.person.errors import ExitCode, FailureError


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True), default="-")
def command(file: str) -> None:
    """Write what is remembered, to be carried to another machine.

    FILE is standard output if it is left out. What was asked with a login stays here.

    \b
        anyarch cache export known.json
    """
    remembered = shelf.remembered(opened().cache_folder)
    content = f"{parcel.packed(remembered)}\n"
    if file == "-":
        click.echo(content, nl=False)
    else:
        try:
            files.rewrite(file, content.encode("utf-8"), 0o666)
        except OSError as error:
            raise FailureError(f"{file} cannot be written: {error}.", ExitCode.USAGE) from error
    private = sum(each.is_private for each in remembered)
    click.echo(f"{len(remembered) - private} written, {private} left out as private.", err=True)
