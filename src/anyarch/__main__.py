"""`python -m anyarch`: the same as the command `anyarch`."""

from anyarch.cli.main import main

main()
