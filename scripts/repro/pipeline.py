"""The pipelines of the project: a folder with a dvc.yaml for each."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import getitem
from pathlib import Path
from typing import Any

from stages.outputs import PIPELINES, address

_PAGES = {
    "harmonies": Path("models/harmonies/harmony.md"),
    "networks": Path("reports/networks"),
}


@dataclass(frozen=True)
class Pipeline:
    """A pipeline, whose commands and paths are relative to the project all the same.

    Attributes
    ----------
    folder : path
        It holds dvc.yaml, dvc.lock and params.yaml.
    """

    folder: Path = Path()

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Pipeline:
        """Find the pipeline that the arguments of ``dvc repro`` are about: the first by default."""
        named = (Path(argument.partition(":")[0]) for argument in arguments)
        found = (path.parent for path in named if path.name == "dvc.yaml")
        return cls(next((folder for folder in found if folder in PIPELINES), Path()))

    @property
    def lock(self) -> Path:
        """What DVC recorded."""
        return self.folder / "dvc.lock"

    @property
    def params(self) -> Path:
        """The parameters."""
        return self.folder / "params.yaml"

    @property
    def page(self) -> Path:
        """The report, or what there is in place of one."""
        return _PAGES.get(self.folder.name, Path("reports") / self.folder / "index.html")

    @property
    def report(self) -> str:
        """The stage that writes the page, as DVC names it."""
        return address((self.folder / "report").as_posix())

    @property
    def check(self) -> str:
        """The stage that checks the parameters, as scripts/stage takes it."""
        return (self.folder / "check").as_posix()

    def stages(self) -> dict[str, str]:
        """Name every stage as DVC does, with what it does."""
        params, found = _read(self.params), {}
        for name, stage in _read(self.folder / "dvc.yaml")["stages"].items():
            each = address((self.folder / name).as_posix())
            if "foreach" not in stage:
                found[each] = stage["desc"]
                continue
            members = functools.reduce(getitem, stage["foreach"].strip("${}").split("."), params)
            for member in members:
                told = re.sub(r"\$\{(key|item)\}", str(member), stage["do"]["desc"])
                found[f"{each}@{member}"] = told
        return found


def _read(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(path)
