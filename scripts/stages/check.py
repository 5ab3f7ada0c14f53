"""Check params.yaml before anything runs: keys, values, each classifier's parameters, other runs.

Writes the JSON schema of params.yaml, which editors understand and which changes only
with the code: later stages wait for it, but do not run again because it ran.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stages.stage import SCHEMA, run, write_json

if TYPE_CHECKING:
    from stages.params import Params


def main(params: Params) -> None:
    """Build the denoiser and all classifiers; find the report's other run; write the schema."""
    from folkhue.learning.denoising.registry import make_denoiser

    make_denoiser(params.denoise.method, dict(params.denoise))
    check_classifiers(params)
    check_other_run(params)
    write_json(SCHEMA, params.model_json_schema())


def check_classifiers(params: Params) -> None:
    """Build every classifier; try out those of which folkhue knows nothing."""
    from folkhue.learning.classifiers import build, is_foreign

    classifiers = params.train.classifiers
    for name, options in classifiers.items():
        build(name, options, params.seed)
    foreign = {name: each for name, each in classifiers.items() if is_foreign(name, each)}
    if not foreign:
        return
    from folkhue.learning.classifiers.trial import try_out
    from stages.classifier_file import trusted

    for name, options in foreign.items():
        try_out(name, options, params.seed, trusted(params))


def check_other_run(params: Params) -> None:
    """Check that the run with which the report is to compare this one can be read."""
    if params.report.against is None:
        return
    import tempfile

    from stages.other_run import fetch_other_run

    with tempfile.TemporaryDirectory() as folder:
        fetch_other_run(params.report.against, Path(folder))


if __name__ == "__main__":
    run(main)
