"""Check harmonies/params.yaml before anything runs, and write its JSON schema for editors."""

from __future__ import annotations

from stages.harmonies.params import Params
from stages.harmonies.stage import SCHEMA, run
from stages.stage import write_json


def main(params: Params) -> None:
    """Write the schema; reading the parameters has checked them."""
    write_json(SCHEMA, params.model_json_schema())


if __name__ == "__main__":
    run(main)
