"""How far `make repro` is: what DVC prints and stages report, and what is shown of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support.project import Project

from repro.display import lines
from repro.dvc_repro import going_to_run, telling
from repro.progress import PLAN, Progress, Work
from stages import durations
from stages.durations import Durations, growths
from stages.reporting import REPORTS, reporting

ABOUT = {"one": "Do one thing.", "two@a": "Do a.", "two@b": "Do b.", "three": "Do the last."}

SECONDS = {"one": 10.0, "two@a": 20.0, "two@b": 30.0, "three": 40.0}


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(clock: Clock) -> Progress:
    return Progress(ABOUT, lambda: Durations(SECONDS, {}), clock)


def plan(**certain: bool) -> str:
    """What DVC prints before it runs stages; in the names, _ stands for @."""
    return PLAN + json.dumps({name.replace("_", "@"): each for name, each in certain.items()})


ALL = plan(one=True, two_a=True, two_b=True, three=True)


def running(stage: str) -> str:
    return f"Running stage '{stage}':"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        # A line that DVC prints, and what is shown in its place.
        (
            [ALL, running("one"), "> scripts/stage one", "678 photographs"],
            [
                "Running stage 'one' (1 of 4, about 1 min 40 s left): Do one thing.",
                "678 photographs",
            ],
        ),
        (
            [ALL, running("one"), "Updating lock file 'dvc.lock'", "", running("two@a")],
            [
                "Running stage 'one' (1 of 4, about 1 min 40 s left): Do one thing.",
                "Stage 'one' took 10 s.",
                "Running stage 'two@a' (2 of 4, about 1 min 30 s left): Do a.",
            ],
        ),
        # DVC records nothing if a stage wrote what it did the last time.
        (
            [ALL, running("one"), running("two@a")],
            [
                "Running stage 'one' (1 of 4, about 1 min 40 s left): Do one thing.",
                "Stage 'one' took 10 s.\n"
                "Running stage 'two@a' (2 of 4, about 1 min 30 s left): Do a.",
            ],
        ),
        # Only what will run counts.
        (
            [plan(two_a=True, three=True), "Stage 'one' didn't change, skipping", running("two@a")],
            [
                "Stage 'one' didn't change, skipping",
                "Running stage 'two@a' (1 of 2, about 1 min 0 s left): Do a.",
            ],
        ),
        # A stage that reads what another one writes is skipped if that did not change.
        (
            [
                plan(one=True, two_a=False, three=False),
                running("one"),
                "Stage 'two@a' didn't change, skipping",
                running("three"),
            ],
            [
                "Running stage 'one' (1 of at most 3, about 1 min 10 s left): Do one thing.",
                "Stage 'one' took 10 s.\nStage 'two@a' didn't change, skipping",
                "Running stage 'three' (2 of 2, about 40 s left): Do the last.",
            ],
        ),
        # What DVC has in its cache takes no time.
        (
            [ALL, "Stage 'one' is cached - skipping run, checking out outputs", running("two@a")],
            [
                "Stage 'one' is cached - skipping run, checking out outputs",
                "Running stage 'two@a' (1 of 3, about 1 min 30 s left): Do a.",
            ],
        ),
        # Without a plan, as for a single stage.
        ([running("three")], ["Running stage 'three' (1, about 40 s left): Do the last."]),
        # A stage of another pipeline.
        ([running("x")], ["Running stage 'x' (1, about 1 s left): "]),
        # What DVC does for itself.
        (
            [
                "Updating lock file 'dvc.lock'",
                "To track the changes with git, run:",
                "",
                "\tgit add dvc.lock",
                "To enable auto staging, run:",
                "\tdvc config core.autostage true",
                "Use `dvc push` to send your updates to remote storage.",
            ],
            [],
        ),
    ],
)
def test_lines_of_dvc_become_progress(
    progress: Progress, clock: Clock, printed: list[str], shown: list[str]
) -> None:
    found = []
    for line in printed:
        found.append(progress.line(line))
        if line.startswith("Running"):
            clock.now += progress.durations.expected(progress.running)
    assert [line for line in found if line is not None] == shown


def test_only_stages_that_ended_well_have_a_duration(progress: Progress, clock: Clock) -> None:
    progress.line(ALL)
    progress.line(running("one"))
    clock.now = 7.0
    progress.line(running("two@a"))
    clock.now = 9.0
    progress.line("ERROR: failed to reproduce 'two@a'")
    assert progress.took == {"one": 7.0}


def test_a_slow_machine_is_slow_in_all_that_is_ahead(progress: Progress, clock: Clock) -> None:
    progress.line(ALL)
    progress.line(running("one"))
    assert progress.left() == pytest.approx(100)
    clock.now = 30.0  # instead of 10: with 10 s of doubt, twice as long as expected
    assert progress.left() == pytest.approx(180)
    progress.line(running("two@a"))
    assert progress.left() == pytest.approx(180)


def test_the_last_minute_tells_how_fast_the_machine_is(progress: Progress, clock: Clock) -> None:
    progress.line(ALL)
    for stage, now in (("one", 0), ("two@a", 1000), ("two@b", 1020), ("three", 1070)):
        clock.now = now
        progress.line(running(stage))
    assert progress.left() == pytest.approx(40 * 80 / 60)


@pytest.mark.parametrize(
    ("work", "now", "left"),
    [
        (Work("photographs", 0, 100, 0.0), 5.0, 0.0),
        (Work("photographs", 25, 100, 2.0), 12.0, 30.0),
        (Work("photographs", 100, 100, 2.0), 12.0, 0.0),
        (Work("photographs", 75, 100, 2.0, before=50), 12.0, 10.0),
        (Work("photographs", 50, 100, 2.0, before=50), 12.0, 0.0),
        (Work("on 7 colors", 0, None, 2.0), 12.0, 0.0),
        (Work("photographs", 5, None, 2.0), 12.0, 0.0),
    ],
)
def test_counted_work_tells_the_time_left(work: Work, now: float, left: float) -> None:
    assert work.left(now) == left


@pytest.mark.parametrize(
    ("reports", "seconds", "line"),
    [
        ([], 4, "1 of 4 one  6 s left, run 1 min 36 s"),
        ([(0, "on 7 colors", 0, None)], 4, "1 of 4 one: on 7 colors  6 s left, run 1 min 36 s"),
        (
            [(0, "photographs", 0, 1064), (0, "photographs", 532, 1064)],
            4,
            "1 of 4 one: photographs 532 of 1,064  6 s left, run 1 min 36 s",
        ),
        # What is counted takes longer than usual.
        (
            [(0, "photographs", 0, 1064), (0, "photographs", 266, 1064)],
            4,
            "1 of 4 one: photographs 266 of 1,064  12 s left, run 1 min 42 s",
        ),
        # Of several pieces in one another, those that are counted are shown.
        (
            [(0, "on 7 colors", 0, None), (1, "folds", 0, 5), (2, "members", 0, 4)],
            4,
            "1 of 4 one: folds 0 of 5, members 0 of 4  6 s left, run 1 min 36 s",
        ),
        ([(0, "folds", 0, 5), (0, "folds", None, 5)], 4, "1 of 4 one  6 s left, run 1 min 36 s"),
        # It takes longer than usual, and nobody knows how long.
        ([], 30, "1 of 4 one  30 s so far, run 3 min 0 s"),
    ],
)
def test_one_line_says_what_runs_now(
    progress: Progress,
    clock: Clock,
    reports: list[tuple[int, str, int | None, int | None]],
    seconds: float,
    line: str,
) -> None:
    progress.line(ALL)
    progress.line(running("one"))
    for number, report in enumerate(reports):
        clock.now = seconds * bool(number)
        progress.report(*report)
    clock.now = seconds
    assert progress.now(80) == line


def test_the_line_fits_a_narrow_terminal(progress: Progress, clock: Clock) -> None:
    progress.line(plan(two_a=True))
    progress.line(running("two@a"))
    progress.report(0, "photographs weighed", 0, 1064)
    assert progress.now(80) == "1 of 1 two@a: photographs weighed 0 of 1,064  20 s left"
    assert progress.now(40) == "1 of 1 two@a: photographs we…  20 s left"
    assert len(progress.now(40)) == 40


def test_between_stages_there_is_no_line(progress: Progress) -> None:
    assert progress.now(80) == ""
    progress.line(running("one"))
    progress.line("Updating lock file 'dvc.lock'")
    assert progress.now(80) == ""


# The plan.


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ("", {}),
        ("d", {"d": True}),
        ("b", {"b": True, "d": False}),
        ("a", {"a": True, "b": False, "c": False, "d": False}),
        ("ac", {"a": True, "b": False, "c": True, "d": False}),
    ],
)
def test_what_reads_from_a_stage_that_runs_may_run(changed: str, found: dict[str, bool]) -> None:
    read_from = {"a": "", "b": "a", "c": "a", "d": "bc"}
    assert going_to_run("abcd", changed, read_from.__getitem__) == found


class Stage:
    """A stage as DVC has it, as far as it is asked."""

    def __init__(self, addressing: str, *, is_changed: bool) -> None:
        self.addressing, self.is_changed = addressing, is_changed

    def changed(self) -> bool:
        return self.is_changed


class Graph:
    """A graph without edges."""

    @staticmethod
    def successors(stage: Stage) -> list[Stage]:
        return []


@pytest.mark.parametrize(
    ("force", "told"), [(False, {"new": True}), (True, {"old": True, "new": True})]
)
def test_dvc_tells_its_plan_and_keeps_it(
    force: bool, told: dict[str, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    stages = [Stage("old", is_changed=False), Stage("new", is_changed=True)]
    planned = telling(lambda graph, stages, **options: stages, force=force)
    assert planned(Graph(), stages, downstream=False) == stages
    assert json.loads(capsys.readouterr().out.removeprefix(PLAN)) == told


def test_the_plan_of_the_installed_dvc_is_told(reproduced: Project, tmp_path: Path) -> None:
    project = reproduced.copy(tmp_path / "project")
    project.edit("params.yaml", ("min_samples_leaf: 50", "min_samples_leaf: 40"))
    told = project.run("python", "scripts/repro/dvc_repro.py", "--dry", "fit").stdout
    [line] = [line for line in told.splitlines() if line.startswith(PLAN)]
    found = json.loads(line.removeprefix(PLAN))
    assert found.pop("check")
    assert found.pop("train@tree")
    assert {"evaluate@tree", "fit"} <= {*found}
    assert "train@logistic" not in {name for name, certain in found.items() if certain}


# Pipes.


def test_lines_of_several_pipes_come_as_they_are_written() -> None:
    (output, to_output), (reports, to_reports) = os.pipe(), os.pipe()
    os.write(to_reports, b"[0]\n[1")
    found = []
    for came in lines([output, reports], 0.001):
        found.append(came)
        if came == (output, None) and len(found) == 2:
            os.write(to_reports, b"]\n")
            os.write(to_output, "one\nzwölf".encode())
            os.close(to_output)
    assert [each for each in found if each[1] is not None] == [
        (reports, "[0]"),
        *sorted([(output, "one"), (reports, "[1]")], reverse=found.index((reports, "[1]")) == 2),
        (output, "zwölf"),
    ]
    for end in (output, reports, to_reports):
        os.close(end)


def test_a_stage_reports_to_the_pipe_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from folkhue._utils.progress import progress

    reading, writing = os.pipe()
    monkeypatch.setenv(REPORTS, str(writing))
    with reporting():
        assert REPORTS not in os.environ
        with progress("photographs", 5):
            pass
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = [json.loads(line)[1:] for line in pipe]
    assert told == [["photographs", 0, 5], ["photographs", None, 5]]


def test_a_full_pipe_does_not_hold_a_stage_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from folkhue._utils.progress import progress

    reading, writing = os.pipe()
    monkeypatch.setenv(REPORTS, str(writing))
    with reporting():
        for _ in range(3000):
            with progress("photographs", 5):
                pass
    os.close(reading)
    os.close(writing)


def test_what_is_no_terminal_gets_plain_lines(reproduced: Project, tmp_path: Path) -> None:
    project = reproduced.copy(tmp_path / "project")
    done = project.run("python", "scripts/repro", "--force", "--single-item", "survey")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "Stage 'survey' took" in done.stdout
    known = json.loads((project.folder / durations.DURATIONS).read_text())
    assert known["survey"] > 0


# Durations.


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("known", 30.0),  # here: three times the 10 s elsewhere, with 10 s of doubt twice
        ("train@a", 8.0),
        ("train@new", 12.0),  # as those alike
        ("denoise", 20.0),  # with half as many photographs
        ("new", 2.0),
        ("short", 2.0),
    ],
)
def test_what_is_not_known_here_is_estimated(stage: str, expected: float) -> None:
    typical = {"known": 10.0, "train@a": 4.0, "train@b": 8.0, "denoise": 20.0, "short": 0.1}
    found = Durations({"known": 30.0}, typical, {"denoise": 0.5})
    assert found.expected(stage) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "read"),
    [('{"one": 2}', {"one": 2.0}), ("", {}), ("[1]", {}), ('{"one": null}', {}), ('{"a', {})],
)
def test_damaged_durations_do_not_matter(tmp_path: Path, text: str, read: dict[str, float]) -> None:
    path = tmp_path / "durations.json"
    path.write_text(text)
    assert Durations.read(path).known == read
    assert Durations.read(tmp_path / "none.json").known == {}


def test_durations_are_kept_for_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "tmp/durations.json"
    Durations({"a": 1.0, "b": 2.0}, {}).with_took({"b": 3.0}).write(path)
    assert json.loads(path.read_text()) == {"a": 1.0, "b": 3.0}


def test_the_typical_durations_are_those_of_the_pipeline() -> None:
    typical = json.loads(durations.TYPICAL.read_text())
    assert {"check", "denoise", "train@blend", "report"} <= typical["seconds"].keys()
    assert all(seconds > 0 for seconds in typical["seconds"].values())
    assert typical["photographs"].keys() <= durations.PER_PHOTO.keys()
    assert growths(typical["photographs"], {"denoise": 532}) == {"denoise": 0.5}


def test_listed_photographs_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert durations.listed() == {}
    Path("data").mkdir()
    Path("data/photos.csv").write_text('id,title\n1,"two\nlines"\n2,x\n', "utf-8")
    assert durations.listed()["denoise"] == 2
