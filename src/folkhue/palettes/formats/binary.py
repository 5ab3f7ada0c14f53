"""Reading big-endian numbers and text from binary files."""

from __future__ import annotations

import struct

from folkhue.errors import PaletteFileError


class BinaryReader:
    """Reads a file of big-endian numbers from start to end.

    Parameters
    ----------
    contents : bytes
        Of the file.
    """

    def __init__(self, contents: bytes) -> None:
        self._contents = contents
        self._offset = 0

    @property
    def remaining(self) -> int:
        """Number of bytes that were not read yet."""
        return len(self._contents) - self._offset

    def read(self, size: int) -> bytes:
        """Read bytes.

        Raises
        ------
        PaletteFileError
            If fewer than `size` bytes remain.
        """
        if size > self.remaining:
            raise PaletteFileError(
                f"truncated or damaged: expected {size:,} bytes at offset {self._offset:,}, "
                f"but the file ends after {self.remaining:,}"
            )
        self._offset += size
        return self._contents[self._offset - size : self._offset]

    def uint16(self) -> int:
        """Read an unsigned integer of two bytes."""
        return int.from_bytes(self.read(2), "big")

    def uint32(self) -> int:
        """Read an unsigned integer of four bytes."""
        return int.from_bytes(self.read(4), "big")

    def uint16s(self, count: int) -> tuple[int, ...]:
        """Read unsigned integers of two bytes each."""
        return struct.unpack(f">{count}H", self.read(2 * count))

    def float32s(self, count: int) -> tuple[float, ...]:
        """Read floating-point numbers of four bytes each."""
        return struct.unpack(f">{count}f", self.read(4 * count))

    def utf16(self, units: int) -> str:
        """Read UTF-16 text of so many code units, without trailing zeros."""
        return self.read(2 * units).decode("utf-16-be", "replace").rstrip("\0")


def encode_utf16(text: str) -> tuple[int, bytes]:
    """Encode text in UTF-16 with a trailing zero; return the number of code units and the bytes."""
    encoded = f"{text}\0".encode("utf-16-be")
    return len(encoded) // 2, encoded
