"""Arrays of a model in one npz file, with a version and a checksum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.npz import arrays_checksum, npz_contents, read_npz
from folkhue.errors import TableError

SCHEMA = 1
"""Version of the file format."""

Parts = Mapping[str, NDArray[Any]]
"""Name → array."""


def pack(parts: Parts) -> bytes:
    """Write arrays; the same ones give the same bytes."""
    arrays = {"schema": np.array(SCHEMA), "sha256": checksum(parts), **parts}
    return npz_contents(arrays)


def unpack(contents: bytes, max_bytes: int) -> Parts:
    """Read arrays; check version and checksum.

    Raises
    ------
    TableError
        If a part is missing, the version is another one, or the file was altered.
    UnpackingError
        If it is no such file, or unpacks to more than `max_bytes`.
    """
    arrays = read_npz(contents, max_bytes)
    schema = arrays.get("schema")
    if schema is None or schema.shape or not {"sha256", "description"} <= arrays.keys():
        raise TableError("a part is missing, as in files of other programs")
    if schema != SCHEMA:
        raise TableError(f"of version {schema}; this folkhue reads {SCHEMA}: train it again")
    parts = {name: each for name, each in arrays.items() if name not in ("schema", "sha256")}
    if not np.array_equal(arrays["sha256"], checksum(parts)):
        raise TableError("the checksum does not fit; the file was altered")
    return parts


def part(parts: Parts, name: str, dtype: type = np.float32) -> NDArray[Any]:
    """Return an array.

    Raises
    ------
    TableError
        If it is missing, or of another type.
    """
    array = parts.get(name)
    if array is None or array.dtype != dtype:
        raise TableError(f"{name} is missing or of another type")
    return array


def checksum(parts: Parts) -> NDArray[np.uint8]:
    """SHA-256 of the parts, uint8 (32,)."""
    return arrays_checksum({name: parts[name] for name in sorted(parts)})
