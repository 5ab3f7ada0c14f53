"""A CSV or Parquet file that lists photographs."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from folkhue.errors import ManifestError

COLUMNS = (
    *("id", "path", "url", "title", "description", "tags"),
    *("licence", "licence_url", "owner", "owner_url", "page"),
    *("source", "original", "taken", "uploaded"),
)
"""Columns of a manifest; all are text, and missing ones are empty.

``url`` is the picture's web address and ``page`` that of the page it is shown on.
``original`` names the picture that a photograph was cut from; what was cut from the
same one is either learned from or tested on, never both. ``taken`` and ``uploaded``
are dates.
"""

_SAME = {"author": "owner", "license": "licence", "license_url": "licence_url"}


def read_manifest(path: str | Path) -> pd.DataFrame:
    """Read a list of photographs.

    Parameters
    ----------
    path : path
        A ``.csv`` (UTF-8) or ``.parquet`` file with the column ``id``, one of
        ``path`` and ``url``, and any of the others in `COLUMNS`. ``author`` may
        stand for ``owner``. A relative path is relative to the manifest.

    Returns
    -------
    DataFrame
        One row per photograph with the columns `COLUMNS`, all text, ``path``
        absolute or empty.

    Raises
    ------
    ManifestError
        If the file cannot be read, lacks a column, or repeats an id.
    """
    path = Path(path)
    table = _read(path).rename(columns=str.strip)
    table = table.rename(columns={k: v for k, v in _SAME.items() if v not in table.columns})
    if "id" not in table.columns or not {"path", "url"} & set(table.columns):
        raise ManifestError(
            f"{path}: expected the columns id and path (or url), found {', '.join(table.columns)}"
        )
    table = table.reindex(columns=COLUMNS, fill_value="").astype(object)
    table = table.where(table.notna(), "").astype(str)
    if table.empty:
        raise ManifestError(f"{path}: lists no photograph")
    for row, identity in enumerate(table["id"], start=2):
        if not identity.strip():
            raise ManifestError(f"{path}, row {row}: the id is empty; give every row one")
    repeated = table["id"][table["id"].duplicated()]
    if len(repeated):
        row = repeated.index[0] + 2
        raise ManifestError(f"{path}, row {row}: the id {repeated.iloc[0]!r} was used before")
    table["path"] = [str(path.parent / p) if p else "" for p in table["path"]]
    return table


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ManifestError(
            f"{path}: no such file; set download.manifest.path to your list of photographs"
        ) from error
    except (OSError, ValueError, csv.Error) as error:
        raise ManifestError(f"{path}: not a CSV or Parquet table ({error})") from error
