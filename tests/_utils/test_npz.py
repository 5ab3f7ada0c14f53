import io
import zipfile
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from folkhue._utils.npz import read_npy, read_npz
from folkhue._utils.unpacking import UnpackingError

TYPES = ("|b1", "|u1", "|i1", "<i8", ">i4", "<u2", "<f4", ">f8", "<f2")


def saved(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def with_header(text: str, data: bytes = b"", version: bytes = b"\1\0") -> bytes:
    encoded = text.encode("latin-1")
    return b"\x93NUMPY" + version + len(encoded).to_bytes(2, "little") + encoded + data


PLAIN = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n"


@given(st.sampled_from(TYPES), arrays.array_shapes(min_dims=0, min_side=0), st.booleans())
def test_what_numpy_saves_is_read(dtype: str, shape: tuple[int, ...], is_transposed: bool) -> None:
    array = np.arange(np.prod(shape, dtype=int)).astype(dtype).reshape(shape)
    array = array.T if is_transposed else array
    again = read_npy(saved(array))
    assert (again.dtype, again.shape) == (array.dtype, array.shape)
    assert np.array_equal(again, array)


def test_records_are_read_with_their_padding() -> None:
    dtype = np.dtype([("left", "<i8"), ("flag", "?"), ("value", "<f4")], align=True)
    array = np.zeros(3, dtype)
    array["left"], array["value"] = [1, 2, 3], 0.5
    again = read_npy(saved(array))
    assert again.dtype == dtype
    assert again.tolist() == array.tolist()


def test_the_arrays_of_a_file_are_read_by_name() -> None:
    file = io.BytesIO()
    np.savez_compressed(file, one=np.arange(9), two=np.zeros((2, 2)))
    found = read_npz(file.getvalue(), 1000)
    assert {name: array.tolist() for name, array in found.items()} == {
        "one": [*range(9)],
        "two": [[0, 0], [0, 0]],
    }
    with pytest.raises(UnpackingError, match="more than 300"):
        read_npz(file.getvalue(), 300)


HOSTILE = {
    "nothing": b"",
    "the beginning": b"\x93NUMPY\1\0",
    "another version": with_header(PLAIN, bytes(3), b"\3\0"),
    "too little data": with_header(PLAIN, bytes(2)),
    "too much data": with_header(PLAIN, bytes(4)),
    "a header that is too long": with_header(PLAIN)[:20],
    "unbalanced": with_header(PLAIN.replace("(", "((", 1), bytes(3)),
    "deep": with_header("(" * 60_000),
    "unary operators": with_header("-" * 60_000 + "1"),
    "code": with_header("__import__('os').abort()\n"),
    "a null character": with_header(PLAIN.replace("u1", "u\0")),
    "objects": with_header(PLAIN.replace("u1", "O"), bytes(24)),
    "a type that is not": with_header(PLAIN.replace("|u1", "|b8"), bytes(24)),
    "records in records": with_header(PLAIN.replace("'|u1'", "[('a', [('a', '|u1')])]"), bytes(3)),
    "equal fields": with_header(PLAIN.replace("'|u1'", "[('a', '|u1'), ('a', '|u1')]"), bytes(6)),
    "text": with_header(PLAIN.replace("|u1", "<U1"), bytes(12)),
    "negative": with_header(PLAIN.replace("3,", "-1,")),
    "huge": with_header(PLAIN.replace("3,", "999999999999, 999999999999"), bytes(3)),
    "huge and empty": with_header(PLAIN.replace("3,", "0, 999999999999, 999999999999, 99999")),
    "a long number": with_header(PLAIN.replace("3,", f"{'9' * 5000},")),
    "many dimensions": with_header(PLAIN.replace("3,", "1, " * 99 + "3"), bytes(3)),
    "latin": with_header(PLAIN.replace("descr", "dé\xff")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_other_headers_are_refused(what: str) -> None:
    with pytest.raises(UnpackingError):
        read_npy(HOSTILE[what])


def test_the_error_names_the_array() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("colors.npy", b"nothing")
    with pytest.raises(UnpackingError, match=r"colors\.npy: not a plain array"):
        read_npz(file.getvalue(), 1000)


@given(place=st.integers(0, 200), value=st.binary(min_size=1, max_size=3))
def test_damaged_arrays_are_read_or_refused(place: int, value: bytes) -> None:
    contents = saved(np.arange(9))
    with suppress(UnpackingError):
        assert read_npy(contents[:place] + value + contents[place + len(value) :]).size < 100
