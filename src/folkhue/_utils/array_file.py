"""Arrays of a model in one npz file, with a description, a version and a checksum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from folkhue._utils.npz import arrays_checksum, npz_contents, read_npz
from folkhue._utils.regular_file import read_file
from folkhue._utils.unpacking import UnpackingError
from folkhue._utils.untrusted_json import Fields, JsonError, parse_json, shown
from folkhue.errors import TableError

Made = TypeVar("Made")

SCHEMA = 1
"""Version of the file format."""

Parts = Mapping[str, NDArray[Any]]
"""Name → array."""


def read_model(
    path: str | Path,
    what: str,
    decoded: Callable[[bytes], Made],
    *,
    max_bytes: int,
    known: str = "",
) -> Made:
    """Read a file, and make of its contents what it holds. No code in it is run.

    Parameters
    ----------
    path : path
    what : str
        What it should be, for messages, as "color table".
    decoded : callable
        Given the contents, returns what they hold; may raise the errors of `unpack`, and a
        `JsonError`.
    max_bytes : int
        A larger file is refused before it is read.
    known : str
        What to add to the message if there is no such file.

    Raises
    ------
    TableError
        If the file is missing, cannot be read, or what it holds cannot be decoded; the message
        begins with the path.
    """
    try:
        return decoded(read_file(path, max_bytes=max_bytes))
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file{known}") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnpackingError, JsonError) as error:
        raise TableError(f"{path}: not a {what}, or a damaged one ({error})") from error
    except TableError as error:
        raise TableError(f"{path}: a {what} that cannot be used: {error}") from error


def description_part(description: Mapping[str, Any]) -> NDArray[np.uint8]:
    """Return the part "description" of a file: JSON in UTF-8, uint8 (bytes,)."""
    return np.frombuffer(json.dumps(description).encode(), np.uint8)


def description_of(parts: Parts) -> Fields:
    """Read what `description_part` returned.

    Raises
    ------
    JsonError
        If it is anything but a JSON object.
    """
    return Fields(parse_json(parts["description"].tobytes()), "description")


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


def unpack_kind(contents: bytes, max_bytes: int, kind: str) -> tuple[Parts, Fields]:
    """Read arrays and their description, as `unpack`; check the description's field ``kind``.

    Raises
    ------
    TableError
        As `unpack`; or if the file is of another kind.
    UnpackingError
        As `unpack`.
    JsonError
        If the description is no JSON object.
    """
    parts = unpack(contents, max_bytes)
    description = description_of(parts)
    if (found := description.text("kind", "")) != kind:
        raise TableError(
            f"it is {shown(found) if found else 'of another kind'}, and {kind} is wanted"
        )
    return parts, description


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
