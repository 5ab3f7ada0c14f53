"""Compare the table with the XKCD survey, and check that its name regions are connected."""

from __future__ import annotations

from folkhue._utils.atomic import atomic_write
from folkhue.learning.evaluation.name_regions import coherence
from folkhue.learning.evaluation.survey import agreement_by_term, predict_survey
from folkhue.render.report.name_charts import draw_chart, draw_slices
from folkhue.table.color_table import load
from stages.outputs import read_output
from stages.params import Params
from stages.stage import AGREEMENT, COMPRESSION, TABLE, run, write_csv, write_json


def main(params: Params) -> None:
    """Write the names of the survey's colors, the components of each name, and two maps."""
    table = read_output(TABLE, load)
    survey = predict_survey(table, params.terms)
    write_csv(AGREEMENT / "xkcd.csv", survey, float_format="%.2f")
    write_json(AGREEMENT / "terms.json", agreement_by_term(survey, params.terms))
    write_json(AGREEMENT / "islands.json", coherence(table))
    for name, draw in (("chart", draw_chart), ("slices", draw_slices)):
        with atomic_write(AGREEMENT / f"{name}.png") as temporary:
            draw(table).save(temporary, compress_level=COMPRESSION)


if __name__ == "__main__":
    run(main)
