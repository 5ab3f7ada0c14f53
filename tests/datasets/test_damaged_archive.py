"""Damaged archives, and files that are no archives."""

import gzip

import pytest
from support.archives import EVERY, GOOD, NOISE, Refuse, archive_of


@EVERY
def test_a_truncated_archive_is_refused(kind: str, refuse: Refuse) -> None:
    whole = archive_of(kind, GOOD, ("last.jpg", NOISE[:700]))
    needed = len(whole) - 1023 if kind == "tar" else len(whole)
    for end in {*range(0, needed, 256), needed - 1, needed - 7}:
        refuse(whole[:end], "damaged")


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.bz2", "tar.xz"])
def test_an_archive_with_a_flipped_bit_is_refused(kind: str, refuse: Refuse) -> None:
    whole = bytearray(archive_of(kind, GOOD, ("last.jpg", NOISE)))
    for place in (1000, 2000, 3000):
        whole[place] ^= 4
        refuse(whole, "damaged")
        whole[place] ^= 4


def test_a_checksum_after_the_last_photograph_is_checked(refuse: Refuse) -> None:
    packed = gzip.compress(archive_of("tar", GOOD) + bytes(50_000))
    refuse(packed[:-8] + bytes(4) + packed[-4:], "damaged.*check")


@pytest.mark.parametrize("contents", [b"", b"x", NOISE, gzip.compress(NOISE, mtime=0)])
def test_other_files_are_refused(contents: bytes, refuse: Refuse) -> None:
    refuse(contents, "no zip or tar archive")


def test_the_error_for_a_shared_drives_page_says_what_to_do(refuse: Refuse) -> None:
    refuse(b"<!DOCTYPE html><html>Sign in</html>", "a web page, not an archive; a shared drive has")
