"""The parameters of the pipeline for harmonies, read from harmonies/params.yaml and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from folkhue.errors import ParamsError
from folkhue.learning.harmonies.network import Dropout, Shape
from folkhue.learning.harmonies.training import Recipe
from stages.common import Compute
from stages.harmonies.stage import PARAMS, PHOTOGRAPHS
from stages.ranges import Range
from stages.sections import Section, read_sections
from stages.yaml_file import short

Size = Annotated[int, Range(1, 1_024)]
Share = Annotated[float, Range(0.0, 1.0)]


class Data(Section):
    """``data``."""

    photographs: str
    colors: Annotated[int, Range(2, 20)]
    files: Annotated[list[str], Field(min_length=1)]
    held_out: Share


class Network(Section):
    """``network``."""

    width: Size
    hidden: Size
    heads: Annotated[int, Range(1, 64)]
    layers: dict[Literal["attention", "lstm"], Annotated[int, Range(1, 8)]]


class Train(Section):
    """``train``."""

    epochs: Annotated[int, Range(1, 10_000)]
    batch: Annotated[int, Range(1, 10_000)]
    rate: Annotated[float, Range(0.0, 1.0)]
    decay: Share
    average: Share
    dropout: Annotated[float, Range(0.0, 0.95)]
    dropout_tokens: Annotated[float, Range(0.0, 0.95)]
    smoothing: Share
    spread: Annotated[float, Range(0.1, 100.0)]
    hiding: Share
    shifting: Share
    shift: Annotated[float, Range(0.0, 100.0)]
    silence: Share
    min_palettes: Annotated[int, Range(1, 1_000_000)]


class Evaluate(Section):
    """``evaluate``."""

    neighbors: Annotated[int, Range(1, 10_000)]


class Params(Section):
    """All parameters."""

    seed: Annotated[int, Range(0, 2**32 - 1)]
    data: Data
    network: Network
    train: Train
    evaluate: Evaluate

    @property
    def compute(self) -> Compute:
        """A single worker: training runs on one thread."""
        return Compute(backend="threading", address=None, n_jobs=1)

    def recipe(self, kind: str) -> Recipe:
        """Return how a kind of network is trained."""
        options = self.train.model_dump()
        dropout = Dropout(options.pop("dropout_tokens"), options.pop("dropout"))
        sizes = self.network.model_dump()
        shape = Shape(kind=kind, **{**sizes, "layers": sizes["layers"][kind]})
        return Recipe(shape=shape, dropout=dropout, seed=self.seed, **options)


def read_params(path: Path = PARAMS, *, files: bool = True) -> Params:
    """Read and check harmonies/params.yaml.

    Raises
    ------
    ParamsError
        If a key or a value is wrong, or a list of palettes is missing.
    """
    params = read_sections(path, Params)
    if params.network.width % params.network.heads:
        raise ParamsError(f"{path}: network.width: expected a multiple of network.heads")
    if "attention" not in params.network.layers:
        raise ParamsError(f"{path}: network.layers: expected attention, which the model is")
    if files:
        _check_files(path, params.data)
    return params


def _check_files(path: Path, data: Data) -> None:
    """Check that the files are there, except for the one that a stage makes."""
    lists = [file for file in data.files if Path(file) != PHOTOGRAPHS]
    for key, files in (("photographs", [data.photographs]), ("files", lists)):
        for file in files:
            if not Path(file).is_file():
                raise ParamsError(f"{path}: data.{key}: there is no file {short(file)}")
