"""How well searches find what people filed under a color: retrieval.py MANIFEST [--table TABLE].

Of the photographs whose tags have exactly one term of the table, the ten are sought that are
"mostly" of each term. It prints how many of the ten are filed under it, and how many would be
by chance; and of the ten most like a photograph, how many are filed as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.datasets.sources.manifest import Manifest
from folkhue.search.index import TABLE, Hit, Index

COUNT = 10


def filed(manifest: Path, vocabulary: Vocabulary) -> dict[Path, str]:
    """Give the photographs whose tags have exactly one term, and the term."""
    rows = ((Path(photo.path).resolve(), photo.tags) for photo in Manifest(manifest))
    labels = {path: weak_labels(tags, vocabulary) for path, tags in rows}
    return {path: found[0] for path, found in labels.items() if len(found) == 1}


def only(index: Index, wanted: Iterable[Path]) -> Index:
    """Leave out all but some photographs."""
    known = set(wanted)
    kept = [path in known for path in index.paths]
    paths = tuple(path for path in index.paths if path in known)
    return replace(index, paths=paths, shares=index.shares[kept])


def precision(hits: list[Hit], term: str, terms: dict[Path, str]) -> float:
    """Give the share of what was found that is filed under a term."""
    return sum(terms[hit.path] == term for hit in hits) / max(1, len(hits))


def likes(index: Index, terms: dict[Path, str]) -> dict[str, float]:
    """Give, for each term, the mean precision of what is most like its photographs."""
    found: dict[str, list[float]] = {}
    for path, row in zip(index.paths, index.shares, strict=True):
        shares = dict(zip(index.names, row.tolist(), strict=True))
        hits = [hit for hit in index.like(shares, COUNT + 1) if hit.path != path][:COUNT]
        found.setdefault(terms[path], []).append(precision(hits, terms[path], terms))
    return {term: float(np.mean(values)) for term, values in found.items()}


def main() -> None:
    """Measure, and print a line for each term."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--table", default=TABLE)
    chosen = parser.parse_args()
    every = Index.of(chosen.manifest.parent.resolve(), table=chosen.table)
    vocabulary = Vocabulary.of(every.names[:-1])
    terms = filed(chosen.manifest, vocabulary)
    index = only(every, terms)
    like = likes(index, terms)
    print(f"{len(index):,} photographs; precision at {COUNT}\n")
    print(f"{'term':10}{'filed':>7}{'chance':>8}{'mostly':>8}{'like':>8}")
    for term in like:
        number = sum(terms[path] == term for path in index.paths)
        mostly = precision(index.find(f"mostly {term}", COUNT), term, terms)
        print(f"{term:10}{number:7}{number / len(index):8.2f}{mostly:8.2f}{like[term]:8.2f}")


if __name__ == "__main__":
    main()
