"""A figure of where the time goes: bars of stages, as an SVG that stands by itself.

Text is text, in whatever font there is. The figure brings its own background, light or dark as the reader's screen is,
because inside of a page an image cannot see what is behind it. The same figures make the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH = 800
_LEFT, _RIGHT, _TOP = 190, 84, 50  # what lies beside the longest bar, and above the first
_BAR, _ROW, _LINE = 28, 54, 22  # heights
_LEGEND_COLUMNS = 3
_NARROWEST = 30  # of a part that has room for its figure
# Light enough for dark text, and told apart by those who do not see all colors.
_COLORS = ("#b8b8b8", "#8ec3f0", "#f2b134", "#7fd0ae", "#f29e8e", "#c5aaf0", "#f5e06e", "#e3a3c8")
_STYLE = """\
text { font: 13px sans-serif; fill: #1f2328 }
.note, .sum { font-size: 12px }
.ground { fill: #ffffff }
.part { stroke: #1f2328; stroke-width: 0.6 }
.old { fill-opacity: 0.4; stroke-dasharray: 3 2 }
.mark { stroke: #1f2328; stroke-dasharray: 2 4 }
rect + .inside { fill: #1f2328; font-size: 11px; text-anchor: middle }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .ground { fill: #0d1117 }
  .part, .mark { stroke: #e6edf3 }
  .old + .inside { fill: #e6edf3 }
}"""


@dataclass(frozen=True)
class Bar:
    """One bar, and a second line about it, with its parts in order, in milliseconds; one below none counts as none."""

    name: str
    note: str
    stages: Mapping[str, float]
    is_old: bool = False  # of another run, which is then seen at once

    @property
    def whole(self) -> float:
        return sum(map(_time, self.stages.values()))


def svg(title: str, description: str, bars: Sequence[Bar], mark: str = "", taken: float = 0.0) -> str:
    """The figure, with a description for those who do not see it, and a mark at a time beside which the bars stand."""
    scale = (WIDTH - _LEFT - _RIGHT) / max(taken, *(bar.whole for bar in bars))
    names = list(dict.fromkeys(name for bar in bars for name in bar.stages))
    colors = {name: _COLORS[number % len(_COLORS)] for number, name in enumerate(names)}
    bottom = _TOP + len(bars) * _ROW
    height = bottom + -(-len(names) // _LEGEND_COLUMNS) * _LINE + 14
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>',
    ]
    for number, bar in enumerate(bars):
        lines += _bar(bar, _TOP + number * _ROW, scale, colors)
    if mark:
        at = _LEFT + taken * scale
        lines += [
            f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 14}" y2="{bottom - 14}"/>',
            _text(at, _TOP - 22, f"{mark}: {taken:.2f} ms", 'class="note" text-anchor="end"'),
        ]
    for number, name in enumerate(names):
        down, across = divmod(number, _LEGEND_COLUMNS)
        x, y = 20 + across * (WIDTH - 40) // _LEGEND_COLUMNS, bottom + down * _LINE
        lines.append(f'<rect class="part" x="{x}" y="{y}" width="12" height="12" fill="{colors[name]}"/>')
        lines.append(_text(x + 20, y + 11, name))
    return "\n".join([*lines, "</svg>", ""])


def _bar(bar: Bar, y: int, scale: float, colors: Mapping[str, str]) -> list[str]:
    """A bar with its name on the left, its parts, and its whole time on the right."""
    lines = [_text(20, y + 12, bar.name), _text(20, y + 27, bar.note, 'class="note"')]
    x = float(_LEFT)
    for name, taken in bar.stages.items():
        width = _time(taken) * scale
        kind = "part old" if bar.is_old else "part"
        lines.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colors[name]}">'
            f"<title>{escape(name)}: {_time(taken):.2f} ms</title></rect>"
        )
        if width >= _NARROWEST:
            lines.append(_text(x + width / 2, y + 18, f"{taken:.2f}", 'class="inside"'))
        x += width
    return [*lines, _text(x + 8, y + 18, f"{bar.whole:.1f} ms", 'class="sum"')]


def _text(x: float, y: float, content: str, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{" " if attributes else ""}{attributes}>{escape(content)}</text>'


def _time(taken: float) -> float:
    return max(taken, 0.0)
