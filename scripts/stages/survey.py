"""Read the survey in which people named colors, if params.yaml names one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from folkhue._utils.atomic import atomic_write
from folkhue._utils.text import counted
from folkhue.errors import ParamsError, SurveyError
from folkhue.learning.evaluation.naming_survey import NamingSurvey
from folkhue.learning.evaluation.naming_survey_file import read_naming_survey
from stages.outputs import md5
from stages.params import Params
from stages.stage import ABOUT_SURVEY, SURVEY, run, write_json

MAX_LISTED = 100
"""Names outside the vocabulary that are listed."""


def main(params: Params) -> None:
    """Write the answers for colors that have enough, and what was left out; nothing if none."""
    path, least = params.evaluate.survey, params.evaluate.min_answers
    survey = NamingSurvey.from_counts({}, params.terms.names)
    if path is not None:
        survey = read(path, params)
    enough = survey.with_answers(least)
    if path is not None and not len(enough.colors):
        raise ParamsError(
            f"params.yaml: evaluate.survey: {path}: no color has {counted(least, 'answer')} among "
            f"{', '.join(survey.terms)}; lower evaluate.min_answers"
        )
    with atomic_write(SURVEY) as temporary:
        enough.to_table().to_parquet(temporary, index=False)
    write_json(ABOUT_SURVEY, about(path, survey, enough))


def read(path: str, params: Params) -> NamingSurvey:
    """Read the survey; an error also names the key of params.yaml."""
    try:
        return read_naming_survey(path, params.terms)
    except SurveyError as error:
        raise ParamsError(f"params.yaml: evaluate.survey: {error}") from error


def about(path: str | None, survey: NamingSurvey, enough: NamingSurvey) -> dict[str, Any]:
    """Say which file it was, how much of it counts, and what was left out."""
    return {
        "md5": None if path is None else md5(Path(path)),
        "colors": len(enough.colors),
        "answers": int(enough.answers.sum()),
        "colors_left_out": len(survey.colors) - len(enough.colors),
        "answers_left_out": sum(survey.left_out.values()),
        "names_left_out": dict(islice(survey.left_out.items(), MAX_LISTED)),
    }


if __name__ == "__main__":
    run(main)
