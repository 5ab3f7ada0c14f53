"""What a run of DVC does, how far it is, and how long it will take."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from folkhue._utils.progress import steps
from stages.durations import Durations, duration, ratio

PLAN = "folkhue-plan: "
"""Begins the line in which DVC tells what it is going to run; see dvc_repro.py."""

GAP = 2
"""Blanks between what is done, and how long it will take."""

RECENT = 60.0
"""Seconds of the last stages that tell how fast this machine is now."""

_RUNNING = re.compile(r"Running stage '(.+)':")
_ENDED = re.compile(r"(?:Updating|Generating) lock file")
_NOISE = re.compile(r"> scripts/stage |Use `dvc push`|To (?:track|enable)|\t(?:git|dvc) |\s*$")
_SKIPPED = re.compile(r"Stage '(.+)' (?:didn't change|is cached)")


@dataclass
class Work:
    """A piece of work of the stage that is running, such as photographs to be read.

    Of its steps, an earlier run may have done some before the time `since`.
    """

    title: str
    done: int
    total: int | None
    since: float
    before: int = 0

    def left(self, now: float) -> float:
        """Estimate how many seconds it still takes; 0 if that is not known."""
        own = self.done - self.before
        if not self.total or not own:
            return 0.0
        return (now - self.since) * (self.total - self.done) / own

    def __str__(self) -> str:
        """Write it as ``photographs 512 of 1,064``."""
        return f"{self.title} {steps(self.done, self.total)}".rstrip()


@dataclass
class Progress:
    """The stages of a run: those that ran, the one that runs, and those that are ahead.

    Attributes
    ----------
    about : mapping of str to str
        Name of every stage → what it does.
    read_durations : callable
        Reads what is known of the time that stages take: when photographs have been downloaded,
        their number is.
    clock : callable
    ahead : dict of str to bool, or None
        Stage that may run → whether it certainly does: others do only if what they read changes.
        None as long as DVC has not told.
    took : dict of str to float
        Stage that ran → seconds.
    met : set of str
        Stages that ran, run, or were found unchanged.
    running : str
        The stage that runs now; empty if none does.
    """

    about: Mapping[str, str]
    read_durations: Callable[[], Durations]
    clock: Callable[[], float] = time.monotonic
    ahead: dict[str, bool] | None = None
    took: dict[str, float] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    running: str = ""
    _since: float = 0.0
    _works: dict[int, Work] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.durations = self.read_durations()

    def line(self, printed: str) -> str | None:
        """Follow a line that DVC prints; return what to show instead, None for nothing.

        The start of a stage tells how far the run is, its end how long it took; what DVC does for
        itself is left out.
        """
        if printed.startswith(PLAN):
            self.ahead = json.loads(printed.removeprefix(PLAN))
            return None
        skipped, running = _SKIPPED.match(printed), _RUNNING.match(printed)
        if skipped or running or _ENDED.match(printed):
            ended = self.end()
            if skipped:
                self._leave(skipped[1])
            begun = self.start(running[1]) if running else printed if skipped else None
            return "\n".join(filter(None, [ended, begun])) or None
        return None if _NOISE.match(printed) else printed

    def start(self, stage: str) -> str:
        """Note that a stage begins, and say which."""
        self._leave(stage)
        self.running, self._since = stage, self.clock()
        left = f"about {duration(self.left())} left"
        return f"Running stage '{stage}' ({self.place()}, {left}): {self.about.get(stage, '')}"

    def end(self) -> str | None:
        """Note that the stage that runs, if one does, has ended well; say how long it took."""
        if not self.running:
            return None
        stage, self.running = self.running, ""
        self.took[stage] = self.clock() - self._since
        self.durations = self.read_durations()
        self._works.clear()
        return f"Stage '{stage}' took {duration(self.took[stage])}."

    def report(self, number: int, title: str, done: int | None, total: int | None) -> None:
        """Take what a stage reports of its work; see `folkhue._utils.progress.Reporter`."""
        if done is None:
            self._works.pop(number, None)
        elif number in self._works:
            self._works[number].done = done
        else:
            self._works[number] = Work(title, done, total, self.clock(), done)

    def place(self) -> str:
        """Say which stage runs, of how many that run in all: ``3 of 39``."""
        number = len(self.took) + 1
        if self.ahead is None:
            return str(number)
        most = "" if all(self.ahead.values()) else "at most "
        return f"{number} of {most}{number + len(self.ahead)}"

    def left(self) -> float:
        """Estimate how many seconds this and all further stages take if none is skipped."""
        return (self.stage_left() or 0.0) + self._pace() * sum(
            map(self.durations.expected, self.ahead or ())
        )

    def stage_left(self) -> float | None:
        """Estimate how many seconds the stage that runs still takes; None if nobody knows.

        That is what other runs tell, unless what it counts takes longer.
        """
        now = self.clock()
        usual = self._since + self._pace() * self.durations.expected(self.running) - now
        found = max([usual, *(work.left(now) for work in self._works.values())])
        return found if found > 0 else None

    def now(self, width: int) -> str:
        """Write, in so many columns, what runs now, and the time left for it and for the run."""
        if not self.running:
            return ""
        what = f"{self.place()} {self.running.rpartition(':')[2]}"
        works = [work for work in self._works.values() if work.total] or self._works.values()
        if works:
            what += f": {', '.join(map(str, works))}"
        times = self.times()
        return f"{shortened(what, width - len(times) - GAP)}{' ' * GAP}{times}"

    def times(self) -> str:
        """Write the time left for the stage that runs, and for the run if more are ahead."""
        left = self.stage_left()
        so_far = f"{duration(self.clock() - self._since)} so far"
        stage = so_far if left is None else f"{duration(left)} left"
        return f"{stage}, run {duration(self.left())}" if self.ahead else stage

    def _leave(self, stage: str) -> None:
        """Note that a stage is not ahead any more."""
        self.met.add(stage)
        if self.ahead is not None:
            self.ahead.pop(stage, None)

    def _pace(self) -> float:
        """Return how much longer the last stages of this run took than expected.

        So does the one that runs, once it takes longer.
        """
        took = recent(self.took, RECENT)
        if self.running:
            so_far = self.clock() - self._since
            if so_far > self.durations.expected(self.running):
                took[self.running] = so_far
        return ratio(took, {stage: self.durations.expected(stage) for stage in took})


def recent(took: Mapping[str, float], seconds: float) -> dict[str, float]:
    """Return the last stages, which took at least so many seconds together, or all.

    >>> recent({"a": 5, "b": 20, "c": 50}, 60)
    {'c': 50, 'b': 20}
    """
    found = dict[str, float]()
    for stage in reversed([*took]):
        if sum(found.values()) < seconds:
            found[stage] = took[stage]
    return found


def shortened(text: str, width: int) -> str:
    """Cut a text to a width.

    >>> shortened("photographs", 6), shortened("photo", 6)
    ('photo…', 'photo')
    """
    return text if len(text) <= width else f"{text[: max(width - 1, 0)]}…"
