"""Check networks/params.yaml before anything runs, and write its JSON schema for editors."""

from __future__ import annotations

from pathlib import Path

from folkhue._utils.text import did_you_mean
from folkhue.errors import ParamsError
from folkhue.table.color_table import SHIPPED
from stages.common import exists
from stages.networks.params import Params
from stages.networks.stage import PARAMS, SCHEMA, run
from stages.stage import write_json
from stages.yaml_file import short


def main(params: Params) -> None:
    """Check what only the library knows, and write the schema."""
    for table in params.context.tables:
        if table not in SHIPPED and not exists(table, Path.is_file):
            raise ParamsError(
                f"{PARAMS}: context.tables: {short(table)} is neither a file nor the name of a "
                f"table; {did_you_mean(table, SHIPPED)}"
            )
    write_json(SCHEMA, params.model_json_schema())


if __name__ == "__main__":
    run(main)
