"""Labels drawn in LabelMe or Label Studio, as a golden set."""

from __future__ import annotations

import base64
import binascii
import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from folkhue._utils.atomic import atomic_write
from folkhue._utils.csv_rows import write_rows
from folkhue.color.vocabulary import ColorTerm
from folkhue.errors import GoldenError, ImageError
from folkhue.images.photo import read_photo
from folkhue.learning.evaluation.golden_photo import AMBIGUOUS, QUALITIES, format_label
from folkhue.learning.evaluation.labelme import parse_labels
from stages.stage import read_json, write_json

COLUMNS = ("id", "path", "title", "license", "author", "source")


@dataclass(frozen=True)
class Item:
    """A photograph and its labels.

    Attributes
    ----------
    name : str
        File name of the photograph, without folders.
    photo : bytes
        Contents of its file, left as they are.
    labels : dict
        As LabelMe writes them.
    origin : path
        The file they come from, for messages.
    """

    name: str
    photo: bytes
    labels: dict[str, Any]
    origin: Path

    @property
    def stem(self) -> str:
        """The name of the golden photograph."""
        return PurePosixPath(self.name).stem


def read_source(source: Path, photos: Path | None, terms: Iterable[ColorTerm]) -> list[Item]:
    """Read and check labels.

    Parameters
    ----------
    source : path
        A folder of LabelMe's JSON files, or a JSON file exported from Label Studio.
    photos : path, optional
        Folder of the photographs of Label Studio.
    terms : iterable of ColorTerm
        Names that regions may have, in addition to the basic terms.

    Raises
    ------
    GoldenError
        If anything is wrong; then nothing was written.
    """
    if source.is_dir():
        items = [from_labelme(path) for path in sorted(source.glob("*.json"))]
    elif source.is_file():
        items = from_label_studio(source, photos or source.parent)
    else:
        raise GoldenError(f"{source}: no such file or folder")
    if not items:
        raise GoldenError(
            f"{source}: no polygon in it; expected a folder of LabelMe's JSON files, or "
            "polygons exported from Label Studio as JSON"
        )
    terms = list(terms)
    for item in items:
        _check(item, terms)
        if sum(other.stem == item.stem for other in items) > 1:
            raise GoldenError(f"{source}: two photographs are named {item.stem}; rename one")
    return items


def _check(item: Item, terms: Sequence[ColorTerm]) -> None:
    """Check that the labels can be read, fit the photograph, and do not overlap."""
    where = item.origin
    golden = parse_labels(item.labels, where, terms)
    try:
        photo = read_photo(item.photo)
    except ImageError as error:
        raise GoldenError(f"{where}: its photograph {item.name}: {error}") from error
    height, width = photo.opaque.shape
    if (width, height) != golden.size:
        raise GoldenError(
            f"{where}: drawn on {golden.size[0]} × {golden.size[1]} pixels, but {item.name} has "
            f"{width} × {height}; label the photograph as it is"
        )
    golden.masks(photo)


def from_labelme(path: Path) -> Item:
    """Read one file of LabelMe's, and its photograph, which may be inside."""
    try:
        labels = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise GoldenError(f"{path}: not a file of LabelMe's ({error})") from error
    _as_labelme_writes(labels, path)
    named = labels["imagePath"].replace("\\", "/")
    image_file, name = path.parent / named, PurePosixPath(named).name
    try:
        if image_file.is_file():
            photo = image_file.read_bytes()
        elif labels.get("imageData") and name not in ("", ".."):
            photo = base64.b64decode(labels["imageData"], validate=True)
        else:
            raise GoldenError(f"{path}: its photograph {labels['imagePath']} does not exist")
    except (OSError, ValueError, TypeError, binascii.Error) as error:
        raise GoldenError(f"{path}: its photograph cannot be read ({error})") from error
    size = labels["imageWidth"], labels["imageHeight"]
    shapes = [_shape(shape) for shape in labels["shapes"]]
    return Item(name, photo, _labels(name, size, shapes), path)


def _as_labelme_writes(labels: Any, path: Path) -> None:
    """Check what is read before the names are checked."""
    shapes = labels.get("shapes") if isinstance(labels, dict) else None
    if not isinstance(shapes, list) or not all(isinstance(shape, dict) for shape in shapes):
        raise GoldenError(f"{path}: not a file of LabelMe's: it has no list of shapes")
    for key, kind in (("imagePath", str), ("imageWidth", int), ("imageHeight", int)):
        if not isinstance(labels.get(key), kind):
            raise GoldenError(f"{path}: not a file of LabelMe's: {key} is {labels.get(key)!r}")


def from_label_studio(path: Path, photos: Path) -> list[Item]:
    """Read polygons exported from Label Studio as JSON; corners there are percentages."""
    try:
        tasks = json.loads(path.read_text("utf-8"))
        found = [_task(task, path, photos) for task in tasks]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GoldenError(
            f"{path}: not what Label Studio exports as JSON, which is another format than its "
            f"JSON-MIN ({error!r})"
        ) from error
    return [item for item in found if item]


def _task(task: dict[str, Any], path: Path, photos: Path) -> Item | None:
    where = f"{path}, task {task.get('id', '?')}"
    done = [a["result"] for a in task["annotations"] if a["result"] and not a.get("was_canceled")]
    if not done:
        return None
    if len(done) > 1:
        raise GoldenError(
            f"{where}: annotated {len(done)} times; keep one, and use scripts/golden blind for a "
            "second labeling of the same regions"
        )
    results = [result for result in done[0] if result["type"] == "polygonlabels"]
    kinds = {result["type"] for result in done[0]} - {"polygonlabels"}
    others = sorted(kind for kind in kinds if kind.endswith("labels"))  # not choices, ratings, …
    if others:
        raise GoldenError(f"{where}: {', '.join(others)}: only polygons are read; redraw or delete")
    if any(result.get("image_rotation") for result in results):
        raise GoldenError(f"{where}: the photograph was rotated in Label Studio; rotate it back")
    if not results:
        return None
    addresses = [str(v) for v in task["data"].values() if re.search(r"\.\w{3,4}(\?|$)", str(v))]
    file = next((f for address in addresses if (f := _local(address, photos))), None)
    if file is None:
        raise GoldenError(
            f"{where}: none of {', '.join(addresses) or 'its data'} is in {photos}; name the "
            "folder of the photographs with --photos"
        )
    width, height = results[0]["original_width"], results[0]["original_height"]
    shapes = []
    for result in results:
        value = result["value"]
        shares = [(min(100, max(0, x)), min(100, max(0, y))) for x, y in value["points"]]
        points = [[x * width / 100, y * height / 100] for x, y in shares]
        names = [str(name).strip().lower() for name in value["polygonlabels"]]
        shapes.append(_shape({"label": format_label(names), "points": points}))
    labels = _labels(file.name, (width, height), shapes)
    return Item(file.name, file.read_bytes(), labels, Path(f"{where}: {file.name}"))


def _local(address: str, photos: Path) -> Path | None:
    """Find the file behind /data/upload/1/0a1b2c3d-dog.jpg, or /data/local-files/?d=a/dog.jpg."""
    parts = urlsplit(address)
    inside = parse_qs(parts.query).get("d", [unquote(parts.path)])[0]
    name = PurePosixPath(inside).name
    for candidate in (name, re.sub(r"^[0-9a-f]{8}-", "", name)):
        if (photos / candidate).is_file():
            return photos / candidate
    return None


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    """Keep what a golden region has; a label of two names becomes an ambiguous one."""
    names = str(shape.get("label")).strip().lower().removeprefix(f"{AMBIGUOUS} ").split("/")
    flags = shape["flags"] if isinstance(shape.get("flags"), dict) else {}
    kept = {key: shape[key] for key in ("fine", "labelings") if shape.get(key)}
    return {
        "label": format_label([name.strip() for name in names]),
        "points": shape.get("points"),
        "group_id": None,
        "description": shape.get("description") or "",
        "shape_type": shape.get("shape_type", "polygon"),
        "flags": {quality: True for quality in QUALITIES if flags.get(quality) is True},
        **kept,
    }


def _labels(name: str, size: tuple[int, int], shapes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": "5.5.0",
        "flags": {},
        "shapes": shapes,
        "imagePath": f"../photos/{name}",
        "imageData": None,
        "imageHeight": size[1],
        "imageWidth": size[0],
    }


def write(items: Sequence[Item], folder: Path, *, replace: bool) -> None:
    """Add photographs and labels to a golden set, which may be a new one.

    Raises
    ------
    GoldenError
        If a photograph of that name exists and `replace` is false.
    """
    there = {item.stem: folder / "labels" / f"{item.stem}.json" for item in items}
    there = {stem: labels for stem, labels in there.items() if labels.exists()}
    if there and not replace:
        raise GoldenError(f"{folder} has {', '.join(there)} already; replace them with --replace")
    listed = read_list(folder / "golden.csv")
    for item in items:
        labels, photo = folder / "labels" / f"{item.stem}.json", folder / "photos" / item.name
        before = labels.parent / read_json(labels)["imagePath"] if item.stem in there else photo
        with atomic_write(photo) as temporary:
            temporary.write_bytes(item.photo)
        write_json(labels, item.labels)
        if before.resolve() != photo.resolve():  # it was of another format
            before.unlink(missing_ok=True)
        row = listed.setdefault(item.stem, {"id": item.stem, "title": item.stem})
        row["path"] = f"photos/{item.name}"
    columns = list(dict.fromkeys([*COLUMNS, *(key for row in listed.values() for key in row)]))
    with (
        atomic_write(folder / "golden.csv") as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        rows = ([row.get(name, "") for name in columns] for row in listed.values())
        write_rows(file, [columns, *rows])


def read_list(path: Path) -> dict[str, dict[str, str]]:
    """Read the rows of golden.csv, by id; all of their columns are kept."""
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, ValueError, csv.Error) as error:
        raise GoldenError(f"{path}: not a table in UTF-8 with commas ({error})") from error
    if rows and "id" not in rows[0]:
        raise GoldenError(f"{path}: expected the column id, found {', '.join(map(str, rows[0]))}")
    return {row["id"]: row for row in rows}
