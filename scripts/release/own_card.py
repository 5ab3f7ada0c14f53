"""Describe a table of one's own, as shipped ones are: make card NAME=my-colors TABLE=mine.npz.

The card is written beside the table, and tells of the last run: its photographs and their
licenses, how the table was made, how good it is, and how to use it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.attribution import Credit, source_rows
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import FolkhueError, TableError
from folkhue.learning.evaluation.coverage import golden_coverage
from folkhue.learning.evaluation.golden import read_golden
from folkhue.render.report.run_facts import RunFacts
from folkhue.table.color_table import load
from release.cards import TrainingData, facts
from repro.facts import read_facts
from stages.outputs import md5, read_output
from stages.params import Params, read_params
from stages.stage import REPORTS, TABLE

CARD = Path(__file__).with_name("own_card.md")

MAX_LICENSES = 12
"""Licenses that are listed; the others are counted together."""


def main() -> None:
    """Write the card of a table beside it."""
    options = arguments()
    table = Path(options.table)
    try:
        text = own_card(table, options.name or table.stem)
        with atomic_write(table.with_suffix(".md")) as temporary:
            temporary.write_text(text, "utf-8")
    except (FolkhueError, OSError) as error:
        sys.exit(f"error: {error}")
    print(f"Open {table.with_suffix('.md')}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", default=TABLE, help="the table of the last run")
    parser.add_argument("name", nargs="?", help="what to call it; its file's name by default")
    return parser.parse_args()


def own_card(table: Path, name: str) -> str:
    """Describe a table of the run in the current folder.

    Parameters
    ----------
    table : path
        ``models/colortable.npz`` or a copy of it.
    name : str

    Raises
    ------
    FolkhueError
        If it is another table, or results of the run are missing.
    """
    check_table(table)
    params, data = read_params(), TrainingData.read(Path())
    run = read_facts(REPORTS / "index.html")
    return CARD.read_text("utf-8").format(
        name=name,
        table=table.name,
        made=f" Made by folkhue {run.versions['folkhue']} on {run.date}." if run else "",
        run=described(run),
        chosen=chosen(params),
        licenses=source_rows(count_licenses(data.used_photos).items(), MAX_LICENSES),
        coverage=coverage(params),
        **facts(Path(), params, data),
    )


def check_table(table: Path) -> None:
    """Check that a table is that of the last run, of which the reports tell.

    Raises
    ------
    TableError
        If it is not.
    """
    read_output(TABLE, load)
    load(table)
    if md5(table) != md5(TABLE):
        raise TableError(
            f"{table} is not the table of the last run, {TABLE}, of which the reports tell: check "
            "out its commit and run `make repro`, or describe that table"
        )


def described(run: RunFacts | None) -> str:
    """Tell commit, versions and machine of a run."""
    if run is None:
        return "Date, commit and versions are not recorded: `make repro` did not make the results."
    changed = f", and changes of {run.changes}" if run.changed else ""
    code = f"commit {run.commit[:12]}{changed}" if run.commit else "no git repository"
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    return f"Run: {run.date}; {code}; {versions}; {', '.join(run.machine.values())}."


def chosen(params: Params) -> str:
    """Tell how the classifier was chosen."""
    if params.compile.classifier != "best":
        return "chosen in params.yaml"
    return (
        "the first listed in params.yaml of those within a standard error of the best on the "
        "held-out split"
    )


def count_licenses(photos: Iterable[PhotoRecord]) -> dict[str, int]:
    """Count photographs by license, the most frequent first."""
    return dict(Counter(Credit.from_record(photo).license for photo in photos).most_common())


def coverage(params: Params) -> str:
    """Tell what the golden set measures, and what it leaves out."""
    golden = read_golden(params.evaluate.golden, params.terms)
    return f"The golden set: {golden_coverage(golden, params.terms.names).text}."


if __name__ == "__main__":
    main()
