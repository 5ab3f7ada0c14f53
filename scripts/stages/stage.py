"""What all stages share: paths, how a stage runs and fails, its workers, and JSON and CSV files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from folkhue._utils.atomic import atomic_write
from folkhue._utils.extras import require
from folkhue._utils.text import printable
from folkhue.errors import FolkhueError, ParamsError
from stages.outputs import forget_hashes, note_hashes, read_output
from stages.reporting import reporting

if TYPE_CHECKING:
    import pandas as pd

    from stages.common import Compute
    from stages.params import Params

SCHEMA = Path("data/params.schema.json")
SAMPLER = Path("data/sampler/photos.csv")
DATA = Path("data")
PHOTO_LIST = Path("data/photos.csv")
UNPACKED = Path("data/archive")
CLUSTERS = Path("data/clusters")
DENOISED = Path("data/denoised.parquet")
SPLIT = Path("data/split.parquet")
EXAMPLES = Path("data/examples.npz")
TRAIN = Path("data/train.parquet")
TEST = Path("data/test.parquet")
EVERY = Path("data/every.parquet")
REGIONS = Path("data/golden.parquet")
SURVEY = Path("data/survey.parquet")
MODELS = Path("models")
FINAL = MODELS / "final.skops"
TABLE = MODELS / "colortable.npz"
REPORTS = Path("reports")
EVALUATIONS = REPORTS / "evaluate"
FOLDS = REPORTS / "folds.json"
FINAL_SCORES = REPORTS / "final.json"
BEST = REPORTS / "best.json"
RECOLORED = REPORTS / "recolored"
AGREEMENT = REPORTS / "agreement"
ABOUT_SURVEY = REPORTS / "survey.json"

COMPRESSION = 1
"""Of PNG, from 0 to 9: with 9, files are a seventh smaller and take ten times as long."""

PATIENCE = 20
"""Seconds to wait for a Dask scheduler to answer, and for its first worker."""


class WithCompute(Protocol):
    """Parameters that say which workers there are."""

    @property
    def compute(self) -> Compute:
        """The section ``compute``."""


SomeParams = TypeVar("SomeParams", bound=WithCompute)


def run(main: Callable[[Params], None]) -> None:
    """Run a stage of the first pipeline, with parameters from params.yaml; see `run_stage`.

    Parameters
    ----------
    main : callable
        Called with the parameters.
    """
    run_stage(main, "stages.params")


def run_stage(main: Callable[[SomeParams], None], params_module: str) -> None:
    """Run a stage in the current folder.

    Errors of folkhue and of the operating system are printed without a traceback, missing
    packages among them: this module imports none, so that it can tell.

    Parameters
    ----------
    main : callable
        Called with the parameters.
    params_module : str
        Its `read_params` is called. It is imported once it is known that packages are installed.
    """
    try:
        require_packages()
        params, stage = import_module(params_module).read_params(), stage_name()
        forget_hashes(stage)
        with workers(params), reporting():
            main(params)
        note_hashes(stage)
    except (FolkhueError, OSError) as error:  # OSError: a full disk, a folder without permission
        sys.exit("error: " + "\n".join(map(printable, str(error).splitlines())))
    except KeyboardInterrupt:
        sys.exit("stopped; run it again to continue")


def stage_name() -> str:
    """Return the name of the stage: that of its script, as scripts/stage takes it, and a member."""
    script, *arguments = sys.argv
    path = Path(script).with_suffix("")
    name = path.as_posix().rpartition("scripts/stages/")[2]
    return "@".join([name if name != str(path) else path.name, *filter(_is_member, arguments)])


def _is_member(argument: str) -> bool:
    return not argument.startswith("-")


def require_packages() -> None:
    """Check that the packages of the pipeline are installed.

    Raises
    ------
    MissingExtraError
        If one is not; the message says what to install.
    """
    for extra in ("train", "download"):
        require(extra, "the pipeline")


@contextmanager
def workers(params: WithCompute) -> Iterator[None]:
    """Set up the workers that the parameters specify, and release them afterwards.

    Raises
    ------
    ParamsError
        If there is no such backend, or no cluster answers.
    """
    from joblib import parallel_config

    compute = params.compute
    with ExitStack() as stack:
        if compute.backend == "dask":
            stack.enter_context(dask_workers(compute))
        try:
            config = parallel_config(backend=compute.backend, n_jobs=compute.n_jobs)
        except ValueError as error:
            raise ParamsError(f"params.yaml: compute.backend: {error}") from error
        with config:
            yield


@contextmanager
def dask_workers(compute: Compute) -> Iterator[None]:
    """Connect to a Dask cluster, or start one on this machine."""
    require("dask", "params.yaml: compute.backend: dask (unlike threading)")
    from distributed import Client, LocalCluster
    from joblib import effective_n_jobs

    with ExitStack() as stack:
        if compute.address is None:
            number = effective_n_jobs(compute.n_jobs)
            cluster = LocalCluster(number, threads_per_worker=1, dashboard_address=None)
            stack.enter_context(Client(stack.enter_context(cluster)))
        else:
            stack.enter_context(connected(compute.address))
        yield


def connected(address: str) -> Any:
    """Connect to a Dask scheduler that has workers; return the client."""
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, ValueError) as error:  # a TimeoutError is an OSError
        raise ParamsError(
            f"params.yaml: compute.address: no Dask scheduler with workers answers at {address} "
            f"within {PATIENCE} s ({error}); start them with `dask scheduler` and `dask worker`, "
            "or set compute.address to null"
        ) from error
    return client


def write_json(path: Path, content: Any) -> None:
    """Write JSON, indented for people."""
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_csv(path: Path, table: pd.DataFrame, float_format: str | None = None) -> None:
    """Write a table without its index."""
    with atomic_write(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n", float_format=float_format)


def read_json(path: Path) -> Any:
    """Read JSON that another stage wrote."""
    return read_output(path, lambda each: json.loads(each.read_text("utf-8")))


def read_csv(path: Path, **options: Any) -> pd.DataFrame:
    """Read a table that another stage wrote; the options are those of pandas."""
    import pandas as pd

    return read_output(path, lambda each: pd.DataFrame(pd.read_csv(each, **options)))
