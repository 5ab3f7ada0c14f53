"""Lists of photographs, and what is drawn on golden ones."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fuzz_kinds.base import GOLDEN, ROOT, written


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
