"""Other users of this machine, without accounts: what a test gives them to do runs in a child with their rights.

Only root can become another user, so such tests are skipped without it. Their folders are public, as /tmp is.
"""

import os
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

VICTIM, MALLORY = 61001, 61002
SHARED = 61100  # a group that both belong to
_FAILED = 1
_FILTERS = threading.Lock()  # Python's filters of warnings are those of all threads


def act(user: int, action: Callable[[], object]) -> None:
    """Do something as another user, and fail as it fails."""
    with _FILTERS, warnings.catch_warnings():
        # Newer Pythons warn of threads, such as those of pytest-xdist; the child waits for none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = _FAILED
        try:
            os.setgroups([SHARED])
            os.setgid(user)
            os.setuid(user)
            action()
            status = 0
        except BaseException:  # noqa: BLE001 - it belongs to the child, which must not go on as a second pytest
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@contextmanager
def homes() -> Iterator[tuple[Path, Path]]:
    """The homes of the two users, side by side in a folder of root's, as in /home."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory(prefix="anyarch-users-") as folder:
        above = Path(folder)
        above.chmod(0o755)
        for user in (VICTIM, MALLORY):
            home = above / str(user)
            home.mkdir(mode=0o755)
            os.chown(home, user, user)
        yield above / str(VICTIM), above / str(MALLORY)
