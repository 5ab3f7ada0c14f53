"""Names of the colors in a column of a data frame."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from folkhue.color.notation import rgb_of
from folkhue.errors import ColorError
from folkhue.palettes.named_color import NamedColor, name_colors

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from folkhue.table.color_table import ColorTable

COLUMNS = ("name", "confidence", "description")
"""Attributes of `NamedColor`, and columns of the result."""


@overload
def name_column(colors: pd.Series[Any], table: ColorTable | None = None) -> pd.DataFrame: ...


@overload
def name_column(colors: pl.Series, table: ColorTable | None = None) -> pl.DataFrame: ...


def name_column(
    colors: pd.Series[Any] | pl.Series, table: ColorTable | None = None
) -> pd.DataFrame | pl.DataFrame:
    """Name the colors in a column of pandas or polars.

    Each distinct value is named once, so that a million rows of few colors take little time.

    Parameters
    ----------
    colors : Series of pandas or of polars
        Texts as CSS writes colors, such as ``"#c8362b"``. Missing ones have no name.
    table : ColorTable, optional
        The shipped one of eleven names if absent.

    Returns
    -------
    DataFrame
        Of the same library, with the columns ``name``, ``confidence`` and ``description``; of
        pandas, with the index of the column, for ``frame.join``.

    Raises
    ------
    ColorError
        If a value is not a color; the message names the row.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"hex": ["#c8362b", "teal", None]}, index=["shoe", "bag", "hat"])
    >>> frame.join(name_column(frame["hex"]))["name"].tolist()[:2]
    ['red', 'green']
    """
    values = colors.to_list()
    if type(colors).__module__.startswith("polars"):
        import polars

        return polars.DataFrame(_named(values, range(len(values)), table), strict=False)
    import pandas

    index = colors.index  # type: ignore[union-attr]
    return pandas.DataFrame(_named(values, index, table), index=index)


def _named(
    values: Sequence[Any], rows: Iterable[Hashable], table: ColorTable | None
) -> dict[str, list[Any]]:
    distinct: dict[Any, Any] = {}
    for row, value in zip(rows, values, strict=True):
        if value not in distinct and not _is_missing(value):
            distinct[value] = _color(value, row)
    named = dict(zip(distinct, name_colors(distinct.values(), table), strict=True))
    found: list[NamedColor | None] = [named.get(value) for value in values]
    return {column: [getattr(each, column, None) for each in found] for column in COLUMNS}


def _is_missing(value: object) -> bool:
    """Return whether it is None, NaN or pandas.NA: all else equals itself."""
    return value is None or value != value or type(value).__name__ == "NAType"


def _color(value: Any, row: Hashable) -> Sequence[int]:
    try:
        return rgb_of(value)
    except (ColorError, TypeError) as error:
        reason = error if isinstance(error, ColorError) else f"{value!r} is not a color"
        raise ColorError(f"row {row!r}: {reason}") from error
