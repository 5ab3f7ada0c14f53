"""An index of the photographs of a folder by their shares of color names.

It is kept in a journal (see `folkhue.batch.journal`), so that an update reads only new and
changed photographs. The journal is in the user's cache folder, not among the photographs, which
may be read-only.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.processors import usable_processors
from folkhue._utils.regular_file import is_address
from folkhue.batch.cells import sum_cells
from folkhue.batch.journal import Journal, table_fingerprint
from folkhue.batch.outcome import OK, Extras, Outcome, display_path
from folkhue.batch.picture_colors import check_model, picture_probabilities, picture_terms
from folkhue.batch.resume import lacks, update_journal
from folkhue.batch.runner import find_photos
from folkhue.color.vocabulary import UNNAMED_NAME
from folkhue.errors import BatchError, QueryError
from folkhue.pictures.model import SHIPPED_MODELS
from folkhue.search.accents import clarity
from folkhue.search.hits import DIGITS, Hit, Part
from folkhue.search.parser import parse
from folkhue.search.query import PICTURE, Clause, Query
from folkhue.search.regions import name_weights, region_weights
from folkhue.search.scoring import (
    clause_fits,
    clause_shares,
    histogram_intersection,
    preferences,
    query_scores,
)
from folkhue.table import DEFAULT_TABLE
from folkhue.table.color_table import ColorTable, load

NEAREST = 0.1
"""Factor of the scores of photographs that do not meet a part of the query at all."""


@dataclass(frozen=True, eq=False)
class Index:
    """Shares of color names in the photographs of a folder.

    Attributes
    ----------
    names : tuple of str
        The terms of the table and, last, "unnamed".
    paths : tuple of path
    shares : ndarray of float64, shape (photographs, names)
        Each row sums to 1.
    problems : tuple of (path, str, str)
        Photographs that could not be read, with the status and the reason; see
        `folkhue.batch.outcome.Outcome`.
    cells : tuple of str
        For each photograph, what searches for other colors than names need; see
        `folkhue.batch.cells`.
    pictures : tuple of str
        For each photograph, its color as a whole; see `folkhue.batch.picture_colors`.
    renewed : int
        Number of photographs that were read again, as the index lacked what searches need.
    table : ColorTable, optional
        The table that named the colors; searches for modified names need it.
    others : Counter of str
        Number of files that are, by their suffix, no photographs.
    model : str
        What named the pictures.
    """

    names: tuple[str, ...]
    paths: tuple[Path, ...]
    shares: NDArray[np.float64]
    problems: tuple[tuple[Path, str, str], ...] = ()
    cells: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    renewed: int = 0
    table: ColorTable | None = None
    others: Counter[str] = field(default_factory=Counter)
    model: str = SHIPPED_MODELS[0]

    @property
    def left_out(self) -> Counter[str]:
        """Number of photographs that could not be read, by status."""
        return Counter(status for _, status, _ in self.problems)

    @classmethod
    def from_folder(
        cls,
        folder: str | Path,
        *,
        table: str | Path = DEFAULT_TABLE,
        file: str | Path | None = None,
        jobs: int | None = None,
        any_color: bool = True,
        pictures: bool = False,
        model: str | Path = SHIPPED_MODELS[0],
    ) -> Index:
        """Index a folder and its subfolders, or update its index.

        Parameters
        ----------
        folder : path
        table : path or str
            As for `folkhue.load`.
        file : path, optional
            File of the index; `index_file` by default. The journal that ``folkhue classify
            FOLDER --out shares.csv`` writes, ``shares.csv.journal``, is an index, if it was
            made with the same color table.
        jobs : int, optional
            Number of worker processes; by default one for each processor.
        any_color : bool
            Whether searches may be for other colors than names, such as "dark blue" or "teal".
            The journal of ``folkhue classify`` lacks what they need; it is measured then.
        pictures : bool
            Whether searches may be for the colors of whole pictures, such as "picture:blue".
            New photographs are measured for it in any case; those that an older folkhue or
            ``folkhue classify`` indexed are read again.
        model : path or str
            Names pictures; as for `folkhue.picture_color`. Another one than before reads the
            photographs again.

        Raises
        ------
        BatchError
            If the folder does not exist or contains no photographs, another run writes the
            index, `file` is not an index, or it cannot be written.
        TableError
            If the table or the model cannot be used.

        Notes
        -----
        Worker processes import the main module: in a script, call this below
        ``if __name__ == "__main__":``.
        """
        if not Path(folder).is_dir():
            what = "an address, not a folder" if is_address(folder) else "no such folder"
            raise BatchError(f"{folder}: {what}; give one that contains photographs")
        names, model = load(table), str(model)
        check_model(model, names, str(table))
        # A given file may belong to `folkhue classify`, which records paths as given.
        root = Path(folder) if file else Path(folder).resolve()
        others: Counter[str] = Counter()
        photos = find_photos([root], others)
        need = Extras(any_color, model if pictures else "")
        with _open_journal(Path(file or index_file(folder, names)), names) as journal:
            renewed = _number_lacking(journal, need)
            offsets = update_journal(
                *(journal, photos, table),
                jobs=jobs or usable_processors(),
                measure=Extras(cells=True, picture=model),
                need=need,
            )
            outcomes = list(journal.read(offsets))
        inside = {display_path(photo): Path(photo).relative_to(root) for photo in photos}
        paths = {name: Path(folder) / path for name, path in inside.items()}
        made = cls._from_outcomes(outcomes, paths, names)
        return replace(made, others=others, renewed=renewed, model=model)

    @classmethod
    def _from_outcomes(
        cls, outcomes: Sequence[Outcome], paths: dict[str, Path], table: ColorTable
    ) -> Index:
        usable = [outcome for outcome in outcomes if outcome.status == OK]
        shares = [outcome.name_counts(table.terms).fractions for outcome in usable]
        return cls(
            (*table.terms, UNNAMED_NAME),
            tuple(paths[outcome.path] for outcome in usable),
            np.reshape(shares, (-1, len(table.terms) + 1)),
            tuple(
                (paths[each.path], each.status, each.detail)
                for each in outcomes
                if not each.was_read
            ),
            tuple(outcome.cells for outcome in usable),
            tuple(outcome.picture for outcome in usable),
            table=table,
        )

    def __len__(self) -> int:
        return len(self.paths)

    def search(self, query: str | Query, count: int = 10) -> list[Hit]:
        """Rank photographs by how well they match a query.

        Parameters
        ----------
        query : str or Query
            Such as "mostly red, some white"; see `folkhue.search.query`.
        count : int
            Maximum number of hits.

        Returns
        -------
        list of Hit
            By descending score; of equal scores, those first that have more of what should be
            there and less of what should not; then by path. Photographs with score 0 are left
            out; but if all have, because none meets every part of the query, those that come
            nearest to it are returned, with scores of at most `NEAREST`.

        Raises
        ------
        QueryError
            If the query cannot be parsed.
        """
        parsed = self._parsed(query) if isinstance(query, str) else query
        summed = self._clause_shares(parsed)
        clearness = self._clearness(parsed)
        fits = clause_fits(parsed, summed) * clearness
        scores = query_scores(fits)
        if not (scores.round(DIGITS) > 0).any():
            scores = NEAREST * query_scores(clause_fits(parsed, summed, widened=True) * clearness)
        rows = self._best(scores, preferences(parsed, summed))[:count]
        return [
            replace(self._hit(row, scores), parts=_parts(parsed, summed[:, row], fits[:, row]))
            for row in rows
        ]

    def _parsed(self, query: str) -> Query:
        return parse(query, self.names[:-1], picture_terms(self.model))

    def _clause_shares(self, query: Query) -> NDArray[np.float64]:
        names = (*self.names, *(region.label for region in query.regions), *query.pictures)
        columns = [self._shares_in(region.label, query) for region in query.regions]
        columns += [self._probabilities_of(name) for name in query.pictures]
        summed = clause_shares(query, names, np.column_stack([self.shares, *columns]))
        for row, clause in enumerate(query.clauses):
            if len(clause.names) > 1 and not clause.than and _has_region(clause, query):
                # Regions may overlap: "teal or turquoise".
                summed[row] = sum_cells(self.cells, self._weights(clause, query))
        return summed

    def _clearness(self, query: Query) -> NDArray[np.float64]:
        """Measure how much accents stand out; 1 for other clauses; shape as the shares."""
        every = np.ones((len(query.clauses), len(self)))
        for row, clause in enumerate(query.clauses):
            if clause.accent:
                every[row] = clarity(self._known_cells(str(clause)), self._weights(clause, query))
        return every

    def _weights(self, clause: Clause, query: Query) -> NDArray[np.float64]:
        each = [self._weights_of(name, query) for name in clause.names]
        most: NDArray[np.float64] = np.max(each, axis=0)
        return most

    def _weights_of(self, name: str, query: Query) -> NDArray[np.float64]:
        if self.table is None:
            raise QueryError(f'"{name}": this index lacks its color table')
        found = [region for region in query.regions if region.label == name]
        return region_weights(found[0], self.table) if found else name_weights(name, self.table)

    def _shares_in(self, name: str, query: Query) -> NDArray[np.float64]:
        """Measure the share of a region of color space in every photograph."""
        return sum_cells(self._known_cells(name), self._weights_of(name, query))

    def _known_cells(self, what: str) -> tuple[str, ...]:
        if not all(self.cells) or len(self.cells) < len(self):
            raise QueryError(
                f'"{what}": this index has only the shares of names; make it with any_color=True'
            )
        return self.cells

    def _probabilities_of(self, name: str) -> NDArray[np.float64]:
        """Return how probable a name is for every whole picture."""
        if not all(self.pictures) or len(self.pictures) < len(self):
            raise QueryError(
                f'"{name}": this index has only the colors of pixels; make it with pictures=True'
            )
        return picture_probabilities(self.pictures, name.removeprefix(PICTURE))

    def search_similar(self, shares: dict[str, float], count: int = 10) -> list[Hit]:
        """Rank photographs by the similarity of their shares to given shares.

        Parameters
        ----------
        shares : dict of str to float
            Name → share, for example from `ColorTable.shares`.
        count : int
            Maximum number of hits.

        Returns
        -------
        list of Hit
            As from `search`; the score is the `histogram_intersection`.
        """
        wanted = np.array([shares.get(name, 0.0) for name in self.names])
        scores = histogram_intersection(self.shares, wanted)
        return [self._hit(row, scores) for row in self._best(scores)[:count]]

    def select(self, keep: Sequence[bool]) -> Index:
        """Return an index of some of the photographs; `keep` has an entry for each."""
        paths = tuple(path for path, kept in zip(self.paths, keep, strict=True) if kept)
        cells = tuple(cells for cells, kept in zip(self.cells, keep, strict=False) if kept)
        pictures = tuple(each for each, kept in zip(self.pictures, keep, strict=False) if kept)
        shares = self.shares[np.array(keep, bool)]
        return replace(self, paths=paths, shares=shares, cells=cells, pictures=pictures)

    def without(self, photo: str | Path) -> Index:
        """Return an index that lacks one photograph."""
        return self.select([not _is_same_file(path, Path(photo)) for path in self.paths])

    def _best(
        self, scores: NDArray[np.float64], preferred: NDArray[np.float64] | None = None
    ) -> list[int]:
        """List the rows with a score above 0, the best first."""
        rounded = scores.round(DIGITS).tolist()
        seconds = (np.zeros(len(self)) if preferred is None else preferred).round(DIGITS).tolist()
        order = sorted(
            range(len(self)), key=lambda row: (-rounded[row], -seconds[row], self.paths[row].parts)
        )
        return [row for row in order if rounded[row] > 0]

    def _hit(self, row: int, scores: NDArray[np.float64]) -> Hit:
        return Hit(self.paths[row], float(scores[row].round(DIGITS)), self._shares_of(row))

    def _shares_of(self, row: int) -> dict[str, float]:
        pairs = zip(self.names, self.shares[row].tolist(), strict=True)
        present = [(name, share) for name, share in pairs if share > 0]
        return dict(sorted(present, key=lambda pair: -pair[1]))


def _has_region(clause: Clause, query: Query) -> bool:
    return any(region.label in clause.names for region in query.regions)


def _parts(
    query: Query, summed: NDArray[np.float64], fits: NDArray[np.float64]
) -> tuple[Part, ...]:
    rows = zip(query.clauses, summed.tolist(), fits.tolist(), strict=True)
    return tuple(Part(str(clause), share, fit) for clause, share, fit in rows)


def _number_lacking(journal: Journal, need: Extras) -> int:
    """Count the photographs whose last outcome lacks what is needed."""
    return sum({outcome.path: lacks(outcome, need) for _, outcome in journal}.values())


def index_file(folder: str | Path, table: ColorTable) -> Path:
    """Return where the index of a folder and a table is kept, in the user's cache folder."""
    from platformdirs import user_cache_path

    resolved = Path(folder).resolve()
    key = os.fsencode(resolved) + b"\0" + table_fingerprint(table).encode()
    name = f"{resolved.name}-{hashlib.sha256(key).hexdigest()[:16]}.journal"
    return user_cache_path("folkhue", appauthor=False) / name


def _open_journal(file: Path, table: ColorTable) -> Journal:
    try:
        return Journal(file, table_fingerprint(table))
    except OSError as error:
        raise BatchError(
            f"{file}: cannot write the index there ({error.strerror}); give another file "
            "(on the command line with --index FILE)"
        ) from error


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
