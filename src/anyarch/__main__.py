"""`python -m anyarch` and the command `anyarch`."""

import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command in `sys.argv`, and exit; also ^C while its modules are loaded ends it without a traceback."""
    try:
        from anyarch.cli.main import main as run  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
