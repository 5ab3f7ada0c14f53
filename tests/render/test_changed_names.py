"""The picture of colors that two tables name differently."""

from __future__ import annotations

import numpy as np
from support.tables import table_of

from folkhue.learning.evaluation.name_changes import Flow, name_changes
from folkhue.render.report.changed_names import changed_slice, draw_changes
from folkhue.render.report.name_charts import draw_slices, lab_plane
from folkhue.render.report.named_plane import OUTSIDE

BEFORE = table_of("red green", ("green", np.s_[:128]))
AFTER = table_of("green red", ("red", np.s_[100:]))


def test_colors_keep_their_color_where_their_name_changed() -> None:
    flows = name_changes(BEFORE, AFTER).flows
    assert flows == [Flow("green", "red", 28 << 16)]
    rgb, shown = lab_plane(50)
    found = changed_slice(BEFORE, AFTER, flows, 50)
    changed = shown & (rgb[..., 0] >= 100) & (rgb[..., 0] < 128)
    assert changed.any()
    assert np.array_equal(found.index == 1, changed)
    assert np.array_equal(found.index == OUTSIDE, ~shown)
    assert np.array_equal(found.rgb[changed], rgb[changed])
    same = shown & ~changed
    assert (found.rgb[same].min(axis=-1) > 200).all(), "pale"
    assert {area.name for area in found.areas()} == {"green → red"}


def test_the_picture_is_of_the_size_of_the_slices_of_a_table() -> None:
    flows = name_changes(BEFORE, AFTER).flows
    picture = draw_changes(BEFORE, AFTER, flows)
    assert picture.size == draw_slices(AFTER).size
    assert picture.tobytes() != draw_changes(BEFORE, AFTER, []).tobytes()
