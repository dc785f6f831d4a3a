"""`python -m anyarch`: the same as the command `anyarch`."""

from anyarch.cli import main

main()
