"""A recording of a program at a terminal, as an animated SVG: `python -m tests.laboratory.recording FILE WORDS...`.

It shows what the program has really printed, when it did; only long waits are shortened. The lines appear by SMIL,
which browsers run also in an image; what does not run it shows the lines all the same. Text is text, in whatever font
there is.

Neither termtosvg, svg-term nor rich has both time and the reader's choice of light or dark. Of what moves the cursor it
knows docker's progress.
"""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

COLUMNS, ROWS = 118, 30
_WIDTH, _HEIGHT = 7.3, 17  # of a letter, and of a line
_MARGIN, _BAR = 14, 30
_LONGEST_WAIT = 1.5  # seconds
_END = 4.0  # seconds that the last line stays, before it begins again
_BLOCK = 65536
_PIECE = re.compile(r"(\x1b\[[0-9;?]*[A-Za-z]|[\r\n])")
_STYLE = """\
text { font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
.ground { fill: #ffffff; stroke: #d0d7de }
.typed { fill: #0550ae; font-weight: bold }
.title { fill: #6639ba; font-weight: bold }
.said { fill: #953800 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .ground { fill: #0d1117; stroke: #30363d }
  .typed { fill: #79c0ff }
  .title { fill: #d2a8ff }
  .said { fill: #ffa657 }
}
"""
_CLASSES = (("$ ", "typed"), ("== ", "title"), ("anyarch: ", "said"))


class Line(NamedTuple):
    """A line, and when it appeared: seconds since the start."""

    at: float
    text: str


def record(words: Sequence[str]) -> list[Line]:
    keyboard, inside = pty.openpty()
    environment = os.environ | {"COLUMNS": str(COLUMNS), "NO_COLOR": "1"}
    program = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=inside, stderr=inside, env=environment)
    os.close(inside)
    blocks: list[tuple[float, bytes]] = []
    while block := _read(keyboard):
        blocks.append((time.monotonic(), block))
    os.close(keyboard)
    if program.wait() != 0:
        raise subprocess.CalledProcessError(program.returncode, list(words))
    return lines(blocks)


def lines(blocks: Sequence[tuple[float, bytes]]) -> list[Line]:
    """The lines of what was read, as wide as the picture, and when they got their last content."""
    return [Line(line.at, part) for line in screen(blocks) for part in _parts(line.text)]


def screen(blocks: Sequence[tuple[float, bytes]]) -> list[Line]:
    """The same on a terminal that is wide enough for each line."""
    drawn: list[Line] = [Line(0.0, "")]
    row, is_start, now, before, rest = 0, False, 0.0, blocks[0][0], ""
    for at, block in blocks:
        now, before = round(now + min(at - before, _LONGEST_WAIT), 2), at
        *pieces, rest = _PIECE.split(rest + block.decode("utf-8", "replace"))
        for piece in [*pieces, *([rest] if "\x1b" not in rest else [])]:
            if piece == "\r":
                is_start = True
            elif piece == "\n" or (piece.endswith("B") and piece.startswith("\x1b[")):
                row, is_start = row + 1, False
            elif piece.endswith("A") and piece.startswith("\x1b["):
                row = max(0, row - int(piece[2:-1] or 1))
            elif piece == "\x1b[K" and is_start:
                drawn[row] = Line(now, "")
            elif piece and not piece.startswith("\x1b["):
                drawn[row] = Line(now, piece if is_start else drawn[row].text + piece)
                is_start = False
            drawn += [Line(now, "")] * (row + 1 - len(drawn))
        rest = rest if "\x1b" in rest else ""
    while drawn and not drawn[-1].text:
        drawn.pop()
    return [Line(line.at, line.text.rstrip()) for line in drawn]


def svg(title: str, shown: Sequence[Line]) -> str:
    """The animation: the lines appear, and the oldest leave at the top."""
    width = round(COLUMNS * _WIDTH) + 2 * _MARGIN
    height = ROWS * _HEIGHT + _BAR + _MARGIN
    duration = round(shown[-1].at + _END, 2)
    size = f'width="{width}" height="{height}"'
    texts = [
        f'<text x="{_MARGIN}" y="{(place + 1) * _HEIGHT}"{_class(line.text)}>{escape(line.text)}'
        f'<set attributeName="visibility" to="hidden" begin="start.begin" dur="{max(line.at, 0.01)}s"/></text>'
        for place, line in enumerate(shown)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect class="ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
            *(f'<circle cx="{_MARGIN + 16 * place}" cy="15" r="5" fill="#8c959f"/>' for place in range(3)),
            f'<svg y="{_BAR}" width="{width}" height="{ROWS * _HEIGHT + 4}">',
            "<g>",
            f'<animate id="start" attributeName="opacity" values="1;1" begin="0s;start.end" dur="{duration}s"/>',
            *_scrolling(shown, duration),
            *texts,
            "</g>",
            "</svg>",
            "</svg>",
            "",
        ]
    )


def _scrolling(shown: Sequence[Line], duration: float) -> list[str]:
    moves = {0.0: 0} | {line.at: (place + 1 - ROWS) * _HEIGHT for place, line in enumerate(shown) if place >= ROWS}
    if len(moves) == 1:
        return []
    values = ";".join(f"0,{-up}" for up in moves.values())
    times = ";".join(f"{at / duration:.4f}" for at in moves)
    timing = f'calcMode="discrete" keyTimes="{times}" dur="{duration}s" begin="start.begin"'
    return [f'<animateTransform attributeName="transform" type="translate" values="{values}" {timing}/>']


def _class(text: str) -> str:
    return next((f' class="{name}"' for start, name in _CLASSES if text.startswith(start)), "")


def _parts(line: str) -> list[str]:
    return [line[start : start + COLUMNS] for start in range(0, len(line), COLUMNS)] or [""]


def _read(keyboard: int) -> bytes:
    try:
        return os.read(keyboard, _BLOCK)
    except OSError:  # what Linux says when the program has closed the terminal
        return b""


def main() -> None:
    file, *words = sys.argv[1:]
    title = " ".join([os.path.basename(words[0]), *words[1:]])
    content = svg(f"A recording of: {title}", record(words))
    Path(file).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
