"""`python -m anyarch` is the command `anyarch`."""

from anyarch.cli.main import main

main()
