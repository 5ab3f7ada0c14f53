"""What `download` tells at its end: whether the photographs are ready for the rest of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.photo_list import listed_photos
from folkhue.datasets.readiness import Readiness
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.render.readiness_sheet import readiness_sheet
from stages.durations import Durations, duration
from stages.outputs import declared
from stages.params import Params
from stages.stage import REPORTS

SHEET = REPORTS / "readiness.jpg"

THUMBNAILS = 8
"""Photographs of each name on the sheet."""

QUALITY = 85
"""Of JPEG, up to 100."""

BEFORE = {"check", "download"}
"""The stages that are done by then."""

PER_CLASSIFIER = {"train", "evaluate"}
"""Those that run once for each classifier."""


def tell_readiness(params: Params, photos: Path) -> None:
    """Print a table of the names' photographs, warnings, and how long the rest may take.

    Parameters
    ----------
    params : Params
    photos : path
        The list of photographs. Some of each name are drawn in `SHEET`.
    """
    found = Readiness.of(listed_photos(photos), params.terms)
    share = params.sample.test_share
    searched = params.download.searched
    rows = table(found, share, searched.photos if searched else None)
    print("\n".join(["", *rows, *words(found), *warnings(found, share)]))
    print(f"{expected(params, found.kept)}; thumbnails of each name: {SHEET}")
    write_sheet(found, photos)


def table(found: Readiness, test_share: float, wanted: int | None) -> Iterator[str]:
    """Lay out the photographs of each name: wanted, listed, kept, held out, left out by reason."""
    width = max(len("name"), *(len(each.name) for each in found.names))
    first = "" if wanted is None else f"{'wanted':>8}"
    yield f"{'name':>{width}}{first}{'listed':>8}{'kept':>8}  held out  left out"
    for each in found.names:
        numbers = [*([] if wanted is None else [wanted]), each.counts.total(), each.kept]
        reasons = ", ".join(f"{n} {reason}" for reason, n in each.left_out.items()) or "–"
        yield (
            f"{each.name:>{width}}{''.join(f'{number:8}' for number in numbers)}"
            f"{each.held_out(test_share):10}  {reasons}"
        )


def words(found: Readiness) -> Iterator[str]:
    """Tell which word of a name is in how many of its photographs, if any name has several."""
    if found.has_words:
        yield "found by these words, of which a photograph may have several:"
        for each in found.names:
            if len(each.words) > 1:
                yield f"  {each.name}: {', '.join(f'{w} {n}' for w, n in each.words.items())}"


def warnings(found: Readiness, test_share: float) -> Iterator[str]:
    """Warn of names that have too few photographs, before the rest of the run takes its time."""
    for told, names in found.warnings(test_share).items():
        yield f"WARNING: {', '.join(names)}: {told}"


def expected(params: Params, photos: int) -> str:
    """Say roughly how long the rest of the run takes on this machine."""
    known, classifiers = Durations.read(), params.train.classifiers
    seconds = sum(map(known.expected, rest(classifiers)))
    return (
        f"the rest of a run with {photos:,} photographs and {len(classifiers)} classifiers takes "
        f"roughly {duration(max(10, round(seconds, -1)))}"
        f"{'' if known.known else ' on two cores'}"
    )


def rest(classifiers: Iterable[str]) -> Iterator[str]:
    """List the stages that are ahead, as DVC names them."""
    for stage in dict.fromkeys(stage for stage, _ in declared() if "/" not in stage):
        if stage in PER_CLASSIFIER:
            yield from (f"{stage}@{name}" for name in classifiers)
        elif stage not in BEFORE:
            yield stage


def write_sheet(found: Readiness, photos: Path) -> None:
    """Draw some photographs of each name."""
    chosen = choose(listed_photos(photos), found)
    rows = {term: [photos.parent / path for path in chosen[term.name]] for term in found.vocabulary}
    sheet = readiness_sheet(rows, {each.name: each.kept for each in found.names}, THUMBNAILS)
    with atomic_write(SHEET) as temporary:
        sheet.save(temporary, "JPEG", quality=QUALITY)


def choose(photos: Iterator[PhotoRecord], found: Readiness) -> dict[str, list[str]]:
    """Choose photographs of each name, evenly spread over the list; return their paths."""
    wanted = {each.name: spread(each.kept) for each in found.names}
    seen = dict.fromkeys(wanted, 0)
    chosen: dict[str, list[str]] = {name: [] for name in wanted}
    for photo in photos:
        if photo.status is not Status.OK:
            continue
        for name in photo.labels:
            if name in wanted:
                if seen[name] in wanted[name]:
                    chosen[name].append(photo.path)
                seen[name] += 1
    return chosen


def spread(number: int) -> Sequence[int]:
    """Spread places evenly over so many photographs.

    Examples
    --------
    >>> spread(80), spread(3)
    ([0, 10, 20, 30, 40, 50, 60, 70], [0, 1, 2])
    """
    shown = min(number, THUMBNAILS)
    return [place * number // shown for place in range(shown)]
