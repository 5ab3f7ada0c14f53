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
    """Build every classifier once, which checks its options, and write the schema."""
    from folkhue.learning.classifiers import build

    for name, options in params.train.classifiers.items():
        build(name, options, params.seed)
    write_json(SCHEMA, params.model_json_schema())


if __name__ == "__main__":
    run(main)
