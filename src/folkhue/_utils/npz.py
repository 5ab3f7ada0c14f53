"""NumPy's files of arrays: the same bytes for the same arrays, read without evaluating headers.

`numpy.load` gives a header to Python's own parser, which raises errors of many kinds and takes
memory without bound for hostile ones. Headers of plain arrays have one form only.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.atomic import reproducible_zip
from folkhue._utils.unpacking import UnpackingError, read_zip

MAX_ARRAYS = 1000
"""Arrays in a file that is read."""

_MAGIC = b"\x93NUMPY\x01\x00"
_FIELD = rb"\('(\w*)', '([|<>](?:[biuf][1248]|V\d))'\)"  # of a record, or the padding of one
_HEADER = re.compile(
    rb"\{'descr': (?:'([|<>][biuf][1248])'|\[((?:(?:, )?" + _FIELD + rb"){1,40})\]), "
    rb"'fortran_order': (False|True), "
    rb"'shape': \((|\d{1,12},|\d{1,12}(?:, \d{1,12}){1,9})\), \} *\n"
)


def npz_contents(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return the contents of an ``.npz`` file; what `numpy.savez` writes differs by version."""
    return reproducible_zip({f"{name}.npy": _npy(array) for name, array in arrays.items()})


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def arrays_checksum(arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """SHA-256 of arrays in order, with their names, types and shapes, uint8 (32,)."""
    digest = hashlib.sha256()
    for name, array in arrays.items():
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).data)
    return np.frombuffer(digest.digest(), np.uint8)


def read_npz(contents: bytes, limit: int) -> dict[str, NDArray[Any]]:
    """Read the arrays of an ``.npz`` file.

    Parameters
    ----------
    contents : bytes
        Of the file.
    limit : int
        Maximum number of unpacked bytes.

    Returns
    -------
    dict of str to ndarray
        Read-only arrays of numbers.

    Raises
    ------
    UnpackingError
        If it is no such file, a damaged one, larger than allowed, or has other arrays.
    """
    members = read_zip(contents, limit, max_members=MAX_ARRAYS)
    return {name.removesuffix(".npy"): _array(member, name) for name, member in members.items()}


def _array(member: bytes, name: str) -> NDArray[Any]:
    try:
        return read_npy(member)
    except UnpackingError as error:
        raise UnpackingError(f"{name}: {error}") from error


def read_npy(contents: bytes) -> NDArray[Any]:
    """Read an array of numbers, truth values or records of these as `numpy.save` writes it.

    It is read-only.

    Raises
    ------
    UnpackingError
        If the contents are anything else.
    """
    start = len(_MAGIC) + 2
    end = start + int.from_bytes(contents[len(_MAGIC) : start], "little")
    header = _HEADER.fullmatch(contents, start, end)
    if not contents.startswith(_MAGIC) or len(contents) < end or header is None:
        raise UnpackingError("not a plain array of numbers, or damaged")
    simple, record, _, _, order, lengths = header.groups()
    shape = tuple(int(length) for length in re.findall(rb"\d+", lengths))
    try:
        dtype = np.dtype(simple.decode()) if simple else _record_type(record)
        if len(contents) - end != math.prod(shape) * dtype.itemsize:
            raise UnpackingError(f"damaged: expected an array of shape {shape} and type {dtype}")
        return np.frombuffer(contents, dtype, offset=end).reshape(
            shape, order="F" if order == b"True" else "C"
        )
    except (TypeError, ValueError) as error:  # no such type; dimensions of which one is 0
        raise UnpackingError(f"not a plain array of numbers ({error})") from error


def _record_type(fields: bytes) -> np.dtype[Any]:
    named = [(name.decode(), kind.decode()) for name, kind in re.findall(_FIELD, fields)]
    return np.lib.format.descr_to_dtype(named)
