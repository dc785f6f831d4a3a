"""What a text is that Linux does not execute.

A text is UTF-8, possibly with a byte order mark (BOM), or UTF-16, with or without one. Without a BOM, UTF-16 is
recognized by the zero bytes of its first letters.

* git-lfs leaves a pointer where the file itself was not fetched (git-lfs, docs/spec.md).
* A server that does not have a file, or refuses it, answers with HTML, XML, JSON, or a few words, and a download
  without `--fail` saves that.
* git writes a symbolic link as a text with its target where the file system has no links, as on Windows.
* Of a program, mail and Kubernetes secrets carry the Base64 text.
* What else is readable may be a shell script without a first line.
"""

import base64
import binascii
import codecs
import re

from anyarch.programs import script
from anyarch.programs.formats import DOCUMENT, Content, is_executable
from anyarch.programs.line_endings import WINDOWS_LINES, problem_of_shell

TEXT = "text"
MARKED_TEXT = "marked text"
UTF_16_TEXT = "UTF-16 text"
POINTER = "git-lfs pointer"
ANSWER = "answer of a server"
ENCODED = "encoded text"
LINK = "symbolic link of git"


_ENOUGH = 1024  # bytes, to recognize a text
_LONGEST = 60  # letters of a text that are shown
_PLAIN = 12  # bytes of UTF-16 that are expected to be plain letters: the shortest name of an interpreter
_MARKED = ("utf-8-sig", "utf-16", "utf-16")  # the encodings of `script.BYTE_ORDER_MARKS`
_UTF_16 = "utf-16"
_MOSTLY = 0.8
_CONTROL = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")  # not those of white space, and not Escape
_POINTER = re.compile(r"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v\d")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body|title|h1|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE|Error>|svg|plist)")
_XML_ERROR = re.compile(r"<(?:Error|Code)>")
_JSON = re.compile(r'\s*(?:\{\s*"[^"\n]*"\s*:|\[\s*\{\s*"|\{\}\s*$)')
_JSON_ERROR = re.compile(r'"(?:message|errors?|status|code|detail)"\s*:')
# One line: a status code from 300 on, or the words of one (RFC 9110, 15.4 to 15.6), as servers write them.
_STATUS = re.compile(
    r"\s*(?:HTTP/[\d.]+ )?(?:error:? )?(?:[345]\d\d\b.*|error code: \d+|"
    r"(?:(?:the )?(?:page|file|object|blob|repository|resource) )?not found\b.*|(?:access|permission) denied\b.*|"
    r"(?:moved permanently|temporary redirect|found\. redirecting|redirecting|forbidden|unauthorized|bad request|"
    r"bad gateway|bad credentials|method not allowed|service (?:temporarily )?unavailable|no healthy upstream|"
    r"(?:internal )?server error|gateway time-?out|too many requests|(?:api )?rate limit exceeded|no such key|"
    r"no such bucket|not authorized|authentication required|upstream connect error|default backend - 404)\b.*)\s*",
    re.IGNORECASE,
)
_DATA = ((_XML, _XML_ERROR, "XML", "an XML document"), (_JSON, _JSON_ERROR, "JSON", "a JSON document"))
_ARMOR = re.compile(r"-----BEGIN [A-Z0-9 ]+-----")
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]{64,}={0,2}\s*")
_LINK = re.compile(r"(?:\.\./)+[\w.@+/-]+")
_FIRST_LINE = re.compile(r"#![ \t]*(\S[^\r\n]*)")


def recognize(content: bytes, reason: str) -> Content | None:
    """What a text is that Linux does not execute as it is; None for what is not a text.

    Args:
        content: the beginning of the file.
        reason: why it is no script, as a clause.
    """
    for mark, encoding in zip(script.BYTE_ORDER_MARKS, _MARKED, strict=True):
        if content.startswith(mark):
            return _encoded(content, MARKED_TEXT, encoding)
    if b"\0" in content[:_ENOUGH]:
        encoding = _without_mark(content)
        return _encoded(content, UTF_16_TEXT, encoding) if encoding else None
    text = _readable(content)
    if text is None:
        return None
    found = _named(text) or _base64(content)
    return found or Content(TEXT, reason, WINDOWS_LINES if problem_of_shell(content) else "", _late_first_line(text))


def _named(text: str) -> Content | None:
    armor = _ARMOR.match(text)
    recognized = (
        (_POINTER.match(text), POINTER, "a git-lfs pointer"),
        (_HTML.match(text), ANSWER, "a page of HTML"),
        (_STATUS.fullmatch(text), ANSWER, f'the text "{" ".join(text.split())[:_LONGEST]}"'),
        (_LINK.fullmatch(text), LINK, text),
        (armor, DOCUMENT, f'a text that begins with "{armor[0]}"' if armor else ""),
    )
    for found, kind, detail in recognized:
        if found:
            return Content(kind, detail)
    for pattern, error, name, document in _DATA:
        if pattern.match(text):
            is_answer = error.search(text) and len(text) < _ENOUGH
            return Content(ANSWER, f"an error message in {name}") if is_answer else Content(DOCUMENT, document)
    return None


def _late_first_line(text: str) -> str:
    """What comes after a ``#!`` that only blanks and comments precede; empty for none."""
    for line in map(str.lstrip, text.splitlines()):
        if found := _FIRST_LINE.match(line):
            return found[1]
        if line and not line.startswith("#"):
            break
    return ""


def _base64(content: bytes) -> Content | None:
    if not _BASE64.fullmatch(content[:_ENOUGH].decode("ascii", "replace")):
        return None
    letters = b"".join(content[:_ENOUGH].split())
    try:
        inside = base64.b64decode(letters[: len(letters) // 4 * 4])
    except binascii.Error:
        return None
    return Content(ENCODED, "an executable in Base64", "base64") if is_executable(inside) else None


def _encoded(content: bytes, kind: str, encoding: str) -> Content | None:
    text = _decoded(content, encoding)
    if text is None or _CONTROL.search(text.encode("utf-8", "surrogatepass")):
        return None
    what = "it is in UTF-16" if encoding.startswith(_UTF_16) else "it begins with a byte order mark (BOM)"
    if encoding == _UTF_16:
        what += ", with a byte order mark (BOM)"
    line = _FIRST_LINE.match(text)
    lines = " and has Windows line endings" if _is_windows(text) else ""
    return Content(kind, what + lines, encoding, line[1] if line else "")


def _without_mark(content: bytes) -> str:
    """The order of UTF-16 without a BOM: in plain letters, each second byte is zero; empty for other bytes."""
    beginning = content[: min(_PLAIN, len(content) // 2 * 2)]
    halves = (beginning[::2], beginning[1::2])
    for letters, zeros, encoding in ((*halves, "utf-16-le"), (*halves[::-1], "utf-16-be")):
        if not any(zeros) and letters and not _CONTROL.search(letters):
            return encoding
    return ""


def _decoded(content: bytes, encoding: str) -> str | None:
    """The beginning of a text; None if it is not in this encoding. A character that is cut in two does not count."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content[:_ENOUGH])
    except UnicodeDecodeError:
        return None


def _readable(content: bytes) -> str | None:
    """The beginning of a text in UTF-8, or in another encoding of mostly plain letters; None for what is not a text."""
    beginning = content[:_ENOUGH]
    if _CONTROL.search(beginning):
        return None
    is_mostly_plain = sum(byte < 0x80 for byte in beginning) > len(beginning) * _MOSTLY  # noqa: PLR2004 - ASCII's end
    return _decoded(content, "utf-8") or (beginning.decode("latin-1") if is_mostly_plain else None)


def _is_windows(text: str) -> bool:
    return "\r\n" in text
