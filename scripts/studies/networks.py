"""What each network is worth: scripts/python scripts/studies/networks.py [SECTION …] [--write].

Prints Markdown tables: palettes and regions, with what networks know and without. `--write` also
puts them into docs/explanation/networks.md. Names in context, foregrounds and harmonies have tables
of their own, on the cards of their networks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

from benchmarks.palettes_bench import markdown
from folkhue.learning.evaluation.golden import read_golden
from folkhue.palettes import features, regions
from release.imports import ROOT
from release.marks import fill, update
from studies import accents
from studies.segments import match

PAGE = ROOT / "docs/explanation/networks.md"

REGION_FEATURES: Mapping[str, Mapping[str, Any]] = {
    "color, names and subject": {"NAMES": regions.NAMES, "SUBJECT": regions.SUBJECT},
    "color and names": {"NAMES": regions.NAMES, "SUBJECT": 0},
    "color and subject": {"NAMES": 0, "SUBJECT": regions.SUBJECT},
    "color": {"NAMES": 0, "SUBJECT": 0},
}
"""Name → weights in `folkhue.palettes.regions`."""


def main() -> None:
    """Measure, print, and write if asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sections", nargs="*", default=[*SECTIONS], help=", ".join(SECTIONS))
    options.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)}")
    chosen = options.parse_args()
    if unknown := {*chosen.sections} - {*SECTIONS}:
        options.error(f"expected {', '.join(SECTIONS)}, got {', '.join(sorted(unknown))}")
    for name in chosen.sections:
        made = SECTIONS[name]()
        print(made, end="\n\n", flush=True)
        if chosen.write:
            page = fill(PAGE.read_text("utf-8"), {name: made})
            update({PAGE: page}, "scripts/studies/networks.py --write")


def palettes() -> str:
    """Compare plain palettes with those that are guided, with and without the subject."""
    found = accents.measured({"plain": {}, "guided": {"method": "guided"}})
    with patch.object(features, "is_shipped", lambda: False):
        found |= accents.measured({"guided, without the subject": {"method": "guided"}})
    return accents.table(found)


def segments() -> str:
    """Compare regions by what their similarity is measured by."""
    golden, rows = read_golden(accents.GOLDEN), []
    for name, changed in REGION_FEATURES.items():
        with patch.multiple(regions, **changed):
            found = match(golden, "features", regions.MAX_REGIONS)
        shares = (f"{100 * each:.1f}" for each in (found.whole, found.apart, found.pure))
        rows.append((name, *shares, f"{found.number:.1f}"))
    return markdown(("regions by", "whole, %", "apart, %", "pure, %", "regions"), rows)


SECTIONS: dict[str, Callable[[], str]] = {
    "palettes": palettes,
    "regions": segments,
}
"""Mark in the page → what makes the table there."""


if __name__ == "__main__":
    main()
