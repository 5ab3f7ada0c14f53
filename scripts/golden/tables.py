"""What a golden set contains, and how well its labelings agree, as tables in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from folkhue.color.vocabulary import BASIC_TERMS
from folkhue.learning.evaluation.golden_photo import QUALITIES, GoldenPhoto, Region

if TYPE_CHECKING:
    from golden.labelings import LabeledTwice

console = Console()
wide = Console(width=200)  # so that tables are not folded: they are pasted into the README


def names_in(golden: Sequence[GoldenPhoto]) -> list[str]:
    """List the names of regions, the most frequent first."""
    found = Counter(name for photo in golden for region in photo.regions for name in region.names)
    return [name for name, _ in found.most_common()]


def print_stats(golden: Sequence[GoldenPhoto]) -> None:
    """Print the photographs and regions of each name, and how many are not plain examples."""
    pairs = _regions(golden)
    _print_counts("name", names_in(golden), pairs)
    sure = [region for _, region in pairs if not region.ambiguous]
    plain = sum(not region.qualities for region in sure)
    print(
        f"{len(golden)} photographs, {len(sure)} regions of one name ({plain} of them plain "
        f"examples, {len(sure) - plain} not), {len(pairs) - len(sure)} ambiguous ones"
    )


def print_finer(golden: Sequence[GoldenPhoto]) -> None:
    """Print the same of finer names; nothing if no region has one.

    Parameters
    ----------
    golden : sequence of GoldenPhoto
        Read for a vocabulary with the finer names.
    """
    pairs = [(photo, region) for photo, region in _regions(golden) if region.finer]
    if not pairs:
        return
    names = [name for name in names_in(golden) if any(name in each.finer for _, each in pairs)]
    _print_counts("finer name", [name for name in names if name not in BASIC_TERMS], pairs)
    sure = sum(not region.ambiguous for _, region in pairs)
    print(
        f"{len(pairs)} regions with finer names: {sure} with one, {len(pairs) - sure} that could "
        "be called one name or another"
    )


def _regions(golden: Sequence[GoldenPhoto]) -> list[tuple[str, Region]]:
    return [(photo.name, region) for photo in golden for region in photo.regions]


def _print_counts(title: str, names: Sequence[str], pairs: Sequence[tuple[str, Region]]) -> None:
    table = _table(title, "photographs", "regions", "plain", *QUALITIES, "ambiguous")
    for name in names:
        table.add_row(name, *map(str, _count(name, pairs)))
    wide.print(table)


def _count(name: str, pairs: Sequence[tuple[str, Region]]) -> list[int]:
    """Count what the columns of the tables say, for a name."""
    mine = [(photo, region) for photo, region in pairs if region.names == (name,)]
    qualities = Counter(quality for _, region in mine for quality in region.qualities)
    return [
        len({photo for photo, _ in mine}),
        len(mine),
        sum(not region.qualities for _, region in mine),
        *(qualities[quality] for quality in QUALITIES),
        sum(region.ambiguous and name in region.names for _, region in pairs),
    ]


def print_agreement(twice: Sequence[LabeledTwice]) -> None:
    """Print the confusion matrix of two labelings, and Cohen's kappa, overall and by name."""
    sure = [region for region in twice if region.is_sure]
    first = np.array([region.first[0] for region in sure])
    second = np.array([region.second[0] for region in sure])
    terms = [name for name, _ in Counter([*first.tolist(), *second.tolist()]).most_common()]
    table = _table("first, then", *terms, "kappa")
    for term in terms:
        counts = Counter(second[first == term].tolist())
        cells = [str(counts[other] or "·") for other in terms]
        table.add_row(term, *cells, f"{kappa(first == term, second == term):.2f}")
    wide.print(table)
    hesitant = [region for region in twice if not region.is_sure]
    within = sum(region.second[0] in region.first for region in hesitant)
    print(
        f"{len(sure)} regions to which the first labeling gave one name: the second gave "
        f"{(first == second).sum()} the same, Cohen's kappa {kappa(first, second):.3f}\n"
        f"{len(hesitant)} over which the first labeling hesitated: {within} times the second "
        "name was one of its two\n"
        f"{len(disputes(twice))} became ambiguous by the second labeling"
    )


def print_disputes(twice: Sequence[LabeledTwice]) -> None:
    """Print every disputed region, and its names in the two labelings."""
    for found in disputes(twice):
        first, second = "/".join(found.first), "/".join(found.second)
        print(
            f"  {found.photo} {found.number}: {first}, then {second} ({found.region.description})"
        )


def disputes(twice: Sequence[LabeledTwice]) -> list[LabeledTwice]:
    """List the regions that became ambiguous by the second labeling."""
    return [found for found in twice if found.is_sure and len(found.region.basic) > 1]


def kappa(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Cohen's kappa; 1 if both labelings gave one and the same name throughout."""
    from sklearn.metrics import cohen_kappa_score

    same = len({*first.tolist(), *second.tolist()}) == 1
    return 1.0 if same else float(cohen_kappa_score(first, second))


def _table(*columns: str) -> Table:
    """Make a table of a first column of names, and columns of numbers."""
    table = Table(*columns, box=MARKDOWN)
    for column in table.columns[1:]:
        column.justify = "right"
    return table
