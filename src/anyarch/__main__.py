"""`python -m anyarch` and the command `anyarch`."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command in `sys.argv`, and exit; also ^C while its modules are loaded ends it without a traceback.

    So this module loads nothing before that, not even what types need.
    """
    try:
        from anyarch.cli.main import main as run  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
