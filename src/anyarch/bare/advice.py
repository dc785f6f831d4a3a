"""The form in which Python answers the launcher (shell/docker): lines on standard output.

* ``wait NN``: the next line may take so many seconds. Without it, there are ten.
* ``+WORD``: a word that was not typed. If it has several lines, all but the last begin with ``&``.
* ``="${1}" "${7}" ...``: the words for docker, by number: first the typed ones, then those that were added.
* ``end``: the last line. Advice without it, such as that of a killed Python, is no advice.

If docker is to run the command as typed, ``end`` is the only line.
"""

END = b"end\n"
_NUL = "\0"


def text(typed: list[str], words: list[str]) -> bytes:
    """The advice to run docker with `words`, where `typed` was typed.

    Raises:
        ValueError: no process can be given such a word.
    """
    if words == typed:
        return END
    if any(_NUL in word for word in words):
        raise ValueError("a word contains a NUL")
    numbers = {word: number for number, word in enumerate(typed, 1)}
    added: list[str] = []
    for word in words:
        if word not in numbers:
            numbers[word] = len(typed) + len(added) + 1
            added.append(word)
    lines = [_line(word) for word in added]
    lines.append("=" + " ".join([f'"${{{numbers[word]}}}"' for word in words]))
    return "\n".join([*lines, ""]).encode("utf-8", "surrogateescape") + END


def wait(seconds: int) -> bytes:
    """The request for more time."""
    return f"wait {seconds}\n".encode()


def _line(word: str) -> str:
    *lines, last = word.split("\n")
    return "".join([*(f"&{line}\n" for line in lines), f"+{last}"])
