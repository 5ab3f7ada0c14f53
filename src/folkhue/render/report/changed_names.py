"""The colors that two tables name differently, in slices of CIELAB."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME
from folkhue.learning.evaluation.name_changes import Flow
from folkhue.render.report.name_charts import LEVELS, arrange_slices, lab_plane
from folkhue.render.report.named_plane import OUTSIDE, NamedPlane
from folkhue.render.theme import BACKGROUND
from folkhue.table.color_table import ColorTable

MAX_FLOWS = 200
"""Pairs of names that are told apart in a picture; with more, it would be illegible."""

_MIN_LABELED = 400  # pixels; the labels of all slivers would hide what they name

_PALENESS = 0.86
"""Share of the background in colors whose names are the same."""


def draw_changes(before: ColorTable, after: ColorTable, flows: Sequence[Flow]) -> Image.Image:
    """Draw the slices of CIELAB: colors with another name as they are, all others pale.

    Parameters
    ----------
    before, after : ColorTable
    flows : sequence of Flow
        The changes to draw; areas are labeled with both names.
    """
    slices = [changed_slice(before, after, flows, level) for level in LEVELS]
    return arrange_slices(slices, _MIN_LABELED)


def changed_slice(
    before: ColorTable, after: ColorTable, flows: Sequence[Flow], level: float
) -> NamedPlane:
    """Mark the colors of one L* that changed names; the others have an empty name."""
    flows = flows[:MAX_FLOWS]
    rgb, shown = lab_plane(level)
    numbers = _flow_numbers(before, after, flows)
    index = np.where(shown, numbers[before.predict(rgb), after.predict(rgb)], OUTSIDE)
    pale = (rgb + (np.array(BACKGROUND) - rgb) * _PALENESS).round().astype(np.uint8)
    names = np.array(["", *(f"{flow.before} → {flow.after}" for flow in flows)])
    return NamedPlane(np.where((index == 0)[..., None], pale, rgb), index.astype(np.int16), names)


def _flow_numbers(
    before: ColorTable, after: ColorTable, flows: Sequence[Flow]
) -> NDArray[np.int16]:
    """Give each pair of indices, shape (256, 256), the number of its flow, from 1; 0 for none."""
    numbers = np.zeros((UNNAMED + 1, UNNAMED + 1), np.int16)
    for number, flow in enumerate(flows, 1):
        numbers[_index(before, flow.before), _index(after, flow.after)] = number
    return numbers


def _index(table: ColorTable, name: str) -> int:
    return UNNAMED if name == UNNAMED_NAME else table.terms.index(name)
