"""Run the pipeline like `dvc repro`, but faster, and tell progress: scripts/python scripts/repro.

DVC decides what runs. It starts stages by scripts/stage, which lets a server run them that has
imported their libraries once. Arguments are passed on to `dvc repro`: without any, the first
pipeline runs; with `pictures/dvc.yaml`, say, the one of that folder.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from folkhue.errors import MissingExtraError
from repro.damage import damages
from repro.differences import differences
from repro.display import follow, is_terminal
from repro.facts import code_of, sent_path, timed, write_facts, write_sent
from repro.pipeline import Pipeline
from repro.progress import Progress
from repro.stage_server import stage_server
from stages.durations import Durations, duration
from stages.outputs import md5
from stages.stage import ABOUT_SURVEY, SURVEY, require_packages


def main() -> int:
    """Run DVC, show what it does, and say what came of it; return its exit status."""
    try:
        require_packages()
    except MissingExtraError as error:
        sys.exit(f"error: {error}")
    # DVC and the stages stop by themselves. A handler, as they would inherit that it is ignored.
    signal.signal(signal.SIGINT, lambda *_: None)
    pipeline = Pipeline.of(sys.argv[1:])
    begun, before, code = time.monotonic(), read(pipeline.lock), code_of(Path())
    reports, end = os.pipe()
    with stage_server(Path(), end if is_terminal() else None) as environment:
        if changed(pipeline.params, before) and (status := check(pipeline, environment)):
            return status
        if pipeline == Pipeline():
            forget_edited_survey(pipeline.params)
        progress = Progress(pipeline.stages(), Durations.read)
        status = run_dvc(sys.argv[1:], environment, reports, progress)
    Durations.read().with_took(progress.took).write()
    if not status:
        page = tell_facts(pipeline, progress, code)
        print(summary(progress, time.monotonic() - begun, page))
        print(differences(before, read(pipeline.lock)), end="")
    elif status > 0:
        for damage in damages(Path()):
            print(f"error: {damage}", file=sys.stderr)
    return status


def read(path: Path) -> bytes:
    """Read a file that may not be there."""
    return path.read_bytes() if path.is_file() else b""


def changed(params: Path, lock: bytes) -> bool:
    """Whether a file differs from the one that the last run recorded in dvc.lock."""
    return not params.is_file() or md5(params).encode() not in lock


def check(pipeline: Pipeline, environment: dict[str, str]) -> int:
    """Check the parameters before DVC does: it would say less clearly what is wrong."""
    command = ["scripts/stage", pipeline.check]
    return subprocess.run(command, env=environment, check=False).returncode


def forget_edited_survey(params: Path = Path("params.yaml")) -> None:
    """Remove what was read from a survey that is another file now, so that DVC reads it anew."""
    from ruamel.yaml import YAML

    path = YAML(typ="safe").load(params)["evaluate"]["survey"]
    if path is None or not ABOUT_SURVEY.is_file():
        return
    if not Path(path).is_file() or f'"{md5(Path(path))}"' not in ABOUT_SURVEY.read_text("utf-8"):
        SURVEY.unlink(missing_ok=True)


def run_dvc(
    arguments: list[str], environment: dict[str, str], reports: int, progress: Progress
) -> int:
    """Run ``dvc repro``, and print what it prints with the place in the run."""
    command = [sys.executable, "scripts/repro/dvc_repro.py", *arguments]
    # In a terminal, all that is printed goes above the line that says what runs now.
    errors = subprocess.STDOUT if is_terminal() else None
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors) as dvc:
        assert dvc.stdout
        follow(dvc.stdout.fileno(), reports, progress)
    if not dvc.returncode and (ended := progress.end()):
        print(ended)
    return dvc.returncode


def tell_facts(pipeline: Pipeline, progress: Progress, code: Mapping[str, Any]) -> Path:
    """Write the facts of the run beside its page, and a copy that has them; return what to open."""
    page = pipeline.page
    if not page.is_file() or pipeline.report not in progress.met:
        return page
    if progress.took:
        known = {**progress.durations.known, **progress.took}
        write_facts(page, code, timed(progress.about, known, progress.took))
    write_sent(page)
    return sent_path(page)


def summary(progress: Progress, seconds: float, page: Path) -> str:
    """Say what the run came to."""
    number = len(progress.took)
    if not number:
        return f"Nothing had changed. Open {page}."
    stages = "1 stage" if number == 1 else f"{number} stages"
    return f"{stages} ran in {duration(seconds)}. Open {page}."


if __name__ == "__main__":
    sys.exit(main())
