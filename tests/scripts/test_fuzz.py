"""A few damaged files of every kind; `scripts/benchmarks/fuzz.py` tries thousands."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from benchmarks import fuzz
from benchmarks.fuzz_kinds import KINDS
from benchmarks.fuzz_kinds.base import FileKind
from folkhue.errors import PaletteFileError


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    [tally] = fuzz.fuzz([kind], 10, seed=1)
    assert [case.error for case in tally.foreign] == []
    assert tally.tried == tally.read + tally.refused == 10


@pytest.mark.parametrize("kind", ["palette .css", "answer Flickr", "image GIF"])
def test_a_case_is_the_same_whenever_it_is_made(kind: str) -> None:
    originals = KINDS[kind].make()
    made = [[fuzz.damaged(kind, originals, 3, number) for number in range(30)] for _ in range(2)]
    assert made[0] == made[1]
    assert len({*made[0]}) > 20


def answers(contents: bytes, folder: Path) -> None:
    """Do what the contents say."""
    number = contents[0] % 6
    if number == 1:
        raise PaletteFileError("refused")
    if number == 2:
        raise KeyError("foreign")
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 4:
        while True:
            sum(range(1000))
    if number == 5:
        bytes(1 << 31)


def test_crashes_and_exceeded_limits_are_found_and_repeatable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(KINDS, "odd", FileKind(lambda: [bytes(1)], answers))
    monkeypatch.setattr(fuzz, "damaged", lambda kind, originals, seed, number: bytes([number, 7]))
    [tally] = fuzz.fuzz(["odd"], 12, jobs=2, limits=fuzz.Limits(seconds=0.3))
    assert (tally.tried, tally.read, tally.refused) == (12, 2, 2)
    found = {case.number: case.error.partition(" in ")[0] for case in tally.foreign}
    for first in (0, 6):
        assert found[first + 2] == "KeyError"
        assert found[first + 3] == "the process died: SIGKILL"
        assert found[first + 4].startswith("_TooLongError")
        assert found[first + 5] == "MemoryError"
    fuzz.report(tally, 0, tmp_path / "kept")
    assert "2 × KeyError" in capsys.readouterr().out
    assert (tmp_path / "kept/odd-0-2").read_bytes() == bytes([2, 7])
    assert fuzz.row(tally).startswith("| odd | 12 | 2 | 2 |")
