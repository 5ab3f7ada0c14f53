"""The state of a download: listed in turns, chosen in rounds, and never half written."""

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.downloads import state_in

from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.state import DownloadState, Outcome, StoredFile
from folkhue.errors import DownloadError


@pytest.fixture
def state(tmp_path: Path) -> Iterator[DownloadState]:
    with state_in(tmp_path) as state:
        state.listing.begin("test")
        yield state


def photo(identity: str, *labels: str, url: str = "https://example.org/") -> PhotoRecord:
    return PhotoRecord(identity, url=url + identity, labels=labels)


def file(name: str, sha256: str = "") -> StoredFile:
    return StoredFile(name, 9, sha256 or name, 4, 3, b"print")


def keep(state: DownloadState, *identities: str, sha256: str = "") -> None:
    state.record(Outcome(i, Status.OK, file=file(f"{i}.jpg", sha256)) for i in identities)


def listed(state: DownloadState) -> list[PhotoRecord]:
    return list(state.records("photos", done=False))


def chosen(state: DownloadState) -> list[str]:
    return [entry.record.id for entry in state.chosen()]


# Listing


def test_what_is_listed_is_given_in_order_with_all_its_fields(state: DownloadState) -> None:
    records = [
        photo("b", "red", "sky blue"),
        PhotoRecord(
            "a", path="/a.jpg", title='"', taken="2020", status=Status.UNREADABLE, detail="x"
        ),
    ]
    state.listing.add(records)
    assert [record.id for record in listed(state)] == ["b", "a"]
    assert listed(state)[0] == records[0]
    assert listed(state)[1] == PhotoRecord(
        "a", title='"', taken="2020", status=Status.UNREADABLE, detail="x"
    )


def test_the_first_of_two_with_one_id_counts(state: DownloadState) -> None:
    told: list[tuple[int, str]] = []
    records = [photo("a", "red"), photo("b"), photo("a", "blue")]
    state.listing.add(records, on_duplicate=lambda place, i: told.append((place, i)))
    assert told == [(2, "a")]
    assert [record.labels for record in listed(state)] == [("red",), ()]
    assert state.listing.count_known(["a", "b", "c"]) == 2


def test_an_error_adds_nothing(state: DownloadState) -> None:
    def refuse(place: int, identity: str) -> None:
        raise ValueError(f"{identity} at {place}")

    with pytest.raises(ValueError, match="a at 1"):
        state.listing.add([photo("a"), photo("a")], "question", 1, on_duplicate=refuse)
    assert listed(state) == []
    assert state.listing.answer("question", int) is None


def test_answers_and_notes_are_kept_within_a_listing(state: DownloadState) -> None:
    listing = state.listing
    listing.add([], "pages?", {"pages": 3})
    assert listing.note_once("began", "1") == "1"
    assert listing.note_once("began", "2") == "1"
    listing.end(5)
    assert not listing.begin("test", number=5)
    assert listing.begin("test", number=6)
    assert listing.answer("pages?", dict) == {"pages": 3}
    assert listing.begin("other")
    assert listing.answer("pages?", dict) is None
    assert listing.note_once("began", "2") == "2"


@pytest.mark.parametrize(
    ("url", "name"), [("https://example.org/", "a.jpg"), ("https://example.com/", None)]
)
def test_a_photograph_of_an_earlier_listing_keeps_its_file_if_its_address_is_the_same(
    state: DownloadState, url: str, name: str | None
) -> None:
    state.listing.add([photo("a"), photo("gone")])
    keep(state, "a", "gone")
    state.listing.begin("test", again=True)
    state.listing.add([photo("a", "red", url=url)])
    state.listing.end()
    state.choose(["red"], None)
    (entry,) = state.chosen()
    assert (entry.record.id, entry.record.labels) == ("a", ("red",))
    assert (entry.file and entry.file.name) == name


# Choosing


def test_as_many_of_each_term_as_wanted_are_chosen_in_the_order_of_listing(
    state: DownloadState,
) -> None:
    state.listing.add(
        [photo("1", "red"), photo("2", "red", "blue"), photo("3", "red"), photo("4", "blue")]
    )
    state.choose(["red", "blue"], 2)
    assert chosen(state) == ["1", "2", "4"]
    state.record([Outcome("1", Status.UNAVAILABLE, "gone")])
    keep(state, "2", "4")
    state.choose(["red", "blue"], 2)
    assert chosen(state) == ["3"]
    keep(state, "3")
    state.choose(["red", "blue"], 2)
    assert state.count_chosen() == 0
    assert state.counts_by_term() == {
        "red": {Status.OK: 2, Status.UNAVAILABLE: 1},
        "blue": {Status.OK: 2},
    }


@pytest.mark.parametrize("label", ["dark red", "redwood", "red;blue", 'r"ed', "r%d", ""])
def test_a_term_is_a_whole_label(state: DownloadState, label: str) -> None:
    state.listing.add([photo("1", label)])
    state.choose(["red", "r_d", "%"], 9)
    assert chosen(state) == []
    state.choose([label], 9)
    assert chosen(state) == ["1"]


def test_without_a_target_all_are_chosen_that_can_be_fetched(state: DownloadState) -> None:
    bad = PhotoRecord("bad", status=Status.UNREADABLE)
    state.listing.add([photo("1"), bad, *(photo(str(n)) for n in range(2, 300))])
    state.choose([], None)
    assert chosen(state) == [str(n) for n in range(1, 300)]
    assert state.any_chosen_on_web()


def test_changed_rules_reset_all_that_can_be_fetched(state: DownloadState) -> None:
    state.listing.add([photo("1"), photo("2"), PhotoRecord("3", status=Status.UNREADABLE)])
    state.use_rules("strict")
    state.choose([], None)
    keep(state, "1")
    state.record([Outcome("2", Status.TOO_SMALL, "1 × 1")])
    state.use_rules("strict")
    assert state.counts() == {Status.OK: 1, Status.TOO_SMALL: 1, Status.UNREADABLE: 1}
    state.use_rules("lenient")
    assert state.counts() == {Status.PENDING: 2, Status.UNREADABLE: 1}
    assert {record.detail for record in listed(state)} == {""}
    assert state.count_chosen() == 0


# Results


def test_only_failures_are_tried_again(state: DownloadState) -> None:
    state.listing.add([photo("1"), photo("2"), photo("3")])
    state.choose([], None)
    keep(state, "1")
    state.record([Outcome("2", Status.FAILED, "503"), Outcome("3", Status.UNAVAILABLE, "404")])
    assert state.retry_failed() == 1
    assert chosen(state) == ["2"]


def test_the_same_file_counts_once_and_the_earlier_chosen_stays(state: DownloadState) -> None:
    state.listing.add([photo("1", "blue"), photo("2", "red"), photo("3", "red")])
    state.choose(["red"], 1)
    keep(state, "2", sha256="same")
    state.choose(["red", "blue"], 2)
    keep(state, "1", "3", sha256="same")
    state.mark_same_files()
    assert [(r.id, r.status, r.detail) for r in listed(state)] == [
        ("1", Status.SAME_FILE, "2"),
        ("2", Status.OK, ""),
        ("3", Status.SAME_FILE, "2"),
    ]


def test_only_kept_photographs_have_a_path_and_a_size(state: DownloadState) -> None:
    state.listing.add([photo("1"), photo("2"), photo("3")])
    keep(state, "1", "2")
    state.record([Outcome("2", Status.NEAR_DUPLICATE, "1")])
    kept, copy, pending = state.records("photos", done=True)
    assert (kept.path, kept.sha256, kept.width, kept.height) == ("photos/1.jpg", "1.jpg", 4, 3)
    for record in (copy, pending):
        assert (record.path, record.sha256, record.width, record.height) == ("", "", 0, 0)
    assert (pending.status, listed(state)[2].status) == (Status.NOT_NEEDED, Status.PENDING)


def test_files_that_nothing_needs_are_strays(state: DownloadState) -> None:
    state.listing.add([photo("1"), photo("2"), photo("3")])
    keep(state, "1", "2", "3")
    state.rename_files([("2", "00-ab.tar/2.jpg?offset=512&size=9")])
    state.record([Outcome("3", Status.NEAR_DUPLICATE, "1")])
    names = ["1.jpg", "2.jpg", "3.jpg", "00-ab.tar", "00-a.tar", "00-ab", "x"]
    assert list(state.strays(names)) == ["2.jpg", "3.jpg", "00-a.tar", "00-ab", "x"]
    assert state.any_in_shard()


def test_the_most_frequent_details_of_a_status_are_counted(state: DownloadState) -> None:
    state.listing.add([photo(str(n)) for n in range(9)])
    details = ["404"] * 4 + ["410"] * 2 + ["b", "a", ""]
    state.record(Outcome(str(n), Status.UNAVAILABLE, d) for n, d in enumerate(details))
    assert state.counts() == {Status.UNAVAILABLE: 9}
    assert list(state.details(Status.UNAVAILABLE, 3).items()) == [("404", 4), ("410", 2), ("a", 1)]
    assert state.details(Status.FAILED, 3) == {}


def test_an_error_on_the_way_records_nothing(state: DownloadState) -> None:
    state.listing.add([photo("1")])

    def outcomes() -> Iterator[Outcome]:
        yield Outcome("1", Status.FAILED, "x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        state.record(outcomes())
    assert state.counts() == {Status.PENDING: 1}


# The file


def test_a_state_is_read_again_as_it_was(tmp_path: Path) -> None:
    with state_in(tmp_path) as state:
        state.listing.begin("test")
        state.listing.add([photo("1", "red")])
        keep(state, "1")
    with state_in(tmp_path) as state:
        assert state.listing.noted("source") == "test"
        (entry,) = state.kept()
    assert entry.file == file("1.jpg")
    assert entry.record.labels == ("red",)


def test_one_process_at_a_time(tmp_path: Path) -> None:
    busy = pytest.raises(DownloadError, match="another download is running")
    with state_in(tmp_path), busy:
        state_in(tmp_path)
    with state_in(tmp_path):
        pass


def test_a_database_of_another_program_is_named_and_left_alone(tmp_path: Path) -> None:
    for tables, version in [("bookmarks (url)", 0), ("bookmarks (url)", 2), ("photos (a)", 2)]:
        path = tmp_path / "download.sqlite"
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as database:
            database.executescript(f"CREATE TABLE {tables}; PRAGMA user_version = {version};")
        database.close()
        with pytest.raises(DownloadError, match="not the state of a download; move it elsewhere"):
            state_in(tmp_path)


def test_wrong_results_are_counted_within_a_listing(state: DownloadState) -> None:
    listing = state.listing
    assert listing.wrong_results() == {}
    listing.add([], "1", 0, wrong={"red": {"no owner": 2}})
    listing.add([], "2", 0, wrong={"red": {"no owner": 1, "no id": 1}})
    listing.add([], "3", 0, wrong={"blue": {}})
    assert listing.wrong_results() == {"red": {"no owner": 3, "no id": 1}}
    listing.begin("other")
    assert listing.wrong_results() == {}


@pytest.mark.slow
def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    """Bytes changed anywhere cost nothing, or end in an error that says what to do."""
    chooser, told = random.Random(0), list[str]()
    with state_in(tmp_path) as state:
        state.listing.begin("test")
        answer = {"pages": 1, "new": 2}
        state.listing.add([photo(str(n), "red") for n in range(30)], "q", answer)
        state.listing.add([], "r", answer, wrong={"red": {"no owner": 1}})
        state.choose(["red"], 20)
        keep(state, *map(str, range(10)))
    path = tmp_path / "download.sqlite"
    whole = path.read_bytes()
    text = [
        found.start() for found in re.finditer(rb'\["red"|"pages"|pending|"no owner|https', whole)
    ]
    for number in range(80):
        damaged = bytearray(whole)
        for _ in range(chooser.choice((1, 1, 20))):
            near = chooser.choice(text) + chooser.randrange(12)
            place = near if number % 2 else chooser.randrange(len(damaged))
            damaged[place] = chooser.randrange(256)
        path.write_bytes(damaged)
        try:
            use(tmp_path)
        except DownloadError as error:
            told.append(str(error))
    assert 5 < len(told) < 75
    assert [text for text in told if not re.search("remove it|move it elsewhere", text)] == []


def use(folder: Path) -> None:
    with state_in(folder) as state:
        state.listing.begin("test", number=1)
        state.listing.answer("q", lambda answer: int(answer["pages"]))
        state.listing.wrong_results()
        state.choose(["red"], 25)
        state.retry_failed()
        state.record([Outcome(e.record.id, Status.FAILED) for e in state.chosen()])
        state.mark_same_files()
        list(state.kept_by_round())
        state.counts(), state.counts_by_term(), state.details(Status.FAILED, 3)
        state.listing.end(1)
        list(state.records("photos", done=True))


def test_a_file_that_is_no_state_is_named(tmp_path: Path) -> None:
    content = b"no database at all, but long enough to be looked at" * 30
    (tmp_path / "download.sqlite").write_bytes(content)
    with pytest.raises(DownloadError, match=r"download\.sqlite: damaged .*; remove it to list"):
        state_in(tmp_path)


def test_a_state_of_another_version_is_named_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "download.sqlite") as database:
        database.executescript("CREATE TABLE photos (id); PRAGMA user_version = 1;")
    database.close()
    with pytest.raises(DownloadError, match="written by another version of folkhue; remove it"):
        state_in(tmp_path)
    with sqlite3.connect(tmp_path / "download.sqlite") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    database.close()
