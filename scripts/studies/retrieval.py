"""Measure how precise searches are: retrieval.py MANIFEST [--table TABLE].

The relevant photographs of a term are those whose tags have this term of the table and no other.
For each term, the study prints the precision at 10 of the query "mostly TERM" and of searches by
similarity to each of its photographs, and the precision of a random choice.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.datasets.sources.manifest import Manifest
from folkhue.search.hits import Hit
from folkhue.search.index import Index
from folkhue.table import DEFAULT_TABLE

COUNT = 10


def single_terms(manifest: Path, vocabulary: Vocabulary) -> dict[Path, str]:
    """Map the photographs whose tags have exactly one term to this term."""
    rows = ((Path(photo.path).resolve(), photo.tags) for photo in Manifest(manifest))
    labels = {path: weak_labels(tags, vocabulary) for path, tags in rows}
    return {path: found[0] for path, found in labels.items() if len(found) == 1}


def precision(hits: list[Hit], term: str, terms: dict[Path, str]) -> float:
    """Return the fraction of hits whose term is `term`."""
    return sum(terms[hit.path] == term for hit in hits) / max(1, len(hits))


def similarity_precision(index: Index, terms: dict[Path, str]) -> dict[str, float]:
    """Return, for each term, the mean precision of searches by similarity to its photographs."""
    found: dict[str, list[float]] = {}
    for path, row in zip(index.paths, index.shares, strict=True):
        shares = dict(zip(index.names, row.tolist(), strict=True))
        hits = [hit for hit in index.search_similar(shares, COUNT + 1) if hit.path != path][:COUNT]
        found.setdefault(terms[path], []).append(precision(hits, terms[path], terms))
    return {term: float(np.mean(values)) for term, values in found.items()}


def main() -> None:
    """Measure, and print a line for each term."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--table", default=DEFAULT_TABLE)
    options = parser.parse_args()
    every = Index.from_folder(options.manifest.parent.resolve(), table=options.table)
    vocabulary = Vocabulary.of(every.names[:-1])
    terms = single_terms(options.manifest, vocabulary)
    index = every.select([path in terms for path in every.paths])
    similar = similarity_precision(index, terms)
    print(f"{len(index):,} photographs; precision at {COUNT}\n")
    print(f"{'term':10}{'number':>7}{'chance':>8}{'mostly':>8}{'similar':>8}")
    for term in similar:
        number = sum(terms[path] == term for path in index.paths)
        mostly = precision(index.search(f"mostly {term}", COUNT), term, terms)
        print(f"{term:10}{number:7}{number / len(index):8.2f}{mostly:8.2f}{similar[term]:8.2f}")


if __name__ == "__main__":
    main()
