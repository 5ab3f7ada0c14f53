"""`dvc repro`, which first prints the stages that are going to run: dvc_repro.py [ARGUMENT…].

DVC finds out stage by stage which of them have changed. Asked for all of them before, in the same
process, it takes hardly longer, as it keeps what it found.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

import dvc.cli
import dvc.repo.reproduce as reproduction

from repro.progress import PLAN

FORCE = {"-f", "--force"}
"""Arguments by which every stage runs."""


def main(arguments: list[str]) -> int:
    """Run `dvc repro`; return its exit status."""
    reproduction.plan_repro = telling(
        reproduction.plan_repro, force=not FORCE.isdisjoint(arguments)
    )
    status: int = dvc.cli.main(["repro", *arguments])
    return status


def telling(plan_repro: Callable[..., list[Any]], *, force: bool) -> Callable[..., list[Any]]:
    """Let the function that puts stages in order tell which of them are going to run."""

    def planned(graph: Any, *arguments: Any, **options: Any) -> list[Any]:
        stages = plan_repro(graph, *arguments, **options)
        changed = stages if force else [stage for stage in stages if stage.changed()]
        ahead = going_to_run(stages, changed, graph.successors)
        named = {stage.addressing: certain for stage, certain in ahead.items()}
        print(PLAN + json.dumps(named), flush=True)
        return stages

    return planned


def going_to_run(
    stages: Iterable[Any], changed: Iterable[Any], read_from: Callable[[Any], Iterable[Any]]
) -> dict[Any, bool]:
    """Find the stages that may run, and whether each certainly does.

    Parameters
    ----------
    stages : iterable
        All stages, in the order in which they are run.
    changed : iterable
        Those that differ from what the last run recorded.
    read_from : callable
        Returns the stages whose outputs a stage reads.

    Examples
    --------
    >>> going_to_run("abc", "a", {"a": "", "b": "a", "c": ""}.get)
    {'a': True, 'b': False}
    """
    certain, found = set(changed), dict[Any, bool]()
    for stage in stages:
        if stage in certain or any(other in found for other in read_from(stage)):
            found[stage] = stage in certain
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
