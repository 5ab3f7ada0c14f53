import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.tables import all_colors, small_table

import folkhue
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
