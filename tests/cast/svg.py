"""Draws a cast as a picture that moves by CSS alone: a strip of frames behind a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Generic, TypeVar
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tests.cast.asciicast import Shot
from tests.cast.screen import Row, width_of
from tui.app.themes import DARK

Look = TypeVar("Look", Row, Style)

_CELL, _LINE, _BASELINE = 12, 24, 18
_BESIDE, _ABOVE, _BELOW = 9, 41, 52
"""Margins of the window around the screen; below there is room for a caption."""

_PICTURE = """\
<svg viewBox="0 0 {full_width} {full_height}" xmlns="http://www.w3.org/2000/svg">
<title>{title}</title>
<style>
text {{ font: 20px "Fira Code", Menlo, Consolas, "DejaVu Sans Mono", monospace }}
rect {{ shape-rendering: crispEdges }}
.title, .caption {{ font: 20px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #c5c8c6 }}
.about {{ font-weight: bold; fill: {accent} }}
{styles}
#strip {{ animation: play {seconds:g}s step-end infinite }}
@keyframes play {{
{keyframes}
}}
@media (prefers-reduced-motion: reduce) {{ #strip {{ animation: none }} }}
</style>
<defs>
<clipPath id="window"><rect width="{width}" height="{frame}"/></clipPath>
{rows}
</defs>
<rect width="100%" height="100%" rx="8" fill="#292929" style="shape-rendering: auto"/>
<text class="title" text-anchor="middle" x="{middle}" y="28">{title}</text>
<g transform="translate(26,22)"><circle r="7" fill="#ff5f57"/>\
<circle cx="22" r="7" fill="#febc2e"/><circle cx="44" r="7" fill="#28c840"/></g>
<g transform="translate({beside},{above})" clip-path="url(#window)">
<rect width="{width}" height="{height}" fill="{background}"/>
<g id="strip">
{frames}
</g>
</g>
</svg>
"""


class _Numbered(dict[Look, str], Generic[Look]):
    """Names for looks, so that each is defined only once."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self._letter = letter

    def __missing__(self, look: Look) -> str:
        self[look] = f"{self._letter}{len(self)}"
        return self[look]


def draw(shots: Sequence[Shot], title: str) -> str:
    """Draw a cast; its first shot is what is seen where nothing may move."""
    width = width_of(shots[0].rows[0]) * _CELL
    height = len(shots[0].rows) * _LINE
    return _PICTURE.format(
        title=escape(title),
        accent=DARK.accent,
        background=DARK.background,
        width=width,
        height=height,
        beside=_BESIDE,
        above=_ABOVE,
        frame=height + _BELOW,
        full_width=width + 2 * _BESIDE,
        full_height=_ABOVE + height + _BELOW,
        middle=width // 2 + _BESIDE,
        **_strip(shots, width, height),
    )


def _strip(shots: Sequence[Shot], width: int, height: int) -> dict[str, object]:
    rows, styles = _Numbered[Row]("r"), _Numbered[Style]("s")
    ends = list(accumulate(shot.seconds for shot in shots))
    frames = [
        f'<g transform="translate(0,{number * (height + _BELOW)})">{_frame(shot, rows)}'
        f"{_below(shot.caption, height, round(width * end / ends[-1]))}</g>"
        for number, (shot, end) in enumerate(zip(shots, ends, strict=True))
    ]
    drawn = [f'<g id="{name}">{"".join(_row(row, styles))}</g>' for row, name in rows.items()]
    looks = [f".{name} {{ {_css(style)} }}" for style, name in styles.items()]
    return {
        "frames": "\n".join(frames),
        "keyframes": "\n".join(_keyframes(ends, height + _BELOW)),
        "rows": "\n".join(drawn),
        "styles": "\n".join(looks),
        "seconds": ends[-1],
    }


def _keyframes(ends: Sequence[float], frame: int) -> Iterator[str]:
    for number, begin in enumerate((0.0, *ends[:-1])):
        share = f"{100 * begin / ends[-1]:.3f}".rstrip("0").rstrip(".")
        yield f"{share}% {{ transform: translateY({-number * frame}px) }}"


def _frame(shot: Shot, rows: _Numbered[Row]) -> str:
    return "".join(
        f'<use href="#{rows[row]}" y="{line * _LINE}"/>' for line, row in enumerate(shot.rows)
    )


def _below(caption: str, height: int, elapsed: int) -> str:
    about, colon, said = caption.partition(":")
    return (
        f'<rect y="{height}" width="{elapsed}" height="3" fill="{DARK.primary}"/>'
        f'<text class="caption" x="{_CELL}" y="{height + 34}">'
        f'<tspan class="about">{escape(about + colon)}</tspan>{escape(said)}</text>'
    )


def _row(row: Row, styles: _Numbered[Style]) -> Iterator[str]:
    ends = [0, *accumulate(cell_len(segment.text) for segment in row)]
    spans = zip(map(_background, row), pairwise(ends), strict=True)
    for background, blocks in groupby(spans, itemgetter(0)):
        (begin, _), *_, (_, end) = 2 * [span for _, span in blocks]
        if background != DARK.background:
            yield _block(begin, end, background)
    for segment, column in zip(row, ends, strict=False):
        if segment.text.strip():
            yield _text(segment, column, styles)


def _background(segment: Segment) -> str | None:
    color = segment.style.bgcolor if segment.style else None
    return color.name if color else DARK.background


def _block(begin: int, end: int, color: str | None) -> str:
    width = (end - begin) * _CELL
    return f'<rect x="{begin * _CELL}" width="{width}" height="{_LINE}" fill="{color}"/>'


def _text(segment: Segment, column: int, styles: _Numbered[Style]) -> str:
    text, style = segment.text, segment.style or Style.null()
    shown = text.strip()
    column += cell_len(text) - cell_len(text.lstrip())
    name = styles[Style(color=style.color) + style.without_color]
    letters = escape(shown).replace(" ", "\N{NO-BREAK SPACE}")
    return (
        f'<text class="{name}" x="{column * _CELL}" y="{_BASELINE}" '
        f'textLength="{cell_len(shown) * _CELL}">{letters}</text>'
    )


def _css(style: Style) -> str:
    color = style.color.name if style.color else DARK.foreground
    looks = [f"fill: {color}"]
    looks += ["font-weight: bold"] if style.bold else []
    looks += ["font-style: italic"] if style.italic else []
    looks += ["text-decoration: underline"] if style.underline else []
    return "; ".join(looks)
