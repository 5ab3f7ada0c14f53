"""What decides no result of a run, but belongs to it: date, commit, versions, machine, times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkhue._utils.text import counted
from folkhue.render.report.environment import report_environment

MAX_NAMED = 10
"""Files that a report names."""

_PLACES = re.compile(r"<!-- (dateline|facts) -->.*?<!-- /\1 -->", re.DOTALL)
"""Where a report without them has room for them."""


@dataclass(frozen=True)
class RunFacts:
    """The facts of a run, JSON types all.

    Attributes
    ----------
    date : str
        When it ended, in UTC, such as ``2026-03-31 12:30 UTC``.
    commit : str
        Hash of the commit that was checked out; empty without a git repository.
    changed : sequence of str
        Files that differed from this commit when the run began.
    versions : mapping of str to str
        Of Python and of packages.
    machine : mapping of str to str
        What kind of machine it is; nothing that tells which one.
    stages : sequence of mapping
        ``name``, ``desc``, ``seconds`` (None if unknown), and whether it ``ran`` in this run.
    page : str
        MD5 of the report that the run made.
    """

    date: str
    commit: str
    changed: Sequence[str]
    versions: Mapping[str, str]
    machine: Mapping[str, str]
    stages: Sequence[Mapping[str, Any]]
    page: str

    @property
    def changes(self) -> str:
        """The files that differed, some by name; empty if there were none."""
        named, more = self.changed[:MAX_NAMED], len(self.changed) - MAX_NAMED
        return ", ".join(named) + (f" and {counted(more, 'more file')}" if more > 0 else "")

    @property
    def ran(self) -> list[Mapping[str, Any]]:
        """The stages that ran in this run."""
        return [stage for stage in self.stages if stage["ran"]]


def with_facts(page: str, facts: RunFacts | None) -> str:
    """Put facts, or that none are known, into a report, which stays as it is otherwise."""
    template = report_environment().get_template("facts.html")
    return _PLACES.sub(lambda place: template.render(facts=facts, place=place[1]), page)
