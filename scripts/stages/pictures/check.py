"""Check pictures/params.yaml before anything runs: keys, values, and each classifier's parameters.

Writes the JSON schema of the file, which editors understand and which changes only with the code:
later stages wait for it, but do not run again because it ran.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from folkhue._utils.text import did_you_mean, short_repr
from folkhue.errors import ParamsError
from folkhue.learning.pictures.candidates import CANDIDATES, ORIGINAL
from folkhue.pictures.features import FEATURE_GROUPS
from folkhue.table.color_table import SHIPPED
from stages.common import exists
from stages.pictures.params import Params
from stages.pictures.stage import PARAMS, SCHEMA, run
from stages.stage import write_json
from stages.yaml_file import short

MAX_CHOICES = 1_000
"""Of the parameters of one classifier."""


def main(params: Params) -> None:
    """Check what only the library knows, and write the schema."""
    try:
        check(params)
    except ParamsError as error:
        raise ParamsError(f"{PARAMS}: {error}") from error
    write_json(SCHEMA, params.model_json_schema())


def check(params: Params) -> None:
    """Check the groups of features, the table, and the classifiers.

    Raises
    ------
    ParamsError
    """
    _check_groups("features.groups", params.features.groups, FEATURE_GROUPS)
    _check_groups("explore.groups", params.explore.groups, params.features.groups)
    _check_table(params.features.table)
    for name, grid in params.search.models.items():
        _check_model(name, grid, params)
    _check_original(params)
    _check_chosen(params)


def _check_groups(key: str, groups: Sequence[str], known: Collection[str]) -> None:
    for group in groups:
        if group not in known:
            raise ParamsError(
                f"{key}: {short_repr(group)} is no group of features here; "
                f"{did_you_mean(group, known)}"
            )
    if len({*groups}) < len(groups):
        raise ParamsError(f"{key}: a group of features is there twice")


def _check_model(name: str, grid: Mapping[str, Sequence[Any]], params: Params) -> None:
    """Check a classifier, the features that it needs, and the parameters to try."""
    key = f"search.models.{short(name)}"
    if name not in CANDIDATES:
        raise ParamsError(f"{key} is not a classifier; {did_you_mean(name, CANDIDATES)}")
    _check_groups(f"{key}: needs its features", CANDIDATES[name].groups, params.features.groups)
    known = CANDIDATES[name].classifier(params.seed).get_params()
    for parameter, values in grid.items():
        if parameter not in known:
            raise ParamsError(
                f"{key}: unknown parameter {short_repr(parameter)}; "
                f"{did_you_mean(parameter, known)}"
            )
        if not values:
            raise ParamsError(f"{key}.{parameter}: expected values to try, got []")
    if (number := math.prod(map(len, grid.values()))) > MAX_CHOICES:
        raise ParamsError(f"{key}: expected at most {MAX_CHOICES:,} choices, got {number:,}")


def _check_original(params: Params) -> None:
    if not ORIGINAL.keys() & params.search.models.keys():
        raise ParamsError(
            f"search.models: expected at least one of {', '.join(ORIGINAL)}, with which the others "
            "are compared"
        )


def _check_chosen(params: Params) -> None:
    """Check the classifiers that are named, and that one can be exported."""
    wanted, models = params.evaluate.model, params.search.models
    _check_listed("evaluate.model", wanted, ["best", *models])
    _check_listed("evaluate.ablation", params.evaluate.ablation, [*models])
    considered = [*models] if wanted == "best" else [wanted]
    if params.evaluate.exportable and not any(CANDIDATES[name].exportable for name in considered):
        possible = [name for name, each in CANDIDATES.items() if each.exportable]
        raise ParamsError(
            f"evaluate.exportable: of {', '.join(considered)}, none can be exported; "
            f"there are {', '.join(possible)}"
        )


def _check_listed(key: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ParamsError(
            f"{key}: {short_repr(name)} is not in search.models; {did_you_mean(name, known)}"
        )


def _check_table(table: str) -> None:
    if table not in SHIPPED and not exists(table, Path.is_file):
        raise ParamsError(
            f"features.table: {short(table)} is neither a file nor the name of a table; "
            f"{did_you_mean(table, SHIPPED)}"
        )


if __name__ == "__main__":
    run(main)
