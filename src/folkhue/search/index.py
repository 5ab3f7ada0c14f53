"""Photographs found by their colors: in words, or by the likeness to another.

What is searched is an index: how much of each name every photograph of a folder has. It is a
journal (see `folkhue.batch.journal`), so that only new and changed photographs are looked at, and
lies where programs keep such things, not among the photographs, which may be read-only.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue.batch.journal import Journal
from folkhue.batch.results import OK, shown, without_details
from folkhue.batch.runner import brought_up_to_date, find_photos, fingerprint, workers_at_hand
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.errors import BatchError, QueryError
from folkhue.images.photo import Photo, read_photo
from folkhue.search.query import Amount, Clause, Query, parse
from folkhue.table.color_table import ColorTable, load

TABLE = "basic11"
"""What names colors unless told otherwise: people look for gray, brown and pink too."""

_DIGITS = 6  # of a score that count: the last ones differ between processors


@dataclass(frozen=True)
class Hit:
    """A photograph that was found.

    Attributes
    ----------
    path : path
        Beginning with the folder as it was given.
    score : float
        How well it fits, above 0, up to 1.
    shares : dict of str to float
        Name → share of the photograph's opaque pixels, the largest first.
    """

    path: Path
    score: float
    shares: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Give the hit as JSON types."""
        shares = {name: round(share, _DIGITS) for name, share in self.shares.items()}
        return {"path": shown(self.path), "score": self.score, "shares": shares}


@dataclass(frozen=True, eq=False)
class Index:
    """How much of each name the photographs of a folder have.

    Attributes
    ----------
    names : tuple of str
        The terms of the table and, last, "unnamed".
    paths : tuple of path
    shares : ndarray of float64, shape (photographs, names)
        Each row sums to 1.
    left_out : Counter of str
        How many photographs could not be used, for which reason.
    """

    names: tuple[str, ...]
    paths: tuple[Path, ...]
    shares: NDArray[np.float64]
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls,
        folder: str | Path,
        *,
        table: str | Path = TABLE,
        file: str | Path | None = None,
        jobs: int | None = None,
    ) -> Index:
        """Index a folder and the folders within, or bring its index up to date.

        Parameters
        ----------
        folder : path
        table : path or str
            As for `folkhue.load`.
        file : path, optional
            Where the index is kept; `index_file` if absent. The journal beside a table of
            `folkhue classify FOLDER --out shares.csv` is one, ``shares.csv.journal``, if it
            was made with the same table of colors.
        jobs : int, optional
            Worker processes; one a processor if absent.

        Raises
        ------
        BatchError
            If there is no such folder, or no photograph in it, another run is writing the
            index, `file` is something else, or it cannot be written.
        TableError
            If the table cannot be used.

        Notes
        -----
        Workers are processes, which import the program that starts them: in a script, call it
        below ``if __name__ == "__main__":``.
        """
        if not Path(folder).is_dir():
            raise BatchError(f"{folder}: no such folder; name one that holds photographs")
        names = load(table)
        # A file that is named is shared with `folkhue classify`, which notes paths as given.
        place = Path(folder) if file else Path(folder).resolve()
        photos = find_photos([place])
        with _journal(Path(file or index_file(folder, names)), names) as journal:
            lines = brought_up_to_date(journal, photos, table, jobs=jobs or workers_at_hand())
            outcomes = list(journal.at(lines))
        left_out = Counter(without_details(each.status) for each in outcomes if each.status != OK)
        known = {shown(photo): Path(photo) for photo in photos}
        usable = [(known[each.path], each) for each in outcomes if each.counts]
        shares = [each.name_counts(names.terms).fractions for _, each in usable]
        return cls(
            (*names.terms, UNNAMED_NAME),
            tuple(Path(folder) / path.relative_to(place) for path, _ in usable),
            np.reshape(shares, (-1, len(names.terms) + 1)),
            left_out,
        )

    def __len__(self) -> int:
        return len(self.paths)

    def find(self, query: str | Query, count: int = 10) -> list[Hit]:
        """Rank photographs by how well they fit a query.

        Parameters
        ----------
        query : str or Query
            Such as "mostly red, some white"; see `folkhue.search.query`.
        count : int
            How many to give, at most.

        Returns
        -------
        list of Hit
            The best first; of those that fit equally, in the order of their paths. Those that
            do not fit at all are left out.

        Raises
        ------
        QueryError
            If the query means nothing.
        """
        asked = parse(query, self.names[:-1]) if isinstance(query, str) else query
        return self._best(fit(asked, self.names, self.shares), count)

    def like(self, shares: dict[str, float], count: int = 10) -> list[Hit]:
        """Rank photographs by the likeness of their shares to some shares.

        Parameters
        ----------
        shares : dict of str to float
            Name → share, such as `ColorTable.shares` gives.
        count : int

        Returns
        -------
        list of Hit
            As `find` gives them, the score being the `likeness`.
        """
        wanted = np.array([shares.get(name, 0.0) for name in self.names])
        return self._best(likeness(self.shares, wanted), count)

    def without(self, photo: str | Path) -> Index:
        """Leave a photograph out."""
        kept = [not _same_file(path, Path(photo)) for path in self.paths]
        paths = tuple(path for path, keep in zip(self.paths, kept, strict=True) if keep)
        return Index(self.names, paths, self.shares[kept], self.left_out)

    def _best(self, scores: NDArray[np.float64], count: int) -> list[Hit]:
        rounded = scores.round(_DIGITS).tolist()
        order = sorted(range(len(self)), key=lambda row: (-rounded[row], self.paths[row].parts))
        return [
            Hit(self.paths[row], rounded[row], self._shares(row))
            for row in order[:count]
            if rounded[row] > 0
        ]

    def _shares(self, row: int) -> dict[str, float]:
        pairs = zip(self.names, self.shares[row].tolist(), strict=True)
        return dict(sorted(((n, s) for n, s in pairs if s > 0), key=lambda pair: -pair[1]))


def find(
    query: str | Query,
    folder: str | Path,
    *,
    count: int = 10,
    table: str | Path = TABLE,
    index: str | Path | None = None,
    jobs: int | None = None,
) -> list[Hit]:
    """Find the photographs of a folder that fit a query.

    Parameters
    ----------
    query : str or Query
        Such as "mostly red, some white"; see `folkhue.search.query`.
    folder : path
    count : int
        How many to give, at most.
    table : path or str
        As for `folkhue.load`.
    index : path, optional
        Where the index is kept; `index_file` if absent.
    jobs : int, optional
        Worker processes; one a processor if absent.

    Returns
    -------
    list of Hit
        The best first, those that fit equally in the order of their paths.

    Raises
    ------
    QueryError
        If the query means nothing.
    BatchError
        If the index cannot be made; see `Index.of`.
    """
    asked = parse(query, load(table).terms) if isinstance(query, str) else query
    return Index.of(folder, table=table, file=index, jobs=jobs).find(asked, count)


def find_like(
    photo: str | Path | bytes | Photo,
    folder: str | Path,
    *,
    count: int = 10,
    table: str | Path = TABLE,
    index: str | Path | None = None,
    jobs: int | None = None,
) -> list[Hit]:
    """Find the photographs of a folder that are most like another in their shares of names.

    Parameters
    ----------
    photo : path, bytes or Photo
        Not found itself, if it is in the folder.
    folder, count, table, index, jobs
        As of `find`.

    Returns
    -------
    list of Hit
        The most alike first; the score is their `likeness`.

    Raises
    ------
    ImageError
        If the photograph cannot be read.
    QueryError
        If all its pixels are transparent.
    """
    shares = shares_of(photo, load(table))
    found = Index.of(folder, table=table, file=index, jobs=jobs)
    others = found.without(photo) if isinstance(photo, (str, Path)) else found
    return others.like(shares, count)


def shares_of(photo: str | Path | bytes | Photo, table: ColorTable) -> dict[str, float]:
    """Tell how much of each name a photograph has that others are to be like.

    Raises
    ------
    ImageError
        If it cannot be read.
    QueryError
        If all its pixels are transparent.
    """
    pixels = photo if isinstance(photo, Photo) else read_photo(photo)
    shares = table.shares(pixels.rgb, pixels.opaque)
    if not shares:
        name = photo if isinstance(photo, (str, Path)) else "the photograph"
        raise QueryError(f"{name}: transparent everywhere; nothing is like it")
    return shares


def fit(query: Query, names: Sequence[str], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell how well photographs fit a query.

    Parameters
    ----------
    query : Query
    names : sequence of str
    shares : ndarray of float64, shape (photographs, names)
        From 0 to 1.

    Returns
    -------
    ndarray of float64, shape (photographs,)
        From 0 to 1: the geometric mean of the fits of the clauses. So a photograph that does
        not fit one of them at all does not fit.
    """
    fits = [_fit_of_clause(clause, names, shares) for clause in query.clauses]
    together: NDArray[np.float64] = np.prod(fits, axis=0)
    return together ** (1 / len(fits))


def _fit_of_clause(
    clause: Clause, names: Sequence[str], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    has = shares[:, [name in clause.names for name in names]].sum(axis=1)
    against = shares[:, [name in clause.than for name in names]].sum(axis=1)
    return _fit_of_shares(clause.amount, has - against)


def _fit_of_shares(amount: Amount, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    missing = (amount.low - shares) / amount.below
    beyond = (shares - amount.high) / amount.above
    fits: NDArray[np.float64] = np.clip(1 - np.maximum(missing, beyond), 0, 1)
    return fits


def likeness(shares: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell how much of two photographs has the same names.

    Parameters
    ----------
    shares : ndarray of float64, shape (..., names)
    other : ndarray of float64, shape (names,)

    Returns
    -------
    ndarray of float64, shape (...)
        From 0, no name in common, to 1, the same shares: the histogram intersection.

    References
    ----------
    M. J. Swain, D. H. Ballard, "Color Indexing", International Journal of Computer Vision 7
    (1), 1991.

    Examples
    --------
    >>> float(likeness(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])))
    0.75
    """
    common: NDArray[np.float64] = np.minimum(shares, other).sum(axis=-1)
    return common


def index_file(folder: str | Path, table: ColorTable) -> Path:
    """Tell where the index of a folder is kept: a file for each folder and table."""
    place = Path(folder).resolve()
    of_both = os.fsencode(place) + b"\0" + fingerprint(table).encode()
    name = f"{place.name}-{hashlib.sha256(of_both).hexdigest()[:16]}.journal"
    return _caches() / "folkhue" / name


def _journal(file: Path, table: ColorTable) -> Journal:
    try:
        return Journal(file, fingerprint(table))
    except OSError as error:
        raise BatchError(
            f"{file}: the index cannot be kept there ({error.strerror}); name another place "
            "for it (on the command line with --index FILE)"
        ) from error


def _caches() -> Path:
    """Tell where programs keep what they can make again."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches"
    if local := os.environ.get("LOCALAPPDATA"):  # Windows
        return Path(local)
    return Path.home() / ".cache"


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
