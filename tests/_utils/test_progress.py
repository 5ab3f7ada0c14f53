"""How far long work is: bars in a terminal, nothing elsewhere, reports to whoever wants them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from joblib import parallel_config
from rich.console import Console
from rich.progress import Progress

from folkhue._utils import progress as module
from folkhue._utils.parallel import in_parallel, parallel_map
from folkhue._utils.progress import counted, progress, reporting_to

Report = tuple[str, int | None, int | None]


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Report]]:
    """All that is reported, however often."""
    monkeypatch.setattr(module, "_SECONDS", 0)
    found: list[Report] = []
    with reporting_to(lambda number, *told: found.append(told)):
        yield found


def show(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object], *, terminal: bool) -> str:
    """Return what is printed on standard error during work."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=80, color_system=None)
    monkeypatch.setattr(module, "error_console", lambda: console)
    work()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def outer_and_inner() -> None:
    with progress("folds", 5) as outer:
        outer(2)
        with progress("photographs", 1064) as inner:
            inner(512)
            with progress("training on 7 colors", None):
                pass


def test_a_terminal_shows_what_is_counted_and_what_lies_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = show(monkeypatch, outer_and_inner, terminal=True)
    for text in ("folds", "2 of 5", "photographs", "512 of 1,064", "training on 7 colors"):
        assert text in shown


@pytest.mark.parametrize(
    ("total", "done", "per_step", "shown"),
    [
        (100_000, 20_000, 1 / 589, "589 a second"),
        (100_000, 0, 1 / 2_911, "2,911 a second"),
        (5, 0, 30, ""),
        (None, 0, 0.1, ""),
    ],
)
def test_the_speed_is_that_of_this_run(
    total: int | None, done: int, per_step: float, shown: str
) -> None:
    now = 0.0
    bars = Progress(module._Speed(), get_time=lambda: now, disable=True)
    number = bars.add_task("photographs", total=total, completed=done)
    for _ in range(3):
        now += per_step
        bars.advance(number, 1)
    [task] = bars.tasks
    assert module._Speed().render(task).plain == shown


def test_nothing_is_shown_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not show(monkeypatch, outer_and_inner, terminal=False)


def test_reports_replace_bars(monkeypatch: pytest.MonkeyPatch, reports: list[Report]) -> None:
    assert not show(monkeypatch, outer_and_inner, terminal=True)
    assert reports == [
        ("folds", 0, 5),
        ("folds", 2, 5),
        ("photographs", 0, 1064),
        ("photographs", 512, 1064),
        ("training on 7 colors", 0, None),
        ("training on 7 colors", None, None),
        ("photographs", None, 1064),
        ("folds", None, 5),
    ]


def test_reports_come_no_oftener_than_people_read() -> None:
    found: list[object] = []
    with reporting_to(lambda *told: found.append(told)), progress("photographs", 1000) as advance:
        for _ in range(1000):
            advance(1)
    assert len(found) < 1000


def test_steps_of_several_threads_add_up(reports: list[Report]) -> None:
    with progress("photographs", 4000) as advance:
        threads = [Thread(target=lambda: [advance(1) for _ in range(1000)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert reports[-2] == ("photographs", 4000, 4000)


def test_an_item_is_done_when_the_next_one_is_wanted(reports: list[Report]) -> None:
    items = counted("ab", "letters", 2)
    assert next(items) == "a"
    assert reports == [("letters", 0, 2)]
    assert [*items] == ["b"]
    assert reports[1:] == [("letters", 1, 2), ("letters", 2, 2), ("letters", None, 2)]


def size(batch: str) -> int:
    return len(batch)


@pytest.mark.parametrize(
    ("backend", "jobs"), [("threading", 1), ("threading", 2), ("loky", 2), ("multiprocessing", 2)]
)
def test_calls_advance_by_the_photographs_of_their_batches(
    reports: list[Report], backend: str, jobs: int
) -> None:
    batches = ["abc", "abc", "abc", "a"]
    with parallel_config(backend=backend, n_jobs=jobs):
        found = in_parallel(len, batches, title="photographs", total=10, size=size)
        assert [*found] == [3, 3, 3, 1]
    done = [number for _, number, _ in reports[:-1]]
    assert done[0] == 0
    assert done == sorted(done)
    assert {3, 6, 9, 10} <= {*done}
    assert {total for _, _, total in reports} == {10}


def test_the_sizes_of_all_items_are_the_total(reports: list[Report]) -> None:
    assert parallel_map(len, ["ab", "c"], title="letters", size=size) == [2, 1]
    assert reports[-2:] == [("letters", 3, 3), ("letters", None, 3)]
