"""How a notebook shows what folkhue returns: swatches, bars and pictures, as small HTML.

Text and lines take the color that the page has, so that they suit light and dark themes. All text
is escaped here; callers give it as it is.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from folkhue._utils.text import percent, printable

if TYPE_CHECKING:
    from PIL.Image import Image

RGB = tuple[int, int, int]

MAX_PIXELS = 4_000_000
"""Pixels of an image that is worth the time to make a picture of; callers thin larger ones."""

MAX_SIDE = 640
"""Width and height of the largest picture."""

_MIN_SIDE = 96  # smaller pictures are enlarged
_LOSSLESS_PIXELS = 40_000
_MAX_SHOWN = 50

_ROW = "display:flex;flex-wrap:wrap"
_BORDER = "border:1px solid #8886;border-radius:4px"
_CHECKERBOARD = "background:repeating-conic-gradient(#8884 0 25%,#8881 0 50%) 0/16px 16px"


class Swatch(NamedTuple):
    """A color, and lines of text about it.

    Attributes
    ----------
    rgb : tuple of int
        sRGB, 0 to 255.
    lines : tuple of str
    """

    rgb: RGB
    lines: tuple[str, ...]


def card(title: str, *parts: str) -> str:
    """Put parts below a title, if there is one."""
    head = f'<div style="font-weight:bold">{_text(title)}</div>' if title else ""
    return f'<div style="margin:.3em 0;line-height:1.35">{head}{"".join(parts)}</div>'


def line(text: str) -> str:
    """Write a line of text."""
    return f"<div>{_text(text)}</div>"


def swatches(items: Iterable[Swatch]) -> str:
    """Draw colors side by side, each above its lines."""
    return f'<div style="{_ROW};gap:.6em">{"".join(map(_swatch, items))}</div>'


def _swatch(swatch: Swatch) -> str:
    patch = _patch(swatch.rgb, "height:3.5em")
    text = "<br>".join(map(_text, swatch.lines))
    return f'<div style="width:5.6em;font-size:85%;overflow-wrap:anywhere">{patch}{text}</div>'


def _patch(rgb: RGB, size: str) -> str:
    color = "#{:02x}{:02x}{:02x}".format(*rgb)
    return (
        f'<div role="img" aria-label="{color}" style="{size};{_BORDER};background:{color}"></div>'
    )


def bars(shares: Mapping[str, float], colors: Mapping[str, RGB]) -> str:
    """Draw a bar for each share from 0 to 1, in the color of its name."""
    rows = "".join(_bar(name, share, colors[name]) for name, share in shares.items())
    grid = "display:grid;grid-template-columns:max-content max-content 1fr;gap:.1em .7em"
    return f'<div style="{grid};max-width:30em;align-items:center">{rows}</div>'


def _bar(name: str, share: float, rgb: RGB) -> str:
    drawn = _patch(rgb, f"box-sizing:border-box;height:1em;width:max(3px,{100 * share:.2f}%)")
    number = f'<div style="text-align:right">{percent(share)}</div>'
    return f"<div>{_text(name)}</div>{number}{drawn}"


def picture(image: Image, alt: str, *, lossless: bool = False) -> str:
    """Show an image, reduced if it is large, with a text for those who do not see it.

    Parameters
    ----------
    image : Image
        Of mode RGB or RGBA.
    alt : str
    lossless : bool
        Whether to keep each color as it is, which small images do, too.
    """
    image = _fitting(image)
    contents = io.BytesIO()
    lossless = lossless or image.width * image.height <= _LOSSLESS_PIXELS
    image.save(contents, "WEBP", lossless=lossless, quality=90, method=4)
    data = base64.b64encode(contents.getvalue()).decode("ascii")
    times = max(1, _MIN_SIDE // max(image.size))
    style = "max-width:100%;height:auto;margin:.2em 0"
    style += f";{_CHECKERBOARD}" if image.mode == "RGBA" else ""
    style += ";image-rendering:pixelated" if times > 1 else ""
    return (
        f'<img alt="{_text(alt)}" width="{times * image.width}" style="{style}" '
        f'src="data:image/webp;base64,{data}">'
    )


def _fitting(image: Image) -> Image:
    if max(image.size) <= MAX_SIDE:
        return image
    reduced = image.copy()
    reduced.thumbnail((MAX_SIDE, MAX_SIDE))
    return reduced


def _text(text: str) -> str:
    return escape(printable(text)).replace(" %", "\N{NO-BREAK SPACE}%")


class Shown(Protocol):
    """Something that a notebook shows as HTML."""

    def _repr_html_(self) -> str: ...


T = TypeVar("T", bound=Shown)


class ShownList(list[T]):
    """A list that a notebook shows item by item; it is a list in all else."""

    def _repr_html_(self) -> str:
        shown = "".join(item._repr_html_() for item in self[:_MAX_SHOWN]) or line("none")
        more = len(self) - _MAX_SHOWN
        last = line(f"and {more:,} more") if more > 0 else ""
        return card("", f'<div style="{_ROW};gap:.3em 1.2em">{shown}</div>', last)
