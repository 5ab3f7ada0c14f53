"""Keep a golden set: look at it, check it, label it a second time, bring in your own.

    golden.py show                       draw every region and its name over its photograph
    golden.py stats                      count photographs and regions, name by name
    golden.py check                      find what is wrong with it
    golden.py blind                      draw the bare regions, to be named a second time
    golden.py second reports/blind       take in those names; what is disputed becomes ambiguous
    golden.py agree                      tell how well the two labellings agree
    golden.py import FROM --into MINE    bring in labels of LabelMe's or Label Studio's

Each works on the folder that evaluate.golden in params.yaml names, or on --golden FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rich.box import MARKDOWN
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import cohen_kappa_score

import golden_import
from folkhue.errors import FolkhueError, GoldenError
from folkhue.files import whole_file
from folkhue.golden import QUALITIES, GoldenPhoto, Region, agreed, label_of, read_golden
from folkhue.images import fingerprint, read_photo
from folkhue.report.regions import bare_sheet, draw_regions
from params import Params, read_params
from stage import REPORTS, SAMPLER, write_json

PER_SHEET = 20
NEAR = 4
"""Photographs whose fingerprints differ in so few bits may be the same."""

console = Console()
wide = Console(width=200)  # tables are not folded: they go into the README as they are


def main() -> None:
    """Read the command line."""
    options = parser().parse_args()
    try:
        params = read_params()
        options.golden = options.golden or Path(params.evaluate.golden)
        options.run(options, params)
    except (FolkhueError, OSError) as error:
        sys.exit(f"error: {error}")


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--golden", type=Path, help="folder of the golden set")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("show", help="draw every region and its name")
    command.add_argument("names", nargs="*", help="photographs; all of them if none is named")
    command.add_argument("--out", type=Path, default=REPORTS / "golden")
    command.add_argument("--zoom", type=int, default=2)
    command.set_defaults(run=show)

    command = commands.add_parser("stats", help="count photographs and regions, name by name")
    command.set_defaults(run=stats)

    command = commands.add_parser("check", help="find what is wrong with it")
    command.add_argument("--photos", type=int, default=10, help="photographs a name should have")
    command.add_argument("--regions", type=int, default=25, help="regions a name should have")
    command.add_argument(
        "--against", type=Path, default=SAMPLER, help="list of photographs that are learned from"
    )
    command.set_defaults(run=check)

    command = commands.add_parser("blind", help="draw the bare regions, to be named once more")
    command.add_argument("--out", type=Path, default=REPORTS / "blind")
    command.add_argument("--seed", type=int, default=0, help="decides the order")
    command.add_argument("--once", action="store_true", help="only regions labelled once so far")
    command.set_defaults(run=blind)

    command = commands.add_parser("second", help="take in the names given to the bare regions")
    command.add_argument("folder", type=Path, help="what blind wrote, names.csv filled in")
    command.set_defaults(run=second)

    command = commands.add_parser("agree", help="tell how well the two labellings agree")
    command.add_argument("--list", action="store_true", help="list every region in dispute")
    command.set_defaults(run=agree)

    command = commands.add_parser("import", help="bring in labels of LabelMe's or Label Studio's")
    command.add_argument(
        "source", type=Path, help="a folder of LabelMe's JSON files, or Label Studio's JSON export"
    )
    command.add_argument("--into", type=Path, required=True, help="folder of your golden set")
    command.add_argument("--photos", type=Path, help="folder of the photographs (Label Studio)")
    command.add_argument("--replace", action="store_true", help="replace photographs of that name")
    command.set_defaults(run=bring_in)
    return top


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
    for photo in track(wanted, "photographs", console=console, disable=not console.is_terminal):
        with whole_file(options.out / f"{photo.name}.png") as beside:
            draw_regions(photo, options.zoom).save(beside)
    print(f"{len(wanted)} pictures in {options.out}")


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


def names(golden: Sequence[GoldenPhoto]) -> list[str]:
    """List the names that regions have, the most frequent first."""
    found = Counter(name for photo in golden for region in photo.regions for name in region.names)
    return [name for name, _ in found.most_common()]


def check(options: argparse.Namespace, params: Params) -> None:
    """Print what is wrong, and fail if anything is."""
    golden = read(options, params)
    findings = [
        *overlaps(golden),
        *too_few(golden, options.photos, options.regions),
        *labelled_otherwise(golden),
        *unlicensed(golden, options.golden),
        *learned_from(golden, options.against),
    ]
    for finding in findings:
        print(finding)
    regions = sum(len(photo.regions) for photo in golden)
    if findings:
        sys.exit(f"{len(findings)} findings on {len(golden)} photographs, {regions} regions")
    print(f"{len(golden)} photographs, {regions} regions: nothing wrong")


def overlaps(golden: Sequence[GoldenPhoto]) -> list[str]:
    """Find regions that overlap one of another name, and regions without a pixel."""
    found = []
    for photo in golden:
        try:
            masks = photo.masks(photo.read())
        except FolkhueError as error:
            found.append(str(error))
            continue
        empty = [str(number) for number, mask in enumerate(masks) if not mask.any()]
        found += [f"{photo.name}: no pixel lies in shape {', '.join(empty)}"] if empty else []
    return found


def too_few(golden: Sequence[GoldenPhoto], photos: int, regions: int) -> list[str]:
    """Find names with too few examples to score them."""
    found = []
    for name in names(golden):
        per_photo = [sum(r.names == (name,) for r in photo.regions) for photo in golden]
        on = sum(count > 0 for count in per_photo)
        if on < photos or sum(per_photo) < regions:
            found.append(
                f"{name}: {sum(per_photo)} regions on {on} photographs; its score will say "
                f"little with fewer than {regions} on {photos}"
            )
    return found


def labelled_otherwise(golden: Sequence[GoldenPhoto]) -> list[str]:
    """Find labels that are not what the two labellings make."""
    return [
        f"{photo.name}, shape {number}: {region.label!r}, but its labellings make "
        f"{label_of(agreed(region.labellings))!r}"
        for photo in golden
        for number, region in enumerate(photo.regions)
        if region.labellings and set(agreed(region.labellings)) != set(region.names)
    ]


def unlicensed(golden: Sequence[GoldenPhoto], folder: Path) -> list[str]:
    """Find photographs whose author or licence is not in golden.csv."""
    path = folder / "golden.csv"
    if not path.is_file():
        return [f"{path} is missing: it lists title, licence and author of each photograph"]
    listed = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("id")
    found = []
    for photo in golden:
        if photo.name not in listed.index:
            found.append(f"{photo.name} is not in {path}")
            continue
        missing = [key for key in ("title", "licence", "author") if not listed.at[photo.name, key]]
        found += [f"{path}: {photo.name} has no {', '.join(missing)}"] if missing else []
    return found


def learned_from(golden: Sequence[GoldenPhoto], against: Path) -> list[str]:
    """Find golden photographs that look like one that is learned from."""
    listed = pd.read_csv(against, dtype=str, keep_default_na=False)
    paths = [against.parent / path for path in listed["path"]]
    prints = np.array([fingerprint(read_photo(path)) for path in paths])
    found = []
    for photo in golden:
        distance = (prints != fingerprint(photo.read())).sum(axis=1)
        if distance.min() <= NEAR:
            found.append(f"{photo.name} looks like {paths[int(distance.argmin())]}")
    return found


def blind(options: argparse.Namespace, params: Params) -> None:
    """Draw every region without its name, in another order; write a list to fill in."""
    photos = {photo.name: photo for photo in read(options, params)}
    places = [
        (photo.name, number)
        for photo in photos.values()
        for number, region in enumerate(photo.regions)
        if not (options.once and region.labellings)
    ]
    order = np.random.default_rng(options.seed).permutation(len(places)).tolist()
    shuffled = [places[place] for place in order]
    sheets = [shuffled[at : at + PER_SHEET] for at in range(0, len(shuffled), PER_SHEET)]
    read_again = {name: photo.read() for name, photo in photos.items()}
    for sheet, part in enumerate(track(sheets, "sheets", disable=not console.is_terminal)):
        tiles = [
            (str(sheet * PER_SHEET + at), read_again[name], photos[name].regions[number])
            for at, (name, number) in enumerate(part)
        ]
        with whole_file(options.out / f"sheet_{sheet:02}.png") as beside:
            bare_sheet(tiles).save(beside)
    write_csv(
        options.out / "names.csv",
        ["number", "name", "or"],
        [(n, "", "") for n in range(len(places))],
    )
    key = [(n, name, number) for n, (name, number) in enumerate(shuffled)]
    write_csv(options.out / "key.csv", ["number", "photo", "region"], key)
    print(
        f"{len(places)} regions on {len(sheets)} sheets in {options.out}.\n"
        'Write into names.csv what each is called, and under "or" a second name where you '
        f"hesitate; then say golden.py second {options.out}. Do not look at key.csv."
    )


def second(options: argparse.Namespace, params: Params) -> None:
    """Write the second names into the label files, and the labels that both make."""
    given = pd.read_csv(options.folder / "names.csv", dtype=str, keep_default_na=False)
    key = pd.read_csv(options.folder / "key.csv", dtype={"photo": str})
    if given["number"].tolist() != key["number"].astype(str).tolist():
        raise GoldenError(f"{options.folder}: names.csv does not list the regions of key.csv")
    unnamed = given.loc[given["name"].str.strip() == "", "number"].tolist()
    if unnamed:
        raise GoldenError(f"{options.folder / 'names.csv'}: no name for {', '.join(unnamed)}")
    photos = {photo.name: photo for photo in read(options, params)}
    known = {*names(list(photos.values())), *params.terms.names}
    opinions: dict[str, dict[int, tuple[str, ...]]] = {}
    for row, place in zip(given.to_dict("records"), key.to_dict("records"), strict=True):
        opinion = tuple(name.strip().lower() for name in (row["name"], row["or"]) if name.strip())
        if not set(opinion) <= known:
            raise GoldenError(
                f"{options.folder / 'names.csv'}, number {row['number']}: {'/'.join(opinion)!r}: "
                f"expected names among {', '.join(sorted(known))}"
            )
        opinions.setdefault(place["photo"], {})[place["region"]] = opinion
    disputed = 0
    for name, of_photo in opinions.items():
        labels = json.loads(photos[name].labels.read_text("utf-8"))
        for number, opinion in of_photo.items():
            region = photos[name].regions[number]
            first = region.labellings[0] if region.labellings else region.names
            both = agreed([first, opinion])
            disputed += not region.ambiguous and len(both) > 1
            labels["shapes"][number]["labellings"] = ["/".join(first), "/".join(opinion)]
            labels["shapes"][number]["label"] = label_of(both)
        write_json(photos[name].labels, labels)
    print(f"{len(given)} regions named a second time; {disputed} became ambiguous")


def agree(options: argparse.Namespace, params: Params) -> None:
    """Print Cohen's kappa, overall and name by name, and the confusion of the two labellings."""
    golden = read(options, params)
    twice = [(p.name, n, r) for p in golden for n, r in enumerate(p.regions) if r.labellings]
    if not twice:
        raise GoldenError(
            f"{options.golden} was labelled once; see golden.py blind and golden.py second"
        )
    sure = [(r.labellings[0][0], r.labellings[1][0]) for _, _, r in twice if is_sure(r)]
    first, again = np.array(sure).T
    terms = [name for name in names(golden) if name in {*first, *again}]
    table = Table("first, then", *terms, "kappa", box=MARKDOWN)
    for column in table.columns[1:]:
        column.justify = "right"
    for term in terms:
        counts = Counter(again[first == term].tolist())
        kappa = cohen_kappa_score(first == term, again == term)
        table.add_row(term, *(str(counts[other] or "·") for other in terms), f"{kappa:.2f}")
    wide.print(table)
    print(
        f"{len(sure)} regions to which the first labelling gave one name: the second gave "
        f"{(first == again).sum()} the same, Cohen's kappa {cohen_kappa_score(first, again):.3f}"
    )
    hesitated = [r for _, _, r in twice if not is_sure(r)]
    within = sum(r.labellings[1][0] in r.labellings[0] for r in hesitated)
    print(
        f"{len(hesitated)} over which the first labelling hesitated: {within} times the second "
        "name was one of its two"
    )
    disputed = [(p, n, r) for p, n, r in twice if is_sure(r) and r.ambiguous]
    print(f"{len(disputed)} became ambiguous by the second labelling")
    for photo, number, region in disputed if options.list else ():
        one, two = ("/".join(labelling) for labelling in region.labellings)
        print(f"  {photo} {number}: {one}, then {two} ({region.description})")


def is_sure(region: Region) -> bool:
    """Whether the first labelling gave the region one name."""
    return len(region.labellings[0]) == 1


def bring_in(options: argparse.Namespace, params: Params) -> None:
    """Copy photographs and labels into a golden set."""
    items = golden_import.read_source(options.source, options.photos, params.terms)
    golden_import.write(items, options.into, replace=options.replace)
    regions = sum(len(item.labels["shapes"]) for item in items)
    print(
        f"{len(items)} photographs, {regions} regions are in {options.into}.\n"
        f"Fill in titles, licences and authors in {options.into / 'golden.csv'}; look at it with "
        f"golden.py --golden {options.into} show; and to measure on it, put into params.yaml\n\n"
        f"evaluate:\n  golden: {options.into}"
    )


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table of a few rows."""
    with whole_file(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
