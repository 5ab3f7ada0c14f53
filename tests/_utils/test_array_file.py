"""Files of models: what is read, and what a message says of everything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folkhue._utils.array_file import Parts, description_part, pack, read_model, unpack_kind
from folkhue.errors import TableError

MAX_BYTES = 10_000
KIND = "a folkhue of tests"


def contents(**description: Any) -> bytes:
    return pack({"description": description_part(description), "a": np.arange(3)})


def decoded(contents: bytes) -> tuple[Parts, dict[str, Any]]:
    parts, description = unpack_kind(contents, MAX_BYTES, KIND)
    return parts, description.mapping("metadata")


def read(path: Path) -> tuple[Parts, dict[str, Any]]:
    return read_model(path, "test", decoded, max_bytes=MAX_BYTES, known="; known: none")


def test_arrays_and_their_description_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(contents(kind=KIND, metadata={"seed": 3, "words": ["é"]}))
    parts, metadata = read(path)
    assert parts["a"].tolist() == [0, 1, 2]
    assert metadata == {"seed": 3, "words": ["é"]}


@pytest.mark.parametrize(
    ("there", "message"),
    [
        (b"", r"not a test, or a damaged one \("),
        (contents(kind=KIND)[:-9], r"not a test, or a damaged one \("),
        (contents(kind=KIND, metadata=[]), "not a test, or a damaged one .*expected an object"),
        (contents(kind="b"), f'a test that cannot be used: it is "b", and {KIND} is wanted'),
        (contents(kind="b" * 999), "a test that cannot be used: it is .{1,60}, and"),
        (contents(), f"a test that cannot be used: it is of another kind, and {KIND} is wanted"),
        (bytes(MAX_BYTES + 1), "cannot be read .*10,001 bytes, more than the 10,000"),
        (None, "no such file; known: none$"),
    ],
)
def test_a_message_names_the_file_and_what_is_wrong(
    there: bytes | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    if there is not None:
        path.write_bytes(there)
    with pytest.raises(TableError, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
