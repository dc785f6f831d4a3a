"""Options that several commands have."""

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
folder = click.option("--dir", "folder", metavar="DIR", help="The shim's directory.  [default: in your data directory]")
yes = click.option("--yes", "is_given", is_flag=True, help="Do not ask for confirmation.")
