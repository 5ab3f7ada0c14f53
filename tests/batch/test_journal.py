from pathlib import Path

import pytest

from folkhue.batch.journal import Journal
from folkhue.batch.outcome import Outcome
from folkhue.errors import BatchError

OUTCOMES = [
    Outcome("a.jpg", (10, 1_700_000_000_000_000_001), "ok", "", 3, 2, (4, 0, 2)),
    Outcome('né"w\n\\xff.jpg', (0, 5), "empty", "the file is empty; download it again"),
    Outcome("gone.jpg", (-1, -1), "missing", "cannot be read (No such file or directory)"),
]


def filled(path: Path) -> bytes:
    with Journal(path, "table 1") as journal:
        for outcome in OUTCOMES:
            journal.add(outcome)
    return path.read_bytes()


def test_a_journal_reads_back_what_was_added(tmp_path: Path) -> None:
    filled(tmp_path / "j")
    with Journal(tmp_path / "j", "table 1") as journal:
        offsets, outcomes = zip(*journal, strict=True)
        assert list(outcomes) == OUTCOMES
        assert list(journal.read(reversed(offsets))) == OUTCOMES[::-1]


def test_a_truncated_journal_keeps_complete_lines_and_can_grow(tmp_path: Path) -> None:
    path = tmp_path / "j"
    whole = filled(path)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with Journal(path, "table 1") as journal:
            kept = [outcome for _, outcome in journal]
            assert kept == OUTCOMES[: max(0, whole[:length].count(b"\n") - 1)]
            for outcome in OUTCOMES[len(kept) :]:
                journal.add(outcome)
        assert path.read_bytes() == whole


def test_damaged_lines_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "j"
    lines = filled(path).splitlines(keepends=True)
    path.write_bytes(lines[0] + b"\0\0\0 7\n" + lines[1] + b"[1, 2]\n" + lines[2])
    with Journal(path, "table 1") as journal:
        assert [outcome for _, outcome in journal] == OUTCOMES[:2]


def test_outcomes_of_another_table_or_version_are_discarded(tmp_path: Path) -> None:
    older = filled(tmp_path / "j").replace(b'journal": 3', b'journal": 2')
    with Journal(tmp_path / "j", "table 2") as journal:
        assert not list(journal)
    (tmp_path / "j").write_bytes(older)
    with Journal(tmp_path / "j", "table 1") as journal:
        assert not list(journal)


def test_only_one_process_can_write(tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "j", "table 1"),
        pytest.raises(BatchError, match="j: another run is writing it"),
    ):
        Journal(tmp_path / "j", "table 1")
    with Journal(tmp_path / "j", "table 1"):
        pass


def test_a_file_that_is_not_a_journal_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("my diary\n")
    with pytest.raises(BatchError, match="expected a journal of folkhue"):
        Journal(tmp_path / "j", "table 1")
    assert (tmp_path / "j").read_text() == "my diary\n"
