"""folkhue's own kinds: tables, trained classifiers, name maps, journals and parameters."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import folkhue
from benchmarks.fuzz_kinds.base import ROOT, photos, table, written
from benchmarks.mutations import ANY, JSON, TEXT
from folkhue.color.vocabulary import Vocabulary
from folkhue.table.name_map import NameMap


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
