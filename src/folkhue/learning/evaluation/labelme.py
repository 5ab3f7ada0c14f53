"""Labels in LabelMe's JSON: a polygon and a color name for each region."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from folkhue._utils.regular_file import check_file, read_file, real_path
from folkhue._utils.text import printable
from folkhue.color.vocabulary import BASIC_TERMS, FINE_TERMS, ColorTerm, spellings
from folkhue.errors import GoldenError
from folkhue.learning.evaluation.golden_photo import (
    AMBIGUOUS,
    QUALITIES,
    GoldenPhoto,
    Region,
    parse_label,
)

_KEYS = ("imagePath", "imageWidth", "imageHeight", "shapes")


def read_labels(file: Path, terms: Iterable[ColorTerm] = ()) -> GoldenPhoto:
    """Read one file.

    Parameters
    ----------
    file : path
    terms : iterable of ColorTerm
        The vocabulary that is measured: names that regions may have, in addition to the eleven
        basic terms. The finer names of a region count if all of them are among these.

    Raises
    ------
    GoldenError
        If it cannot be read, contradicts itself, or its photograph is missing.
    """
    try:
        labels = json.loads(read_file(file).decode())
    except (OSError, ValueError, RecursionError) as error:
        raise GoldenError(f"{file}: not a file of LabelMe's ({error})") from error
    golden = parse_labels(labels, file, terms)
    try:
        check_file(golden.path)
    except OSError as error:
        name = printable(labels["imagePath"][:200])
        raise GoldenError(f"{file}: its photograph {name} does not exist") from error
    return golden


def parse_labels(labels: Any, file: Path, terms: Iterable[ColorTerm] = ()) -> GoldenPhoto:
    """Check and convert the content of a file.

    Parameters
    ----------
    labels : object
        The JSON of the file.
    file : path
        Its path, or the one it will have.
    terms : iterable of ColorTerm
        The vocabulary that is measured: names that regions may have, in addition to the eleven
        basic terms. The finer names of a region count if all of them are among these.

    Raises
    ------
    GoldenError
        If it is not as LabelMe writes it, or contradicts itself.
    """
    size = _check_photo(labels, file)
    known = tuple(terms)
    regions = []
    for number, shape in enumerate(labels["shapes"]):
        where = f"{file}, shape {number}"
        try:
            regions.append(_parse_region(shape, where, size, known))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise GoldenError(f"{where}: not as LabelMe writes it ({error!r})") from error
    try:
        path = real_path(file.parent / labels["imagePath"])
    except (OSError, ValueError, RuntimeError) as error:  # a null character, a loop of links
        raise GoldenError(f"{file}: its imagePath is no path ({error})") from error
    return GoldenPhoto(file.stem, path, file, size, tuple(regions))


def _check_photo(labels: Any, file: Path) -> tuple[int, int]:
    """Check all but the shapes; return the photograph's width and height."""
    for key in _KEYS:
        if not isinstance(labels, dict) or key not in labels:
            raise GoldenError(f"{file}: not a file of LabelMe's: it has no {key}")
    size = labels["imageWidth"], labels["imageHeight"]
    if not all(type(side) is int and side > 0 for side in size):
        raise GoldenError(f"{file}: imageWidth and imageHeight are {size[0]!r} and {size[1]!r}")
    if not isinstance(labels["shapes"], list) or not isinstance(labels["imagePath"], str):
        raise GoldenError(f"{file}: not a file of LabelMe's: no list of shapes, or no imagePath")
    return size


def _parse_region(
    shape: dict[str, Any], where: str, size: tuple[int, int], terms: Sequence[ColorTerm]
) -> Region:
    spelling = spellings(terms)
    flags = shape.get("flags") or {}
    labelings = shape.get("labelings") or ()
    if len(labelings) not in (0, 2):
        raise GoldenError(f"{where}: expected two labelings or none, got {len(labelings)}")
    points = _parse_points(shape, where, size)
    return Region(
        basic=_parse_names(shape["label"], where, spelling),
        points=points,
        description=shape.get("description") or "",
        qualities=tuple(quality for quality in QUALITIES if flags.get(quality) is True),
        labelings=tuple(
            tuple(_find_term(name, where, spelling) for name in names.split("/"))
            for names in labelings
        ),
        finer=_parse_finer(shape.get("fine"), where, terms),
    )


def _parse_points(
    shape: dict[str, Any], where: str, size: tuple[int, int]
) -> tuple[tuple[float, float], ...]:
    if shape.get("shape_type", "polygon") != "polygon":
        raise GoldenError(f"{where}: expected a polygon, got {shape['shape_type']!r}")
    points = tuple((float(x), float(y)) for x, y in shape["points"])
    if len(points) < 3:
        raise GoldenError(f"{where}: a polygon has at least three corners, this has {len(points)}")
    if not all(0 <= x <= size[0] and 0 <= y <= size[1] for x, y in points):
        raise GoldenError(f"{where}: a corner lies outside the photograph of {size[0]} × {size[1]}")
    return points


def _parse_names(label: str, where: str, spelling: dict[str, str]) -> tuple[str, ...]:
    label = label.strip().lower()
    names = tuple(_find_term(name, where, spelling) for name in parse_label(label))
    if label.startswith(AMBIGUOUS) != (len(names) > 1) or len(set(names)) != len(names):
        raise GoldenError(
            f"{where}: {label!r}: expected one name, or several as in '{AMBIGUOUS} blue/purple'"
        )
    return names


def _parse_finer(text: str | None, where: str, terms: Sequence[ColorTerm]) -> tuple[str, ...]:
    """Read finer names, as in `navy/blue`; none if one of them is not among the terms."""
    if text is None:
        return ()
    spelling = {name: name for name in FINE_TERMS} | spellings(terms)
    names = tuple(_find_term(name, where, spelling) for name in text.split("/"))
    if BASIC_TERMS.keys() >= set(names) or len(set(names)) != len(names):
        raise GoldenError(
            f"{where}: {text!r}: expected a finer name than the basic terms, or several names as "
            "in 'navy/blue'"
        )
    return names if {term.name for term in terms} >= set(names) else ()


def _find_term(text: str, where: str, spelling: dict[str, str]) -> str:
    name = spelling.get(text.strip().lower())
    if name is None:
        known = ", ".join(dict.fromkeys(spelling.values()))
        raise GoldenError(f"{where}: {text.strip()!r} is none of {known}")
    return name
