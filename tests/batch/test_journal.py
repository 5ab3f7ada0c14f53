import zlib
from pathlib import Path

import pytest

from folkhue.batch.journal import Journal
from folkhue.batch.outcome import Outcome
from folkhue.errors import BatchError

OUTCOMES = [
    Outcome("a.jpg", (10, 1_700_000_000_000_000_001), "ok", "", 3, 2, (4, 0, 2)),
    Outcome("b.jpg", (10, 1), "ok", "", 3, 2, (6, 0, 0), "AAA=", "0a1b red 0.9 blue 0.1"),
    Outcome('né"w\n\\xff.jpg', (0, 5), "empty", "the file is empty; download it again"),
    Outcome("gone.jpg", (-1, -1), "missing", "cannot be read (No such file or directory)"),
]


SIGNED = [
    b"[1, 2]",
    b"[" * 100_000,
    b'["a.jpg", [1, 2], "ok", "", 3, 2, ["4"], ""]',
    b'["a.jpg", [1, 2], "ok", "", 3, 2, [1e400], ""]',
    b'["a.jpg", [1, 2], "ok", "", 3, 2, [9223372036854775808], ""]',
    b'["a.jpg", [1, 2], "ok", "", 3, true, [4, 0, 2], ""]',
    b'["a.jpg", [null, 2], "ok", "", 3, 2, [4, 0, 2], ""]',
    b'[["a.jpg"], [1, 2], "ok", "", 3, 2, [4, 0, 2], ""]',
    b'["a.jpg", [1, 2], "ok", "", 3, 2, [4, 0, 2], "", 7]',
    b'["a.jpg", [1, 2], "ok", "", 3, 2, [4, 0, 2], "", "", "", ""]',
    b'["a.jpg", [1, 2], "ok", "", 3, 2, [4, 0, 2]]',
]
"""Lines whose checksum is right, but that are no outcomes."""


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
    changed = lines[1].replace(b"[4, 0, 2]", b"[5, 0, 2]")
    assert changed != lines[1]
    signed = [b"%08x %b\n" % (zlib.crc32(text), text) for text in SIGNED]
    damaged = b"".join((b"\0\0\0 7\n", b"[1, 2]\n", changed, *signed))
    path.write_bytes(lines[0] + damaged + lines[1] + damaged + lines[2])
    with Journal(path, "table 1") as journal:
        assert [outcome for _, outcome in journal] == OUTCOMES[:2]


@pytest.mark.parametrize("counts", [(4,), (4, 0), (4, 0, 2, 1), (4, 0, -2)])
def test_counts_of_other_terms_are_an_error(counts: tuple[int, ...]) -> None:
    outcome = Outcome("a.jpg", (1, 2), counts=counts)
    with pytest.raises(BatchError, match=r"a\.jpg: its result is not of this table"):
        outcome.name_counts(("dark", "light"))


def test_outcomes_of_another_table_or_version_are_discarded(tmp_path: Path) -> None:
    older = filled(tmp_path / "j").replace(b'journal": 4', b'journal": 3')
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


def test_a_line_from_before_pictures_were_named_is_read(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", "table 1"):
        pass
    text = b'["a.jpg", [1, 2], "ok", "", 3, 2, [4, 0, 2], "AAA="]'
    with (tmp_path / "j").open("ab") as file:
        file.write(b"%08x %b\n" % (zlib.crc32(text), text))
    with Journal(tmp_path / "j", "table 1") as journal:
        [(_, outcome)] = journal
    assert outcome == Outcome("a.jpg", (1, 2), "ok", "", 3, 2, (4, 0, 2), "AAA=", "")
