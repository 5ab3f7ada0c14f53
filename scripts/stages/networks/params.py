"""The parameters of the pipeline for networks, read from networks/params.yaml and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from folkhue.errors import ParamsError
from stages.common import Compute, exists
from stages.networks.stage import PARAMS
from stages.ranges import Range
from stages.sections import Section, read_sections
from stages.yaml_file import short

Share = Annotated[float, Range(0.0, 1.0)]
Odds = Annotated[float, Range(1.0, 1_000.0)]
Deviation = Annotated[float, Range(0.0, 2.0)]


class Photos(Section):
    """``photos``."""

    manifest: str


class Context(Section):
    """``context``."""

    tables: Annotated[list[str], Field(min_length=1)]
    steps: Annotated[int, Range(1, 1_000_000)]
    batch: Annotated[int, Range(1, 1_024)]
    learning_rate: Annotated[float, Range(1e-6, 1.0)]
    odds: Odds
    product_odds: Odds
    products: Share
    balance: Share
    crop: Annotated[float, Range(0.1, 1.0)]
    exposure: Deviation
    illuminant: Deviation
    shadow: Deviation


class Subject(Section):
    """``subject``."""

    steps: Annotated[int, Range(1, 1_000_000)]
    batch: Annotated[int, Range(1, 1_024)]
    learning_rate: Annotated[float, Range(1e-6, 1.0)]
    held_out: Annotated[float, Range(0.01, 0.9)]
    composites: Annotated[int, Range(1, 10_000)]


class Evaluate(Section):
    """``evaluate``."""

    golden: str
    surfaces: str
    max_pixels: Annotated[int, Range(1, 1_000_000)]
    pictures: Annotated[int, Range(1, 100)]


class Params(Section):
    """All parameters."""

    seed: Annotated[int, Range(0, 2**32 - 1)]
    photos: Photos
    context: Context
    subject: Subject
    evaluate: Evaluate
    compute: Compute


def read_params(path: Path = PARAMS, *, files: bool = True) -> Params:
    """Read and check networks/params.yaml.

    Raises
    ------
    ParamsError
        If a key or a value is wrong, or a file is missing.
    """
    params = read_sections(path, Params)
    if files and not exists(params.photos.manifest, Path.is_file):
        raise ParamsError(
            f"{path}: photos.manifest: there is no file {short(params.photos.manifest)}"
        )
    return params
