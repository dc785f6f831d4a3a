"""`python -m anyarch` is the command `anyarch`."""

from anyarch.cli import main

main()
