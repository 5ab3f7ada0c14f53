"""The facts of a run, and the report with them, which is to be sent to others.

DVC compares the hash of a report with that of the last run, so that the page itself must not tell
when it was made. These are files beside it, of which DVC knows nothing.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folkhue._utils.atomic import atomic_write
from folkhue._utils.processors import usable_processors
from stages.outputs import md5

if TYPE_CHECKING:
    from folkhue.render.report.run_facts import RunFacts

PACKAGES = {
    "folkhue": "folkhue",
    "NumPy": "numpy",
    "SciPy": "scipy",
    "scikit-learn": "scikit-learn",
    "pandas": "pandas",
    "Pillow": "pillow",
    "OpenCV": "opencv-python-headless",
    "DVC": "dvc",
}
"""Title of a package → its name in an index."""


def facts_path(page: Path) -> Path:
    """Return where the facts of the run that made a page are."""
    return page.with_name("run.json")


def sent_path(page: Path) -> Path:
    """Return where the copy of a page with facts is."""
    return page.with_name("report.html")


def write_facts(page: Path, code: Mapping[str, Any], stages: Sequence[Mapping[str, Any]]) -> None:
    """Write the facts of the run that made a page, or found that nothing would change in it.

    Parameters
    ----------
    page : path
    code : mapping
        From `code_of`, before the run.
    stages : sequence of mapping
        From `timed`.
    """
    from folkhue.render.report.run_facts import RunFacts

    facts = RunFacts(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        **code,
        versions=versions(),
        machine=machine(),
        stages=stages,
        page=md5(page),
    )
    with atomic_write(facts_path(page)) as temporary:
        temporary.write_text(json.dumps(asdict(facts), indent=1) + "\n", "utf-8")


def write_sent(page: Path) -> None:
    """Write the copy of a page that has the facts of its run, as far as they are known."""
    from folkhue.render.report.run_facts import with_facts

    text = with_facts(page.read_text("utf-8"), read_facts(page))
    with atomic_write(sent_path(page)) as temporary:
        temporary.write_text(text, "utf-8")


def read_facts(page: Path) -> RunFacts | None:
    """Read the facts of the run that made a page; None if there are none, or damaged ones."""
    from folkhue.render.report.run_facts import RunFacts

    try:
        facts = RunFacts(**json.loads(facts_path(page).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return facts if facts.page == md5(page) else None


def timed(
    described: Mapping[str, str], known: Mapping[str, float], ran: Collection[str]
) -> list[dict[str, Any]]:
    """List stages with their times.

    Parameters
    ----------
    described : mapping of str to str
        Each stage → what it does.
    known : mapping of str to float
        Stage → seconds that it took the last time.
    ran : collection of str
        The stages that have just run.
    """
    return [
        {"name": name, "desc": desc, "seconds": known.get(name), "ran": name in ran}
        for name, desc in described.items()
    ]


def code_of(folder: Path) -> dict[str, Any]:
    """Tell which commit is checked out, and which files differ from it, dvc.lock apart.

    The run itself writes dvc.lock.
    """
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD").strip()
    changed = _git(folder, "diff", "--name-only", "HEAD").splitlines() if commit else []
    by_hand = [path for path in changed if Path(path).name != "dvc.lock"]
    return {"commit": commit, "changed": by_hand}


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints; nothing if it fails, or is not installed."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return "" if done.returncode else done.stdout


def versions() -> dict[str, str]:
    """Tell the versions of Python and of the packages that decide results."""
    found = {title: _version(name) for title, name in PACKAGES.items()}
    return {"folkhue": found.pop("folkhue"), "Python": platform.python_version(), **found}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def machine() -> dict[str, str]:
    """Describe the machine: its system, processor, and memory; no name of it or its user."""
    cores, gigabytes = usable_processors(), _memory() / 1e9
    return {
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "processor": _processor(),
        "processors": f"{cores} processor{'s' if cores > 1 else ''}",
        **({"memory": f"{gigabytes:.0f} GB of memory"} if gigabytes else {}),
    }


def _processor(path: Path = Path("/proc/cpuinfo")) -> str:
    """Name the processor; on Linux, Python does not know it."""
    try:
        found = re.search(r"^model name\s*: *(.+)$", path.read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on all systems
        return 0
