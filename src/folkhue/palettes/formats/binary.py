"""Numbers and text in binary files, one after the other."""

from __future__ import annotations

import struct

from folkhue.errors import PaletteFileError


class Cursor:
    """A place in a file of big-endian numbers.

    Parameters
    ----------
    contents : bytes
        Of the file.
    """

    def __init__(self, contents: bytes) -> None:
        self.contents = contents
        self.place = 0

    def left(self) -> int:
        """Count the bytes from here to the end."""
        return len(self.contents) - self.place

    def take(self, size: int) -> bytes:
        """Give the next bytes.

        Raises
        ------
        PaletteFileError
            If the file ends before.
        """
        if size > self.left():
            raise PaletteFileError(
                f"cut off, or damaged: {size:,} bytes were expected from byte {self.place:,} on, "
                f"but the file ends after {self.left():,}"
            )
        self.place += size
        return self.contents[self.place - size : self.place]

    def short(self) -> int:
        """Give the next two bytes as a number from 0 to 65535."""
        return int.from_bytes(self.take(2), "big")

    def long(self) -> int:
        """Give the next four bytes as a number."""
        return int.from_bytes(self.take(4), "big")

    def shorts(self, count: int) -> tuple[int, ...]:
        """Give the next numbers of two bytes."""
        return struct.unpack(f">{count}H", self.take(2 * count))

    def floats(self, count: int) -> tuple[float, ...]:
        """Give the next numbers of four bytes with a decimal point."""
        return struct.unpack(f">{count}f", self.take(4 * count))

    def text(self, units: int) -> str:
        """Give the next UTF-16 units as text, without the zeros at its end."""
        return self.take(2 * units).decode("utf-16-be", "replace").rstrip("\0")


def text_units(text: str) -> tuple[int, bytes]:
    """Encode text in UTF-16 with a zero at its end; count its units, with the zero."""
    encoded = f"{text}\0".encode("utf-16-be")
    return len(encoded) // 2, encoded
