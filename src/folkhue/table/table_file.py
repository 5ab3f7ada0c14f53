"""Files of color tables: npz without pickle, reproducible and checked by SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import atomic_write, reproducible_zip
from folkhue._utils.regular_file import open_file
from folkhue.errors import TableError
from folkhue.table.lut import ColorLut
from folkhue.table.lut_packing import pack_lut, unpack_lut
from folkhue.table.probabilities import NODES

VERSION = 2
"""Version of the file format."""

_PARTS = ("description", "blocks", "counts", "names", "bits", "rises")


class TableContents(NamedTuple):
    """What a file holds; see `folkhue.table.color_table.ColorTable`, which is made of it."""

    terms: tuple[str, ...]
    swatches: tuple[tuple[int, int, int], ...]
    lut: ColorLut
    metadata: Mapping[str, Any]
    lattice: NDArray[np.uint8] | None


def write_table(path: str | Path, table: TableContents) -> None:
    """Write a table; the same table gives the same bytes."""
    description = {"terms": table.terms, "swatches": table.swatches, "metadata": table.metadata}
    parts = {
        "description": np.frombuffer(json.dumps(description).encode(), np.uint8),
        **pack_lut(table.lut),
        "rises": _pack_lattice(table.lattice),
    }
    arrays = {"version": np.array(VERSION), "sha256": checksum(parts), **parts}
    # Not np.savez: what that writes differs between versions of Python.
    members = {f"{name}.npy": _npy(array) for name, array in arrays.items()}
    with atomic_write(path) as temporary:
        temporary.write_bytes(reproducible_zip(members))


def read_table(path: str | Path) -> TableContents:
    """Read a table. No code in the file is run.

    Raises
    ------
    Exception
        Of many kinds; read within `explain_table_errors`.
    """
    parts = _read_parts(path)
    description = json.loads(parts["description"].tobytes())
    return TableContents(
        tuple(str(term) for term in description["terms"]),
        tuple((int(r), int(g), int(b)) for r, g, b in description["swatches"]),
        unpack_lut(parts),
        description["metadata"],
        _unpack_lattice(parts["rises"]),
    )


def _read_parts(path: str | Path) -> dict[str, NDArray[Any]]:
    with open_file(path) as file, np.load(file, allow_pickle=False) as archive:
        if (version := int(archive["version"])) != VERSION:
            raise TableError(
                f"of version {version}; this folkhue reads {VERSION}: compile it again"
            )
        parts = {name: archive[name] for name in _PARTS}
        if not np.array_equal(archive["sha256"], checksum(parts)):
            raise TableError("the checksum does not fit; the file was altered")
    return parts


@contextmanager
def explain_table_errors(path: str | Path) -> Iterator[None]:
    """Turn whatever a damaged or foreign file leads to into a `TableError` that names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file") from error
    except TableError as error:
        raise TableError(f"{path}: a table that cannot be used: {error}") from error
    except (
        *(OSError, ValueError, KeyError, TypeError, IndexError, AttributeError),
        *(EOFError, MemoryError, NotImplementedError, zipfile.BadZipFile, zlib.error),
    ) as error:
        raise TableError(f"{path}: not a color table, or a damaged one ({error})") from error


def _pack_lattice(lattice: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Lay probabilities out so that they deflate well: by term, as differences along red."""
    if lattice is None:
        return np.zeros((0, NODES, NODES, NODES), np.uint8)
    by_term = lattice.transpose(3, 0, 1, 2)
    return np.ascontiguousarray(np.diff(by_term, axis=1, prepend=np.uint8(0)))


def _unpack_lattice(rises: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    if not len(rises):
        return None
    return np.cumsum(rises, axis=1, dtype=np.uint8).transpose(1, 2, 3, 0)


def checksum(parts: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """SHA-256 of the parts, with their types and shapes, uint8 (32,)."""
    digest = hashlib.sha256()
    for name in _PARTS:
        digest.update(f"{name} {parts[name].dtype.str} {parts[name].shape}\n".encode())
        digest.update(np.ascontiguousarray(parts[name]).data)
    return np.frombuffer(digest.digest(), np.uint8)


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
