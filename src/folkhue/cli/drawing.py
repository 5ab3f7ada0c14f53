"""Shares, palettes, comparisons and hits, drawn with letters for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from folkhue._utils.text import percent, printable
from folkhue.render.name_swatches import RGB, share_segments

if TYPE_CHECKING:
    from folkhue.harmonies.suggestions import Suggestion
    from folkhue.palettes.comparison import Comparison
    from folkhue.palettes.named_color import NamedColor
    from folkhue.palettes.palette import Palette, PaletteColor
    from folkhue.search.hits import Hit

Swatches = Mapping[str, RGB]

_BAR_WIDTH = 32


def bold(text: str) -> Text:
    """Make text bold."""
    return Text(printable(text), style="bold")


def share_bars(shares: Mapping[str, float], swatches: Swatches) -> Table:
    """Draw a bar for each name."""
    grid = Table.grid(padding=(0, 2))
    for name, share in shares.items():
        bar = _bar(max(1, round(_BAR_WIDTH * share)), swatches[name])
        grid.add_row(Text(percent(share).rjust(7)), Text(printable(name)), bar)
    return grid


def share_strip(shares: Mapping[str, float], swatches: Swatches) -> Text:
    """Draw all names in one bar of fixed width."""
    strip = Text()
    for name, start, end in share_segments(shares, _BAR_WIDTH):
        strip.append(_bar(end - start, swatches[name]))
    return strip


def _bar(width: int, rgb: RGB) -> Text:
    return Text("█" * width, style="rgb({},{},{})".format(*rgb))


def _signed_percent(share: float) -> str:
    return percent(share) if share >= 0 else f"−{percent(-share)}"


def palette_lines(palette: Palette, heading: str, *, long: bool = False) -> Iterator[Text]:
    """Draw a palette, a line for each color; `long` adds its coordinates in other spaces."""
    yield bold(heading)
    if not len(palette):
        yield Text("  every pixel is transparent")
    width = max((len(color.description) for color in palette.colors), default=0)
    for color in palette.colors:
        yield _color_line(color, width)
        if long:
            yield Text(f"{'':9}{'  '.join(_coordinates(color))}", "dim")


def _color_line(color: PaletteColor, width: int) -> Text:
    label = color.label if color.label != color.description else ""
    known = "  ".join(filter(None, [_known(color, width), label, color.wide_css]))
    return Text.assemble(f"{percent(color.share):>7}  ", _swatch(color.rgb), printable(known))


def color_lines(colors: Sequence[NamedColor]) -> Iterator[Text]:
    """Draw colors, two lines for each, with other probable and the nearest known names."""
    width = max(len(color.description) for color in colors)
    for color in colors:
        others = [f"{name} {percent(share)}" for name, share in color.neighbors.items()]
        known = _known(color, width) + (f"  or {', '.join(others)}" if others else "")
        yield Text.assemble("  ", _swatch(color.rgb), printable(known))
        yield Text(f"{'':8}near {', '.join(_nearest(color))}", "dim")


def _nearest(color: NamedColor) -> Iterator[str]:
    for source, known in color.nearest.items():
        yield f"{source.upper()} {known.name} (ΔE {known.difference:.1f})"


def suggestion_lines(
    suggestions: Sequence[tuple[Suggestion, Sequence[NamedColor]]],
) -> Iterator[Text]:
    """Draw suggested palettes, a line for each, with the names of the added colors."""
    for suggestion, added in suggestions:
        swatches = [_swatch(rgb) for rgb in suggestion.given + suggestion.added]
        known = ", ".join(f"{color.hex} {color.description}" for color in added)
        harmony = f"{percent(suggestion.harmony):>7}  "
        yield Text.assemble(harmony, *swatches, printable(f"  {known}"))


def _swatch(rgb: RGB) -> tuple[str, str]:
    return "████", "rgb({},{},{})".format(*rgb)


def _known(color: PaletteColor | NamedColor, width: int) -> str:
    """Write a color's code, its description, padded to a width, and the confidence of its name."""
    return f"  {color.hex}  {color.description:{width}} {percent(color.confidence):>5} sure"


def _coordinates(color: PaletteColor) -> list[str]:
    """Write a color in the notation of CSS."""
    (hue, saturation, lightness), lab, oklch = color.hsl, color.lab, color.oklch
    return [
        "rgb({} {} {})".format(*color.rgb),
        f"hsl({hue:.0f} {100 * saturation:.0f}% {100 * lightness:.0f}%)",
        "lab({:.1f} {:.1f} {:.1f})".format(*lab),
        "oklch({:.3f} {:.3f} {:.1f})".format(*oklch),
    ]


def comparison_lines(
    compared: Comparison, titles: Sequence[str], swatches: Swatches
) -> Iterator[Text | Table | str]:
    """Draw two palettes, the shares of names in both, and their distance."""
    for letter, title, side in zip("AB", titles, (compared.one, compared.other), strict=True):
        colors = {color.hex: color for color in side.palette.colors}
        strip = share_strip(
            {code: color.share for code, color in colors.items()},
            {code: color.rgb for code, color in colors.items()},
        )
        yield bold(f"{letter}  ") + strip + f"  {printable(title)}"
    yield ""
    yield _side_by_side(compared, swatches)
    yield Text("\nPalettes are ") + bold(f"{compared.distance:.1f} apart: {compared.words}")
    yield "(0 is identical, black and white are 100 apart)"
    yield f"The same names: {percent(compared.common)}"


def _side_by_side(compared: Comparison, swatches: Swatches) -> Table:
    """Draw the shares of both as bars, those of A from right to left."""
    grid = Table.grid(padding=(0, 1))
    for justify in ("right", "right", "center", "left", "left"):
        grid.add_column(justify=justify)
    grid.add_row("", bold("A"), "", bold("B"), "")
    for name in compared.names:
        shares = [side.shares.get(name, 0.0) for side in (compared.one, compared.other)]
        left, right = (_bar(round(20 * share), swatches[name]) for share in shares)
        one, other = (Text(percent(share) if share else "–") for share in shares)
        grid.add_row(left, one, Text(printable(name)), other, right)
    return grid


def hit_lines(
    hits: Sequence[Hit], title: str, swatches: Swatches, *, explain: bool = False
) -> Iterator[Text]:
    """Draw search results, two lines for each; `explain` adds one for each part of the query."""
    yield bold(title)
    for number, hit in enumerate(hits, 1):
        named = ", ".join(f"{name} {percent(share)}" for name, share in [*hit.shares.items()][:4])
        yield Text(printable(f"{number:4}  {hit.score:.3f}  {hit.path}"))
        yield Text("      ") + share_strip(hit.shares, swatches) + f"  {printable(named)}"
        for part in hit.parts if explain else ():
            yield Text(f"      {part.fit:.3f}  {part.text}: {_signed_percent(part.share)}", "dim")
