import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.tables import all_colors, small_table

import folkhue
from folkhue._utils.atomic import reproducible_zip
from folkhue.errors import TableError
from folkhue.table.lut import BLOCK_COUNT
from folkhue.table.table_file import checksum


def test_saving_is_lossless_and_reproducible(tmp_path: Path) -> None:
    table = small_table(unnamed=True)
    table.save(tmp_path / "one.npz")
    table.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = folkhue.load(tmp_path / "one.npz")
    assert (again.terms, again.swatches, again.metadata) == (
        table.terms,
        table.swatches,
        table.metadata,
    )
    for red in range(0, 256, 5):
        assert np.array_equal(again.predict(all_colors(red)), table.predict(all_colors(red)))


def _rewrite(path: Path, **changes: np.ndarray) -> None:
    with np.load(path) as archive:
        contents = {**archive, **changes}
    np.savez_compressed(path, **contents)


def _sign(path: Path, **changes: np.ndarray) -> None:
    with np.load(path) as archive:
        parts = {**archive, **changes}
    _rewrite(path, **changes, sha256=checksum(parts))


def _write_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def _replace(path: Path, after: bytes, offset: int, by: bytes) -> None:
    contents = path.read_bytes()
    place = contents.index(after) + offset
    path.write_bytes(contents[:place] + by + contents[place + len(by) :])


def _replace_member(path: Path, header: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = header.encode()
    members["bits.npy"] = b"\x93NUMPY\1\0" + len(text).to_bytes(2, "little") + text
    path.write_bytes(reproducible_zip(members))


def sign_description(path: Path, **changes: object) -> None:
    with np.load(path) as archive:
        description = json.loads(archive["description"].tobytes()) | changes
    _sign(path, description=np.frombuffer(json.dumps(description).encode(), np.uint8))


def rises(first: int) -> np.ndarray:
    """Probabilities of two terms, of which those of the first node are changed."""
    lattice = np.zeros((2, 17, 17, 17), np.uint8)
    lattice[:, 0] = 30
    lattice[:, 0, 0, 0], lattice[:, 1, 0, 0] = first, (30 - first) % 256
    return lattice


def deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


DESCRIPTIONS: dict[str, tuple[str, object]] = {
    "terms that are numbers": ("terms", [1, 2]),
    "terms that are lists": ("terms", [["dark"], ["light"]]),
    "the same term twice": ("terms", ["dark", "dark"]),
    "an empty term": ("terms", ["dark", ""]),
    "an endless term": ("terms", ["dark", "l" * 999]),
    "a term with control characters": ("terms", ["dark", "\x1b[2J"]),
    "a term with half a surrogate pair": ("terms", ["dark", "\ud800\n"]),
    "a swatch too few": ("swatches", [[0, 0, 0]]),
    "a swatch above 255": ("swatches", [[0, 0, 0], [0, 0, 300]]),
    "a negative swatch": ("swatches", [[0, 0, 0], [0, 0, -1]]),
    "a swatch of fractions": ("swatches", [[0, 0, 0], [0, 0, 0.5]]),
    "an infinite swatch": ("swatches", [[0, 0, 0], [0, 0, float("inf")]]),
    "a swatch of truth values": ("swatches", [[0, 0, 0], [True, 0, 0]]),
    "a swatch of two": ("swatches", [[0, 0, 0], [0, 0]]),
    "a swatch that is a text": ("swatches", [[0, 0, 0], "#00"]),
    "metadata that are a list": ("metadata", [1, 2]),
    "deep metadata": ("metadata", {"a": deep(900)}),
}
HEADERS = {
    "that is no Python": "{'descr",
    "that is deep": "(" * 9000,
    "that takes long": "-" * 60_000 + "1",
    "of a huge array": "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999, 8), }\n",
}


def damages() -> dict[str, Callable[[Path], None]]:
    def edit_description(path: Path, **changes: object) -> None:
        with np.load(path) as archive:
            description = json.loads(archive["description"].tobytes()) | changes
        _rewrite(path, description=np.frombuffer(json.dumps(description).encode(), np.uint8))

    return {
        "truncated": lambda path: path.write_bytes(path.read_bytes()[:-200]),
        "cut to its head": lambda path: path.write_bytes(path.read_bytes()[:40]),
        "empty": lambda path: path.write_bytes(b""),
        "foreign": lambda path: path.write_bytes(b"PNG something else"),
        "an array": _write_array,
        "pickled": lambda path: _rewrite(path, blocks=np.array([{"a": 1}], object)),
        "of another version": lambda path: _rewrite(path, version=np.array(99)),
        "of the version before": lambda path: _rewrite(path, version=np.array(1)),
        "with other names": lambda path: _rewrite(path, blocks=np.ones(BLOCK_COUNT, np.uint8)),
        "without a part": lambda path: _rewrite(path, bits=np.zeros(0, np.uint8)),
        "with a term too few": lambda path: edit_description(path, terms=["dark"]),
        "with terms exchanged": lambda path: edit_description(path, terms=["light", "dark"]),
        "without terms": lambda path: edit_description(path, terms=None),
        # Made by somebody who knows the checksum.
        "signed, of a wrong size": lambda path: _sign(path, blocks=np.zeros(9, np.uint8)),
        "signed, of a wrong type": lambda path: _sign(path, blocks=np.zeros(BLOCK_COUNT)),
        "signed, with names beyond the terms": lambda path: _sign(
            path, blocks=np.full(BLOCK_COUNT, 7, np.uint8)
        ),
        "signed, with a name too few": lambda path: _sign(path, names=np.zeros(1, np.uint8)),
        "signed, with a bit too many": lambda path: _sign(path, bits=np.zeros((9, 8), np.uint8)),
        "signed, with probabilities of others": lambda path: _sign(
            path, rises=np.zeros((3, 17, 17, 17), np.uint8)
        ),
        "signed, with probabilities of no shape": lambda path: _sign(
            path, rises=np.zeros(3, np.uint8)
        ),
        "signed, with more names than colors": lambda path: _sign(
            path,
            blocks=np.array([254, *[0] * (BLOCK_COUNT - 1)], np.uint8),
            counts=np.array([254], np.uint8),
            names=np.zeros(254, np.uint8),
            bits=np.zeros((253, 8), np.uint8),
        ),
        "signed, with probabilities above 1": lambda path: _sign(path, rises=rises(99)),
        "signed, without probabilities at a node": lambda path: _sign(path, rises=rises(0)),
        "signed, with a description of bytes": lambda path: _sign(
            path, description=np.array([123, 255], np.uint8)
        ),
        **{
            f"signed, with {what}": partial(sign_description, **{key: value})
            for what, (key, value) in DESCRIPTIONS.items()
        },
        **{
            f"with a header {what}": partial(_replace_member, header=header)
            for what, header in HEADERS.items()
        },
        "with a part of gigabytes": lambda path: _rewrite(path, bits=np.zeros(10**8, np.uint8)),
        "of another version of zip": lambda path: _replace(path, b"PK\1\2", 6, b"\x69"),
        "with an unknown compression": lambda path: _replace(path, b"PK\1\2", 10, b"\x63"),
        "gone": lambda path: path.unlink(),
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("table") / "table.npz"
    small_table().save(path)
    return path.read_bytes()


@pytest.mark.parametrize("damage", damages())
def test_a_damaged_table_gives_one_clear_error(damage: str, saved: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.npz"
    path.write_bytes(saved)
    damages()[damage](path)
    with pytest.raises(TableError, match=r"table\.npz: "):
        folkhue.load(path)


@pytest.mark.parametrize("name", ["basic9", "Basic8", "basic8.npz", "sampler"])
def test_an_unknown_name_is_reported_as_a_missing_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TableError, match=f"^{name}: no such file"):
        folkhue.load(name)


def test_a_path_is_loaded_whether_text_or_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_table().save(tmp_path / "mine.npz")
    monkeypatch.chdir(tmp_path)
    for path in ("mine.npz", Path("mine.npz"), str(tmp_path / "mine.npz")):
        assert folkhue.load(path).terms == ("dark", "light")


def test_a_file_named_like_a_shipped_table_is_loaded_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_table().save(tmp_path / "basic8")
    monkeypatch.chdir(tmp_path)
    assert folkhue.load("./basic8").terms == ("dark", "light")
    assert len(folkhue.load("basic8").terms) == 8
