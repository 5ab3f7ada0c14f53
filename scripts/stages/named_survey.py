"""The survey in which people named colors, as the stage `survey` wrote it."""

from __future__ import annotations

import pandas as pd

from folkhue.learning.evaluation.naming_survey import NamingSurvey
from stages.outputs import read_output
from stages.params import Params
from stages.stage import SURVEY


def named_survey(params: Params) -> NamingSurvey | None:
    """Read the survey; None if params.yaml names none."""
    table = read_output(SURVEY, pd.read_parquet)
    return None if table.empty else NamingSurvey.from_table(table, params.terms.names)
