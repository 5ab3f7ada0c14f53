"""The card of a network that sees context: what it was trained on, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from folkhue.datasets.attribution import source_rows

SOURCES = 8
"""That are listed; those of most photographs."""

TEXT = """# Names in context: {terms} names

A network that corrects the names of the table `{table}` by what surrounds a pixel: {names}.

**Training data.** {photographs:,} photographs whose tags, titles or descriptions have at least one
of these words. No pixel was labeled for this, and no color-name table or survey was used, other
than through the color table `{table}`, whose card tells what it was made of.

| source | photographs |
|---|---:|
{sources}

**Training.** {steps:,} steps of {batch} photographs. The target is what the table says of a color,
times the odds of the photograph's tags: {odds:g}, or {product_odds:g} on products in front of a
white background. Exposure, light and shade are varied. Seed {seed}.

**Evaluation.** Balanced accuracy on pixels of the golden set, in %; gain over the table with its
95 % interval by photograph.

| labels | naming | balanced accuracy | accuracy | gain |
|---|---|---:|---:|---:|
{scores}

**Limitations.** It learns from English words and from the table, whose faults it inherits where
the surroundings do not tell. What is thinner than a hundredth of the photograph may get the name of
what surrounds it.
"""


def context_card(
    metadata: Mapping[str, Any], terms: Sequence[str], scores: Mapping[str, Any]
) -> str:
    """Describe a network in Markdown.

    Parameters
    ----------
    metadata : mapping
        Of its file.
    terms : sequence of str
    scores : mapping
        From the stage evaluate.
    """
    training = metadata["training"]
    return TEXT.format(
        terms=len(terms),
        names=", ".join(terms),
        table=metadata["table"],
        photographs=metadata["photographs"],
        sources=source_rows(metadata["sources"].items(), most=SOURCES),
        seed=metadata["seed"],
        scores="\n".join(_rows(scores)),
        **{key: training[key] for key in ("steps", "batch", "odds", "product_odds")},
    )


def _rows(scores: Mapping[str, Any]) -> list[str]:
    rows = []
    for labels, by_naming in scores.items():
        for naming, each in by_naming.items():
            low, high = (100 * bound for bound in each["gain"]["interval"])
            gain = f"{100 * each['gain']['difference']:+.1f} ({low:+.1f} to {high:+.1f})"
            shown = f"{100 * each['balanced_accuracy']:.1f} | {100 * each['accuracy']:.1f}"
            rows.append(f"| {labels} | {naming} | {shown} | {'' if naming == 'table' else gain} |")
    return rows
