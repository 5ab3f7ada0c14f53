import pandas as pd
import pytest

from folkhue.render.report.curve_charts import SIZE, curve_chart, curve_charts


@pytest.mark.parametrize(
    ("lowest", "bottom", "ticks"),
    [
        (0.0, 0, {0: SIZE, 20: 176, 40: 132, 60: 88, 80: 44, 100: 0}),
        (0.59, 40, {40: SIZE, 60: SIZE * 2 / 3, 80: SIZE / 3, 100: 0}),
        (0.8, 80, {80: SIZE, 100: 0}),
        (1.0, 80, {80: SIZE, 100: 0}),
    ],
)
def test_points_are_where_the_axes_say(lowest: float, bottom: int, ticks: dict[int, float]) -> None:
    points = pd.DataFrame({"name": ["red", "red"], "x": [0, 0.5], "y": [1, lowest]})
    chart = curve_chart("coverage", points)
    assert chart.bottom == bottom
    assert chart.ticks == pytest.approx(ticks)
    height = SIZE * (1 - lowest) / (1 - bottom / 100)
    assert chart.lines == {"red": f"0.0,0.0 110.0,{height:.1f}"}


def test_each_test_set_has_a_chart_of_each_kind_with_a_line_for_each_name() -> None:
    columns = ["test", "name", "x", "y"]
    rows = [("golden", "red", 1, 1), ("golden", "blue", 1, 1), ("test", "red", 1, 1)]
    curves = {kind: pd.DataFrame(rows, columns=columns) for kind in ("roc", "coverage")}
    charts = curve_charts(curves)
    assert {test: [[*chart.lines] for chart in some] for test, some in charts.items()} == {
        "golden": [["red", "blue"]] * 2,
        "test": [["red"]] * 2,
    }
    assert curve_charts({kind: table[:0] for kind, table in curves.items()}) == {}
