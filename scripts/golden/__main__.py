"""Keep a golden set: look at it, check it, label it a second time, bring in your own.

    golden.py show                       draw every region and its name over its photograph
    golden.py stats                      count photographs and regions, name by name
    golden.py check                      find what is wrong with it
    golden.py blind                      draw the bare regions, to be named a second time
    golden.py second FOLDER              take in those names; what is disputed becomes ambiguous
    golden.py agree                      tell how well the two labelings agree
    golden.py import FROM --into MINE    bring in labels of LabelMe's or Label Studio's

Each works on the folder that evaluate.golden in params.yaml names, or on --golden FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.box import MARKDOWN
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import cohen_kappa_score

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import spellings
from folkhue.errors import FolkhueError, GoldenError
from folkhue.learning.evaluation.golden import read_golden
from folkhue.learning.evaluation.golden_photo import (
    QUALITIES,
    GoldenPhoto,
    Region,
    combine_labelings,
    format_label,
)
from folkhue.render.report.golden_regions import bare_sheet, draw_regions
from golden import importing as golden_import
from golden.validate import (
    alike,
    fingerprints_of,
    labeled_otherwise,
    learned_from,
    names,
    overlaps,
    too_few,
    unlicensed,
)
from stages.params import Params, read_params
from stages.stage import REPORTS, SAMPLER, read_json, write_json

Command = argparse.ArgumentParser
PER_SHEET = 20
console = Console()
wide = Console(width=200)  # tables are not folded: they go into the README as they are


def main() -> None:
    """Read the command line."""
    options = parser().parse_args()
    try:
        params = read_params(files=False)
        options.golden = options.golden or Path(params.evaluate.golden)
        options.run(options, params)
    except (FolkhueError, OSError) as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("stopped")


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--golden", type=Path, help="folder of the golden set")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace, Params], None], text: str) -> Command:
        command = commands.add_parser(name, help=text, description=text)
        # Also after the command; there it must not undo what stood before.
        command.add_argument("--golden", type=Path, default=argparse.SUPPRESS)
        command.set_defaults(run=run)
        return command

    command = add("show", show, "draw every region and its name over its photograph")
    command.add_argument("names", nargs="*", help="photographs; all of them if none is named")
    command.add_argument("--out", type=Path, help="default: reports/golden/ and the set's name")
    command.add_argument("--zoom", type=int, choices=range(1, 9), default=2)

    add("stats", stats, "count photographs and regions, name by name")

    command = add("check", check, "find what is wrong with it")
    command.add_argument("--photos", type=int, default=10, help="photographs a name should have")
    command.add_argument("--regions", type=int, default=25, help="regions a name should have")
    command.add_argument(
        "--against",
        type=Path,
        help="list of photographs that are learned from; default: that of params.yaml",
    )

    command = add("blind", blind, "draw the bare regions, to be named a second time")
    command.add_argument("--out", type=Path, help="default: reports/blind/ and the set's name")
    command.add_argument("--seed", type=natural, default=0, help="decides the order")
    command.add_argument("--once", action="store_true", help="only regions labeled once so far")

    command = add("second", second, "take in the names given to the bare regions")
    command.add_argument("folder", type=Path, help="what blind wrote, names.csv filled in")

    command = add("agree", agree, "tell how well the two labelings agree")
    command.add_argument("--list", action="store_true", help="list every region in dispute")

    command = add("import", bring_in, "bring in labels of LabelMe's or Label Studio's")
    command.add_argument(
        "source", type=Path, help="a folder of LabelMe's JSON files, or Label Studio's JSON export"
    )
    command.add_argument("--into", type=Path, required=True, help="folder of your golden set")
    command.add_argument("--photos", type=Path, help="folder of the photographs (Label Studio)")
    command.add_argument("--replace", action="store_true", help="replace photographs of that name")
    return top


def natural(text: str) -> int:
    """Read a number from nought up."""
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a number from 0 up, got {text!r}")
    return int(text)


def read(options: argparse.Namespace, params: Params) -> list[GoldenPhoto]:
    """Read the golden set that is meant."""
    return read_golden(options.golden, params.terms)


def show(options: argparse.Namespace, params: Params) -> None:
    """Write one picture per photograph: its regions outlined and named."""
    golden = read(options, params)
    unknown = set(options.names) - {photo.name for photo in golden}
    if unknown:
        raise GoldenError(f"no golden photograph is called {', '.join(sorted(unknown))}")
    wanted = [photo for photo in golden if not options.names or photo.name in options.names]
    out = options.out or REPORTS / "golden" / options.golden.name
    for photo in track(wanted, "photographs", console=console, disable=not console.is_terminal):
        with atomic_write(out / f"{photo.name}.png") as temporary:
            draw_regions(photo, options.zoom).save(temporary)
    print(f"{len(wanted)} pictures in {out}")


def stats(options: argparse.Namespace, params: Params) -> None:
    """Print photographs and regions per name, and how many of them are no showcases."""
    golden = read(options, params)
    pairs = [(photo.name, region) for photo in golden for region in photo.regions]
    columns = ("name", "photographs", "regions", "plain", *QUALITIES, "ambiguous")
    table = Table(*columns, box=MARKDOWN)
    for column in table.columns[1:]:
        column.justify = "right"
    for name in names(golden):
        mine = [(photo, region) for photo, region in pairs if region.names == (name,)]
        counts = Counter(quality for _, region in mine for quality in region.qualities)
        table.add_row(
            name,
            *(str(n) for n in (len({photo for photo, _ in mine}), len(mine))),
            str(sum(not region.qualities for _, region in mine)),
            *(str(counts[quality]) for quality in QUALITIES),
            str(sum(region.ambiguous and name in region.names for _, region in pairs)),
        )
    wide.print(table)
    sure = [region for _, region in pairs if not region.ambiguous]
    plain = sum(not region.qualities for region in sure)
    print(
        f"{len(golden)} photographs, {len(sure)} regions of one name ({plain} of them plain "
        f"examples, {len(sure) - plain} not), {len(pairs) - len(sure)} ambiguous ones"
    )


def check(options: argparse.Namespace, params: Params) -> None:
    """Print what is wrong, and fail if anything is."""
    golden = read(options, params)
    fingerprints = fingerprints_of(golden)
    findings = [
        *overlaps(golden),
        *too_few(golden, options.photos, options.regions),
        *labeled_otherwise(golden),
        *unlicensed(golden, options.golden),
        *alike(fingerprints),
        *learned_from(fingerprints, options.against or learned_list(params)),
    ]
    for finding in findings:
        print(finding)
    regions = sum(len(photo.regions) for photo in golden)
    if findings:
        sys.exit(f"{len(findings)} findings on {len(golden)} photographs, {regions} regions")
    print(f"{len(golden)} photographs, {regions} regions: nothing wrong")


def learned_list(params: Params) -> Path:
    """Name the list of photographs that are learned from."""
    manifest = params.download.source == "manifest"
    return Path(params.download.manifest.path) if manifest else SAMPLER


def blind(options: argparse.Namespace, params: Params) -> None:
    """Draw every region without its name, in another order; write a list to fill in."""
    out = options.out or REPORTS / "blind" / options.golden.name
    if any(row["name"] for row in read_names(out / "names.csv")):
        raise GoldenError(
            f"{out / 'names.csv'} has names in it: take them in with second, or move it"
        )
    photos = {photo.name: photo for photo in read(options, params)}
    places = [
        (photo.name, number)
        for photo in photos.values()
        for number, region in enumerate(photo.regions)
        if not (options.once and region.labelings)
    ]
    order = np.random.default_rng(options.seed).permutation(len(places)).tolist()
    shuffled = [places[place] for place in order]
    sheets = [shuffled[at : at + PER_SHEET] for at in range(0, len(shuffled), PER_SHEET)]
    for old in out.glob("sheet_*.png"):
        old.unlink()
    for sheet, part in enumerate(track(sheets, "sheets", disable=not console.is_terminal)):
        tiles = [
            (str(sheet * PER_SHEET + at), photos[name].read(), photos[name].regions[number])
            for at, (name, number) in enumerate(part)
        ]
        with atomic_write(out / f"sheet_{sheet:02}.png") as temporary:
            bare_sheet(tiles).save(temporary)
    write_csv(
        out / "names.csv", ["number", "name", "or"], [(n, "", "") for n in range(len(places))]
    )
    key = [(n, name, at, shape(photos[name], at)) for n, (name, at) in enumerate(shuffled)]
    write_csv(out / "key.csv", ["number", "photo", "region", "shape"], key)
    print(
        f"{len(places)} regions on {len(sheets)} sheets in {out}.\n"
        'Write into names.csv what each is called, and under "or" a second name where you '
        f"hesitate; then say golden.py second {out}. Do not look at key.csv."
    )


def shape(photo: GoldenPhoto, number: int) -> str:
    """Give a mark by which a region is known again, whatever it is called."""
    return f"{zlib.crc32(repr(photo.regions[number].points).encode()):08x}"


def read_names(path: Path) -> list[dict[str, str]]:
    """Read a filled-in list, with whatever a spreadsheet made of it; empty if there is none."""
    if not path.is_file():
        return []
    text = path.read_text("utf-8-sig")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.DictReader(text.splitlines(), delimiter=separator))
    if rows and not {"number", "name"} <= rows[0].keys():
        raise GoldenError(f"{path}: expected the columns number, name and or, got {[*rows[0]]}")
    stripped = [
        {key: (row.get(key) or "").strip() for key in ("number", "name", "or")} for row in rows
    ]
    return [row for row in stripped if any(row.values())]


def second(options: argparse.Namespace, params: Params) -> None:
    """Write the second names into the label files, and the labels that both make."""
    given = read_names(options.folder / "names.csv")
    if not given or not (options.folder / "key.csv").is_file():
        raise GoldenError(
            f"{options.folder}: no names.csv and key.csv; golden.py blind writes them"
        )
    with (options.folder / "key.csv").open(encoding="utf-8", newline="") as file:
        key = {row["number"]: row for row in csv.DictReader(file)}
    opinions = read_opinions(given, key, params, options.folder / "names.csv")
    photos = {photo.name: photo for photo in read(options, params)}
    changed: dict[str, Any] = {}
    disputed = 0
    for number, opinion in opinions.items():
        name, at = key[number]["photo"], int(key[number]["region"])
        if name not in photos or at >= len(photos[name].regions):
            raise GoldenError(f"{options.golden}: {name} has no shape {at}; draw blind sheets anew")
        if shape(photos[name], at) != key[number]["shape"]:
            raise GoldenError(
                f"{photos[name].labels}, shape {at}: another than was drawn; draw blind sheets anew"
            )
        region = photos[name].regions[at]
        first = region.labelings[0] if region.labelings else region.names
        both = combine_labelings([first, opinion])
        disputed += not region.ambiguous and len(both) > 1
        if name not in changed:
            changed[name] = read_json(photos[name].labels)
        drawn = changed[name]["shapes"][at]
        drawn["labelings"] = ["/".join(first), "/".join(opinion)]
        drawn["label"] = format_label(both)
    for name, labels in changed.items():
        write_json(photos[name].labels, labels)
    print(f"{len(opinions)} regions named a second time; {disputed} became ambiguous")


def read_opinions(
    given: list[dict[str, str]], key: dict[str, dict[str, str]], params: Params, path: Path
) -> dict[str, tuple[str, ...]]:
    """Give the names of each number, spelled as they are learned."""
    spelling = spellings(params.terms)
    opinions: dict[str, tuple[str, ...]] = {}
    for row in given:
        number = row["number"]
        names = [name.lower() for name in (row["name"], row["or"]) if name]
        if number not in key or number in opinions:
            why = "is there twice" if number in opinions else "is no region of key.csv"
            raise GoldenError(f"{path}: number {number!r} {why}")
        if row["name"] and not {*names} <= spelling.keys():
            raise GoldenError(
                f"{path}, number {number}: {'/'.join(names)!r}: expected names among "
                f"{', '.join(dict.fromkeys(spelling.values()))}"
            )
        if row["name"]:
            opinions[number] = tuple(dict.fromkeys(spelling[name] for name in names))
    unnamed = [number for number in key if number not in opinions]
    if unnamed:
        raise GoldenError(f"{path}: no name for {', '.join(unnamed)}")
    return opinions


def agree(options: argparse.Namespace, params: Params) -> None:
    """Print Cohen's kappa, overall and name by name, and the confusion of the two labelings."""
    golden = read(options, params)
    twice = [(p.name, n, r) for p in golden for n, r in enumerate(p.regions) if r.labelings]
    sure = [(r.labelings[0][0], r.labelings[1][0]) for _, _, r in twice if is_sure(r)]
    if not sure:
        raise GoldenError(
            f"{options.golden}: no region of one name was labeled twice; see golden.py blind and "
            "golden.py second"
        )
    first, again = np.array(sure).T
    terms = [name for name, _ in Counter([*first, *again]).most_common()]
    table = Table("first, then", *terms, "kappa", box=MARKDOWN)
    for column in table.columns[1:]:
        column.justify = "right"
    for term in terms:
        counts = Counter(again[first == term].tolist())
        table.add_row(
            term,
            *(str(counts[other] or "·") for other in terms),
            f"{kappa(first == term, again == term):.2f}",
        )
    wide.print(table)
    print(
        f"{len(sure)} regions to which the first labeling gave one name: the second gave "
        f"{(first == again).sum()} the same, Cohen's kappa {kappa(first, again):.3f}"
    )
    hesitated = [r for _, _, r in twice if not is_sure(r)]
    within = sum(r.labelings[1][0] in r.labelings[0] for r in hesitated)
    print(
        f"{len(hesitated)} over which the first labeling hesitated: {within} times the second "
        "name was one of its two"
    )
    disputed = [(p, n, r) for p, n, r in twice if is_sure(r) and r.ambiguous]
    print(f"{len(disputed)} became ambiguous by the second labeling")
    for photo, number, region in disputed if options.list else ():
        one, two = ("/".join(labeling) for labeling in region.labelings)
        print(f"  {photo} {number}: {one}, then {two} ({region.description})")


def kappa(first: NDArray[Any], again: NDArray[Any]) -> float:
    """Cohen's kappa; 1 if both gave one and the same name throughout."""
    return 1.0 if len({*first, *again}) == 1 else float(cohen_kappa_score(first, again))


def is_sure(region: Region) -> bool:
    """Whether the first labeling gave the region one name."""
    return len(region.labelings[0]) == 1


def bring_in(options: argparse.Namespace, params: Params) -> None:
    """Copy photographs and labels into a golden set."""
    items = golden_import.read_source(options.source, options.photos, params.terms)
    golden_import.write(items, options.into, replace=options.replace)
    regions = sum(len(item.labels["shapes"]) for item in items)
    print(
        f"{len(items)} photographs, {regions} regions are in {options.into}.\n"
        f"Fill in titles, licenses and authors in {options.into / 'golden.csv'}; look at it with "
        f"golden.py --golden {options.into} show; and to measure on it, put into params.yaml\n\n"
        f"evaluate:\n  golden: {options.into}"
    )


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table of a few rows."""
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
