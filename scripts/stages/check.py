"""Check params.yaml before anything runs: keys, values, and each classifier's parameters.

Writes the JSON schema of params.yaml, which editors understand and which changes only
with the code: later stages wait for it, but do not run again because it ran.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stages.stage import SCHEMA, run, write_json

if TYPE_CHECKING:
    from stages.params import Params


def main(params: Params) -> None:
    """Build the denoiser and every classifier, which checks their options; write the schema."""
    from folkhue.learning.denoising.registry import make_denoiser

    make_denoiser(params.denoise.method, dict(params.denoise))
    check_classifiers(params)
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


if __name__ == "__main__":
    run(main)
