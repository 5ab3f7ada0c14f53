"""Manage a golden set: inspect it, check it, label it a second time, import your own.

    scripts/golden show                       draw every region and its name over its photograph
    scripts/golden stats                      count photographs and regions of each name
    scripts/golden check                      find errors and gaps
    scripts/golden blind                      draw the regions without names, to label them again
    scripts/golden second FOLDER              read the second labels; disputes become ambiguous
    scripts/golden agree                      measure the agreement of the two labelings
    scripts/golden import FROM --into MINE    import labels of LabelMe or Label Studio

Each works on the folder that evaluate.golden in params.yaml names, or on --golden FOLDER.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from rich.progress import track

from folkhue._utils.atomic import atomic_write
from folkhue._utils.text import counted
from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import FolkhueError, GoldenError
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import GoldenPhoto
from folkhue.render.report.golden_regions import draw_regions
from golden import importing, labelings, tables, validate
from golden.tables import console
from stages.params import Params, read_params
from stages.stage import REPORTS, SAMPLER

Command = argparse.ArgumentParser

FOLDER = "folder of the golden set (default: that of params.yaml)"


def main() -> None:
    """Run the command that the command line names."""
    options = parser().parse_args()
    try:
        params = read_params(files=False)
        options.golden = options.golden or Path(params.evaluate.golden)
        options.run(options, params)
    except (FolkhueError, OSError) as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped")


def parser(kind: type[Command] = Command) -> Command:
    """Describe the command line, with parsers of one kind."""
    top = kind(
        "scripts/golden",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--golden", type=Path, help=FOLDER)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace, Params], None], text: str) -> Command:
        command = commands.add_parser(name, help=text, description=text)
        # Also after the command; there it must not undo what stood before.
        command.add_argument("--golden", type=Path, default=argparse.SUPPRESS, help=FOLDER)
        command.set_defaults(run=run)
        return command

    command = add("show", show, "draw every region and its name over its photograph")
    command.add_argument("names", nargs="*", help="photographs (default: all)")
    command.add_argument("--out", type=Path, help="default: reports/golden/ and the set's name")
    command.add_argument("--zoom", type=int, choices=range(1, 9), default=2, help="default: 2")

    add("stats", stats, "count photographs and regions of each name")

    command = add("check", check, "find errors and gaps")
    command.add_argument("--photos", type=int, default=10, help="photographs a name should have")
    command.add_argument("--regions", type=int, default=25, help="regions a name should have")
    command.add_argument(
        "--against", type=Path, help="list of training photographs (default: that of params.yaml)"
    )

    command = add("blind", blind, "draw the regions without names, to label them again")
    command.add_argument("--out", type=Path, help="default: reports/blind/ and the set's name")
    command.add_argument("--seed", type=whole_number, default=0, help="of the order")
    command.add_argument("--once", action="store_true", help="only regions labeled once so far")

    command = add("second", second, "read the second labels; disputed regions become ambiguous")
    command.add_argument("folder", type=Path, help="folder of blind, with names.csv filled in")

    command = add("agree", agree, "measure the agreement of the two labelings")
    command.add_argument("--list", action="store_true", help="list every disputed region")

    command = add("import", import_labels, "import labels of LabelMe or Label Studio")
    command.add_argument(
        "source", type=Path, help="a folder of LabelMe's JSON files, or Label Studio's JSON export"
    )
    command.add_argument("--into", type=Path, required=True, help="folder of your golden set")
    command.add_argument("--photos", type=Path, help="folder of the photographs (Label Studio)")
    command.add_argument("--replace", action="store_true", help="replace photographs of equal name")
    return top


def whole_number(text: str) -> int:
    """Read a number from 0."""
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0, got {text!r}")
    return int(text)


def read(options: argparse.Namespace, params: Params) -> list[GoldenPhoto]:
    """Read the golden set that the options name."""
    return read_golden(options.golden, params.terms)


def read_finer(options: argparse.Namespace, params: Params) -> list[GoldenPhoto]:
    """Read it for a vocabulary that has the basic and the finer names, too."""
    every = (*Vocabulary.of("fine"), *params.terms)
    return read_golden(options.golden, every)


def show(options: argparse.Namespace, params: Params) -> None:
    """Write one picture per photograph, with its regions outlined and named."""
    golden = read(options, params)
    unknown = set(options.names) - {photo.name for photo in golden}
    if unknown:
        raise GoldenError(f"no golden photograph is named {', '.join(sorted(unknown))}")
    wanted = [photo for photo in golden if not options.names or photo.name in options.names]
    out = options.out or REPORTS / "golden" / options.golden.name
    for photo in track(wanted, "photographs", console=console, disable=not console.is_terminal):
        with atomic_write(out / f"{photo.name}.png") as temporary:
            draw_regions(photo, options.zoom).save(temporary)
    print(f"{counted(len(wanted), 'picture')} in {out}")


def stats(options: argparse.Namespace, params: Params) -> None:
    """Print the photographs and regions of each name, and of each finer name."""
    tables.print_stats(read(options, params))
    tables.print_finer(read_finer(options, params))


def check(options: argparse.Namespace, params: Params) -> None:
    """Print all findings, and fail if there are any."""
    golden = read(options, params)
    findings = validate.find_all(
        golden,
        options.golden,
        options.against or training_list(params),
        min_photos=options.photos,
        min_regions=options.regions,
    )
    finer = validate.overlaps(read_finer(options, params))
    findings += [finding for finding in finer if finding not in findings]
    for finding in findings:
        print(finding)
    regions = counted(sum(len(photo.regions) for photo in golden), "region")
    photos = counted(len(golden), "photograph")
    if findings:
        sys.exit(f"{counted(len(findings), 'finding')} on {photos}, {regions}")
    print(f"{photos}, {regions}: no findings")


def training_list(params: Params) -> Path:
    """Return the path of the list of training photographs."""
    manifest = params.download.source == "manifest"
    return Path(params.download.manifest.path) if manifest else SAMPLER


def blind(options: argparse.Namespace, params: Params) -> None:
    """Draw every region without its name, in random order; write a list to fill in."""
    out = options.out or REPORTS / "blind" / options.golden.name
    regions, sheets = labelings.write_blind(
        read(options, params), out, options.seed, unlabeled_only=options.once
    )
    print(
        f"{counted(regions, 'region')} on {counted(sheets, 'sheet')} in {out}.\n"
        'Write the name of each into names.csv, and under "or" a second name if you hesitate; '
        f"then run scripts/golden second {out}. Do not look at key.csv."
    )


def second(options: argparse.Namespace, params: Params) -> None:
    """Write the second labels into the label files, and the label that both make."""
    names, disputed = labelings.read_second(read(options, params), options.folder, params.terms)
    print(f"{counted(names, 'region')} named a second time; {disputed} became ambiguous")


def agree(options: argparse.Namespace, params: Params) -> None:
    """Print Cohen's kappa and the confusion matrix of the two labelings."""
    golden = read(options, params)
    twice = labelings.labeled_twice(golden)
    if not any(region.is_sure for region in twice):
        raise GoldenError(
            f"{options.golden}: no region of one name was labeled twice; see scripts/golden blind "
            "and scripts/golden second"
        )
    tables.print_agreement(twice)
    if options.list:
        tables.print_disputes(twice)


def import_labels(options: argparse.Namespace, params: Params) -> None:
    """Copy photographs and labels into a golden set."""
    items = importing.read_source(options.source, options.photos, params.terms)
    importing.write(items, options.into, replace=options.replace)
    regions = sum(len(item.labels["shapes"]) for item in items)
    print(
        f"{options.into} has {counted(len(items), 'photograph')}, {counted(regions, 'region')}.\n"
        f"Fill in titles, licenses and authors in {options.into / 'golden.csv'}; look at it with "
        f"scripts/golden --golden {options.into} show; to evaluate on it, set in params.yaml\n\n"
        f"evaluate:\n  golden: {options.into}"
    )


if __name__ == "__main__":
    main()
