"""The kinds of files that folkhue reads: good ones of each, and how it is read."""

from __future__ import annotations

import io
import json
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

import folkhue
from benchmarks.mutations import (
    ANY,
    JSON,
    PACKERS,
    TEXT,
    ZIP,
    Mutation,
    other_chunk,
    other_tar_header,
    other_word,
    other_zip_header,
    repacked_tar,
    repacked_zip,
)
from folkhue.color.vocabulary import Vocabulary
from folkhue.palettes.formats import FORMATS, decode_palette, encode_palette
from folkhue.palettes.palette import Palette
from folkhue.table.name_map import NameMap

if TYPE_CHECKING:
    from folkhue.table.color_table import ColorTable

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "golden"
TERMS = Vocabulary.of("basic8")
MAX_PIXELS = 4_000_000
SIDE = 96

IMAGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "JPEG": [
        ("RGB", {"quality": 80}),
        ("RGB", {"quality": 60, "progressive": True}),
        (
            "RGB",
            {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"},
        ),
        ("CMYK", {}),
        ("L", {}),
    ],
    "PNG": [("RGB", {}), ("RGBA", {}), ("P", {}), ("I;16", {}), ("1", {}), ("LA", {})],
    "WEBP": [("RGB", {}), ("RGBA", {"lossless": True})],
    "GIF": [("P", {}), ("L", {})],
    "BMP": [("RGB", {}), ("P", {}), ("1", {})],
    "TIFF": [
        ("RGB", {}),
        ("RGB", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "tiff_adobe_deflate"}),
        ("RGB", {"compression": "jpeg"}),
        ("1", {"compression": "group4"}),
        ("CMYK", {"compression": "packbits"}),
        ("LAB", {}),
        ("I;16", {}),
        ("RGBA", {}),
    ],
    "AVIF": [("RGB", {"quality": 60}), ("RGBA", {})],
    "HEIF": [("RGB", {}), ("RGBA", {})],
    "JXL": [("RGB", {}), ("RGBA", {"lossless": True})],
}


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Attributes
    ----------
    make : callable
        Returns good ones.
    read : callable
        Given contents and an empty folder, reads them as folkhue does, and uses what it got.
    ways : sequence of callable
        Mutations that know the format.
    """

    make: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], object]
    ways: Sequence[Mutation] = ()


@cache
def table() -> ColorTable:
    """Return the table that is used where one is needed."""
    return folkhue.load()


@cache
def photos() -> list[Image.Image]:
    """Return a few small photographs."""
    found = [
        Image.open(path).convert("RGB") for path in sorted((GOLDEN / "photos").iterdir())[::20]
    ]
    for photo in found:
        photo.thumbnail((SIDE, SIDE))
    return found


def encoded(photo: Image.Image, kind: str, mode: str, how: dict[str, Any]) -> bytes:
    """Encode a photograph in a format and mode."""
    gray = photo.convert("L").convert("I").point(lambda value: value * 257)
    converted = gray.convert("I;16") if mode == "I;16" else photo.convert(_straight(mode))
    if mode == "LAB":
        converted = Image.merge("LAB", converted.split())
    buffer = io.BytesIO()
    converted.save(buffer, kind, **how)
    return buffer.getvalue()


def _straight(mode: str) -> str:
    return "RGB" if mode == "LAB" else mode


def make_images(kind: str) -> list[bytes]:
    """Encode the photographs in all modes of a format, and an animation if it has them."""
    from folkhue.images.formats import REGISTRY

    next(each for each in REGISTRY if each.name == kind).load_decoder()
    made = [encoded(photo, kind, *how) for photo in photos() for how in IMAGES[kind]]
    if kind in ("GIF", "PNG", "WEBP"):
        buffer = io.BytesIO()
        photos()[0].save(
            buffer, kind, save_all=True, append_images=[photos()[0].rotate(180)], duration=50
        )
        made.append(buffer.getvalue())
    return made


def read_image(contents: bytes, folder: Path) -> None:
    """Decode a photograph whole, small, and in strips."""
    from folkhue.images.photo import read_photo, read_strips

    photo = read_photo(contents, max_pixels=MAX_PIXELS)
    table().counts(photo.rgb, photo.opaque)
    read_photo(contents, max_pixels=MAX_PIXELS, min_pixels=500)
    for strip in read_strips(contents, max_pixels=MAX_PIXELS):
        assert strip.rgb.shape[:2] == strip.opaque.shape


def make_tables() -> list[bytes]:
    """Return the tables that ship."""
    return [path.read_bytes() for path in sorted((ROOT / "src/folkhue/data").glob("*.npz"))]


def read_table(contents: bytes, folder: Path) -> None:
    """Load a table, and name colors."""
    path = written(contents, folder, "table.npz")
    loaded = folkhue.load(path)
    colors = np.random.default_rng(0).integers(0, 256, (1000, 3), np.uint8)
    assert max(loaded.predict(colors)) < len(loaded.terms)
    loaded.recolor(colors)
    assert np.isfinite(loaded.confidence(colors)).all()
    json.dumps(loaded.metadata).encode()
    ", ".join(loaded.terms).encode()


def other_table(contents: bytes, others: Sequence[bytes], dice: Any) -> bytes:
    """Change a part of a table, and its checksum: what only its makers, and attackers, can."""
    from folkhue._utils.atomic import reproducible_zip
    from folkhue._utils.npz import read_npz
    from folkhue.table.table_file import checksum

    try:
        parts = dict(read_npz(contents, 1 << 25))
        name = dice.choice(sorted(parts.keys() - {"sha256", "version"}))
        array = parts[name]
        changed = dice.choice(JSON if name == "description" else ANY)(array.tobytes(), [b""], dice)
        shape = array.shape if len(changed) == array.nbytes else (-1, *array.shape[1:])
        parts[name] = np.frombuffer(changed, array.dtype).reshape(shape)
        parts["sha256"] = checksum(parts)
    except Exception:  # it was damaged before, in any way
        return contents
    packed = {f"{name}.npy": saved(array) for name, array in parts.items()}
    return reproducible_zip(packed, zipfile.ZIP_STORED)


def saved(array: np.ndarray) -> bytes:
    """Write an array as NumPy does."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def make_models() -> list[bytes]:
    """Train a small classifier of each kind."""
    from folkhue.learning.classifiers import BLEND, KINDS, model_file, train

    small: dict[str, dict[str, Any]] = {
        "forest": {"n_estimators": 3},
        "boosting": {"max_iter": 3},
        "mlp": {"hidden_layer_sizes": [8], "max_iter": 20},
        BLEND: {"of": {"quadratic": {"space": "lab"}, "tree": {}}},
    }
    vocabulary = Vocabulary.of(["red", "green", "blue"])
    pixels = np.random.default_rng(2).integers(0, 256, (300, 3), np.uint8)
    names = np.array(vocabulary.names)[pixels.argmax(axis=1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # so little data, so few rounds
        trained = [
            train(kind, small.get(kind, {}), pixels, names, vocabulary, seed=0)
            for kind in (*KINDS, BLEND)
        ]
    return [
        model_file.dump({"terms": list(each.terms), "pipeline": each.pipeline}) for each in trained
    ]


def read_model(contents: bytes, folder: Path) -> None:
    """Load a classifier, and predict colors."""
    from folkhue.learning.classifiers import ColorClassifier

    model = ColorClassifier.load(written(contents, folder, "model.skops"))
    colors = np.random.default_rng(0).integers(0, 256, (1000, 3), np.uint8)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of numbers that are none
        assert max(model.predict(colors)) < len(model.terms)


def make_name_maps() -> list[bytes]:
    """Encode photographs as name maps, in both formats."""
    from folkhue.images.photo import Photo

    made: list[bytes] = []
    for photo in photos():
        rgb = np.asarray(photo)
        opaque = np.ones(rgb.shape[:2], bool)
        opaque[:5] = len(made) % 4 > 1
        named = NameMap.from_photo(Photo(rgb, opaque), table())
        made += [named.to_png(), named.to_webp()]
    return made


def read_name_map(contents: bytes, folder: Path) -> None:
    """Decode a name map, and use it."""
    named = NameMap.from_bytes(contents)
    named.shares()
    named.image()
    ", ".join(named.terms).encode()


def make_palettes(suffix: str) -> list[bytes]:
    """Write palettes in a format."""
    dice = np.random.default_rng(0)
    labels = ["sky", "Größe", "青", "*/ }", "", "dark <b>", "a:b", "x" * 60]
    made = []
    for number in (1, 8, 40):
        colors = dice.integers(0, 256, (number, 3), np.uint8)
        given = (labels * 5)[:number]
        palette = Palette.from_colors(colors, [1] * number, table(), title="beach", labels=given)
        made.append(encode_palette(palette, f"a{suffix}"))
    return made + [text.encode() for text in PALETTES.get(suffix, [])]


PALETTES = {
    ".css": [
        ".a { color: rgb(1 2 3 / 50%); background: hsl(120deg 50% 50%) }",
        "$a: lab(50% 20 30); --b: color(display-p3 1 0 0); @c: oklch(60% 0.1 200);",
        ":root { --a: color-mix(in oklab, red 20%, #00f); --b: var(--a); --c: hwb(10 20% 30%) }",
    ],
    ".tailwind.js": ["module.exports = {theme: {colors: {red: {500: '#f00', DEFAULT: '#e00'}}}}"],
    ".gpl": ["GIMP Palette\nName: x\nColumns: 4\nChannels: RGBA\n# a\n  1   2   3 255\tone\n"],
    ".json": ['["#123", "456789"]', '{"name": "x", "colors": [{"rgb": [1, 2, 3], "share": 0.5}]}'],
}


def read_palette(suffix: str, contents: bytes, folder: Path) -> None:
    """Read a palette, and write it in every format."""
    palette = decode_palette(contents, f"a{suffix}", table())
    assert len(palette)
    for other in FORMATS:
        encode_palette(palette, f"a{other}")


def make_lists() -> list[bytes]:
    """Return lists of photographs as text."""
    head = (ROOT / "data/sampler/photos.csv").read_bytes().splitlines(keepends=True)[:8]
    plain = "id,path,tags\n1,a.jpg,red|blue\n2,b.jpg,\n"
    return [
        *(b"".join(head), plain.encode(), plain.replace(",", ";").encode("utf-16")),
        b"filename\tTags\na.jpg\tred\n",
        b'url,title\nhttps://x.org/a.jpg,"a ""b""\nc"\n',
    ]


def make_parquet() -> list[bytes]:
    """Return lists of photographs as Parquet, in several compressions."""
    import pandas as pd

    frame = pd.read_csv(ROOT / "data/sampler/photos.csv", dtype=str, keep_default_na=False)[:20]
    made = []
    for compression in (None, "snappy", "gzip", "zstd"):
        buffer = io.BytesIO()
        frame.to_parquet(buffer, compression=compression)
        made.append(buffer.getvalue())
    return made


def other_columns(contents: bytes, others: Sequence[bytes], dice: Any) -> bytes:
    """Change values, types and names of columns of a Parquet file, and write it again."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        columns = parquet.read_table(io.BytesIO(contents)).to_pydict()
        rows = len(columns["id"])
    except Exception:  # it was damaged before, in any way
        return contents
    name = dice.choice([*columns])
    values: list[Any] = [
        *(
            ["\0"] * rows,
            [b"\xff\xfe"] * rows,
            [None] * rows,
            [[1, "2"][:1]] * rows,
            [{"a": 1}] * rows,
        ),
        *([2**63 - 1] * rows, [1e308] * rows, [float("nan")] * rows, [True] * rows),
        *(["x" * 10_000] * rows, [], columns[name] * 50, columns[name][:1] * rows),
    ]
    chosen = dice.choice(values)
    if len(chosen) != rows:
        columns = {key: (column * 50)[: len(chosen)] for key, column in columns.items()}
    columns[name] = chosen
    if dice.random() < 0.3:
        columns = {
            dice.choice(("id", "a" * 999, "\0", key)): column for key, column in columns.items()
        }
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer, compression=dice.choice(("none", "zstd")))
    return buffer.getvalue()


def read_list(name: str, contents: bytes, folder: Path) -> None:
    """Read a list of photographs, row by row."""
    from folkhue.datasets.sources.manifest import Manifest

    for record in Manifest(written(contents, folder, name)):
        str(record).encode()


def make_answers(photo: dict[str, Any], wrap: Callable[[list[Any]], Any]) -> list[bytes]:
    """Return answers of a service with no, one and three photographs."""
    several = [{**photo, "id": f"{photo['id']}{number}"} for number in range(3)]
    return [json.dumps(wrap(several[:number])).encode() for number in (0, 1, 3)]


FLICKR_PHOTO = {
    "id": "53000000001",
    "owner": "12345678@N00",
    "secret": "abcdef",
    "title": "A red door",
    "description": {"_content": "Seen <b>there</b>"},
    "tags": "red door",
    "license": "4",
    "ownername": "Somebody",
    "dateupload": "1577836800",
    "datetaken": "2020-01-01 00:00:00",
    "url_n": "https://live.staticflickr.com/1/5_n.jpg",
    "width_n": 320,
    "height_n": "240",
}
FLICKR_LICENSES = {
    "licenses": {"license": [{"id": "4", "name": "Attribution License", "url": "https://x.org"}]},
    "stat": "ok",
}
OPENVERSE_PHOTO = {
    "id": "0a1b",
    "title": "A red door",
    "creator": "Somebody",
    "creator_url": "https://x.org/somebody",
    "url": "https://x.org/a.jpg",
    "foreign_landing_url": "https://x.org/a",
    "license": "by",
    "license_version": "2.0",
    "license_url": "https://creativecommons.org/licenses/by/2.0/",
    "source": "flickr",
    "provider": "flickr",
    "tags": [{"name": "red", "accuracy": None}, {"name": "door", "accuracy": 0.9}],
    "mature": False,
}


def flickr_page(found: list[Any]) -> dict[str, Any]:
    """Wrap photographs as Flickr does."""
    photos = {"page": 1, "pages": 1, "perpage": 250, "total": len(found), "photo": found}
    return {"photos": photos, "stat": "ok"}


def openverse_page(found: list[Any]) -> dict[str, Any]:
    """Wrap photographs as Openverse does."""
    return {"result_count": len(found), "page_count": 1, "page": 1, "results": found}


class Answering:
    """A client that answers with given contents, and tries once."""

    def __init__(self, contents: bytes, licenses: bytes = b"") -> None:
        self._contents, self._licenses = contents, licenses

    def ask(self, url: str, max_bytes: int, **options: Any) -> bytes:
        """Answer."""
        asked_for_licenses = b"getInfo" in json.dumps(str(options)).encode()
        return self._licenses if asked_for_licenses and self._licenses else self._contents

    def sleep(self, seconds: float) -> None:
        """Do not wait."""

    def retry(self, request: Callable[[], Any]) -> Any:
        """Try once."""
        return request()


def _listed(folder: Path, list_them: Callable[[Any], None]) -> None:
    """Let a service list photographs into a new state of a download, and read them again."""
    from folkhue.datasets.database import Database
    from folkhue.datasets.listing import Listing

    for old in folder.glob("state.sqlite*"):
        old.unlink()
    database = Database(folder / "state.sqlite")
    try:
        listing = Listing(database)
        listing.begin("fuzz")
        list_them(listing)
    finally:
        database.close()


def read_flickr(contents: bytes, folder: Path) -> None:
    """List photographs from an answer of Flickr."""
    from folkhue.datasets.sources.flickr import Search, list_flickr
    from folkhue.datasets.sources.flickr_client import Flickr

    client: Any = Answering(contents, json.dumps(FLICKR_LICENSES).encode())
    flickr = Flickr("key", "secret", client, calls_per_hour=1e12)
    search = Search(3, ("tags",), (), "safe", ("photos",), "relevance", 0, 10**9, 200)
    _listed(folder, lambda listing: list_flickr(flickr, search, TERMS, listing))


def read_openverse(contents: bytes, folder: Path) -> None:
    """List photographs from an answer of Openverse."""
    from folkhue.datasets.sources.openverse import Search, list_openverse

    client: Any = Answering(contents)
    search = Search(3, (), (), "photograph")
    _listed(
        folder, lambda listing: list_openverse(client, search, TERMS, listing, calls_per_hour=1e12)
    )


def make_params() -> list[bytes]:
    """Return params.yaml, whole and short."""
    whole = (ROOT / "params.yaml").read_bytes()
    short = b"\n".join(
        line.split(b" #")[0] for line in whole.splitlines() if line.strip()[:1] != b"#"
    )
    return [whole, short, short]


def read_params(contents: bytes, folder: Path) -> None:
    """Read and check parameters, as every stage does, and build what they describe."""
    from folkhue.learning.classifiers.building import build
    from stages.params import read_params

    params = read_params(written(contents, folder, "params.yaml"), files=False)
    for name, options in params.train.classifiers.items():
        build(name, options, params.seed)


def make_journals() -> list[bytes]:
    """Write a journal of some photographs, which also is an index to search."""
    import tempfile

    from folkhue.batch.journal import Journal, table_fingerprint
    from folkhue.batch.outcome import Outcome

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.journal")
        with Journal(path, table_fingerprint(table())) as journal:
            for number, photo in enumerate(photos()):
                counts = table().counts(np.asarray(photo)).counts
                journal.add(
                    Outcome(
                        f"{number}.jpg", (9, 10**18), "ok", "", *photo.size, tuple(counts.tolist())
                    )
                )
            journal.add(Outcome("z.jpg", (0, 0), "damaged", "damaged: é\x1b\ud800"))
        return [path.read_bytes()]


def other_outcome(contents: bytes, others: Sequence[bytes], dice: Any) -> bytes:
    """Change a line of a journal, and its checksum."""
    lines = contents.split(b"\n")
    place = dice.randrange(len(lines))
    text = dice.choice((*JSON, *TEXT))(lines[place][9:], [b""], dice)
    lines[place] = b"%08x %b" % (zlib.crc32(text), text)
    return b"\n".join(lines)


def read_journal(contents: bytes, folder: Path) -> None:
    """Read a journal, and add up and search what it holds."""
    from folkhue.batch.journal import Journal, table_fingerprint
    from folkhue.batch.outcome import Totals

    totals = Totals.empty(table().terms)
    path = written(contents, folder, "a.journal")
    with Journal(path, table_fingerprint(table())) as journal:
        offsets = [offset for offset, _ in journal]
        for outcome in journal.read(offsets):
            totals.add(outcome)
    str(totals).encode("utf-8", "replace")


def tar_of(members: dict[str, bytes]) -> bytes:
    """Write a tar file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for name, contents in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(contents)
            file.addfile(info, io.BytesIO(contents))
    return buffer.getvalue()


def members() -> Iterator[dict[str, bytes]]:
    """Yield what archives and shards hold."""
    jpegs = make_images("JPEG")
    about = json.dumps({"id": "a", "tags": ["red", "blue"], "title": "é"}).encode()
    yield {"a/1.jpg": jpegs[0], "a/1.json": about, "a/1.txt": b"a red door", "a/1.cls": b"red"}
    yield {"1.jpg": jpegs[1], "2.jpg": jpegs[2], "2.json": b"{}", "x/" * 20 + "3.jpg": jpegs[0]}


def make_shards() -> list[bytes]:
    """Write tar files in the layout of WebDataset."""
    return [tar_of(each) for each in members()]


def read_shard(contents: bytes, folder: Path) -> None:
    """List the photographs of a shard, and read their bytes."""
    from folkhue.datasets.sources.shards import Shards
    from folkhue.images.tar_member import read_bytes

    for record in Shards(str(written(contents, folder, "a.tar"))):
        str(record).encode()
        if record.path and not record.detail:
            read_bytes(record.path)


def make_archives() -> list[bytes]:
    """Write archives of photographs, of every kind."""
    made = []
    for each in members():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for name, contents in each.items():
                file.writestr(name, contents)
        plain = tar_of(each)
        made += [buffer.getvalue(), plain, *(pack(plain) for _, pack in PACKERS.values())]
    return made


def read_archive(contents: bytes, folder: Path) -> None:
    """Unpack an archive."""
    from folkhue.datasets.sources.archive import unpack

    unpack(written(contents, folder, "a.zip"), folder / "unpacked")
    assert all(path.is_relative_to(folder) for path in (folder / "unpacked").rglob("*"))


def make_labels() -> list[bytes]:
    """Return files of regions drawn in LabelMe."""
    return [path.read_bytes() for path in sorted((GOLDEN / "labels").glob("*.json"))[:8]]


def read_labels(contents: bytes, folder: Path) -> None:
    """Read the regions of a photograph, and rasterize them."""
    from folkhue.images.photo import Photo
    from folkhue.learning.evaluation.labelme import read_labels

    (folder / "labels").mkdir(exist_ok=True)
    if not (folder / "photos").exists():
        (folder / "photos").symlink_to(GOLDEN / "photos")
    golden = read_labels(written(contents, folder / "labels", "a.json"))
    height, width = 60, 80
    golden.masks(Photo(np.zeros((height, width, 3), np.uint8), np.ones((height, width), bool)))


def make_golden_lists() -> list[bytes]:
    """Return the list of golden photographs."""
    whole = (GOLDEN / "golden.csv").read_bytes()
    return [whole, b"".join(whole.splitlines(keepends=True)[:4])]


def read_golden_list(contents: bytes, folder: Path) -> None:
    """Read the list of golden photographs."""
    from golden.importing import read_list

    str(read_list(written(contents, folder, "golden.csv"))).encode("utf-8", "replace")


def written(contents: bytes, folder: Path, name: str) -> Path:
    """Write a file into a folder."""
    path = folder / name
    path.write_bytes(contents)
    return path


TEXTS = {"css", "scss", "gpl", "tailwind.css", "tailwind.js"}


def _palette_ways(suffix: str) -> Sequence[Mutation]:
    """Return the mutations that know a format of palettes."""
    known = {".json": JSON, ".kpl": (*ZIP, repacked_zip(*TEXT)), ".png": (other_chunk,)}
    return known.get(suffix, TEXT if suffix.strip(".") in TEXTS else ())


KINDS: dict[str, FileKind] = {
    **{
        f"image {kind}": FileKind(
            partial(make_images, kind), read_image, (other_chunk,) if kind == "PNG" else ()
        )
        for kind in IMAGES
    },
    "table": FileKind(make_tables, read_table, (other_table, *ZIP)),
    "model": FileKind(make_models, read_model, (repacked_zip(*JSON), *ZIP)),
    "name map": FileKind(make_name_maps, read_name_map, (other_chunk, other_word)),
    **{
        f"palette {suffix}": FileKind(
            partial(make_palettes, suffix), partial(read_palette, suffix), _palette_ways(suffix)
        )
        for suffix in FORMATS
    },
    "list csv": FileKind(make_lists, partial(read_list, "a.csv"), TEXT),
    "list parquet": FileKind(make_parquet, partial(read_list, "a.parquet"), (other_columns,)),
    "answer Flickr": FileKind(partial(make_answers, FLICKR_PHOTO, flickr_page), read_flickr, JSON),
    "answer Openverse": FileKind(
        partial(make_answers, OPENVERSE_PHOTO, openverse_page), read_openverse, JSON
    ),
    "params.yaml": FileKind(make_params, read_params, TEXT),
    "journal": FileKind(make_journals, read_journal, (*TEXT, other_outcome, other_outcome)),
    "shard": FileKind(make_shards, read_shard, (other_tar_header,)),
    "archive": FileKind(
        make_archives, read_archive, (other_zip_header, repacked_zip(*ANY), repacked_tar)
    ),
    "golden labels": FileKind(make_labels, read_labels, JSON),
    "golden.csv": FileKind(make_golden_lists, read_golden_list, TEXT),
}
"""Name → kind of file, in the order of the table."""
