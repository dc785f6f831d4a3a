"""Read files of a container, or of an image without running it.

The engine resolves paths and links in the container's own root, and never outside it. A container is read as it is,
with its mounts; an image through a container that is never started (`unstarted`).

Only the beginning of a file is read, within the client's time limit. An answer that is not read to its end is closed
at once, because the engine keeps the container locked until then.
"""

import base64
import contextlib
import io
import posixpath
import tarfile
from collections.abc import Iterator

import docker.errors
import requests

from anyarch.bare import documents
from anyarch.engine import unstarted
from anyarch.engine.client import Client
from anyarch.engine.connection import NOT_FOUND, OK
from anyarch.person.errors import RefusedError
from anyarch.person.reasons import why
from anyarch.programs.start import SETUID, File

_NO_PROGRAM = ("/never-started",)  # for images that have no command of their own
_CAPABILITIES = "SCHILY.xattr.security.capability"  # as the engine writes a file's attribute (moby, pkg/archive)
_LARGEST_HEADER = 1 << 16  # bytes of a tar archive before a file's content: names, attributes
_LARGEST_STAT = 1 << 16
_PIECE = 1 << 18  # bytes
MOST_LINKS = 40  # as many as Linux follows
NOT_CREATED = (docker.errors.DockerException, requests.RequestException)  # what `of_image` raises without a container
# Go's file modes (io/fs, FileMode), which the engine's answers hold.
_FOLDER = 1 << 31
_LINK = 1 << 27
_SETUID = 1 << 23
_PERMISSIONS = 0o777
_NO_SUCH_PATH = ("not a directory", "too many levels of symbolic links", "too many links", "file name too long")


class ContainerFiles:
    """The files of one container.

    Args:
        client: of `Engine.client`.
        container: its ID.
        enough: how many bytes of each file to read.
    """

    def __init__(self, client: Client, container: str, enough: int) -> None:
        self._client = client
        self._container = container
        self._enough = enough

    def look(self, path: str) -> File | None:
        """The file at an absolute path; None for none, also if a link leads nowhere.

        Raises:
            RefusedError: the engine did not answer as it should.
        """
        try:
            return self._look(path)
        except (requests.RequestException, tarfile.TarError, OSError, ValueError) as error:
            raise RefusedError(f"The engine did not show {path}: {why(error)}.") from error

    def _look(self, path: str) -> File | None:
        for _ in range(MOST_LINKS):
            found = self._stat(path)
            if found is None:
                return None
            mode = documents.entry(found, "mode")
            mode = mode if isinstance(mode, int) else 0
            if not mode & _LINK:
                permissions = mode & _PERMISSIONS | (SETUID if mode & _SETUID else 0)
                return self._read(path, is_folder=bool(mode & _FOLDER), permissions=permissions)
            path = documents.text(found, "linkTarget")
            if not path.startswith("/"):
                return None
        return None

    def _stat(self, path: str) -> object:
        url = _url(self._client, self._container)
        answer = self._client.head(url, params={"path": path}, timeout=self._client.timeout)
        if answer.status_code != OK:
            self._explain(answer.status_code, path)
            return None
        return _facts(answer)

    def _explain(self, status: int, path: str) -> None:
        """Raise if the engine failed, not if there is no such path. HEAD has no message, so ask again by GET."""
        if status == NOT_FOUND:
            return
        with self._get(path) as answer:
            message = answer.raw.read(_LARGEST_STAT, decode_content=True).decode("utf-8", "replace")
            if not any(text in message for text in _NO_SUCH_PATH):
                raise ValueError(message.strip() or f"status {answer.status_code}")

    def _read(self, path: str, *, is_folder: bool, permissions: int) -> File | None:
        if is_folder:
            return File(path, is_folder, permissions, 0, 0, b"")
        with self._get(path) as answer:
            answer.raise_for_status()
            beginning = io.BytesIO(answer.raw.read(_LARGEST_HEADER + self._enough, decode_content=True))
        with tarfile.open(fileobj=beginning, mode="r|") as archive:
            member = archive.next()
            if member is None or not member.isreg():
                return None
            wanted = min(member.size, self._enough)
            # Not by `extractfile`, which reads ahead of that, by 128 KiB since Python 3.14.
            content = beginning.getvalue()[member.offset_data :][:wanted]
            if len(content) < wanted:
                raise ValueError("its answer is cut off")
            has_capabilities = _CAPABILITIES in member.pax_headers
            return File(path, is_folder, permissions, member.uid, member.size, content, has_capabilities)

    def _get(self, path: str) -> requests.Response:
        return _sent(self._client, self._container, path)


def copied(client: Client, container: str, path: str, largest: int) -> bytes | None:
    """The whole content of a regular file in a container, links followed; None for none, or if it is too large.

    The engine follows the links in a path, but not the last one, whose target it reports.
    """
    for _ in range(MOST_LINKS):
        with _sent(client, container, path) as answer:
            if answer.status_code == NOT_FOUND:
                return None
            answer.raise_for_status()
            facts = _facts(answer)
            if not (target := documents.text(facts, "linkTarget")):
                if isinstance(size := documents.entry(facts, "size"), int):
                    return _only_file(answer.content) if 0 <= size <= largest else None
                raise ValueError("no size in the answer")
        path = posixpath.join(posixpath.dirname(path), target)
    return None


@contextlib.contextmanager
def archive(client: Client, container: str, path: str) -> Iterator[Iterator[bytes]]:
    """A file or a folder in a container as a tar archive in pieces, for a block, which may end before the archive."""
    with _sent(client, container, path) as answer:
        answer.raise_for_status()
        yield answer.iter_content(_PIECE)


def _sent(client: Client, container: str, path: str) -> requests.Response:
    return client.get(_url(client, container), params={"path": path}, stream=True, timeout=client.timeout)


def _url(client: Client, container: str) -> str:
    return f"{client.base_url}/v{client.api_version}/containers/{container}/archive"


def _facts(answer: requests.Response) -> object:
    """What the engine says of a file in a header (Docker Engine API, ContainerArchiveInfo)."""
    header = answer.headers.get("X-Docker-Container-Path-Stat", "")
    if len(header) > _LARGEST_STAT:
        raise ValueError("its answer is too large")
    return documents.parse(base64.b64decode(header))


def _only_file(archive: bytes) -> bytes | None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        member = files.next()
        content = files.extractfile(member) if member and member.isfile() else None
        return content.read() if content else None


@contextlib.contextmanager
def of_image(client: Client, image: str, platform: str, enough: int) -> Iterator[ContainerFiles]:
    """The files of a local image, by ID or name, for a block; the other arguments are `unstarted.container`'s.

    Raises:
        docker.errors.DockerException, requests.RequestException: the engine creates no container from it.
    """
    with unstarted.container(client, image, platform, _NO_PROGRAM) as name:
        yield ContainerFiles(client, name, enough)
