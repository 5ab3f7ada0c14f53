"""Follow a value through the library while it runs: which functions receive it, in which order."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import partial
from importlib import import_module
from io import StringIO
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType

import numpy as np
import pandas as pd
from pydantic import BaseModel
from ruamel.yaml import YAML

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels
from release.imports import LIBRARY, ROOT
from stages.params import read_params

PHOTO = ROOT / "golden/photos/chelsea.jpg"
TERMS = ("red", "green", "blue")
PER_TERM = 4
"""Photographs of each term in the run of the pipeline."""

LATER = ("sklearn.linear_model", "sklearn.pipeline", "skops.io", "matplotlib.pyplot")
"""What stages import when they need it."""

MAX_CALLS = 100
"""Calls of a function that are looked at; in inner loops there are many thousands."""

GOLDEN_STEP = 10
"""Of the golden photographs, every so many is measured on."""

CAP = 4321
"""Of training pixels; a number that nothing else in the run has."""

CLASSIFIER = "logistic"

OURS = (str(LIBRARY), str(ROOT / "scripts/stages"))
"""Where the project's functions are; every call of any function is looked at."""

STAGES = (
    *("download", "held_out", "denoise", "sample", "train"),
    *("golden_pixels", "survey", "evaluate", "fit", "compile"),
)


@dataclasses.dataclass(frozen=True)
class Walk:
    """The functions that received a value, each once, in the order of their first call.

    Attributes
    ----------
    stops : tuple of (str, str)
        File, relative to the project, and qualified name of the function.
    """

    stops: tuple[tuple[str, str], ...]

    def by_file(self) -> Iterator[tuple[str, list[str]]]:
        """Group stops that follow one another in the same file."""
        for path, some in groupby(self.stops, key=lambda stop: stop[0]):
            yield path, [name for _, name in some]


@contextmanager
def following(**holds: Callable[[object], bool]) -> Iterator[dict[str, list[tuple[str, str]]]]:
    """List the project's functions that are called with such arguments, in any thread.

    Parameters
    ----------
    **holds
        For each value to follow, a predicate: whether an argument is it or contains it.
    """
    stops: dict[str, list[tuple[str, str]]] = {name: [] for name in holds}
    calls: Counter[tuple[str, CodeType]] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or "<" in code.co_name or not _ours(code.co_filename):
            return
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        for followed, is_given in holds.items():
            if calls[followed, code] >= MAX_CALLS:
                continue
            calls[followed, code] += 1
            if any(is_given(frame.f_locals.get(name)) for name in names):
                path = str(Path(code.co_filename).relative_to(ROOT))
                calls[followed, code] = MAX_CALLS
                stops[followed].append((path, code.co_qualname.replace(".<locals>", "")))

    threading.settrace(note)
    sys.settrace(note)
    try:
        yield stops
    finally:
        sys.settrace(None)
        threading.settrace(None)


def _ours(filename: str) -> bool:
    return filename.startswith(OURS)


def is_pixels(value: object) -> bool:
    """Whether a value is an array of RGB pixels, or a photograph."""
    pixels = getattr(value, "rgb", value)
    return isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8 and pixels.shape[-1:] == (3,)


def contains(value: object, wanted: object, depth: int = 2) -> bool:
    """Whether a value is the wanted one, or holds it: in a field, an entry, a few levels down."""
    if type(value) is type(wanted) and value == wanted:
        return True
    if depth == 0:
        return False
    return any(contains(part, wanted, depth - 1) for part in _parts(value))


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, pd.DataFrame):
        yield from value.iloc[0].tolist() if len(value) else ()
    elif isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, (list, tuple)):
        yield from value[:20]
    elif dataclasses.is_dataclass(value) or isinstance(value, BaseModel):
        yield from vars(value).values() if hasattr(value, "__dict__") else ()


def walks() -> dict[str, Walk]:
    """Follow an array of pixels, a photograph's record, and a parameter."""
    return {"array": follow_array(), **follow_pipeline()}


def follow_array() -> Walk:
    """Follow the pixels of a photograph through `folkhue classify`."""
    from typer.testing import CliRunner

    from folkhue.cli import app

    import_module("cv2")  # then it decodes the photograph, whatever has run in this process
    with tempfile.TemporaryDirectory() as folder, following(array=is_pixels) as stops:
        done = CliRunner().invoke(app, ["classify", str(PHOTO), "--out", folder])
    if done.exit_code:
        raise RuntimeError(done.output)
    return Walk(tuple(stops["array"]))


def follow_pipeline() -> dict[str, Walk]:
    """Follow the record of one photograph, and `sample.cap`, through the stages."""
    before, arguments = Path.cwd(), sys.argv
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            identity = _project(Path(folder))
            _import_before()  # quicker than when followed
            with following(
                record=partial(contains, wanted=identity), parameter=partial(contains, wanted=CAP)
            ) as stops:
                for stage in STAGES:
                    _run(stage)
        finally:
            os.chdir(before)
            sys.argv = arguments
    return {name: Walk(tuple(calls)) for name, calls in stops.items()}


def _import_before() -> None:
    """Import what the stages import."""
    for module in (*(f"stages.{stage}" for stage in STAGES), *LATER):
        import_module(module)


def _run(stage: str) -> None:
    """Run one stage in this process."""
    sys.argv = [stage, CLASSIFIER] if stage in ("train", "evaluate") else [stage]
    with redirect_stdout(StringIO()):
        import_module(f"stages.{stage}").main(read_params())


def _project(folder: Path) -> str:
    """Lay out a project with few photographs and one classifier; name the photo to follow."""
    listed = _few_photographs()
    for path in listed["path"]:
        target = folder / "data/sampler" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT / "data/sampler" / path)
    listed.to_csv(folder / "data/sampler/photos.csv", index=False)
    _few_golden_photographs(folder / "golden")
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    params["vocabulary"] = list(TERMS)
    params["sample"]["cap"] = CAP
    params["denoise"]["pictures"] = 0
    params["train"]["classifiers"] = {CLASSIFIER: {}}
    params["compile"] |= {"classifier": CLASSIFIER, "exclude": []}
    params["compute"]["n_jobs"] = 1
    yaml.dump(params, folder / "params.yaml")
    return str(listed["id"].iloc[0])


def _few_golden_photographs(folder: Path) -> None:
    for label in sorted((ROOT / "golden/labels").glob("*.json"))[::GOLDEN_STEP]:
        photo = next((ROOT / "golden/photos").glob(f"{label.stem}.*"))
        for path in (label, photo):
            target = folder / path.relative_to(ROOT / "golden")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    (folder / "golden.csv").symlink_to(ROOT / "golden/golden.csv")


def _few_photographs() -> pd.DataFrame:
    """Rows of the sampler's list: some photographs of each term, tagged with it alone."""
    path = ROOT / "data/sampler/photos.csv"
    listed = pd.read_csv(path, dtype=str, keep_default_na=False)
    vocabulary = Vocabulary.of(list(TERMS))
    labels = [weak_labels(text, vocabulary) for text in listed["tags"] + ";" + listed["title"]]
    listed["term"] = [terms[0] if len(terms) == 1 else "" for terms in labels]
    tagged = listed[listed["term"] != ""].drop_duplicates(["term", "original"])
    return tagged.groupby("term").head(PER_TERM).drop(columns="term")
