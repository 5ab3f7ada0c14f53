"""Find photographs in a folder: by a query in words, or by similarity to another photograph."""

from __future__ import annotations

from pathlib import Path

from folkhue._utils.display import ShownList
from folkhue.batch.picture_colors import picture_terms
from folkhue.errors import QueryError
from folkhue.images.photo import PhotoSource, read_photo
from folkhue.pictures.model import SHIPPED_MODELS
from folkhue.search.hits import Hit
from folkhue.search.index import Index
from folkhue.search.parser import parse
from folkhue.search.query import Query
from folkhue.table import DEFAULT_TABLE
from folkhue.table.color_table import ColorTable, load


def find(
    query: str | Query,
    folder: str | Path,
    *,
    count: int = 10,
    table: str | Path = DEFAULT_TABLE,
    index: str | Path | None = None,
    model: str | Path = SHIPPED_MODELS[0],
    jobs: int | None = None,
) -> list[Hit]:
    """Find the photographs of a folder that match a query.

    Parameters
    ----------
    query : str or Query
        Such as "mostly red, some white"; see `folkhue.search.query`.
    folder : path
    count : int
        Maximum number of hits.
    table : path or str
        As for `folkhue.load`.
    index : path, optional
        File of the index; `folkhue.search.index.index_file` by default.
    model : path or str
        Names whole pictures, for queries such as "picture:blue"; as for `folkhue.picture_color`.
    jobs : int, optional
        Number of worker processes; by default one for each processor.

    Returns
    -------
    list of Hit
        By descending score, then by path; a notebook shows each.

    Raises
    ------
    QueryError
        If the query cannot be parsed.
    BatchError
        If the index cannot be made; see `Index.from_folder`.
    """
    terms, pictured = load(table).terms, picture_terms(str(model))
    parsed = parse(query, terms, pictured) if isinstance(query, str) else query
    found = Index.from_folder(
        folder,
        table=table,
        file=index,
        jobs=jobs,
        any_color=parsed.any_color,
        pictures=bool(parsed.pictures),
        model=model,
    )
    return ShownList(found.search(parsed, count))


def find_similar(
    photo: PhotoSource,
    folder: str | Path,
    *,
    count: int = 10,
    table: str | Path = DEFAULT_TABLE,
    index: str | Path | None = None,
    jobs: int | None = None,
) -> list[Hit]:
    """Find the photographs of a folder whose shares of names are most similar to another's.

    Parameters
    ----------
    photo : path, bytes, file, Photo, PIL.Image.Image or array
        If it is in the folder, it is not found itself.
    folder, count, table, index, jobs
        As for `find`.

    Returns
    -------
    list of Hit
        The most similar first; see `folkhue.search.scoring.histogram_intersection`.

    Raises
    ------
    ImageError
        If the photograph cannot be read.
    QueryError
        If all its pixels are transparent.
    """
    shares = query_shares(photo, load(table))
    found = Index.from_folder(
        folder, table=table, file=index, jobs=jobs, any_color=False, pictures=False
    )
    others = found.without(photo) if isinstance(photo, (str, Path)) else found
    return ShownList(others.search_similar(shares, count))


def query_shares(photo: PhotoSource, table: ColorTable) -> dict[str, float]:
    """Compute the shares of names in a photograph that others are compared with.

    Raises
    ------
    ImageError
        If it cannot be read.
    QueryError
        If all its pixels are transparent.
    """
    shares = table.shares(read_photo(photo))
    if not shares:
        name = photo if isinstance(photo, (str, Path)) else "the photograph"
        raise QueryError(f"{name}: every pixel is transparent; give a photograph with colors")
    return shares
