"""Names of the colors in a column of a data frame."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from folkhue.color.notation import rgb_of
from folkhue.errors import ColorError
from folkhue.palettes.named_color import name_colors

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
    if type(colors).__module__.startswith("polars"):
        import polars

        named = _named(colors.to_list(), colors.is_null(), range(len(colors)), table)
        return polars.DataFrame(named, strict=False)
    import pandas

    series: pd.Series[Any] = colors  # type: ignore[assignment]
    named = _named(series.to_list(), series.isna(), series.index, table)
    return pandas.DataFrame(named, index=series.index)


def _named(
    values: Sequence[Any],
    missing: Iterable[bool],
    rows: Iterable[Hashable],
    table: ColorTable | None,
) -> dict[str, list[Any]]:
    keys = [None if lacks else value for value, lacks in zip(values, missing, strict=True)]
    distinct = {key: row for key, row in zip(keys, rows, strict=True) if key is not None}
    colors = [_color(value, row) for value, row in distinct.items()]
    named = dict(zip(distinct, name_colors(colors, table), strict=True))
    found = [named.get(key) for key in keys]
    return {column: [getattr(each, column, None) for each in found] for column in COLUMNS}


def _color(value: Any, row: Hashable) -> Sequence[int]:
    try:
        return rgb_of(value)
    except (ColorError, TypeError) as error:
        reason = error if isinstance(error, ColorError) else f"{value!r} is not a color"
        raise ColorError(f"row {row!r}: {reason}") from error
